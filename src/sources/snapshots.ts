/**
 * Undoing the summing trap: the store adds up a gauge over all snapshots and instances of a window, so an hour of live heap at
 * one snapshot per 15 s looks 240 times too large. A timeline in steps of one second shows when each snapshot was taken; a
 * window just around one of them, or around one round of all instances, holds each instance once.
 *
 *   pod a  ·    |         |         |         |
 *   pod b    |         |         |         |
 *                             [ one round )
 */
import type { EpochMs, Milliseconds, TimeWindow } from '../core/base/units.ts'

/** Timestamps of one instance's snapshots, ascending, each the end of the second in which it was taken. */
export interface InstanceTimes {
  readonly atMs: readonly EpochMs[]
}

/** A window to ask for, and what the sum over it consists of. */
export interface SnapshotWindow {
  readonly asked: TimeWindow
  /** The instant it stands for. */
  readonly atMs: EpochMs
  readonly instances: number
  /** Snapshots per instance in the sum: 1 needs no division. */
  readonly perInstance: number
}

/** Assumed when a single snapshot leaves nothing to measure. */
const usualCadenceMs = 15_000

/** Median distance of two snapshots of one instance. */
export function cadenceOf(instances: readonly InstanceTimes[]): Milliseconds {
  const gaps = instances.flatMap(({ atMs }) => atMs.slice(1).map((at, i) => at - (atMs[i] ?? at)))
  gaps.sort((a, b) => a - b)
  return gaps[Math.floor(gaps.length / 2)] ?? usualCadenceMs
}

/** Up to `most` rounds spread over the times given, the last one always among them. Empty when there is no snapshot. */
export function chooseSnapshots(instances: readonly InstanceTimes[], most: number): readonly SnapshotWindow[] {
  const present = instances.filter(({ atMs }) => atMs.length > 0)
  const all = present.flatMap(({ atMs }) => atMs).sort((a, b) => a - b)
  const last = all.at(-1)
  const first = all[0]
  if (first === undefined || last === undefined) return []
  const cadence = cadenceOf(present)
  const rounds = Math.max(1, Math.min(most, Math.floor((last - first) / cadence) + 1))
  const chosen: SnapshotWindow[] = []
  for (let round = 0; round < rounds; round++) {
    const share = rounds === 1 ? 1 : round / (rounds - 1)
    // The first round has all its snapshots only one cadence after the first of them.
    const earliest = present.length === 1 ? first : Math.min(last, first + cadence)
    const target = earliest + share * (last - earliest)
    const window = around(present, lastAtOrBefore(all, target) ?? first, cadence)
    if (chosen.every(({ atMs }) => atMs !== window.atMs)) chosen.push(window)
  }
  return chosen
}

function around(instances: readonly InstanceTimes[], atMs: EpochMs, cadence: Milliseconds): SnapshotWindow {
  const alone = instances.length === 1
  const fromMs = alone ? atMs - 1000 : atMs - cadence
  const counts = instances
    .map((one) => one.atMs.filter((at) => at > fromMs && at <= atMs).length)
    .filter((count) => count > 0)
  const snapshots = counts.reduce((sum, count) => sum + count, 0)
  // A point at t stands for (t − 1 s, t]. Alone, the next snapshot is far away, and slack catches stores that round the other way.
  const slack = alone ? Math.min(1000, cadence / 4) : 0
  return {
    asked: { fromMs: fromMs + 1 - slack, untilMs: atMs + 1 + slack },
    atMs,
    instances: counts.length,
    perInstance: snapshots / Math.max(1, counts.length),
  }
}

function lastAtOrBefore(sorted: readonly EpochMs[], target: EpochMs): EpochMs | undefined {
  return sorted.findLast((at) => at <= target + 0.5)
}

/** What the page prints beside the total. */
export function describeSnapshot({ instances, perInstance }: SnapshotWindow): string {
  if (perInstance !== 1) {
    const average = Math.round(perInstance * 100) / 100
    return `the store's sum, divided by ${average} snapshots per instance`
  }
  return instances === 1 ? 'one snapshot' : `one snapshot of each of ${instances} instances, added`
}
