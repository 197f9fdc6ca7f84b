import { type ReactElement, useEffect } from 'react'
import { formatAddress } from '../../core/link/address.ts'
import { useSource } from '../../state/queries/queries.ts'
import { useView } from '../../state/view/store.ts'

/** On paper the address bar is missing: where this can be seen alive. */
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
  if (link === undefined) return null
  return <p className="type-small hidden px-4 pt-1 [overflow-wrap:anywhere] text-ink-3 print:block">{link}</p>
}
