import type { EpochMs, TimeWindow } from '../../core/base/units.ts'
import type { CaptureRef } from '../../sources/source.ts'

/** A snapshot this close to a window's edge stands for the edge. */
const edgeSlackMs = 20_000

/**
 * The captures of a recording that a window can need, so that the first screen does not wait for the rest: intervals that touch the
 * window, gauges inside it, and of cumulative states also the neighbours outside both edges. A file without times is always needed.
 * Of a kind that has nothing there the first and the last: recorded at another time is not never recorded.
 */
export function relevantCaptures(refs: readonly CaptureRef[], window: TimeWindow): readonly CaptureRef[] {
  const needed = new Set<CaptureRef>()
  const series = new Map<string, [CaptureRef, ...CaptureRef[]]>()
  for (const ref of refs) {
    if (endOf(ref) === undefined) needed.add(ref)
    else {
      const key = `${ref.hints.kind} ${ref.hints.covers === 'cumulative'}`
      const known = series.get(key)
      if (known) known.push(ref)
      else series.set(key, [ref])
    }
  }
  for (const all of series.values()) {
    all.sort((a, b) => endOf(a)! - endOf(b)!)
    const found =
      all[0].hints.covers === 'cumulative' ? withNeighbours(all, window) : all.filter((ref) => touches(ref, window))
    const isThere = found.length > 1 || found.some((ref) => touches(ref, window))
    for (const ref of isThere ? found : [all[0], all.at(-1)!]) needed.add(ref)
  }
  return refs.filter((ref) => needed.has(ref))
}

const endOf = ({ hints }: CaptureRef): EpochMs | undefined => hints.untilMs ?? hints.fromMs

function touches(ref: CaptureRef, window: TimeWindow): boolean {
  const endMs = endOf(ref)!
  return endMs >= window.fromMs - edgeSlackMs && (ref.hints.fromMs ?? endMs) <= window.untilMs + edgeSlackMs
}

/** @param states in the order of their times */
function withNeighbours(states: readonly CaptureRef[], window: TimeWindow): readonly CaptureRef[] {
  const before = states.findLastIndex((ref) => endOf(ref)! <= window.fromMs)
  const after = states.findIndex((ref) => endOf(ref)! >= window.untilMs)
  return states.slice(Math.max(0, before), after < 0 ? undefined : after + 1)
}
