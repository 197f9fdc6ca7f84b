/** Three series over the whole source, what they cover, the diagnosis along the way, and the window(s) one can drag over them. */
import { type KeyboardEvent, type ReactElement, useRef, useState } from 'react'
import { paneIds } from '../../core/link/view.ts'
import { formatBytes, formatNumber, formatShare } from '../../core/report/numbers.ts'
import type { TimeWindow } from '../../core/units.ts'
import type { Timeline as TimelineData, TimelineSeries } from '../../core/workspace/questions.ts'
import { paneInk, paneNames } from '../controls/PaneChip.tsx'
import { clock, windowText } from '../controls/times.ts'
import { useWidth } from '../controls/useWidth.ts'
import { Icon } from '../theme/Icon.tsx'
import { axisLabels } from './axisLabels.ts'
import { keyStepMs, moveWindow, resizeWindow, wholeSeconds } from '../controls/moveWindow.ts'
import { SeriesRow } from './SeriesRow.tsx'
import { edgesOf, snap, stateRuns, valueAt, valueIn } from './seriesShape.ts'
import { StateRibbon } from './StateRibbon.tsx'
import { useBrush } from './useBrush.ts'

export interface TimelineProps {
  readonly timeline: TimelineData
  /** The window on screen; B when two are compared. */
  readonly window: TimeWindow
  /** A, while two windows are compared. */
  readonly base?: TimeWindow | undefined
  readonly zone: string
  readonly marks: readonly { readonly atMs: number; readonly text: string }[]
  /** Absent for a guest: then the timeline only shows. */
  readonly onWindow?: ((window: TimeWindow) => void) | undefined
  readonly onBase?: ((window: TimeWindow) => void) | undefined
}

const rowPx = 14
const plotPx = 57

type Letter = 'A' | 'B'

export function Timeline(props: TimelineProps): ReactElement {
  const { timeline, window, base, zone, marks, onWindow, onBase } = props
  const plot = useRef<HTMLDivElement>(null)
  const widthPx = useWidth(plot)
  const [drawing, setDrawing] = useState<Letter>('B')
  const [draft, setDraft] = useState<{ readonly letter: Letter; readonly window: TimeWindow } | undefined>()
  const [pointedMs, setPointedMs] = useState<number | undefined>()

  const { span } = timeline
  const lengthMs = Math.max(1, span.untilMs - span.fromMs)
  const x = (ms: number): number => ((ms - span.fromMs) / lengthMs) * widthPx
  const at = (px: number): number => span.fromMs + (px / Math.max(1, widthPx)) * lengthMs
  const edges = edgesOf(timeline)
  const reachMs = (lengthMs / Math.max(1, widthPx)) * 5

  const shownB = draft?.letter === 'B' ? draft.window : window
  const shownA = draft?.letter === 'A' ? draft.window : base
  const apply = (letter: Letter, next: TimeWindow): void => {
    setDraft(undefined)
    if (letter === 'B') onWindow?.(wholeSeconds(next))
    else onBase?.(wholeSeconds(next))
  }
  const fromPixels = ([from, until]: readonly [number, number]): TimeWindow => ({
    fromMs: snap(at(from), edges, reachMs),
    untilMs: snap(at(until), edges, reachMs),
  })
  const brushOf = (letter: Letter, shown: TimeWindow | undefined, enabled: boolean) => ({
    widthPx,
    heightPx: plotPx,
    selection: shown && ([Math.max(0, x(shown.fromMs)), Math.min(widthPx, x(shown.untilMs))] as const),
    enabled,
    onDraft: (place: readonly [number, number]) => setDraft({ letter, window: fromPixels(place) }),
    onDone: (place: readonly [number, number] | undefined) =>
      place ? apply(letter, fromPixels(place)) : setDraft(undefined),
  })

  return (
    <section
      aria-label="Timeline"
      className="print-flow grid h-[70px] flex-none grid-cols-[60px_minmax(0,1fr)] gap-x-3 mid:grid-cols-[60px_minmax(0,1fr)_140px]"
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
            <StateRibbon runs={stateRuns(timeline.states)} x={x} zone={zone} />
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
          ) : (
            onBase && onWindow && <DrawChoice drawing={drawing} onChange={setDrawing} />
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
    '[&_.selection]:fill-[rgb(127_145_170)] [&_.selection]:[fill-opacity:.16] [&_.selection]:stroke-ink-1 [&_.selection]:[shape-rendering:crispEdges]'
  return (
    <svg width={widthPx} height={plotPx} className="absolute top-0 left-0 block touch-pan-y" aria-hidden="true">
      <g ref={groupB} className={look} />
      <g ref={groupA} className={`${look} [&_.selection]:[stroke-dasharray:3_3]`} />
    </svg>
  )
}

function Marks(props: {
  readonly marks: TimelineProps['marks']
  readonly x: (ms: number) => number
  readonly span: TimeWindow
}): ReactElement {
  return (
    <ul aria-label="Marks" className="pointer-events-none absolute inset-x-0 top-0 h-[57px]">
      {props.marks
        .filter(({ atMs }) => atMs >= props.span.fromMs && atMs <= props.span.untilMs)
        .map(({ atMs, text }) => (
          <li
            key={atMs}
            className="absolute h-full border-l border-dashed border-ink-2"
            style={{ left: props.x(atMs) }}
          >
            {/* Before the line where there is room: what follows a mark is what the reader came for. */}
            <span
              className={`type-caption pointer-events-auto absolute -top-px max-w-60 truncate bg-surface-0/80 px-0.5 text-ink-2 ${props.x(atMs) > 250 ? 'right-1 w-max' : 'left-1'}`}
              title={text}
            >
              {text}
            </span>
          </li>
        ))}
    </ul>
  )
}

function Letter({ letter, leftPx }: { readonly letter: Letter; readonly leftPx: number }): ReactElement {
  const look = letter === 'A' ? 'border border-line-strong bg-surface-0 text-ink-1' : 'bg-ink-1 text-surface-0'
  return (
    <span
      aria-hidden="true"
      className={`pointer-events-none absolute top-0 grid size-4 place-items-center rounded-br-[3px] text-[11px] font-bold ${look}`}
      style={{ left: leftPx }}
    >
      {letter}
    </span>
  )
}

interface WindowKeysProps {
  readonly letter: Letter
  readonly window: TimeWindow
  readonly span: TimeWindow
  readonly zone: string
  readonly leftPx: number
  readonly rightPx: number
  readonly onDraft?: (window: TimeWindow) => void
  readonly onApply: (window: TimeWindow) => void
  readonly onCancel: () => void
}

/** The window for the keyboard: a focusable frame that the pointer never meets. */
function WindowKeys(props: WindowKeysProps): ReactElement {
  const { letter, window, span, zone, leftPx, rightPx, onDraft } = props
  const text = windowText(window, zone)
  const press = (event: KeyboardEvent): void => {
    const direction = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (direction !== 0 && onDraft) {
      const by = direction * keyStepMs(span)
      onDraft(event.shiftKey ? resizeWindow(window, by, span) : moveWindow(window, by, span))
    } else if (event.key === 'Enter' && onDraft) props.onApply(window)
    else if (event.key === 'Escape') props.onCancel()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <button
      type="button"
      data-window={letter}
      aria-label={`Window ${letter}: ${text.primary}, ${text.length}. Arrows move it, Shift and arrows resize it, Enter applies.`}
      aria-disabled={onDraft === undefined}
      className="pointer-events-none absolute top-0 h-[57px] rounded-frame"
      style={{ left: leftPx, width: Math.max(2, rightPx - leftPx) }}
      onKeyDown={press}
      onBlur={props.onCancel}
    />
  )
}

function Axis({ labels }: { readonly labels: ReturnType<typeof axisLabels> }): ReactElement {
  const shift = { start: '', middle: '-translate-x-1/2', end: '-translate-x-full' } as const
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-x-0 top-[57px] h-[13px]">
      {labels.map(({ atMs, xPx, text, anchor, strong }) => (
        <span
          key={atMs}
          className={`type-caption absolute leading-[13px]! whitespace-nowrap tabular-nums ${shift[anchor]} ${strong ? 'text-ink-1' : 'text-ink-3'}`}
          style={{ left: xPx }}
        >
          {text}
        </span>
      ))}
    </div>
  )
}

function DrawChoice(props: { readonly drawing: Letter; readonly onChange: (letter: Letter) => void }): ReactElement {
  return (
    <fieldset className="flex items-center gap-1">
      <legend className="sr-only">Dragging on the timeline sets</legend>
      <span aria-hidden="true">drag sets</span>
      {(['A', 'B'] as const).map((letter) => (
        <button
          key={letter}
          type="button"
          aria-pressed={props.drawing === letter}
          aria-label={letter === 'A' ? 'A, the earlier window to compare with' : 'B, the window on screen'}
          className={`grid size-6 place-items-center rounded-control border font-bold ${props.drawing === letter ? 'border-line-strong bg-surface-3 text-ink-1' : 'border-transparent text-ink-3 hover:text-ink-1'}`}
          onClick={() => props.onChange(letter)}
        >
          {letter}
        </button>
      ))}
    </fieldset>
  )
}

/** "0.38 → 0.05 cores" with two windows, "0.05 cores" with one. */
function valueText(series: TimelineSeries, b: TimeWindow, a: TimeWindow | undefined): string {
  if (series.points.length === 0) return 'not recorded'
  const now = valueIn(series, b)
  const after = now === undefined ? 'nothing in this window' : written(series, now)
  if (!a) return after
  const before = valueIn(series, a)
  return before === undefined ? `– → ${after}` : `${withoutUnit(series, before)} → ${after}`
}

function pointedText(series: TimelineSeries, atMs: number, spanMs: number): string {
  if (series.points.length === 0) return 'not recorded'
  const value = valueAt(series, atMs, spanMs / 60)
  return value === undefined ? 'not measured here' : written(series, value)
}

function written(series: TimelineSeries, value: number): string {
  if (series.unit === 'bytes') return `${formatBytes(value)} held`
  if (series.unit === 'share') return `${formatShare(value)} waiting`
  return `${formatNumber(value, value < 10 ? 2 : 1)} cores`
}

function withoutUnit(series: TimelineSeries, value: number): string {
  if (series.unit === 'bytes') return formatBytes(value)
  if (series.unit === 'share') return formatShare(value)
  return formatNumber(value, value < 10 ? 2 : 1)
}
