/** Which snapshots of totals since process start are needed to know what happened in between. */
import type { EpochMs, TimeWindow } from '../../core/base/units.ts'
import { type InstanceTimes, type SnapshotWindow, cadenceOf, chooseSnapshots, roundsOf } from '../snapshots.ts'
import type { ParcaSeries } from './api.ts'

/** Times of the last sample before and the first after each fall: totals fall only when the process starts anew. */
export function restarts(series: readonly ParcaSeries[]): readonly (readonly [EpochMs, EpochMs])[] {
  return series.flatMap(({ samples }) =>
    samples.slice(1).flatMap((sample, i) => {
      const before = samples[i]
      return before !== undefined && sample.value < before.value ? [[before.atMs, sample.atMs] as const] : []
    }),
  )
}

/** Two rounds of the same processes, of which the later one less the earlier is what they did meanwhile. */
export interface Stretch {
  readonly first: SnapshotWindow
  /** Rounds of the same in between, where the stretch is to be looked at in parts. */
  readonly between: readonly SnapshotWindow[]
  readonly last: SnapshotWindow
}

export type Ends =
  /** One process: the first and the last snapshot and both sides of each restart, to be subtracted in turn. */
  | { readonly of: 'one'; readonly snapshots: readonly SnapshotWindow[] }
  | { readonly of: 'several'; readonly stretches: readonly Stretch[] }

/** More stretches than this are a service that never stands still: the longest are taken, and how much they cover is said. */
const mostStretches = 6
/** A process that is missing for longer than this many of its snapshots is not there. */
const missing = 1.75

/**
 * Between two moments at which a process came, went or started anew, all that are there are there throughout: over such a stretch their
 * totals can be subtracted as one. Over a change they could not: the difference would be that of other processes.
 */
export function endsOf(
  instances: readonly InstanceTimes[],
  restarted: readonly (readonly [EpochMs, EpochMs])[],
  /** Inner edges of the parts that are asked about. */
  cuts: readonly EpochMs[] = [],
): Ends | undefined {
  const [only] = instances
  if (instances.length === 1 && only !== undefined) {
    const inner = cuts.map((cut) => nearest(only.atMs, cut))
    const edges = [only.atMs[0], ...restarted.flat(), ...inner, only.atMs.at(-1)].filter((at) => at !== undefined)
    return { of: 'one', snapshots: [...new Set(edges)].toSorted((a, b) => a - b).map((at) => alone(at, only.atMs)) }
  }
  const cadenceMs = cadenceOf(instances)
  const stretches = unchanged(instances, restarted, cadenceMs)
    .flatMap((stretch) => endsWithin(instances, stretch, cuts) ?? [])
    .toSorted((a, b) => lengthOf(b) - lengthOf(a))
    .slice(0, mostStretches)
    .toSorted((a, b) => a.first.atMs - b.first.atMs)
  return stretches.length === 0 ? undefined : { of: 'several', stretches }
}

function nearest(times: readonly EpochMs[], atMs: EpochMs): EpochMs | undefined {
  return times.reduce<EpochMs | undefined>(
    (best, one) => (best === undefined || Math.abs(one - atMs) < Math.abs(best - atMs) ? one : best),
    undefined,
  )
}

const lengthOf = ({ first, last }: Stretch): number => last.atMs - first.atMs

/** Times without a change in which processes there are. */
function unchanged(
  instances: readonly InstanceTimes[],
  restarted: readonly (readonly [EpochMs, EpochMs])[],
  cadenceMs: number,
): readonly TimeWindow[] {
  const firsts = instances.flatMap(({ atMs }) => atMs[0] ?? [])
  const lasts = instances.flatMap(({ atMs }) => atMs.at(-1) ?? [])
  const start = Math.min(...firsts)
  const end = Math.max(...lasts)
  // Half-way between "not yet" and "there": the stretch before ends, the one after begins.
  const changes = [
    ...firsts.filter((at) => at > start + missing * cadenceMs),
    ...lasts.filter((at) => at < end - missing * cadenceMs).map((at) => at + 1),
    ...restarted.map(([, after]) => after),
  ].toSorted((a, b) => a - b)
  const edges = [start, ...changes, end + 1]
  return edges.slice(1).flatMap((untilMs, i) => {
    const fromMs = edges[i] ?? untilMs
    return untilMs - fromMs > cadenceMs ? [{ fromMs, untilMs }] : []
  })
}

/** The first and the last round with all that are there; undefined where there is only one. */
function endsWithin(
  instances: readonly InstanceTimes[],
  { fromMs, untilMs }: TimeWindow,
  cuts: readonly EpochMs[],
): Stretch | undefined {
  const all = instances
    .flatMap(({ atMs }, instance) => atMs.map((at) => ({ atMs: at, instance })))
    .sort((a, b) => a.atMs - b.atMs)
  const rounds = roundsOf(all, 'milliseconds').filter(
    ({ asked, atMs }) => atMs < untilMs && asked.untilMs > fromMs && firstOf(all, asked) >= fromMs,
  )
  const most = rounds.reduce((all, { instances: count }) => Math.max(all, count), 0)
  const whole = rounds.filter(({ instances: count }) => count === most)
  const first = whole[0]
  const last = whole.findLast((round) => first !== undefined && sameSet(round, first, instances.length))
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return undefined
  const same = whole.filter((round) => sameSet(round, first, instances.length))
  const inner = new Set(
    cuts.map((cut) =>
      nearest(
        same.map(({ atMs }) => atMs),
        cut,
      ),
    ),
  )
  const between = same.filter(({ atMs }) => inner.has(atMs) && atMs > first.atMs && atMs < last.atMs)
  return { first, between, last }
}

/** The first of them from `fromMs` on, Infinity where there is none. `all` is in order. */
function firstOf(all: readonly { readonly atMs: EpochMs }[], { fromMs }: TimeWindow): EpochMs {
  let low = 0
  let high = all.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((all[middle]?.atMs ?? Infinity) < fromMs) low = middle + 1
    else high = middle
  }
  return all[low]?.atMs ?? Infinity
}

function sameSet(a: SnapshotWindow, b: SnapshotWindow, every: number): boolean {
  // No instance is twice in a round, so there is only one with all of them.
  if (a.instances === every && b.instances === every) return true
  const of = new Set(a.of)
  return a.of.length === b.of.length && b.of.every((one) => of.has(one))
}

/** Stored times are exact to the millisecond, and scrapes seconds apart. */
const reachMs = 500

/**
 * A busy scraper that is late with one and on time with the next has the two within half a second: a window that holds both adds two
 * totals up, and the fall to the next single one looks like a restart. So no window reaches further than half-way to a neighbour.
 */
function alone(atMs: EpochMs, times: readonly EpochMs[]): SnapshotWindow {
  const before = Math.max(-Infinity, ...times.filter((at) => at < atMs))
  const after = Math.min(Infinity, ...times.filter((at) => at > atMs))
  const asked = {
    fromMs: Math.max(atMs - reachMs, Math.ceil((before + atMs) / 2)),
    untilMs: Math.min(atMs + reachMs, Math.floor((atMs + after) / 2)),
  }
  return { asked, atMs, instances: 1, of: [0], perInstance: 1 }
}

export const levelsOf = (instances: readonly InstanceTimes[], most: number): readonly SnapshotWindow[] =>
  chooseSnapshots(instances, most, 'milliseconds')
