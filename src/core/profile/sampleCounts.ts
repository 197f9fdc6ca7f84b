/**
 * How many independent events stand behind each sample: tests and "n samples" need those, never nanoseconds or bytes.
 * A ladder, first rung that applies (statistics.md A.1):
 *
 *   samples-column    a count column beside the value: pprof CPU's `samples`, JFR's `*_objects`, `lock_count` …
 *   contentions       Go mutex: contentions / gcd of all contentions (the runtime adds its sampling rate per event)
 *   object-sizes      Go, V8, tcmalloc heaps: k = bytes · (1 − e^(−s/R)) / s, s = object size, R = sampling period
 *   objects           every allocation recorded (tracemalloc, MemProfileRate=1): the objects themselves
 *   period            time values all divisible by a plausible period: value / period
 *   smallest-value    the smallest value is shared by a tenth of all rows: value / smallest
 *   common-divisor    whole numbers of folded stacks that share a divisor (of bytes: the sampling interval): value / divisor
 *   assumed           the value itself, small whole numbers of a format that does not say what they are, some of them 1
 *   doubtful          the same where hardly one of them is 1: two windows tell
 *   scaled-contentions  Go block: the contentions as they are; the runtime scales short ones, so they are to be read, not tested
 *   kish              nothing known: (Σv)² / Σv² spread over the rows; a lower bound, too weak for tests
 */
import { findGoLockFamily } from './goLockLeaf.ts'
import { findValueColumn, type Profile } from './profile.ts'

export const countSources = [
  'samples-column',
  'contentions',
  'object-sizes',
  'objects',
  'period',
  'smallest-value',
  'common-divisor',
  'assumed',
  'doubtful',
  'scaled-contentions',
  'kish',
] as const
export type CountSource = (typeof countSources)[number]

/** Counts of these may be shown; differences must not be tested. */
export function isUntestable(source: CountSource): boolean {
  return source === 'kish' || source === 'scaled-contentions'
}

/** Counts that two windows have to confirm before they are tested. */
export function isDoubtful(source: CountSource): boolean {
  return source === 'doubtful' || source === 'common-divisor'
}

export interface SampleCounts {
  /** One per sample; negative where the value is (a delta that shrank). */
  readonly counts: Float64Array
  readonly source: CountSource
  /** See `isUntestable`. */
  readonly testable: boolean
}

/** Value type → the count column its emitters put beside it. Spelled with `_`; `-` is the same. */
const companions: Readonly<Record<string, readonly string[]>> = {
  cpu: ['samples', 'sample'],
  wall: ['samples', 'sample'],
  time: ['samples', 'sample'],
  events: ['samples'],
  cpu_time: ['cpu_samples'],
  wall_time: ['wall_samples'],
  alloc_space: ['alloc_samples'],
  alloc_size: ['alloc_samples'],
  heap_space: ['heap_live_samples'],
  inuse_space: ['inuse_samples'],
  lock_acquire_wait: ['lock_acquire'],
  lock_release_hold: ['lock_release'],
  lock_time: ['lock_count'],
  alloc_in_new_tlab_bytes: ['alloc_in_new_tlab_objects'],
  alloc_outside_tlab_bytes: ['alloc_outside_tlab_objects'],
  alloc_sample_bytes: ['alloc_sample_objects'],
  malloc_bytes: ['malloc_objects'],
  delay: ['contentions'],
}

/** 10 kHz, ten times what the fastest sampler in use does. */
const shortestPeriodNs = 1e5

const plain = (type: string): string => type.toLowerCase().replaceAll('-', '_')

/**
 * Recovers the events behind one value column. Linear in the samples. `contentionUnit`: see `findContentionUnit`, for
 * several snapshots of one Go mutex profile.
 */
export function recoverSampleCounts(profile: Profile, column: number, contentionUnit?: number): SampleCounts {
  const valueType = profile.valueTypes[column]
  const values = profile.samples.values[column]
  if (!valueType || !values)
    return { counts: new Float64Array(profile.samples.length), source: 'kish', testable: false }
  const found = (counts: Float64Array, source: CountSource): SampleCounts => ({
    counts,
    source,
    testable: !isUntestable(source),
  })
  const type = plain(valueType.type)

  if (profile.meta.periodType?.type === 'contentions' && (type === 'delay' || type === 'contentions')) {
    const contentions = profile.samples.values[findValueColumn(profile, 'contentions')]
    if (!contentions) return found(kish(values), 'kish')
    return findGoLockFamily(profile, column) === 'mutex'
      ? found(scaledDown(contentions, contentionUnit ?? findContentionUnit([profile])), 'contentions')
      : found(contentions, 'scaled-contentions')
  }
  const beside = profile.valueTypes.findIndex((other) => companions[type]?.includes(plain(other.type)) === true)
  if (beside >= 0) return found(profile.samples.values[beside]!, 'samples-column')

  const heap = /^((?:alloc|inuse)_)?(space|objects)$/.exec(type)
  if (heap) {
    // A Flight Recorder event is one sample, whatever it weighs; the reader counts events in this column.
    const events = profile.samples.values[findValueColumn(profile, `${heap[1] ?? ''}objects`)]
    if (events && profile.meta.format === 'jfr') return found(events, 'samples-column')
    const counts = heapCounts(profile, heap[1] ?? '')
    // The objects of a sampled heap are an estimate, not a count of anything that was seen.
    if (counts) return found(counts.counts, counts.source)
    // async-profiler writes its sampling interval for each object that is no larger than it.
    const interval = profile.meta.format === 'collapsed' && allWhole(values) ? commonDivisor(values) : 1
    return interval >= leastInterval
      ? found(scaledDown(values, interval), 'common-divisor')
      : found(kish(values), 'kish')
  }
  if (valueType.unit === 'count') {
    if (profile.meta.format !== 'collapsed') return found(values, 'samples-column')
    if (!allWhole(values)) return found(kish(values), 'kish')
    const divisor = commonDivisor(values)
    const divided = divisor > 1 ? scaledDown(values, divisor) : values
    if (!areWeights(divided)) {
      if (divisor > 1) return found(divided, 'common-divisor')
      return found(values, hasSingles(values) ? 'assumed' : 'doubtful')
    }
    const least = sharedMinimum(values)
    return least === undefined
      ? found(kish(values), 'kish')
      : found(
          values.map((value) => Math.round(value / least)),
          'smallest-value',
        )
  }
  const { period, periodType } = profile.meta
  // Node's exporters write a period of 1 µs, which divides everything and means nothing: nobody samples at a megahertz.
  if (
    period !== undefined &&
    period >= shortestPeriodNs &&
    periodType?.unit === valueType.unit &&
    allMultiples(values, period)
  ) {
    return found(
      values.map((value) => value / period),
      'period',
    )
  }
  const smallest = sharedMinimum(values)
  if (smallest !== undefined) {
    return found(
      values.map((value) => Math.round(value / smallest)),
      'smallest-value',
    )
  }
  return found(kish(values), 'kish')
}

/**
 * What Go's mutex profile counts per event: its sampling rate, not in the file but dividing every count. The more snapshots of
 * one process are looked at together the less likely a multiple of it; snapshots that are subtracted must share it.
 */
export function findContentionUnit(profiles: Iterable<Profile>): number {
  let divisor = 0
  for (const profile of profiles) {
    for (const value of profile.samples.values[findValueColumn(profile, 'contentions')] ?? []) {
      let a = divisor
      let b = Math.abs(Math.round(value))
      while (b > 0) [a, b] = [b, a % b]
      divisor = a
    }
  }
  return divisor > 0 ? divisor : 1
}

function scaledDown(contentions: Float64Array, unit: number): Float64Array {
  return contentions.map((value) => value / unit)
}

function heapCounts(profile: Profile, family: string): { counts: Float64Array; source: CountSource } | undefined {
  const bytes = profile.samples.values[findValueColumn(profile, `${family}space`)]
  const objects = profile.samples.values[findValueColumn(profile, `${family}objects`)]
  const { period, periodType, format } = profile.meta
  if (objects && (period === 1 || format === 'tracemalloc')) return { counts: objects, source: 'objects' }
  if (!bytes || period === undefined || period <= 1 || periodType?.unit !== 'bytes') return undefined
  const { labelSet } = profile.samples
  const sizeOfSet = profile.labelSets.map((labels) => {
    const label = labels.find((candidate) => candidate.key === 'bytes')
    return typeof label?.value === 'number' ? label.value : 0
  })
  const counts = bytes.map((value, sample) => {
    const set = labelSet?.[sample] ?? -1
    const fromLabel = set >= 0 ? sizeOfSet[set]! : 0
    const count = objects?.[sample] ?? 0
    const size = fromLabel > 0 ? fromLabel : count !== 0 ? Math.abs(value / count) : period
    // An object of size s is sampled with probability 1 − e^(−s/R); the emitter divided by it, this multiplies it back.
    return size > 0 ? Math.round((value * -Math.expm1(-size / period)) / size) : 0
  })
  return { counts, source: 'object-sizes' }
}

function allWhole(values: Float64Array): boolean {
  return values.every((value) => Number.isInteger(value))
}

function allMultiples(values: Float64Array, of: number): boolean {
  return values.every((value) => value % of === 0)
}

/** No sampler sees every stack so often: nanoseconds, bytes or cycles stand behind the stacks, not how many times each was seen. */
const mostCountsPerStack = 10_000

function areWeights(values: Float64Array): boolean {
  let sum = 0
  let rows = 0
  for (const value of values) {
    if (value === 0) continue
    sum += Math.abs(value)
    rows += 1
  }
  return rows >= 10 && sum > mostCountsPerStack * rows
}

/** A profile has stacks that were seen once; a file of few stacks says nothing of it. */
const leastSingles = 0.05

function hasSingles(values: Float64Array): boolean {
  let rows = 0
  let singles = 0
  for (const value of values) {
    if (value === 0) continue
    rows += 1
    if (value === 1) singles += 1
  }
  return rows < fewestForDivisor || singles >= leastSingles * rows
}

/** Bytes: sizes of objects have 8 and 16 in common. */
const leastInterval = 1024

/** So many numbers have no common divisor by chance. */
const fewestForDivisor = 10

/** 1 where there is none, or too few numbers to tell. */
function commonDivisor(values: Float64Array): number {
  let divisor = 0
  let rows = 0
  for (const value of values) {
    if (value === 0) continue
    rows += 1
    let a = divisor
    let b = Math.abs(value)
    while (b > 0) [a, b] = [b, a % b]
    divisor = a
    if (divisor === 1) return 1
  }
  return rows >= fewestForDivisor && divisor > 0 ? divisor : 1
}

/** The smallest positive value when at least a tenth of the non-zero rows have exactly it. */
function sharedMinimum(values: Float64Array): number | undefined {
  let smallest = Infinity
  let times = 0
  let rows = 0
  for (const value of values) {
    if (value === 0) continue
    if (value < 0) return undefined
    rows++
    if (value < smallest) {
      smallest = value
      times = 1
    } else if (value === smallest) times++
  }
  return rows >= 10 && times * 10 >= rows ? smallest : undefined
}

/** Kish's effective size, shared out in proportion to the values so that it adds up over any subset of rows. */
function kish(values: Float64Array): Float64Array {
  let sum = 0
  let squares = 0
  for (const value of values) {
    sum += Math.abs(value)
    squares += value * value
  }
  const perUnit = squares > 0 ? sum / squares : 0
  return values.map((value) => value * perUnit)
}
