import { type ReactElement, useEffect } from 'react'
import { formatAddress } from '../../core/link/address.ts'
import { useSource } from '../../state/queries/queries.ts'
import { windowText } from '../controls/times.ts'
import { useView } from '../../state/view/store.ts'

/** On paper the address bar is missing, and the header may be cut: which service and day this is, and where it can be seen alive. */
export function PrintedAddress(): ReactElement | null {
  const view = useView()
  const source = useSource().data
  useEffect(() => {
    // What was drawn for the width of the window is scaled to the sheet.
    const before = (): void => document.documentElement.style.setProperty('--screen-width', String(innerWidth))
    addEventListener('beforeprint', before)
    return () => removeEventListener('beforeprint', before)
  }, [])
  if (!source) return null
  const link = source.frozen
    ? source.frozen.about.openLive
    : `${location.origin}${location.pathname}#${formatAddress(view).text}`
  const when = view.window && windowText(view.window, view.zone)
  return (
    <div className="hidden px-4 pt-1 print:block">
      {when && (
        <p className="type-body text-ink-1">
          <b>{source.service}</b> · {when.date} · {when.primary} ({when.other})
        </p>
      )}
      {link !== undefined && <p className="type-small [overflow-wrap:anywhere] text-ink-3">{link}</p>}
    </div>
  )
}
