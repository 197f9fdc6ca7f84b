/**
 * How much of a window there is data of, from the times of the profiles alone. A pod, a version or a service that lived for a part of the
 * window has rates over its own life; over the window asked for they would be diluted by the time in which it was not there.
 */
import type { EpochMs, Milliseconds, TimeWindow } from '../base/units.ts'
import type { FleetPoint } from './series.ts'

/** Assumed when a single profile leaves nothing to measure. */
const usualCadenceMs = 15_000

/** So much longer than usual, a distance of two profiles is a gap: one was lost, or the process was not there. */
const gapFactor = 1.75

/** Median distance of two neighbours, over all processes. */
export function cadenceOf(series: readonly { readonly points: readonly FleetPoint[] }[]): Milliseconds {
  // A column: of tens of thousands of processes these are millions, and sorted by a function of ours they took a tenth of all.
  const gaps = new Float64Array(series.reduce((sum, { points }) => sum + Math.max(0, points.length - 1), 0))
  let at = 0
  for (const { points } of series) {
    for (let i = 1; i < points.length; i++) gaps[at++] = points[i]!.atMs - points[i - 1]!.atMs
  }
  gaps.sort()
  return gaps[Math.floor(gaps.length / 2)] ?? usualCadenceMs
}

/** Fewer profiles than this say nothing of how often they come. */
const fewestRegular = 4
/** The others are where it was away. */
const evenShare = 0.8

/**
 * How often one process sends, where it does so evenly: one that is set to every 100 s among others of every 15 s is there all the time, and
 * each of its profiles is of 100 s. Undefined where they come as they like: then some are missing.
 */
export function evenCadenceOf(points: readonly FleetPoint[]): Milliseconds | undefined {
  return points.length >= fewestRegular && isEven([{ points }]) ? cadenceOf([{ points }]) : undefined
}

/** Whether most distances of neighbours, over all processes, are about the usual one. */
export function isEven(series: readonly { readonly points: readonly FleetPoint[] }[]): boolean {
  const usual = cadenceOf(series)
  let even = 0
  let all = 0
  for (const { points } of series) {
    for (let i = 1; i < points.length; i++) {
      const gap = points[i]!.atMs - points[i - 1]!.atMs
      all++
      if (gap > usual / gapFactor && gap <= gapFactor * usual) even++
    }
  }
  return all > 0 && even >= evenShare * all
}

/** Profiles one after the other without one missing. */
export interface Run {
  readonly points: readonly FleetPoint[]
  /** What they cover; the first reaches back by one cadence, or the last forward, levels to where their process came and went. */
  readonly covers: TimeWindow
}

/**
 * @param breaksMs moments at which a run ends whatever the distance: the process started anew
 * @param gapMs the longest distance inside a run
 * @param stamped the times are when the profiles began
 */
export function runsOf(
  points: readonly FleetPoint[],
  cadenceMs: Milliseconds,
  breaksMs: readonly EpochMs[] = [],
  gapMs: Milliseconds = gapFactor * cadenceMs,
  stamped?: 'start',
): readonly Run[] {
  const runs: FleetPoint[][] = []
  let beforeMs: EpochMs = -Infinity
  for (const point of points) {
    const current = runs.at(-1)
    const isNext = point.atMs - beforeMs <= gapMs
    if (current !== undefined && isNext && !isBetween(breaksMs, beforeMs, point.atMs)) current.push(point)
    else runs.push([point])
    beforeMs = point.atMs
  }
  return runs.map((own) => {
    const [first] = own
    const last = own.at(-1)
    if (first === undefined || last === undefined) throw new Error('a run has a point')
    const covers =
      stamped === 'start'
        ? { fromMs: first.atMs, untilMs: last.atMs + (last.coversMs ?? cadenceMs) }
        : { fromMs: first.atMs - (first.coversMs ?? cadenceMs), untilMs: last.atMs }
    return { points: own, covers }
  })
}

const isBetween = (moments: readonly EpochMs[], fromMs: EpochMs, untilMs: EpochMs): boolean =>
  moments.some((at) => at > fromMs && at <= untilMs)

export const lengthOf = (windows: readonly TimeWindow[]): Milliseconds =>
  windows.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0)

/** The same times, none of them twice, in order. */
export function unionOf(windows: readonly TimeWindow[]): readonly TimeWindow[] {
  const union: { fromMs: EpochMs; untilMs: EpochMs }[] = []
  for (const { fromMs, untilMs } of windows.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = union.at(-1)
    if (last !== undefined && fromMs <= last.untilMs) last.untilMs = Math.max(last.untilMs, untilMs)
    else union.push({ fromMs, untilMs })
  }
  return union
}

export function inside(windows: readonly TimeWindow[], { fromMs, untilMs }: TimeWindow): readonly TimeWindow[] {
  return windows.flatMap((one) => {
    const cut = { fromMs: Math.max(one.fromMs, fromMs), untilMs: Math.min(one.untilMs, untilMs) }
    return cut.untilMs > cut.fromMs ? [cut] : []
  })
}

/** Of several processes: how many, and for how long all of them together and any of them have data. */
export interface Coverage {
  readonly instances: number
  /** Σ over the processes of the seconds that their profiles cover: the denominator of "per process". */
  readonly instanceSeconds: number
  /** The denominator of the sum over the processes: seconds in which there is data of at least one of them. */
  readonly seconds: number
  /** Seconds of the window in which there is data of at least one. */
  readonly insideSeconds: number
}

/** @param covered per process what its profiles cover, which may reach over the edges of the window */
export function coverageOf(covered: readonly (readonly TimeWindow[])[], window: TimeWindow): Coverage {
  const instanceMs = covered.reduce((sum, own) => sum + lengthOf(own), 0)
  const clippedMs = covered.reduce((sum, own) => sum + lengthOf(inside(own, window)), 0)
  const unionMs = lengthOf(inside(unionOf(covered.flat()), window))
  return {
    instances: covered.filter((own) => own.length > 0).length,
    instanceSeconds: instanceMs / 1000,
    // Profiles at the edges reach over them, and their whole amount is in the sum: the union grows in the same proportion.
    seconds: clippedMs > 0 ? (unionMs * instanceMs) / clippedMs / 1000 : instanceMs / 1000,
    insideSeconds: unionMs / 1000,
  }
}
