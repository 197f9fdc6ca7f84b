/**
 * How fast the live heap grows, with an interval that carries the scatter of the points (Kendall) and the sampling noise that
 * neighbouring snapshots share (statistics B.1). Growth is a state that lasts: it is established when that interval excludes zero,
 * the points cover most of the window, and their last third and last fifth still grow; a step, a rise that levelled off, and one that
 * fell back in between (a restart, what expires) are no slope. Where the end grows at another pace than the whole, the interval
 * holds both and the estimate is the end's. The rules read the gated value: the estimate where growth is established, else 0.
 */
import type { Bytes, EpochMs } from '../base/units.ts'
import type { Interval } from './intervals.ts'
import { type Line, endsOf, fallsIn, fewestForScatter, from, lineOf, stepIn } from './growthParts.ts'
import { type Point, binned } from './theilSen.ts'

export interface HeapPoint {
  readonly timeMs: EpochMs
  readonly bytes: Bytes
  readonly wanderBytes?: Bytes
}

export interface GrowthInput {
  /** In time order, of one kind of collection. */
  readonly points: readonly HeapPoint[]
  /** Standard error of (last − first) that comes from sampling, in bytes; 0 for exact points. */
  readonly samplingErrorBytes: number
  /** What a sawtooth keeps is its minimum; points taken after a collection are used as they are. */
  readonly take: 'median' | 'minimum'
  /** What lies above the heap at any time: levels after young collections, beside few that cleaned everything. */
  readonly ceiling?: readonly HeapPoint[]
  /** Length of the window asked about; absent: the points' own span. */
  readonly windowMs?: number
}

/**
 * `partial`: it grew while it was looked at, and that was a small part of the window. `fell`: it rose again after it fell back.
 * `starting`: two points of which a start, or a cache that fills, draws the same (`mayBeStart`).
 */
export type GrowthState = 'established' | 'not-established' | 'step' | 'levelled-off' | 'fell' | 'partial' | 'starting'

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
  /** For a step and a fall: when it happened, the last time. */
  readonly stepAtMs?: EpochMs
}

const bins = 12
const bytesPerMbHour = 1e6
const msPerHour = 3_600_000

/**
 * With two or three points their own scatter is unknown. A heap wanders at least some share of its level; what a log or a histogram
 * says after a full collection also grows by classes that load: three healthy JVMs grew 2 MB within two minutes and were no leak.
 * @returns standard error of (last − first), such that growth must exceed about 10 MB and 10 % in a log to be established
 */
export function wanderOf(points: readonly HeapPoint[], logged: boolean): Bytes {
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined) return 0
  const beside = logged ? medianOf(points.flatMap(({ wanderBytes }) => wanderBytes ?? [])) : 0
  if (points.length >= fewestForScatter) return beside
  const level = (first.bytes + last.bytes) / 2
  return logged ? Math.max(beside, wanderShare.logged * level, classLoadingBytes) : wanderShare.snapshots * level
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

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
  const fallen = sinceFall(input)
  if (fallen?.kind === 'outgrown') return { ...fallen.growth, points: points.length }
  const ends = endsOf(inHours, errorMb, take, spanHours)
  const end = ends.third
  if (!(whole.low > 0 || whole.high < 0)) {
    const lately = ends.steepest
    if (lately !== undefined)
      return open('not-established', { raw: lately.raw, low: whole.low, high: Math.max(whole.high, lately.high) })
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
  if (fallen !== undefined) return { ...open('fell', fallen.line), stepAtMs: fallen.atMs }
  const now = stateAtEnd(whole, end)
  if (now === 'stopped' && end !== undefined) return open('levelled-off', end)
  if (now === 'unclear') return open('not-established', whole)
  if (ends.fifth !== undefined && stateAtEnd(whole, ends.fifth) === 'stopped') return open('levelled-off', ends.fifth)
  const above = ceilingAtEnd(input, first.timeMs, errorMb)
  if (above !== undefined && whole.raw > 0 && stateAtEnd(whole, above) === 'stopped') return open('levelled-off', above)
  if (points.length < fewestForScatter && ceilingStands(input, whole.raw)) return open('not-established', whole)
  if (points.length === 2 && mayBeStart(first, last) && !watchesBetween(input)) return open('starting', whole)
  const pace = paceNow(whole, end)
  return pace.low > 0 || pace.high < 0
    ? { ...common, state: 'established', raw: pace.raw, low: pace.low, high: pace.high, gated: pace.raw }
    : open('not-established', pace)
}

/** Points over a smaller part of the window say how it was then. */
const mostOfWindow = 0.5

/** The end's own pace where it excludes that of the whole: a line through a bent curve is the slope of no time. */
function paceNow(whole: Line, end: Line | undefined): Interval & { readonly raw: number } {
  if (end === undefined || !(end.low > whole.raw || end.high < whole.raw)) return whole
  return { raw: end.raw, low: Math.min(whole.low, end.low), high: Math.max(whole.high, end.high) }
}

/** Two collections that cleaned everything, before and after a warm-up, are a slope; the young ones between them saw when it ended. */
function ceilingAtEnd({ ceiling = [], points }: GrowthInput, startMs: EpochMs, errorMb: number): Line | undefined {
  const inHours = ceiling.map(({ timeMs, bytes }): Point => ({
    x: (timeMs - startMs) / msPerHour,
    y: bytes / bytesPerMbHour,
  }))
  const spanHours = (inHours.at(-1)?.x ?? 0) - (inHours[0]?.x ?? 0)
  if (ceiling.length < 2 * points.length || !(spanHours > 0)) return undefined
  const { third } = endsOf(inHours, errorMb, 'minimum', spanHours)
  return third !== undefined && Number.isFinite(third.high) ? third : undefined
}

/** Collections of which there is something to say in a third of the time. */
const fewestInThird = 2

/**
 * Between few collections that cleaned everything, those that did not still leave less the less there is: where what they leave at the
 * least did not rise from the middle of the time to its end, a cache that filled before is as likely as growth.
 */
export function ceilingStands(
  { ceiling = [], points }: Pick<GrowthInput, 'ceiling' | 'points'>,
  perHour: number,
): boolean {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || perHour <= 0) return false
  const thirdMs = (last.timeMs - first.timeMs) / 3
  const leastIn = (third: number): number => {
    const fromMs = first.timeMs + third * thirdMs
    const inside = ceiling.filter(({ timeMs }) => timeMs >= fromMs && timeMs < fromMs + thirdMs)
    return inside.length < fewestInThird ? Number.NaN : Math.min(...inside.map(({ bytes }) => bytes))
  }
  const rose = leastIn(2) - leastIn(1)
  return rose < stillGrows * bytesPerMbHour * perHour * (thirdMs / msPerHour)
}

/** A shorter time shows a start, and no state that lasts. */
export const startSeconds = 25
/**
 * Two levels show no shape: a cache that filled in ten seconds and has been full since lay at 6.7 and 40.6 MB 15 s apart, as a leak would.
 * What goes on does not double within seconds: it would be out of memory in minutes and not in days. So a process that grows at such
 * a pace is starting, or filling something, until it is seen for longer.
 */
export function mayBeStart(first: HeapPoint, last: HeapPoint): boolean {
  const seconds = (last.timeMs - first.timeMs) / 1000
  return seconds < startSeconds && (last.bytes - first.bytes) * startSeconds > first.bytes * seconds
}

/** Collections between the few that cleaned everything: they show the shape (`ceilingStands`). */
function watchesBetween({ ceiling = [], points }: GrowthInput): boolean {
  return ceiling.length >= 2 * points.length
}

type Fallen =
  /** Since the last fall it rose for most of the time, above all that was before: that is the growth. */
  | { readonly kind: 'outgrown'; readonly growth: Growth }
  | { readonly kind: 'open'; readonly line: Interval & { readonly raw: number }; readonly atMs: EpochMs }

/** A restart, or a cache that expires at once: a line through the teeth is the slope of none of them. */
function sinceFall(input: GrowthInput): Fallen | undefined {
  const { points } = input
  const at = fallsIn(points).at(-1)
  const first = points[0]
  const last = points.at(-1)
  if (at === undefined || first === undefined || last === undefined) return undefined
  const since = points.slice(at)
  const before = points.slice(0, at)
  const share = ((since[0]?.timeMs ?? 0) - last.timeMs) / (first.timeMs - last.timeMs)
  const part = (some: readonly HeapPoint[]): Growth | undefined =>
    growthOf({ ...input, points: some, samplingErrorBytes: input.samplingErrorBytes * Math.sqrt(share) })
  const growth = part(since)
  const highest = before.reduce((most, { bytes }) => Math.max(most, bytes), 0)
  if (growth !== undefined && share >= mostOfWindow && last.bytes > highest) return { kind: 'outgrown', growth }
  const tooth = growth ?? part(before)
  return tooth && { kind: 'open', line: tooth, atMs: since[0]?.timeMs ?? 0 }
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
