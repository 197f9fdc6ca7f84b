/** What the source did over its whole time, and the window(s) of it on screen. */
import type { Timeline as TimelineData } from '../../core/analysis/analysis.ts'
import { type ReactElement, type ReactNode, useState } from 'react'
import { type Draft, Plot, type PlotWindow } from './Plot.tsx'
import { usePageWidth } from '../pane/usePageWidth.ts'
import { onsetIn } from '../../core/analysis/onset.ts'
import { pointedText, valueText } from './seriesText.ts'
import { DrawChoice, Figures, OnsetText, RowNames, belowFigures, underPlot } from './TimelineFigures.tsx'
import { type Mark, type WindowLetter, headPxOf, markPlace } from './TimelineParts.tsx'

export interface TimelineProps {
  readonly timeline: TimelineData
  /** The window on screen. */
  readonly shown: PlotWindow
  /** The other one while two windows of this source are compared. */
  readonly other?: PlotWindow | undefined
  readonly zone: string
  readonly marks: readonly Mark[]
  /** What the window on screen is called. */
  readonly pattern?: string | undefined
  /** The reader's own notes; absent for guests, who see them among the marks. */
  readonly notes?: ReactNode
}

export function Timeline({ timeline, shown, other, zone, marks, pattern, notes }: TimelineProps): ReactElement {
  // Who compares has the window on screen already; it is the other one that is looked for.
  const [drawing, setDrawing] = useState<WindowLetter>(other?.letter ?? shown.letter)
  const [draft, setDraft] = useState<Draft | undefined>()
  const [pointedMs, setPointedMs] = useState<number | undefined>()
  const windows = other ? [shown, other] : [shown]
  const now = (letter: WindowLetter) =>
    draft?.letter === letter ? draft.window : windows.find((one) => one.letter === letter)?.window
  const [b, a] = other ? [now('B') ?? shown.window, now('A')] : [now(shown.letter) ?? shown.window, undefined]
  const movable = windows.every(({ onWindow }) => onWindow !== undefined)
  const { series, span, states } = timeline
  const pointed = pointedMs === undefined || draft ? undefined : pointedMs
  const place = markPlace(marks, span, usePageWidth() === 'phone')
  const headPx = headPxOf(place)
  return (
    <section
      aria-label="Timeline"
      data-later
      className="grid flex-none grid-cols-[60px_minmax(0,1fr)] gap-x-3 mid:grid-cols-[60px_minmax(0,1fr)_176px]"
    >
      <RowNames verdict={states.length > 0} headPx={headPx} />
      <Plot
        timeline={timeline}
        zone={zone}
        marks={marks}
        windows={windows}
        lettered={other !== undefined}
        drawing={other ? drawing : shown.letter}
        draft={draft}
        onDraft={setDraft}
        onPointed={setPointedMs}
        place={place}
        headPx={headPx}
      />
      <Figures
        className={other ? underPlot : 'hidden mid:block mid:pt-(--head)'}
        headPx={headPx}
        textOf={(pane) =>
          pointed === undefined
            ? valueText(series[pane], b, a && { series: series[pane], window: a })
            : pointedText(series[pane], pointed, span.untilMs - span.fromMs)
        }
        fromOf={(pane) => series[pane].from}
      >
        {belowFigures(draft, pointed, zone) ??
          (other ? (
            movable && <DrawChoice drawing={drawing} onChange={setDrawing} />
          ) : (
            <OnsetText onset={onsetIn(states, shown.window, span, marks, pattern)} zone={zone} notes={notes} />
          ))}
      </Figures>
    </section>
  )
}
