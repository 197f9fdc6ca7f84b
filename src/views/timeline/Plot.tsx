/** One source along its time: three series, the diagnosis along the way, and the window(s) one can drag over them. */
import { type PaneId, paneIds } from '../../core/base/vocabulary.ts'
import type { Timeline } from '../../core/analysis/analysis.ts'
import { type ReactElement, useId, useRef } from 'react'
import type { TimeWindow } from '../../core/base/units.ts'
import { wholeSeconds } from '../controls/moveWindow.ts'
import { paperPlotPx, usePrinting } from '../pane/paper.ts'
import { longDate, windowText } from '../controls/times.ts'
import { useWidth } from '../controls/useWidth.ts'
import { axisLabels } from './axisLabels.ts'
import { Brush, plotPx } from './Brush.tsx'
import { SeriesRow } from './SeriesRow.tsx'
import { stateRuns } from '../../core/analysis/onset.ts'
import { edgesOf, outsideOf, snap } from './seriesShape.ts'
import { StateRibbon } from './StateRibbon.tsx'
import {
  Axis,
  Letter,
  type Mark,
  MarkList,
  type MarkPlace,
  Marks,
  Outside,
  type WindowLetter,
} from './TimelineParts.tsx'
import { WindowKeys } from './WindowKeys.tsx'

/** A window over the line, and what may move it. */
export interface PlotWindow {
  readonly letter: WindowLetter
  readonly window: TimeWindow
  /** Absent for a guest: then the timeline only shows. */
  readonly onWindow?: ((window: TimeWindow) => void) | undefined
}

export interface Draft {
  readonly letter: WindowLetter
  readonly window: TimeWindow
}

export interface PlotProps {
  readonly timeline: Timeline
  readonly zone: string
  readonly marks: readonly Mark[]
  /** The one on screen, or A and B. */
  readonly windows: readonly PlotWindow[]
  readonly lettered: boolean
  /** Which of the windows a drag sets. */
  readonly drawing: WindowLetter
  readonly draft: Draft | undefined
  readonly onDraft: (draft: Draft | undefined) => void
  readonly onPointed: (atMs: number | undefined) => void
  /** Tops of the scales where two lines are to be read against each other. */
  readonly tops?: Readonly<Record<PaneId, number>> | undefined
  /** Of the texts of its marks. */
  readonly place: MarkPlace
  /** Above the line: as high as the other line's, where there are two. */
  readonly headPx: number
}

const rowPx = 14
/** The line with its times. */
export const linePx = 70

export function Plot(props: PlotProps): ReactElement {
  const { timeline, zone, marks, windows, lettered, drawing, draft, onDraft, onPointed, tops, place, headPx } = props
  const plot = useRef<HTMLDivElement>(null)
  const screenPx = useWidth(plot)
  const widthPx = usePrinting() ? paperPlotPx : screenPx

  const { span } = timeline
  const lengthMs = Math.max(1, span.untilMs - span.fromMs)
  const x = (ms: number): number => ((ms - span.fromMs) / lengthMs) * widthPx
  const at = (px: number): number => span.fromMs + (px / Math.max(1, widthPx)) * lengthMs
  const inside = (px: number): number => Math.min(widthPx, Math.max(0, px))
  const edges = edgesOf(timeline)
  const reachMs = (lengthMs / Math.max(1, widthPx)) * 5

  const shown = windows.map((one) => ({ ...one, window: draft?.letter === one.letter ? draft.window : one.window }))
  const fromPixels = ([from, until]: readonly [number, number]): TimeWindow => ({
    fromMs: snap(at(from), edges, reachMs),
    untilMs: snap(at(until), edges, reachMs),
  })
  const whenOf = (window: TimeWindow): string => {
    const { date, primary } = windowText(window, zone)
    return date === longDate(span.fromMs, zone) ? primary : `${date} ${primary}`
  }
  // B below, A above; the last one in the document takes the pointer where both could.
  const stacked = shown.toSorted((one, other) => other.letter.localeCompare(one.letter))
  return (
    <div className="min-w-0">
      <div
        ref={plot}
        className="relative min-w-0"
        style={{ height: linePx + headPx }}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect()
          onPointed(at(event.clientX - box.left))
        }}
        onPointerLeave={() => onPointed(undefined)}
      >
        {widthPx > 0 && (
          <div className="absolute inset-x-0 bottom-0" style={{ height: linePx }}>
            <Series timeline={timeline} x={x} widthPx={widthPx} tops={tops} />
            <StateRibbon runs={stateRuns(timeline.states)} x={x} zone={zone} />
            <svg width={widthPx} height={plotPx} className="absolute top-0 left-0 block touch-pan-y" aria-hidden="true">
              {stacked.map(({ letter, window, onWindow }) => (
                <Brush
                  key={letter}
                  dashed={letter === 'A'}
                  widthPx={widthPx}
                  selection={
                    outsideOf(window, span) ? undefined : [inside(x(window.fromMs)), inside(x(window.untilMs))]
                  }
                  enabled={onWindow !== undefined && letter === drawing}
                  onDraft={(place) => onDraft({ letter, window: fromPixels(place) })}
                  onDone={(place) => {
                    onDraft(undefined)
                    if (place) onWindow?.(wholeSeconds(fromPixels(place)))
                  }}
                />
              ))}
            </svg>
            {shown.map(({ letter, window }) => {
              const side = outsideOf(window, span)
              if (side !== undefined)
                return <Outside key={letter} letter={lettered ? letter : undefined} side={side} when={whenOf(window)} />
              return lettered && <Letter key={letter} letter={letter} leftPx={inside(x(window.fromMs))} />
            })}
            {shown.map(({ letter, window, onWindow }) => (
              <WindowKeys
                key={letter}
                letter={letter}
                window={window}
                span={span}
                zone={zone}
                leftPx={inside(x(window.fromMs))}
                rightPx={inside(x(window.untilMs))}
                {...(onWindow ? { onDraft: (next: TimeWindow) => onDraft({ letter, window: next }) } : {})}
                onApply={(next) => {
                  onDraft(undefined)
                  onWindow?.(wholeSeconds(next))
                }}
                onCancel={() => onDraft(undefined)}
              />
            ))}
            <Axis
              labels={axisLabels({
                span,
                widthPx,
                zone,
                edges: stacked.flatMap(({ window }) => [window.fromMs, window.untilMs]),
              })}
            />
          </div>
        )}
        {widthPx > 0 && <Marks marks={marks} x={x} span={span} widthPx={widthPx} place={place} />}
      </div>
      {place === 'below' && <MarkList marks={marks} span={span} zone={zone} />}
    </div>
  )
}

function Series(
  props: Pick<PlotProps, 'timeline' | 'tops'> & {
    readonly x: (ms: number) => number
    readonly widthPx: number
  },
): ReactElement {
  const { timeline, tops, x, widthPx } = props
  const hatch = useId()
  return (
    <svg width={widthPx} height={plotPx} className="absolute top-0 left-0 block" aria-hidden="true">
      <defs>
        <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V5" stroke="var(--border-strong)" strokeWidth="1" />
        </pattern>
      </defs>
      {paneIds.map((pane, index) => (
        <SeriesRow
          key={pane}
          pane={pane}
          series={timeline.series[pane]}
          x={x}
          topPx={index * rowPx}
          heightPx={rowPx}
          widthPx={widthPx}
          hatch={hatch}
          top={tops?.[pane]}
        />
      ))}
    </svg>
  )
}
