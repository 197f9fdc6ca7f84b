/** The iframe to paste into a post-mortem page. */
import type { ReactElement } from 'react'
import { currentLink } from '../../state/address.ts'
import { CopyButton } from '../controls/CopyButton.tsx'

/** `sandbox` without `allow-same-origin`: the frame can draw itself and reach nothing of the page around it. */
export function embedHtml(link: string): string {
  const at = link.indexOf('#')
  const address = `${link.slice(0, at)}?embed${link.slice(at)}`
  return `<iframe src="${address.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}" sandbox="allow-scripts allow-popups" title="Trifold: profiles of the incident" width="100%" height="720" loading="lazy"></iframe>`
}

export function EmbedCode(): ReactElement {
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <CopyButton text={() => embedHtml(currentLink().url)}>Copy embed code</CopyButton>
        <span className="type-small text-ink-3">read-only, zoom and search only</span>
      </div>
      <p className="type-small text-ink-3">
        It shows what this page can still read. For a page that is read in a year, embed a snapshot instead: its file
        works as the address of the frame. Who may frame this page is set by its server.
      </p>
    </>
  )
}
