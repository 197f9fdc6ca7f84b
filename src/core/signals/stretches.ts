/** Parts of a window long enough to be diagnosed on their own. */
import type { TimeWindow } from '../base/units.ts'
import type { Capture } from '../window/capture.ts'

const shortestStretchMs = 10_000

/** Equal stretches of the span, no shorter than what one capture covers; where captures cover it part by part, these parts. */
export function stretchesOf(span: TimeWindow, captures: readonly Capture[], most: number): readonly TimeWindow[] {
  const intervals = captures.flatMap(({ window, covers }) =>
    window !== undefined && covers === 'interval' ? [window] : [],
  )
  const instants = [
    ...new Set(
      captures.flatMap(({ window, covers }) =>
        window !== undefined && covers === 'cumulative' ? [window.untilMs] : [],
      ),
    ),
  ].sort((a, b) => a - b)
  const gaps = instants
    .slice(1)
    .map((at, index) => at - (instants[index] ?? at))
    .filter((gap) => gap > 1000)
  const step = Math.max(
    shortestStretchMs,
    typical(intervals.map(({ fromMs, untilMs }) => untilMs - fromMs)),
    typical(gaps),
  )
  const spanMs = span.untilMs - span.fromMs
  const count = isTiled(span, intervals, step)
    ? Math.min(most, Math.round(spanMs / step))
    : Math.min(most, Math.floor(spanMs / (1.05 * step)))
  if (count < 2) return []
  const length = spanMs / count
  return Array.from({ length: count }, (_, index) => ({
    fromMs: span.fromMs + index * length,
    untilMs: span.fromMs + (index + 1) * length,
  }))
}

/** Parts asked of a store begin and end where the next one does; files of an agent drift. */
const edgeSlack = 0.01

function isTiled(span: TimeWindow, intervals: readonly TimeWindow[], stepMs: number): boolean {
  const count = Math.round((span.untilMs - span.fromMs) / stepMs)
  const length = (span.untilMs - span.fromMs) / count
  const isEdge = (atMs: number): boolean => {
    const at = (atMs - span.fromMs) / length
    return Math.abs(at - Math.round(at)) <= edgeSlack
  }
  return intervals.length > 0 && intervals.every(({ fromMs, untilMs }) => isEdge(fromMs) && isEdge(untilMs))
}

function typical(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}
