/** Where the numbers of a pane come from: the arithmetic, what was left out, what to know before believing it, what it cost. */
import { hueWords } from '../../core/base/viewWords.ts'
import { type PaneId, hues } from '../../core/base/vocabulary.ts'
import { type ReactElement, useEffect } from 'react'
import { countOf, formatNumber, formatSeconds } from '../../core/base/numbers.ts'
import { unique } from '../../core/base/lists.ts'
import { useLoaded, useSource } from '../../state/queries/current.tsx'
import { amount } from '../names/amount.ts'
import type { MeasuredSummary, PaneFigure } from './capacity.ts'
import { paneWordsOf } from '../pane/paneWords.ts'

const mostSaid = 8

/** Which profilers paid for which pane. */
const kindsOfPane: Readonly<Record<PaneId, readonly string[]>> = {
  cpu: ['cpu', 'wall'],
  heap: ['heap'],
  lock: ['lock', 'block', 'wall', 'goroutines', 'threads'],
}

export function PaneInfo(props: {
  readonly id: string
  readonly pane: PaneId
  readonly views: readonly MeasuredSummary[]
  readonly figure: PaneFigure | undefined
  readonly onClose: () => void
}): ReactElement {
  const { id, pane, views, figure, onClose } = props
  useEffect(() => {
    // In the capture phase, so that Escape closes this and nothing behind it.
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      onClose()
    }
    document.addEventListener('keydown', escape, true)
    return () => document.removeEventListener('keydown', escape, true)
  }, [onClose])
  const cost = useSource().data?.cost ?? []
  const paid = cost.filter(({ kind }) => kind === undefined || kindsOfPane[pane].includes(kind))
  return (
    <section
      id={id}
      aria-label="How this was measured"
      className="absolute inset-x-0 top-9 z-10 max-h-[calc(100%-2.25rem)] overflow-y-auto border-b border-line-strong bg-surface-2 px-3 py-2 text-ink-2 shadow-xl"
    >
      <dl className="grid grid-cols-[max-content_1fr] gap-x-3 gap-y-1">
        {figure && (
          <Row term="figure">
            <b className="text-ink-1">{figure.figure}</b> {figure.whole ?? figure.of}
          </Row>
        )}
        {views.map((view) => (
          <Provenance key={view.kind} view={view} named={views.length > 1} />
        ))}
        <Row term="cost">
          {paid.length === 0
            ? 'The source does not say what collecting this cost the service.'
            : paid.map(({ profiler, overheadPct, how }) => (
                <p key={profiler}>
                  <b className="text-ink-1">{profiler}</b>: {formatNumber(overheadPct, 1)} % — {how}
                </p>
              ))}
        </Row>
        <Row term="colours">
          <span className="flex flex-wrap gap-x-3 gap-y-0.5">
            {hues.map((hue) => (
              <span key={hue} className="inline-flex items-center gap-1.5">
                <span
                  className="inline-block h-[11px] w-3.5 rounded-frame border border-[var(--frame-line)]"
                  style={{ background: `var(--frame-${hue})` }}
                />
                {hueWords[hue]}
                {hue === 'own' && ' (bold)'}
              </span>
            ))}
            <span className="inline-flex items-center gap-1.5">
              <span className="hatch inline-block h-[11px] w-3.5 border border-line-strong" />
              too small to draw
            </span>
          </span>
        </Row>
      </dl>
    </section>
  )
}

function Provenance({ view, named }: { readonly view: MeasuredSummary; readonly named: boolean }): ReactElement {
  const { unit, total, samples, how, coveredSeconds, files, leftOut, cautions } = view
  // What readers say of the files: cut off, lost, without names. A recording of many files repeats the same few sentences.
  const summaries = useLoaded().data?.summaries ?? []
  const said = unique(summaries.flatMap(({ file, notes }) => (files.includes(file) ? notes : []))).slice(0, mostSaid)
  const covers = coveredSeconds > 0 ? `, covering ${formatSeconds(coveredSeconds)}` : ''
  return (
    <>
      <Row term={named ? paneWordsOf(view).short : 'from'}>
        <b className="text-ink-1">{amount(unit, total)}</b>: {how} · {countOf(samples, 'sample')} in{' '}
        {countOf(files.length, 'file')}
        {covers}
      </Row>
      {leftOut.length > 0 && (
        <Row term="left out">
          {leftOut.map((one) => (
            <p key={one.id + one.text}>
              <b className="text-ink-1">{amount(unit, one.amount)}</b> {one.text}
            </p>
          ))}
        </Row>
      )}
      {cautions.length > 0 && (
        <Row term="know first">
          {cautions.map(({ text }) => (
            <p key={text}>{text}</p>
          ))}
        </Row>
      )}
      {said.length > 0 && (
        <Row term={files.length === 1 ? 'the file' : 'the files'}>
          {said.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </Row>
      )}
    </>
  )
}

function Row(props: { readonly term: string; readonly children: React.ReactNode }): ReactElement {
  return (
    <>
      <dt className="type-small text-ink-3">{props.term}</dt>
      <dd className="type-small min-w-0 break-words">{props.children}</dd>
    </>
  )
}
