/**
 * Counters that only grow, out of several files. Readings of one moment each (two scrapes, two reports) make one series; a log has a
 * series of its own, which begins at another zero and is never mixed with theirs.
 */
import type { EpochMs, TimeWindow } from '../base/units.ts'
import type { FileFacts } from '../formats/parsedFile.ts'
import { type CounterDifference, counterDifference } from './signalInput.ts'

export interface CounterPoint {
  readonly timeMs: EpochMs
  readonly value: number
  /** Standard error of `value` since the first point of its series. */
  readonly error?: number
}

export interface Counted extends CounterDifference {
  /** Standard error of the amount. */
  readonly error: number
}

type Entries = readonly { readonly facts: FileFacts }[]

export function seriesOf(
  entries: Entries,
  pick: (facts: FileFacts) => readonly CounterPoint[],
): readonly (readonly CounterPoint[])[] {
  const each = entries.map(({ facts }) => pick(facts)).filter((points) => points.length > 0)
  const moments = each.filter((points) => points.length === 1).flat()
  const logs = each.filter((points) => points.length > 1)
  return [moments, ...logs]
    .filter((points) => points.length > 1)
    .map((points) => points.toSorted((a, b) => a.timeMs - b.timeMs))
}

/** Of all series the one that covers most of the window. */
export function countedIn(
  entries: Entries,
  pick: (facts: FileFacts) => readonly CounterPoint[],
  window: TimeWindow,
): Counted | undefined {
  return seriesOf(entries, pick)
    .flatMap((points): Counted[] => {
      const difference = counterDifference(points, window)
      return difference === undefined ? [] : [{ ...difference, error: errorOf(points, difference) }]
    })
    .toSorted((a, b) => b.seconds - a.seconds)[0]
}

/** Rounding adds up step by step: the variance between two points is the difference of theirs since the start. */
function errorOf(points: readonly CounterPoint[], { fromMs, untilMs }: CounterDifference): number {
  const at = (timeMs: EpochMs): number => points.find((point) => point.timeMs === timeMs)?.error ?? 0
  return Math.sqrt(Math.max(0, at(untilMs) ** 2 - at(fromMs) ** 2))
}
