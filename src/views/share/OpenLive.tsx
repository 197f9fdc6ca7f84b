/** The one way out of an embed or a snapshot: the same view in the page it came from. */
import type { ReactElement } from 'react'
import { useSource } from '../../state/queries/current.tsx'
import { useView } from '../../state/view/store.ts'
import { formatAddress } from '../../core/link/address.ts'

export function OpenLive(): ReactElement | null {
  const source = useSource().data
  const view = useView()
  const href = source?.frozen
    ? source.frozen.about.openLive
    : `${location.origin}${location.pathname}#${formatAddress({ ...view, embed: false }).text}`
  // From a snapshot of a stranger: only an address that a browser opens as a page.
  if (href === undefined || !/^https?:\/\//.test(href)) return null
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      className="touch inline-flex h-7 items-center rounded-control border border-line px-2 text-link"
    >
      Open live
    </a>
  )
}
