/** From the points of one series to what is drawn: runs without gaps, and what a window of it amounts to. */
import type { Timeline, TimelineSeries } from '../../core/analysis/analysis.ts'
import type { EpochMs, TimeWindow } from '../../core/base/units.ts'

type Point = TimelineSeries['points'][number]

export const isGauge = (point: Point): boolean => point.fromMs === point.untilMs

/** Consecutive points closer than this many usual steps belong together. */
const gapSteps = 2.5

/** Points grouped so that between two groups nothing was measured. A gap is a gap, never a zero. */
export function runsOf(points: readonly Point[]): readonly (readonly Point[])[] {
  const sorted = points.toSorted((a, b) => a.fromMs - b.fromMs)
  const steps = sorted.slice(1).map((point, index) => point.fromMs - (sorted[index]?.fromMs ?? 0))
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0
  const runs: Point[][] = []
  for (const point of sorted) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run && last && point.fromMs - last.fromMs <= usual * gapSteps) run.push(point)
    else runs.push([point])
  }
  return runs
}

/** Top of the scale: shares fill it at 100 %, other series at their largest value. */
export function topOf(series: TimelineSeries): number {
  const most = Math.max(0, ...series.points.map(({ value }) => value))
  return series.unit === 'share' ? Math.max(1, most) : most > 0 ? most * 1.05 : 1
}

/**
 * What a window amounts to: the time-weighted mean of a flow, the last snapshot of a gauge. Undefined when nothing was
 * measured in it.
 */
export function valueIn(series: TimelineSeries, window: TimeWindow): number | undefined {
  let weighted = 0
  let weight = 0
  let gauge: Point | undefined
  for (const point of series.points) {
    if (isGauge(point)) {
      const inside = point.fromMs >= window.fromMs && point.fromMs <= window.untilMs
      if (inside && (gauge === undefined || point.fromMs >= gauge.fromMs)) gauge = point
      continue
    }
    const overlap = Math.min(point.untilMs, window.untilMs) - Math.max(point.fromMs, window.fromMs)
    if (overlap <= 0) continue
    weighted += point.value * overlap
    weight += overlap
  }
  return gauge?.value ?? (weight > 0 ? weighted / weight : undefined)
}

/** The value at an instant, or of the nearest snapshot within `reachMs`. */
export function valueAt(series: TimelineSeries, atMs: EpochMs, reachMs: number): number | undefined {
  let best: Point | undefined
  let distance = reachMs
  for (const point of series.points) {
    const away = Math.max(point.fromMs - atMs, atMs - point.untilMs, 0)
    if (away <= distance) {
      best = point
      distance = away
    }
  }
  return best?.value
}

export type OutsideSide = 'before' | 'after'

/** Where a window lies of which the line shows nothing. */
export function outsideOf(window: TimeWindow, span: TimeWindow): OutsideSide | undefined {
  if (window.untilMs <= span.fromMs) return 'before'
  return window.fromMs >= span.untilMs ? 'after' : undefined
}

/** Moves an edge onto the nearest place where a capture begins or ends, when that is within `reachMs`. */
export function snap(ms: EpochMs, edges: readonly EpochMs[], reachMs: number): EpochMs {
  let best = ms
  let distance = reachMs
  for (const edge of edges) {
    const away = Math.abs(edge - ms)
    if (away < distance) {
      best = edge
      distance = away
    }
  }
  return best
}

export function edgesOf(timeline: Timeline): readonly EpochMs[] {
  const edges = new Set<number>([timeline.span.fromMs, timeline.span.untilMs])
  for (const { covered } of Object.values(timeline.series)) {
    for (const { fromMs, untilMs } of covered) edges.add(fromMs).add(untilMs)
  }
  return [...edges]
}

export type Place = readonly [xPx: number, yPx: number]

/** Steps for flows (a capture holds one value throughout), straight lines between snapshots. */
export function linePath(places: readonly Place[], steps: boolean): string {
  const px = (value: number): string => String(Math.round(value * 10) / 10)
  return places
    .map(([x, y], index) => (index === 0 ? `M${px(x)},${px(y)}` : steps ? `H${px(x)}V${px(y)}` : `L${px(x)},${px(y)}`))
    .join('')
}

/** The same line closed along the floor. */
export function areaPath(places: readonly Place[], steps: boolean, floorPx: number): string {
  const first = places[0]
  const last = places.at(-1)
  if (!first || !last) return ''
  return `${linePath(places, steps)}L${last[0]},${floorPx}L${first[0]},${floorPx}Z`
}
