import type { ReactElement } from 'react'
import { formatAddress } from '../../core/link/address.ts'
import { useSource } from '../../state/queries/current.tsx'
import { windowText } from '../controls/times.ts'
import { useView } from '../../state/view/store.ts'

/** On paper the address bar is missing, and the header is for pressing: which service and day this is, and where it can be seen alive. */
export function PrintedAddress(): ReactElement | null {
  const view = useView()
  const source = useSource().data
  if (!source) return null
  const link = source.frozen
    ? source.frozen.about.openLive
    : `${location.origin}${location.pathname}#${formatAddress(view).text}`
  const when = view.window && windowText(view.window, view.zone)
  return (
    <div className="hidden border-b border-line px-4 pb-1 print:block">
      <p className="type-body flex flex-wrap justify-between gap-x-6 text-ink-1">
        <span>
          <b>{source.service}</b>
          {when && ` · ${when.date} · ${when.primary} (${when.other}) · ${when.length}`}
        </span>
        <span className="text-ink-3">Trifold</span>
      </p>
      {link !== undefined && <p className="type-small [overflow-wrap:anywhere] text-ink-3">{link}</p>}
    </div>
  )
}
