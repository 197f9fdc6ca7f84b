import type { TimeWindow } from '../../core/base/units.ts'
import type { CaptureRef } from '../../sources/source.ts'

/** A snapshot this close to a window's edge stands for the edge. */
const edgeSlackMs = 20_000

/**
 * The captures of a recording that a window can need, so that the first screen does not wait for the rest: intervals that touch the
 * window, gauges inside it, and of cumulative states also the neighbours outside both edges. A file without times is always needed.
 */
export function relevantCaptures(refs: readonly CaptureRef[], window: TimeWindow): readonly CaptureRef[] {
  const needed = new Set<CaptureRef>()
  const cumulative = new Map<string, CaptureRef[]>()
  for (const ref of refs) {
    const { kind, covers, fromMs, untilMs = fromMs } = ref.hints
    if (untilMs === undefined) needed.add(ref)
    else if (covers === 'cumulative') {
      const key = kind ?? ''
      cumulative.set(key, [...(cumulative.get(key) ?? []), ref])
    } else if (untilMs >= window.fromMs - edgeSlackMs && (fromMs ?? untilMs) <= window.untilMs + edgeSlackMs)
      needed.add(ref)
  }
  for (const series of cumulative.values()) {
    const at = (ref: CaptureRef): number => ref.hints.untilMs ?? ref.hints.fromMs ?? 0
    series.sort((a, b) => at(a) - at(b))
    const before = series.findLastIndex((ref) => at(ref) <= window.fromMs)
    const after = series.findIndex((ref) => at(ref) >= window.untilMs)
    for (const ref of series.slice(Math.max(0, before), after < 0 ? undefined : after + 1)) needed.add(ref)
  }
  return refs.filter((ref) => needed.has(ref))
}
