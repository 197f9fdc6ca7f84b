/**
 * How fast the live heap grows, with an interval that carries three things: the scatter of the points (Kendall), the
 * sampling noise that neighbouring snapshots share (statistics B.1), and whether it is a slope at all or one step.
 * The rules read the gated value: the estimate when its interval excludes zero, else 0.
 */
import type { Bytes, EpochMs } from '../base/units.ts'
import { type Interval, z95 } from './intervals.ts'
import { type Point, binned, theilSen } from './theilSen.ts'

export interface HeapPoint {
  readonly timeMs: EpochMs
  readonly bytes: Bytes
}

export interface GrowthInput {
  /** In time order, of one kind of collection. */
  readonly points: readonly HeapPoint[]
  /** Standard error of (last − first) that comes from sampling, in bytes; 0 for exact points. */
  readonly samplingErrorBytes: number
  /** What a sawtooth keeps is its minimum; points taken after a collection are used as they are. */
  readonly take: 'median' | 'minimum'
}

export interface Growth extends Interval {
  readonly state: 'established' | 'not-established' | 'step'
  /** Best estimate, MB/h. */
  readonly raw: number
  /** What the rules read, MB/h. */
  readonly gated: number
  readonly points: number
  readonly spanHours: number
  /** How long the window would have to be for an estimate of this size to be established; absent when it is, or when nobody can say. */
  readonly needsHours?: number
  /** For a step: when it happened. */
  readonly stepAtMs?: EpochMs
}

/** Below this many points there is no scatter to speak of; only sampling noise bounds the slope then. */
const fewestForScatter = 4
const bins = 12
const bytesPerMbHour = 1e6
const msPerHour = 3_600_000
/** A line through a random walk has 6/5 of the variance of its end-to-end slope. */
const randomWalkFactor = 1.2

/**
 * With two or three points their own scatter is unknown. A heap wanders at least some share of its level; what a log or a histogram
 * says after a full collection also grows by classes that load: three healthy JVMs grew 2 MB within two minutes and were no leak.
 * @returns standard error of (last − first), such that growth must exceed about 10 MB and 10 % in a log to be established
 */
export function wanderOf(points: readonly HeapPoint[], logged: boolean): Bytes {
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || points.length >= fewestForScatter) return 0
  const level = (first.bytes + last.bytes) / 2
  return logged ? Math.max(wanderShare.logged * level, classLoadingBytes) : wanderShare.snapshots * level
}

export const wanderShare: Readonly<Record<'logged' | 'snapshots', number>> = { logged: 0.05, snapshots: 0.03 }
const classLoadingBytes = 5e6

/** @returns undefined with fewer than two points, or when all have the same time */
export function growthOf({ points, samplingErrorBytes, take }: GrowthInput): Growth | undefined {
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || points.length < 2) return undefined
  const spanHours = (last.timeMs - first.timeMs) / msPerHour
  if (!(spanHours > 0)) return undefined
  const inHours = points.map((point): Point => ({
    x: (point.timeMs - first.timeMs) / msPerHour,
    y: point.bytes / bytesPerMbHour,
  }))
  const line = theilSen(binned(inHours, bins, take))
  if (line === undefined) return undefined
  const noise = (z95 * Math.sqrt(randomWalkFactor) * samplingErrorBytes) / bytesPerMbHour / spanHours
  // With two or three points Kendall's limits do not exist and the noise alone would say "exact" for exact points.
  const scatter =
    points.length < fewestForScatter
      ? { low: noise > 0 ? 0 : Infinity, high: noise > 0 ? 0 : Infinity }
      : { low: line.slope - line.low, high: line.high - line.slope }
  const low = line.slope - Math.hypot(scatter.low, noise)
  const high = line.slope + Math.hypot(scatter.high, noise)
  const common = { raw: line.slope, low, high, points: points.length, spanHours }
  if (!(low > 0 || high < 0)) {
    const needsHours = hoursNeeded(Math.max(scatter.low, scatter.high), noise, Math.abs(line.slope), spanHours)
    return { ...common, state: 'not-established', gated: 0, ...(needsHours === undefined ? {} : { needsHours }) }
  }
  const stepAtMs = stepIn(points)
  if (stepAtMs !== undefined) return { ...common, state: 'step', gated: 0, stepAtMs }
  return { ...common, state: 'established', gated: line.slope }
}

/** What a rule needs to tell from zero when the estimate itself is about zero, MB/h. */
const smallestOfInterest = 5

/**
 * Scatter of a line falls with span^1.5. Sampling noise stops growing once every object has been replaced, so its part of
 * the slope falls with the span. Bisection on the span; undefined when it is long
 * enough already (there is no growth to establish), or when it would be over a week.
 */
function hoursNeeded(scatter: number, noise: number, raw: number, spanHours: number): number | undefined {
  const target = Math.max(raw, smallestOfInterest)
  if (!Number.isFinite(scatter) || !Number.isFinite(noise)) return undefined
  const halfAt = (hours: number): number =>
    Math.hypot(scatter * (spanHours / hours) ** 1.5, (noise * spanHours) / hours)
  let enough = spanHours
  if (halfAt(spanHours) <= target) return undefined
  while (halfAt(enough) > target) {
    enough *= 2
    if (enough > 24 * 7) return undefined
  }
  let short = enough / 2
  for (let step = 0; step < 20; step++) {
    const middle = (short + enough) / 2
    if (halfAt(middle) > target) short = middle
    else enough = middle
  }
  return enough
}

/** One jump must carry this much of the whole rise … */
const stepShare = 0.6
/** … and what is left around it at most this much of the whole slope. */
const flatShare = 0.25

/** A deploy or a cache warm-up fools every line: one jump, flat before and flat after, is a step and not a slope. */
function stepIn(points: readonly HeapPoint[]): EpochMs | undefined {
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || points.length < 6) return undefined
  let at = -1
  let jump = 0
  for (let i = 1; i < points.length; i++) {
    const rise = Math.abs((points[i]?.bytes ?? 0) - (points[i - 1]?.bytes ?? 0))
    if (rise > jump) {
      jump = rise
      at = i
    }
  }
  const rise = Math.abs(last.bytes - first.bytes)
  if (at < 2 || at > points.length - 2 || jump < stepShare * rise) return undefined
  const slopeOf = (part: readonly HeapPoint[]): number =>
    Math.abs(theilSen(part.map((point) => ({ x: point.timeMs, y: point.bytes })))?.slope ?? 0)
  const whole = rise / (last.timeMs - first.timeMs)
  const flat = slopeOf(points.slice(0, at)) < flatShare * whole && slopeOf(points.slice(at)) < flatShare * whole
  return flat ? points[at]?.timeMs : undefined
}
