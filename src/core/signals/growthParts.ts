/** Parts of a series of heap levels: lines through its end, jumps and falls in it. */
import type { Bytes, EpochMs } from '../base/units.ts'
import { type Interval, z95 } from './intervals.ts'
import { type Point, binned, theilSen } from './theilSen.ts'

interface Level {
  readonly timeMs: EpochMs
  readonly bytes: Bytes
}

/** A line through a random walk has 6/5 of the variance of its end-to-end slope. */
const randomWalkFactor = 1.2

/** MB/h. */
export interface Line extends Interval {
  readonly raw: number
  /** Half-widths: of the points' own scatter, and of the sampling. */
  readonly scatter: number
  readonly noise: number
}

/** With two or three points Kendall's limits do not exist, and the noise alone would say "exact" of exact points. */
export function lineOf(points: readonly Point[], errorMb: number, few: boolean): Line | undefined {
  const first = points[0]
  const last = points.at(-1)
  const line = theilSen(points)
  if (first === undefined || last === undefined || line === undefined) return undefined
  const noise = (z95 * Math.sqrt(randomWalkFactor) * errorMb) / (last.x - first.x)
  const scatter = few
    ? { low: noise > 0 ? 0 : Infinity, high: noise > 0 ? 0 : Infinity }
    : { low: line.slope - line.low, high: line.high - line.slope }
  return {
    raw: line.slope,
    low: line.slope - Math.hypot(scatter.low, noise),
    high: line.slope + Math.hypot(scatter.high, noise),
    scatter: Math.max(scatter.low, scatter.high),
    noise,
  }
}

export function from(points: readonly Point[], x: number): readonly Point[] {
  return points.filter((point) => point.x >= x)
}

/** Below this many points there is no scatter to speak of; only sampling noise bounds the slope then. */
export const fewestForScatter = 5
const bins = 12

export interface Ends {
  /** Undefined where the last third is one point. */
  readonly third?: Line
  /** Undefined where fewer than three points are in it. */
  readonly fifth?: Line
  /** Of the two the one that rises for sure, the steeper one: growth that began late. */
  readonly steepest?: Line
}

/** Lines through the last third and the last fifth of the time. */
export function endsOf(points: readonly Point[], errorMb: number, take: 'median' | 'minimum', spanHours: number): Ends {
  if (points.length < 3) return {}
  const begins = points[0]?.x ?? 0
  const through = (some: readonly Point[]): Line | undefined => {
    const end = binned(some, bins, take)
    const share = ((end.at(-1)?.x ?? 0) - (end[0]?.x ?? 0)) / spanHours
    // Noise that adds up step by step: a third of the time has a third of its variance.
    return lineOf(end, errorMb * Math.sqrt(share), end.length < fewestForScatter)
  }
  const inThird = from(points, begins + (2 / 3) * spanHours)
  const inFifth = from(points, begins + 0.8 * spanHours)
  const third = through(inThird.length >= 2 ? inThird : points.slice(-2))
  const fifth = inFifth.length >= fewestForScatter ? through(inFifth) : throughFew(inFifth, points, errorMb, spanHours)
  const sure = [third, fifth].filter(
    (line): line is Line => line !== undefined && Number.isFinite(line.high) && line.low > surely * line.raw,
  )
  const steepest = sure.toSorted((a, b) => b.raw - a.raw)[0]
  return {
    ...(third === undefined ? {} : { third }),
    ...(fifth === undefined ? {} : { fifth }),
    ...(steepest === undefined ? {} : { steepest }),
  }
}

/** Three or four points have no scatter of their own: that of all points about their neighbours is theirs. */
function throughFew(
  some: readonly Point[],
  all: readonly Point[],
  errorMb: number,
  spanHours: number,
): Line | undefined {
  const count = some.length
  const hours = (some.at(-1)?.x ?? 0) - (some[0]?.x ?? 0)
  if (count < 3 || all.length < fewestForSpread || !(hours > 0)) return undefined
  const line = lineOf(some, errorMb * Math.sqrt(hours / spanHours), true)
  if (line === undefined) return undefined
  const scatter = (z95 * spreadOf(all) * Math.sqrt((12 * (count - 1)) / (count * (count + 1)))) / hours
  const half = Math.hypot(scatter, line.noise)
  return { raw: line.raw, low: line.raw - half, high: line.raw + half, scatter, noise: line.noise }
}

/** Enough for a median of second differences. */
const fewestForSpread = 12

/** Standard deviation about a smooth course, by second differences, which no trend moves. */
function spreadOf(points: readonly Point[]): number {
  const bends = points.slice(1, -1).map(({ y }, i) => Math.abs((points[i]?.y ?? y) - 2 * y + (points[i + 2]?.y ?? y)))
  const middle = bends.toSorted((a, b) => a - b)[bends.length >> 1] ?? 0
  return middle / (0.6745 * Math.sqrt(6))
}

/** One of twenty ends of a heap that only wanders excludes zero by a hair. */
const surely = 0.25

/** One jump must carry this much of the whole rise … */
const stepShare = 0.6
/** … and what is left around it at most this much of the whole slope. */
const flatShare = 0.25

/** A deploy or a cache warm-up fools every line: one jump, flat before and flat after, is a step and not a slope. */
export function stepIn(points: readonly Level[]): EpochMs | undefined {
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
  const slopeOf = (part: readonly Level[]): number =>
    Math.abs(theilSen(part.map((point) => ({ x: point.timeMs, y: point.bytes })))?.slope ?? 0)
  const whole = rise / (last.timeMs - first.timeMs)
  const flat = slopeOf(points.slice(0, at)) < flatShare * whole && slopeOf(points.slice(at)) < flatShare * whole
  return flat ? points[at]?.timeMs : undefined
}

/** A fall is this much of the whole range, and so many times what lies between neighbours otherwise. */
const fallShare = 0.25
const fallSteps = 6
/** What falls more often is a saw-tooth whose scatter a line sees for itself. */
const mostFalls = 3

/**
 * Where a series that rises falls back at once, and rises again: indexes of the first points after. Empty for a series that only
 * falls, that scatters, or that falls all the time.
 */
export function fallsIn(points: readonly Level[]): readonly number[] {
  if (points.length < fewestForScatter) return []
  const steps = points.slice(1).map((point, i) => point.bytes - (points[i]?.bytes ?? 0))
  const usual = steps.map(Math.abs).toSorted((a, b) => a - b)[steps.length >> 1] ?? 0
  const levels = points.map(({ bytes }) => bytes)
  const range = levels.reduce((a, b) => Math.max(a, b)) - levels.reduce((a, b) => Math.min(a, b))
  const least = Math.max(fallShare * range, fallSteps * usual)
  const falls = steps.flatMap((step, i) => (-step >= least && step < 0 ? [i + 1] : []))
  const fallen = steps.reduce((sum, step) => sum + Math.max(0, -step), 0)
  const risen = steps.reduce((sum, step) => sum + Math.max(0, step), 0)
  return falls.length > mostFalls || risen < fallen / 2 ? [] : falls
}
