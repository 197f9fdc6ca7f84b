/** Two sources, or one at two distant times: a line for A and a line for B, each with its own time, on the same scales. */
import { type PaneId, paneIds } from '../../core/base/vocabulary.ts'
import type { Timeline } from '../../core/analysis/analysis.ts'
import { type ReactElement, useState } from 'react'
import { longDate } from '../controls/times.ts'
import { usePageWidth } from '../pane/usePageWidth.ts'
import { type Draft, Plot, type PlotWindow } from './Plot.tsx'
import { topOf } from './seriesShape.ts'
import { pointedText, valueText } from './seriesText.ts'
import { Figures, RowNames, belowFigures } from './TimelineFigures.tsx'
import { Letter, type Mark, type MarkPlace, type WindowLetter, headPxOf, markPlace } from './TimelineParts.tsx'

export interface PairSide {
  readonly shown: PlotWindow
  /** "fast-path, build A" */
  readonly title: string
  /** Undefined while it is read, or where there is none. */
  readonly timeline: Timeline | undefined
  readonly problem?: string | undefined
  readonly marks: readonly Mark[]
}

export interface TimelinePairProps {
  readonly a: PairSide
  readonly b: PairSide
  readonly zone: string
}

/** The letter's place at 1100 px and above: both beside each other, below it one under the other. */
const columns: Readonly<Record<WindowLetter, string>> = { A: 'wide:col-start-2', B: 'wide:col-start-3' }

export function TimelinePair({ a, b, zone }: TimelinePairProps): ReactElement {
  const [draft, setDraft] = useState<Draft | undefined>()
  const [pointed, setPointed] = useState<{ readonly letter: WindowLetter; readonly atMs: number } | undefined>()
  const now = ({ shown }: PairSide) => (draft?.letter === shown.letter ? draft.window : shown.window)
  const tops = commonTops(a.timeline, b.timeline)
  const isPhone = usePageWidth() === 'phone'
  const placeOf = ({ timeline, marks }: PairSide): MarkPlace =>
    timeline ? markPlace(marks, timeline.span, isPhone) : 'none'
  const headPx = Math.max(headPxOf(placeOf(a)), headPxOf(placeOf(b)))
  const over = pointed && !draft ? (pointed.letter === 'A' ? a : b) : undefined
  const textOf = (pane: PaneId): string => {
    if (over?.timeline && pointed) {
      const { series, span } = over.timeline
      return pointedText(series[pane], pointed.atMs, span.untilMs - span.fromMs)
    }
    const before = a.timeline && { series: a.timeline.series[pane], window: now(a) }
    return b.timeline ? valueText(b.timeline.series[pane], now(b), before) : ''
  }
  const fromOf = (pane: PaneId): string | undefined => {
    const [before, after] = [a.timeline?.series[pane].from, b.timeline?.series[pane].from]
    return before === after ? after : `${before ?? 'the profile'} in A, ${after ?? 'the profile'} in B`
  }
  return (
    <section
      aria-label="Timeline"
      className="grid flex-none grid-cols-[60px_minmax(0,1fr)] gap-x-3 wide:grid-cols-[60px_minmax(0,1fr)_minmax(0,1fr)_176px]"
    >
      {[a, b].map((side) => (
        <Side
          key={side.shown.letter}
          side={side}
          zone={zone}
          tops={tops}
          place={placeOf(side)}
          headPx={headPx}
          draft={draft?.letter === side.shown.letter ? draft : undefined}
          onDraft={setDraft}
          onPointed={(atMs) => setPointed(atMs === undefined ? undefined : { letter: side.shown.letter, atMs })}
        />
      ))}
      <Figures
        className="col-start-2 flex flex-wrap items-center gap-x-4 wide:col-start-4 wide:row-start-2 wide:block wide:pt-(--head)"
        headPx={headPx}
        textOf={textOf}
        fromOf={fromOf}
      >
        {belowFigures(draft, over && pointed?.atMs, zone)}
        {over && <span>in {over.shown.letter}</span>}
      </Figures>
    </section>
  )
}

function Side(props: {
  readonly side: PairSide
  readonly zone: string
  readonly tops: Readonly<Record<PaneId, number>> | undefined
  readonly place: MarkPlace
  readonly headPx: number
  readonly draft: Draft | undefined
  readonly onDraft: (draft: Draft | undefined) => void
  readonly onPointed: (atMs: number | undefined) => void
}): ReactElement {
  const { side, zone, tops, place, headPx, draft, onDraft, onPointed } = props
  const { shown, title, timeline, problem, marks } = side
  const column = columns[shown.letter]
  return (
    <>
      <h2
        className={`type-small col-span-2 flex items-center gap-x-2 text-ink-3 wide:col-span-1 wide:row-start-1 ${column}`}
      >
        <Letter letter={shown.letter} />
        <span className="sr-only">{title}, </span>
        {longDate(shown.window.fromMs, zone)}
      </h2>
      <RowNames
        headPx={headPx}
        className={`wide:col-start-1 wide:row-start-2 ${shown.letter === 'B' ? 'wide:hidden' : ''}`}
      />
      <div className={`min-w-0 wide:row-start-2 ${column}`}>
        {timeline && timeline.span.untilMs > timeline.span.fromMs ? (
          <Plot
            timeline={timeline}
            zone={zone}
            marks={marks}
            windows={[shown]}
            lettered={false}
            drawing={shown.letter}
            draft={draft}
            onDraft={onDraft}
            onPointed={onPointed}
            tops={tops}
            place={place}
            headPx={headPx}
          />
        ) : (
          <p className="type-small grid h-[70px] place-items-center text-ink-3" aria-busy={problem === undefined}>
            {problem ??
              (timeline
                ? `Nothing of ${shown.letter} is known over time.`
                : `The line of ${shown.letter} is being read.`)}
          </p>
        )}
      </div>
    </>
  )
}

/** Equal heights mean equal amounts; series in different units keep their own scales. */
function commonTops(a: Timeline | undefined, b: Timeline | undefined): Readonly<Record<PaneId, number>> | undefined {
  if (!a || !b || paneIds.some((pane) => a.series[pane].unit !== b.series[pane].unit)) return undefined
  const top = (pane: PaneId): number => Math.max(topOf(a.series[pane]), topOf(b.series[pane]))
  return { cpu: top('cpu'), heap: top('heap'), lock: top('lock') }
}
