/** How often and how long the container was stopped for its CPU limit, between two readings of its own counters. */
import type { FileFacts } from '../formats/parsedFile.ts'
import type { EpochMs, TimeWindow } from '../base/units.ts'

export interface Throttling {
  /** Scheduling periods of the kernel (100 ms as a rule), and those in which it was stopped. */
  readonly periods: number
  readonly throttledPeriods: number
  /** Summed over CPUs. */
  readonly throttledNs: number
  readonly fromMs: EpochMs
  readonly untilMs: EpochMs
}

/** Undefined without two readings in or near the window: one alone speaks of everything since the container started. */
export function throttlingOf(
  facts: readonly { readonly facts: FileFacts }[],
  window: TimeWindow,
): Throttling | undefined {
  const reach = (window.untilMs - window.fromMs) / 2
  const near = facts
    .flatMap(({ facts: own }) => own.throttling ?? [])
    .filter(({ timeMs }) => timeMs >= window.fromMs - reach && timeMs <= window.untilMs + reach)
    .toSorted((a, b) => a.timeMs - b.timeMs)
  const first = near[0]
  const last = near.at(-1)
  if (first === undefined || last === undefined) return undefined
  const periods = last.periods - first.periods
  // A counter that fell belongs to another container.
  if (periods <= 0 || last.throttledPeriods < first.throttledPeriods) return undefined
  return {
    periods,
    throttledPeriods: last.throttledPeriods - first.throttledPeriods,
    throttledNs: Math.max(0, last.throttledNs - first.throttledNs),
    fromMs: first.timeMs,
    untilMs: last.timeMs,
  }
}
