/** A link, five lines for a chat, pictures, a snapshot, the code to embed one. What must not leave is chosen first, for all of them. */
import { type ReactElement, type ReactNode, useState } from 'react'
import { listed } from '../../core/base/lists.ts'
import { formatNumber } from '../../core/base/numbers.ts'
import { chatMarkdown } from '../../core/analysis/markdown.ts'
import { useComparison } from '../../state/queries/comparison.ts'
import {
  type Outgoing,
  cleaned,
  useOutgoing,
  useOutgoingSubject,
  useUnsaidSince,
} from '../../state/sharing/outgoing.ts'
import { pictureSvg, svgToPng } from '../../state/sharing/pictures.ts'
import { useAnalysis } from '../../state/queries/current.tsx'
import { useView } from '../../state/view/store.ts'
import { Button } from '../controls/Button.tsx'
import { CopyButton } from '../controls/CopyButton.tsx'
import { EmbedCode } from './EmbedCode.tsx'
import { ProfileFiles } from './ProfileFiles.tsx'
import { pictureColours } from './pictureColours.ts'
import { Redaction } from './Redaction.tsx'
import { SnapshotPanel } from './SnapshotPanel.tsx'
import { saveFile } from '../controls/saveFile.ts'

export function ShareParts(): ReactElement {
  return (
    <div className="flex max-h-[80dvh] flex-col gap-3 overflow-y-auto p-1">
      <Part title="For the incident channel">
        <Channel />
        <LocalFilesNote />
      </Part>
      <Redaction />
      <Part title="As a picture">
        <Pictures />
      </Part>
      <Part title="For another tool">
        <ProfileFiles />
      </Part>
      <Part title="For the post-mortem">
        <SnapshotPanel />
      </Part>
      <Part title="In another page">
        <EmbedCode />
      </Part>
    </div>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="type-title text-ink-1">{title}</h3>
      {children}
    </section>
  )
}

function Channel(): ReactElement {
  const outgoing = useOutgoing()
  const { zone } = useView()
  if (outgoing.isError) return <p role="alert">{outgoing.error.message}</p>
  if (!outgoing.data) return <p className="type-small text-ink-3">Waiting for what is on screen.</p>
  const { link } = outgoing.data
  const text = chatText(outgoing.data, zone)
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={link.url}>Copy link</CopyButton>
        <CopyButton text={text}>Copy for chat</CopyButton>
      </div>
      <pre
        aria-label="What the chat will show"
        // Long, and scrolled by keyboard as well.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="type-small max-h-28 overflow-auto rounded-control border border-line bg-surface-0 px-2 py-1 font-mono whitespace-pre-wrap [overflow-wrap:anywhere] text-ink-2"
      >
        {text}
      </pre>
      {link.leftOut.length > 0 && (
        <p className="type-small">
          A shorter link had to leave out {listed(link.leftOut)}. The address bar has the same.
        </p>
      )}
      {link.url.length > longestLink && (
        <p className="type-small">
          The link is {formatNumber(link.url.length)} characters long: some chat programs cut it. Nothing more can be
          left out without showing something else; a snapshot has no such limit.
        </p>
      )}
      {link.loses.length > 0 && (
        <p className="type-small">
          To hide what you chose, the link loses {listed(link.loses)}. Whoever opens it sees the names that its source
          shows them.
        </p>
      )}
    </>
  )
}

/** What all chat programs and ticket systems take. */
const longestLink = 2000

function chatText({ analysis, service, transition, change, since, link }: Outgoing, zone: string): string {
  return chatMarkdown({
    analysis,
    service,
    zone,
    link: link.url,
    ...(transition === undefined ? {} : { transition }),
    ...(change === undefined ? {} : { change }),
    ...(since === undefined ? {} : { since }),
  })
}

function LocalFilesNote(): ReactElement | null {
  const { source } = useView()
  if (source?.kind !== 'files' && !(source?.kind === 'snapshot' && source.url.startsWith('local:'))) return null
  return (
    <p className="type-small">
      These files stay in this browser: whoever opens the link needs the same files. A snapshot can be opened by anyone.
    </p>
  )
}

function Pictures(): ReactElement | null {
  const about = useOutgoingSubject()
  const analysis = useAnalysis().data
  const comparison = useComparison().data
  const since = useUnsaidSince(analysis)
  const view = useView()
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  if (!about || !analysis || (about.comparison && !comparison)) return null

  const save = async (format: 'svg' | 'png'): Promise<void> => {
    setBusy(true)
    setProblem(undefined)
    try {
      const svg = await pictureSvg({
        about,
        analysis,
        ...(about.comparison && comparison ? { comparison } : {}),
        ...(since === undefined ? {} : { since }),
        ...(view.enlarged ? { pane: view.enlarged } : {}),
        colours: pictureColours(),
      })
      const { value: service } = await cleaned(about, about.source.service)
      const name = `trifold-${service.replace(/[^\w.-]+/g, '-').slice(0, 60)}${view.enlarged ? `-${view.enlarged}` : ''}`
      if (format === 'svg') saveFile(new Blob([svg], { type: 'image/svg+xml' }), `${name}.svg`)
      else saveFile(await svgToPng(svg), `${name}.png`)
    } catch (thrown) {
      setProblem(thrown instanceof Error ? thrown.message : String(thrown))
    }
    setBusy(false)
  }

  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Button disabled={busy} onClick={() => void save('png')}>
          Save PNG
        </Button>
        <Button disabled={busy} onClick={() => void save('svg')}>
          Save SVG
        </Button>
        <span className="type-small text-ink-3">
          {view.enlarged ? 'of the enlarged pane' : 'of all three panes; enlarge one for itself'}
        </span>
      </div>
      {problem !== undefined && <p role="alert">{problem}</p>}
    </>
  )
}
