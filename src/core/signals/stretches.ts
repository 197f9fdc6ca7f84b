/** Parts of a window long enough to be diagnosed on their own. */
import type { TimeWindow } from '../base/units.ts'
import type { Capture } from '../window/capture.ts'

const shortestStretchMs = 10_000

/** Equal stretches of the span, no shorter than what one capture covers. */
export function stretchesOf(span: TimeWindow, captures: readonly Capture[], most: number): readonly TimeWindow[] {
  const lengths = captures.flatMap(({ window, covers }) =>
    window !== undefined && covers === 'interval' ? [window.untilMs - window.fromMs] : [],
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
  const step = Math.max(shortestStretchMs, typical(lengths), typical(gaps))
  const count = Math.min(most, Math.floor((span.untilMs - span.fromMs) / (1.05 * step)))
  if (count < 2) return []
  const length = (span.untilMs - span.fromMs) / count
  return Array.from({ length: count }, (_, index) => ({
    fromMs: span.fromMs + index * length,
    untilMs: span.fromMs + (index + 1) * length,
  }))
}

function typical(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}
