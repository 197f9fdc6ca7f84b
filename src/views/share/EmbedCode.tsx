/** The iframe to paste into a post-mortem page. */
import type { ReactElement } from 'react'
import { redactsNothing } from '../../core/snapshot/redact.ts'
import { useOutgoing } from '../../state/sharing/outgoing.ts'
import { useRedactionChoices } from '../../state/sharing/redaction.ts'
import { CopyButton } from '../controls/CopyButton.tsx'

/**
 * `allow-same-origin` keeps the frame this server's own, which alone may read its recordings; a page of another origin around it stays out
 * of reach either way. Where a host insists on a frame without it, a snapshot is what works.
 */
export function embedHtml(address: string): string {
  return `<iframe src="${address.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}" sandbox="allow-scripts allow-same-origin allow-popups" title="Trifold: profiles of the incident" width="100%" height="720" loading="lazy"></iframe>`
}

export function EmbedCode(): ReactElement {
  const link = useOutgoing().data?.link
  const redacting = !redactsNothing(useRedactionChoices())
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        {link && <CopyButton text={embedHtml(link.embedUrl)}>Copy embed code</CopyButton>}
        <span className="type-small text-ink-3">read-only, zoom and search only</span>
      </div>
      <p className="type-small text-ink-3">
        It shows what this page can still read{redacting ? ', with every name in it' : ''}. For a page that is read in a
        year{redacting ? ', or by people who must not see them' : ''}, embed a snapshot instead: its file works as the
        address of the frame, under sandbox="allow-scripts" too. Who may frame this page is set by its server.
      </p>
    </>
  )
}
