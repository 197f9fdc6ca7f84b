/** Three series over the whole source, what they cover, the diagnosis along the way, and the window(s) one can drag over them. */
import { type ReactElement, useRef, useState } from 'react'
import { paneIds } from '../../core/link/view.ts'
import type { TimeWindow } from '../../core/units.ts'
import type { Timeline as TimelineData } from '../../core/workspace/questions.ts'
import { wholeSeconds } from '../controls/moveWindow.ts'
import { paneInk, paneNames } from '../controls/PaneChip.tsx'
import { clock, windowText } from '../controls/times.ts'
import { useWidth } from '../controls/useWidth.ts'
import { Icon } from '../theme/Icon.tsx'
import { axisLabels } from './axisLabels.ts'
import { SeriesRow } from './SeriesRow.tsx'
import { edgesOf, onsetIn, snap, stateRuns } from './seriesShape.ts'
import { StateRibbon } from './StateRibbon.tsx'
import { pointedText, valueText } from './seriesText.ts'
import { DrawChoice, OnsetText } from './TimelineFigures.tsx'
import { Axis, Letter, type Mark, Marks, type WindowLetter } from './TimelineParts.tsx'
import { useBrush } from './useBrush.ts'
import { WindowKeys } from './WindowKeys.tsx'

export interface TimelineProps {
  readonly timeline: TimelineData
  /** The window on screen; B when two are compared. */
  readonly window: TimeWindow
  /** A, while two windows are compared. */
  readonly base?: TimeWindow | undefined
  readonly zone: string
  readonly marks: readonly Mark[]
  /** Absent for a guest: then the timeline only shows. */
  readonly onWindow?: ((window: TimeWindow) => void) | undefined
  readonly onBase?: ((window: TimeWindow) => void) | undefined
}

const rowPx = 14
const plotPx = 57

export function Timeline(props: TimelineProps): ReactElement {
  const { timeline, window, base, zone, marks, onWindow, onBase } = props
  const plot = useRef<HTMLDivElement>(null)
  const widthPx = useWidth(plot)
  const [drawing, setDrawing] = useState<WindowLetter>('B')
  const [draft, setDraft] = useState<{ readonly letter: WindowLetter; readonly window: TimeWindow } | undefined>()
  const [pointedMs, setPointedMs] = useState<number | undefined>()

  const { span } = timeline
  const lengthMs = Math.max(1, span.untilMs - span.fromMs)
  const x = (ms: number): number => ((ms - span.fromMs) / lengthMs) * widthPx
  const at = (px: number): number => span.fromMs + (px / Math.max(1, widthPx)) * lengthMs
  const inside = (px: number): number => Math.min(widthPx, Math.max(0, px))
  const edges = edgesOf(timeline)
  const runs = stateRuns(timeline.states)
  const reachMs = (lengthMs / Math.max(1, widthPx)) * 5

  const shownB = draft?.letter === 'B' ? draft.window : window
  const shownA = draft?.letter === 'A' ? draft.window : base
  const apply = (letter: WindowLetter, next: TimeWindow): void => {
    setDraft(undefined)
    if (letter === 'B') onWindow?.(wholeSeconds(next))
    else onBase?.(wholeSeconds(next))
  }
  const fromPixels = ([from, until]: readonly [number, number]): TimeWindow => ({
    fromMs: snap(at(from), edges, reachMs),
    untilMs: snap(at(until), edges, reachMs),
  })
  const brushOf = (letter: WindowLetter, shown: TimeWindow | undefined, enabled: boolean) => ({
    widthPx,
    heightPx: plotPx,
    selection: shown && ([inside(x(shown.fromMs)), inside(x(shown.untilMs))] as const),
    enabled,
    onDraft: (place: readonly [number, number]) => setDraft({ letter, window: fromPixels(place) }),
    onDone: (place: readonly [number, number] | undefined) =>
      place ? apply(letter, fromPixels(place)) : setDraft(undefined),
  })

  return (
    <section
      aria-label="Timeline"
      className="grid h-[70px] flex-none grid-cols-[60px_minmax(0,1fr)] gap-x-3 mid:grid-cols-[60px_minmax(0,1fr)_140px]"
    >
      <ul className="type-small text-ink-2" aria-hidden="true">
        {paneIds.map((pane) => (
          <li key={pane} className="flex h-[14px] items-center gap-1.5">
            <Icon name={pane} size={12} className={paneInk[pane]} />
            {paneNames[pane]}
          </li>
        ))}
        <li className="flex h-[14px] items-center pl-[18px] text-ink-3">State</li>
      </ul>
      <div
        ref={plot}
        className="relative min-w-0"
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect()
          setPointedMs(at(event.clientX - box.left))
        }}
        onPointerLeave={() => setPointedMs(undefined)}
      >
        {widthPx > 0 && (
          <>
            <svg width={widthPx} height={plotPx} className="absolute top-0 left-0 block" aria-hidden="true">
              <defs>
                <pattern
                  id="timeline-hatch"
                  width="5"
                  height="5"
                  patternUnits="userSpaceOnUse"
                  patternTransform="rotate(45)"
                >
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
                />
              ))}
            </svg>
            <StateRibbon runs={runs} x={x} zone={zone} />
            <Brushes
              widthPx={widthPx}
              a={brushOf('A', shownA, onBase !== undefined && drawing === 'A')}
              b={brushOf('B', shownB, onWindow !== undefined && drawing === 'B')}
            />
            <Marks marks={marks} x={x} span={span} />
            {shownA && <Letter letter="A" leftPx={x(shownA.fromMs)} />}
            {base !== undefined && <Letter letter="B" leftPx={x(shownB.fromMs)} />}
            <WindowKeys
              letter="B"
              window={shownB}
              span={span}
              zone={zone}
              leftPx={x(shownB.fromMs)}
              rightPx={x(shownB.untilMs)}
              {...(onWindow ? { onDraft: (next) => setDraft({ letter: 'B', window: next }) } : {})}
              onApply={(next) => apply('B', next)}
              onCancel={() => setDraft(undefined)}
            />
            {shownA && (
              <WindowKeys
                letter="A"
                window={shownA}
                span={span}
                zone={zone}
                leftPx={x(shownA.fromMs)}
                rightPx={x(shownA.untilMs)}
                {...(onBase ? { onDraft: (next) => setDraft({ letter: 'A', window: next }) } : {})}
                onApply={(next) => apply('A', next)}
                onCancel={() => setDraft(undefined)}
              />
            )}
            <Axis
              labels={axisLabels({
                span,
                widthPx,
                zone,
                edges: [shownB.fromMs, shownB.untilMs, ...(shownA ? [shownA.fromMs, shownA.untilMs] : [])],
              })}
            />
          </>
        )}
      </div>
      <div className="type-small hidden text-[11.5px]! whitespace-nowrap text-ink-3 tabular-nums mid:block">
        {paneIds.map((pane) => (
          <p key={pane} className="h-[14px] truncate leading-[14px]!" data-timeline-value={pane}>
            {pointedMs === undefined || draft
              ? valueText(timeline.series[pane], shownB, shownA)
              : pointedText(timeline.series[pane], pointedMs, lengthMs)}
          </p>
        ))}
        <div className="flex h-7 items-center gap-1">
          {draft ? (
            <span aria-live="polite">{`${windowText(wholeSeconds(draft.window), zone).length} · Enter applies`}</span>
          ) : pointedMs !== undefined ? (
            <span>at {clock(pointedMs, zone)}</span>
          ) : !onBase || !onWindow ? (
            <OnsetText onset={onsetIn(runs, window, span)} zone={zone} />
          ) : (
            <DrawChoice drawing={drawing} onChange={setDrawing} />
          )}
        </div>
      </div>
    </section>
  )
}

type Brush = Parameters<typeof useBrush>[1]

/** B below, A above; only the one that is being drawn takes the pointer. */
function Brushes({ widthPx, a, b }: { readonly widthPx: number; readonly a: Brush; readonly b: Brush }): ReactElement {
  const groupA = useRef<SVGGElement>(null)
  const groupB = useRef<SVGGElement>(null)
  useBrush(groupB, b)
  useBrush(groupA, a)
  const look =
    '[&_.selection]:fill-[rgb(127_145_170)] [&_.selection]:[fill-opacity:.16] [&_.selection]:stroke-ink-1 forced-colors:[&_.selection]:stroke-[CanvasText] [&_.selection]:[shape-rendering:crispEdges]'
  return (
    <svg width={widthPx} height={plotPx} className="absolute top-0 left-0 block touch-pan-y" aria-hidden="true">
      <g ref={groupB} className={look} />
      <g ref={groupA} className={`${look} [&_.selection]:[stroke-dasharray:3_3]`} />
    </svg>
  )
}
