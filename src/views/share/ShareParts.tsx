/** A link, five lines for a chat, pictures, a snapshot, the code to embed one. */
import type { ReactElement, ReactNode } from 'react'
import { useState } from 'react'
import { plainText } from '../../core/report/words.ts'
import { chatMarkdown } from '../../core/report/markdown.ts'
import { currentLink } from '../../state/address.ts'
import { useComparison, useComparisonSubject } from '../../state/comparison.ts'
import { pictureSvg, svgToPng } from '../../state/pictures.ts'
import { useAnalysis, useSource, useSubject } from '../../state/queries.ts'
import { useView } from '../../state/store.ts'
import { Button } from '../controls/Button.tsx'
import { CopyButton } from '../controls/CopyButton.tsx'
import { EmbedCode } from './EmbedCode.tsx'
import { pictureColours } from './pictureColours.ts'
import { SnapshotPanel } from './SnapshotPanel.tsx'
import { saveFile } from './saveFile.ts'

export function ShareParts(): ReactElement {
  const { leftOut } = currentLink()
  return (
    <div className="flex max-h-[80dvh] flex-col gap-3 overflow-y-auto p-1">
      <Part title="For the incident channel">
        <div className="flex flex-wrap gap-2">
          <CopyButton text={() => currentLink().url}>Copy link</CopyButton>
          <CopyForChat />
        </div>
        {leftOut.length > 0 && (
          <p className="type-small">
            A shorter link had to leave out {leftOut.join(', ')}. The address bar has the same.
          </p>
        )}
        <LocalFilesNote />
      </Part>
      <Part title="As a picture">
        <Pictures />
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

function CopyForChat(): ReactElement | null {
  const analysis = useAnalysis().data
  const comparison = useComparison().data
  const source = useSource().data
  if (!analysis || !source) return null
  const text = (): string =>
    chatMarkdown({
      analysis,
      service: source.service,
      link: currentLink().url,
      ...(comparison ? { transition: plainText(comparison.transition) } : {}),
    })
  return <CopyButton text={text}>Copy for chat</CopyButton>
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
  const analysis = useAnalysis().data
  const subject = useSubject()
  const comparing = useComparisonSubject()
  const comparison = useComparison().data
  const source = useSource().data
  const view = useView()
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  if (!analysis || !subject || !source) return null

  const save = async (format: 'svg' | 'png'): Promise<void> => {
    setBusy(true)
    setProblem(undefined)
    try {
      const svg = await pictureSvg({
        analysis,
        subject,
        ...(comparing && comparison ? { comparison: { subject: comparing, answer: comparison } } : {}),
        view,
        service: source.service,
        ...(view.enlarged ? { pane: view.enlarged } : {}),
        colours: pictureColours(),
      })
      const name = `trifold-${source.service.replace(/[^\w.-]+/g, '-')}${view.enlarged ? `-${view.enlarged}` : ''}`
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
