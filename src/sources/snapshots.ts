/**
 * Undoing the summing trap: the store adds up a gauge over all snapshots and instances of a window, so an hour of live heap at
 * one snapshot per 15 s looks 240 times too large. A timeline in steps of one second shows when each snapshot was taken; a window around
 * neighbours that are all of different instances holds each of them once. By instance and time, never by how often they usually come:
 * scrapes wander by milliseconds, processes start anew, pods come and go.
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

/** A window to ask for: a round of instances, each of them once. */
export interface SnapshotWindow {
  readonly asked: TimeWindow
  /** The instant it stands for. */
  readonly atMs: EpochMs
  readonly instances: number
  /** Which of them, by their place in the list given. */
  readonly of: readonly number[]
  /** Snapshots per instance in the sum: 1, unless no window holds one of them without another of the same second. */
  readonly perInstance: number
}

/** How exact the times are: a point of a series in steps of a second stands for that whole second. */
export type Resolution = 'seconds' | 'milliseconds'

/** Assumed when a single snapshot leaves nothing to measure. */
const usualCadenceMs = 15_000

/** Median distance of two snapshots of one instance. */
export function cadenceOf(instances: readonly InstanceTimes[]): Milliseconds {
  const gaps = instances.flatMap(({ atMs }) => atMs.slice(1).map((at, i) => at - (atMs[i] ?? at)))
  gaps.sort((a, b) => a - b)
  return gaps[Math.floor(gaps.length / 2)] ?? usualCadenceMs
}

interface Taken {
  readonly atMs: EpochMs
  readonly instance: number
}

/** All snapshots in the order of their times. */
function inOrder(instances: readonly InstanceTimes[]): readonly Taken[] {
  return instances
    .flatMap(({ atMs }, instance) => atMs.map((at): Taken => ({ atMs: at, instance })))
    .sort((a, b) => a.atMs - b.atMs)
}

/** Up to `most` rounds spread over the times given, the last one always among them. Empty when there is no snapshot. */
export function chooseSnapshots(
  instances: readonly InstanceTimes[],
  most: number,
  resolution: Resolution = 'seconds',
): readonly SnapshotWindow[] {
  const all = inOrder(instances)
  const first = all[0]?.atMs
  const last = all.at(-1)?.atMs
  if (first === undefined || last === undefined) return []
  const found = roundsOf(all, resolution)
  const rounds = found.length > 0 ? found : [lastSecond(all, last)]
  const count = Math.min(most, rounds.length)
  const chosen: SnapshotWindow[] = []
  for (let i = 0; i < count; i++) {
    // The last round is the last of the window; of the others the one nearest to where it should be, with the most instances.
    const share = count === 1 ? 1 : i / (count - 1)
    const target = first + share * (last - first)
    const half = (last - first) / Math.max(1, count) / 2
    const reach = Math.max(half, share === 1 ? latestLag(instances, last) : 1)
    const near = rounds.filter(({ atMs }) => Math.abs(atMs - target) <= reach)
    const best = (near.length > 0 ? near : rounds).reduce<SnapshotWindow | undefined>(
      (known, round) => (known === undefined || isBetter(round, known, target) ? round : known),
      undefined,
    )
    if (best !== undefined && chosen.every(({ atMs }) => atMs !== best.atMs)) chosen.push(best)
  }
  return chosen
}

/** A process that is still there by its own distance of two snapshots. */
const stillThere = 1.75

/** How long ago the last snapshot is of those who are there and have had none since: a large heap is seldom collected, and seldom sent. */
function latestLag(instances: readonly InstanceTimes[], lastMs: EpochMs): Milliseconds {
  let longest = 1
  for (const one of instances) {
    const lag = lastMs - (one.atMs.at(-1) ?? lastMs)
    if (one.atMs.length > 2 && lag <= stillThere * cadenceOf([one])) longest = Math.max(longest, lag)
  }
  return longest
}

const isBetter = (a: SnapshotWindow, b: SnapshotWindow, target: EpochMs): boolean =>
  a.instances !== b.instances ? a.instances > b.instances : Math.abs(a.atMs - target) < Math.abs(b.atMs - target)

/** Every stretch of neighbours of which no two are of one instance, as long as it goes. Linear in the snapshots. */
export function roundsOf(all: readonly Taken[], resolution: Resolution): readonly SnapshotWindow[] {
  const rounds: SnapshotWindow[] = []
  const moments = momentsOf(all)
  const lastSeen = new Map<number, number>()
  let from = 0
  all.forEach(({ instance }, index) => {
    const seen = lastSeen.get(instance)
    if (seen !== undefined && seen >= from) from = seen + 1
    lastSeen.set(instance, index)
    const next = all[index + 1]
    const isLongest = next === undefined || (lastSeen.get(next.instance) ?? -1) >= from
    const round = isLongest ? roundBetween({ all, moments }, from, index, resolution) : undefined
    if (round !== undefined) rounds.push(round)
  })
  return rounds
}

/** By index where the snapshots of the same time begin, and where those of the next time do: ten thousand may share one. */
interface Moments {
  readonly from: Uint32Array
  readonly until: Uint32Array
}

function momentsOf(all: readonly Taken[]): Moments {
  const from = new Uint32Array(all.length)
  const until = new Uint32Array(all.length)
  for (let i = 0; i < all.length; i++) from[i] = i > 0 && all[i - 1]?.atMs === all[i]?.atMs ? from[i - 1]! : i
  for (let i = all.length - 1; i >= 0; i--)
    until[i] = i + 1 < all.length && all[i + 1]?.atMs === all[i]?.atMs ? until[i + 1]! : i + 1
  return { from, until }
}

/** Without those at its edges that were taken at the same time as a neighbour outside: no window holds one without the other. */
function roundBetween(
  { all, moments }: { readonly all: readonly Taken[]; readonly moments: Moments },
  earliest: number,
  latest: number,
  resolution: Resolution,
): SnapshotWindow | undefined {
  const at = (index: number): EpochMs | undefined => all[index]?.atMs
  const from = at(earliest) === at(earliest - 1) ? (moments.until[earliest] ?? 0) : earliest
  const until = at(latest) === at(latest + 1) ? (moments.from[latest] ?? 0) - 1 : latest
  const first = at(from)
  const last = at(until)
  if (from > until || first === undefined || last === undefined) return undefined
  const before = first - (at(from - 1) ?? -Infinity)
  const after = (at(until + 1) ?? Infinity) - last
  return {
    asked: asked(first, last, { before, after }, resolution),
    atMs: last,
    instances: until + 1 - from,
    // Told when asked: there are as many rounds as snapshots, and 500 pods in each of 120,000 are half a gigabyte.
    get of() {
      return all.slice(from, until + 1).map(({ instance }) => instance)
    },
    perInstance: 1,
  }
}

/** @param gaps to the neighbours outside, ms */
function asked(
  first: EpochMs,
  last: EpochMs,
  gaps: { readonly before: Milliseconds; readonly after: Milliseconds },
  resolution: Resolution,
): TimeWindow {
  if (resolution === 'milliseconds')
    // Half way to the neighbours, and at most half a second.
    return {
      fromMs: first - Math.min(500, Math.floor(gaps.before / 2)),
      untilMs: last + Math.max(1, Math.min(500, Math.floor(gaps.after / 2))),
    }
  // A point at t stands for (t − 1 s, t]. Where the next is far away, slack catches stores that round the other way.
  const slack = (gap: Milliseconds): Milliseconds => Math.max(0, Math.min(1000, Math.floor((gap - 1000) / 4)))
  const own = Math.min(999, gaps.before - 1)
  return { fromMs: first - own - slack(gaps.before), untilMs: last + 1 + slack(gaps.after) }
}

/** Several of one instance in one second: their sum is divided, and that is said. */
function lastSecond(all: readonly Taken[], atMs: EpochMs): SnapshotWindow {
  const taken = all.filter((one) => one.atMs === atMs)
  const of = [...new Set(taken.map(({ instance }) => instance))]
  return {
    asked: { fromMs: atMs - 999, untilMs: atMs + 1 },
    atMs,
    instances: of.length,
    of,
    perInstance: taken.length / Math.max(1, of.length),
  }
}

/** What the page prints beside the total. */
export function describeSnapshot({ instances, perInstance }: SnapshotWindow): string {
  if (perInstance !== 1)
    return `the store's sum, divided by ${Math.round(perInstance * 100) / 100} snapshots per instance`
  return instances === 1 ? 'one snapshot' : `one snapshot of each of ${instances} instances, added`
}
