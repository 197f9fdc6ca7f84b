/**
 * How fast the live heap grows, with an interval that carries the scatter of the points (Kendall) and the sampling noise that
 * neighbouring snapshots share (statistics B.1). Growth is a state that lasts: it is established when that interval excludes zero,
 * the points cover most of the window, and the last third of them still grows; a step and a rise that levelled off are no slope.
 * The rules read the gated value: the estimate where growth is established, else 0.
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
  /** Length of the window asked about; absent: the points' own span. */
  readonly windowMs?: number
}

/** `partial`: it grew while it was looked at, and that was a small part of the window. */
export type GrowthState = 'established' | 'not-established' | 'step' | 'levelled-off' | 'partial'

/** The interval is that of the state at the end of the window: after a step, or once it levelled off, of what came then. */
export interface Growth extends Interval {
  readonly state: GrowthState
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
const fewestForScatter = 5
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

/**
 * Of what a log of collections says the heap grew by: its lines are whole megabytes, and a runtime grows by some megabytes of
 * loaded classes and code whatever the program does; over a minute that alone would be a leak.
 */
export const logErrorBytes: Bytes = 2e6

/** @returns undefined with fewer than two points, or when all have the same time */
export function growthOf(input: GrowthInput): Growth | undefined {
  const { points, samplingErrorBytes, take, windowMs } = input
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || points.length < 2) return undefined
  const spanHours = (last.timeMs - first.timeMs) / msPerHour
  if (!(spanHours > 0)) return undefined
  const inHours = points.map((point): Point => ({
    x: (point.timeMs - first.timeMs) / msPerHour,
    y: point.bytes / bytesPerMbHour,
  }))
  const used = binned(inHours, bins, take)
  const errorMb = samplingErrorBytes / bytesPerMbHour
  const whole = lineOf(used, errorMb, points.length < fewestForScatter)
  if (whole === undefined) return undefined
  const { scatter, noise } = whole
  const common = { points: points.length, spanHours }
  const open = (state: GrowthState, line: Interval & { readonly raw: number }): Growth => {
    const needsHours = hoursNeeded(scatter, noise, Math.abs(line.raw), spanHours)
    return {
      ...common,
      state,
      raw: line.raw,
      low: Math.min(0, line.low),
      high: Math.max(0, line.high),
      gated: 0,
      ...(needsHours === undefined ? {} : { needsHours }),
    }
  }
  const end = endOf(inHours, input, spanHours)
  if (!(whole.low > 0 || whole.high < 0)) {
    // A warm-up widens the whole interval; what came after it is known better.
    const settled = end !== undefined && end.high - end.low < (whole.high - whole.low) / 2
    return settled ? open('levelled-off', end) : open('not-established', whole)
  }
  if (windowMs !== undefined && spanHours < mostOfWindow * (windowMs / msPerHour))
    return open('partial', { raw: whole.raw, low: -Infinity, high: Infinity })
  const stepAtMs = stepIn(points)
  if (stepAtMs !== undefined) {
    const after = lineOf(from(inHours, (stepAtMs - first.timeMs) / msPerHour), errorMb, false)
    return { ...open('step', after ?? { raw: 0, low: -Infinity, high: Infinity }), stepAtMs }
  }
  const now = stateAtEnd(whole, end)
  if (now === 'grows')
    return { ...common, state: 'established', raw: whole.raw, low: whole.low, high: whole.high, gated: whole.raw }
  return now === 'stopped' && end !== undefined ? open('levelled-off', end) : open('not-established', whole)
}

/** Points over a smaller part of the window say how it was then. */
const mostOfWindow = 0.5

interface Line extends Interval {
  readonly raw: number
  /** Half-widths: of the points' own scatter, and of the sampling. */
  readonly scatter: number
  readonly noise: number
}

/** With two or three points Kendall's limits do not exist, and the noise alone would say "exact" of exact points. */
function lineOf(points: readonly Point[], errorMb: number, few: boolean): Line | undefined {
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

function from(points: readonly Point[], x: number): readonly Point[] {
  return points.filter((point) => point.x >= x)
}

/** The line through the last third; undefined where that is one point. */
function endOf(
  points: readonly Point[],
  { samplingErrorBytes, take }: GrowthInput,
  spanHours: number,
): Line | undefined {
  if (points.length < 3) return undefined
  const third = from(points, (points[0]?.x ?? 0) + (2 / 3) * spanHours)
  const end = third.length >= 2 ? binned(third, bins, take) : points.slice(-2)
  const share = ((end.at(-1)?.x ?? 0) - (end[0]?.x ?? 0)) / spanHours
  // Noise that adds up step by step: a third of the time has a third of its variance.
  const errorMb = (samplingErrorBytes / bytesPerMbHour) * Math.sqrt(share)
  return lineOf(end, errorMb, end.length < fewestForScatter)
}

/** The end must grow by at least this share of the whole slope … */
const stillGrows = 0.25

/** … or, where it is too noisy to say, rise and possibly by the whole slope. `stopped`: it cannot. */
function stateAtEnd(whole: Line, end: Line | undefined): 'grows' | 'stopped' | 'unclear' {
  if (end === undefined) return whole.noise > 0 ? 'grows' : 'unclear'
  const sign = Math.sign(whole.raw)
  const slope = sign * end.raw
  const size = Math.abs(whole.raw)
  if (slope >= stillGrows * size) return 'grows'
  const most = sign > 0 ? end.high : -end.low
  if (!Number.isFinite(most) || most >= size) return slope > 0 && Number.isFinite(most) ? 'grows' : 'unclear'
  return 'stopped'
}

/** What a rule needs to tell from zero when the estimate itself is about zero, MB/h. */
export const smallestOfInterestMbH = 5

/**
 * Scatter of a line falls with span^1.5. Sampling noise stops growing once every object has been replaced, so its part of
 * the slope falls with the span. Bisection on the span; undefined when it is long
 * enough already (there is no growth to establish), or when it would be over a week.
 */
function hoursNeeded(scatter: number, noise: number, raw: number, spanHours: number): number | undefined {
  const target = Math.max(raw, smallestOfInterestMbH)
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
