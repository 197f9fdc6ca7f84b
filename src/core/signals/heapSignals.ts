/** Allocation rate, live heap, and how fast it grows. */
import { clockIst, formatBytes, formatNumber, formatShort, formatSpan } from '../base/numbers.ts'
import { countedIn } from './counters.ts'
import { allocatedPoints } from './fileBounds.ts'
import { bytesPerMb } from '../base/units.ts'
import { type Growth, growthOf, wanderOf, wanderShare } from './growth.ts'
import { assumedDesignEffect, z95 } from './intervals.ts'
import type { PresentSignal, Signal } from './signal.ts'
import { type SignalInput, absent } from './signalInput.ts'

export function allocRate(input: SignalInput): Signal {
  const exact = exactAllocation(input)
  if (exact !== undefined) return exact
  const view = input.profiles.views.heap_alloc
  if (view.state === 'absent') return absent('alloc_rate_mb_s', view.text, view.next.text)
  if (view.coveredSeconds <= 0) {
    const ranking = view.how.includes('ranking')
    return absent(
      'alloc_rate_mb_s',
      ranking
        ? 'One snapshot counts everything since the process started: a ranking, not a rate.'
        : 'The file does not say how long it took.',
      ranking ? 'Take a second snapshot some time later.' : 'Give the length of the recording in seconds.',
      ranking ? {} : { ask: 'window' },
    )
  }
  const rate = view.total / bytesPerMb / view.coveredSeconds
  const relative = view.samples > 0 ? Math.sqrt(assumedDesignEffect / view.samples) : 0
  const half = (z95 * (view.standardError ?? view.total * relative)) / bytesPerMb / view.coveredSeconds
  return {
    state: 'present',
    id: 'alloc_rate_mb_s',
    value: rate,
    low: Math.max(0, rate - half),
    high: rate + half,
    samples: view.samples,
    samplesOf: 'sampled allocations',
    how: `Σ ${formatBytes(view.total)} over ${formatSpan(view.coveredSeconds)}: ${view.how}`,
    of: `over ${formatSpan(view.coveredSeconds)}`,
    companions: [],
  }
}

/** Counters of the runtime itself (JFR's thread statistics, Go's TotalAlloc) know every byte. */
function exactAllocation({ profiles, facts }: SignalInput): PresentSignal | undefined {
  const intervals = facts
    .flatMap(({ facts: own }) => own.allocatedInterval ?? [])
    .filter(({ window }) => {
      const middle = (window.fromMs + window.untilMs) / 2
      return middle >= profiles.asked.fromMs && middle <= profiles.asked.untilMs
    })
  // Totals that miss something bound the rate and do not measure it.
  const difference = countedIn(
    facts.filter(({ facts: own }) => own.allocatedBound === undefined),
    allocatedPoints,
    profiles.asked,
  )
  const seconds = intervals.reduce((sum, { window }) => sum + (window.untilMs - window.fromMs) / 1000, 0)
  const bytes = intervals.reduce((sum, interval) => sum + interval.bytes, 0)
  const made =
    seconds > 0
      ? { bytes, seconds, how: intervals[0]?.how ?? '', error: 0 }
      : difference && { ...difference, bytes: difference.amount, how: 'the runtime’s own counter' }
  if (made === undefined) return undefined
  const rate = made.bytes / bytesPerMb / made.seconds
  const half = (z95 * made.error) / bytesPerMb / made.seconds
  return {
    state: 'present',
    id: 'alloc_rate_mb_s',
    value: rate,
    low: Math.max(0, rate - half),
    high: rate + half,
    samples: Math.max(1, intervals.length),
    samplesOf: 'counter differences',
    how: `${formatBytes(made.bytes)} over ${formatSpan(made.seconds)}: ${made.how}`,
    of: `over ${formatSpan(made.seconds)}`,
    companions: [],
  }
}

export function liveHeap({ profiles }: SignalInput): Signal {
  const view = profiles.views.heap_live
  const last = profiles.liveHeapPoints.at(-1)
  if (view.state === 'measured' && view.onlyShares !== true) {
    const value = view.total / bytesPerMb
    const half = (z95 * (view.standardError ?? 0)) / bytesPerMb
    const at = view.covered[0]?.fromMs
    return {
      state: 'present',
      id: 'live_heap_mb',
      value,
      low: Math.max(0, value - half),
      high: value + half,
      samples: view.samples,
      samplesOf: view.standardError === 0 ? 'live blocks, none sampled' : 'sampled live objects',
      how: `Σ in use of ${view.how}`,
      of: at === undefined ? 'at an unknown time' : `at ${clockIst(at)}`,
      companions: [],
    }
  }
  if (last !== undefined) {
    const value = last.bytes / bytesPerMb
    return {
      state: 'present',
      id: 'live_heap_mb',
      value,
      low: value,
      high: value,
      samples: 1,
      samplesOf: 'collections',
      how: `used after the ${last.collection === 'unknown' ? '' : `${last.collection} `}collection of ${clockIst(last.timeMs)}`,
      ...(last.collection === 'young' ? { bound: 'upper' as const } : {}),
      of: `at ${clockIst(last.timeMs)}`,
      companions: [],
    }
  }
  if (view.state === 'measured') {
    return absent(
      'live_heap_mb',
      'A store summed several snapshots and does not say how many: only shares are known.',
      'Ask the store for one snapshot instead of a range.',
    )
  }
  return absent('live_heap_mb', view.text, view.next.text)
}

const fewPoints = 4

export function heapSlope(input: SignalInput): Signal {
  const { profiles } = input
  const points = profiles.liveHeapPoints
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || points.length < 2) return slopeOfDelta(input)
  const few = points.length < fewPoints
  const logged = points.some((point) => point.standardErrorBytes === undefined && point.collection !== 'unknown')
  const wander = wanderOf(points, logged)
  const growth = growthOf({
    points,
    samplingErrorBytes: Math.hypot(profiles.liveHeapGrowthErrorBytes ?? 0, wander),
    take: points.every(
      (point) => point.collection === 'full' || point.collection === 'old' || point.collection === 'mixed',
    )
      ? 'median'
      : 'minimum',
  })
  if (growth === undefined)
    return absent('live_heap_slope_mb_h', 'All snapshots have the same time.', 'Take snapshots some minutes apart.')
  const span = formatSpan(growth.spanHours * 3600)
  return slopeSignal(growth, {
    samples: growth.points,
    samplesOf: logged ? 'collections' : 'snapshots',
    source:
      `robust line through ${growth.points} ${logged ? 'collections' : 'snapshots'} over ${span}` +
      (few
        ? `; so few do not show their own scatter, ${formatNumber(wanderShare[logged ? 'logged' : 'snapshots'] * 100)} % of the level is assumed`
        : ''),
    of: `over ${span}`,
    youngOnly: points.every((point) => point.collection === 'young'),
  })
}

interface SlopeWords {
  readonly samples: number
  readonly samplesOf: string
  readonly source: string
  readonly of: string
  readonly youngOnly?: boolean
}

/** "+90 ± 120 MB/h" */
function growthText(growth: Pick<Growth, 'raw' | 'low' | 'high'>): string {
  const half = (growth.high - growth.low) / 2
  const sign = growth.raw > 0 ? '+' : ''
  return Number.isFinite(half)
    ? `${sign}${formatShort(growth.raw)} ± ${formatShort(half)} MB/h`
    : `${sign}${formatShort(growth.raw)} MB/h, interval unknown`
}

/** What the rules call no growth; an interval inside it is an answer, not a lack of data. */
const flatBelow = 5

function slopeSignal(growth: Growth, words: SlopeWords): PresentSignal {
  const text = growthText(growth)
  const verdict =
    growth.state === 'established'
      ? `growth established: ${text}`
      : growth.state === 'step'
        ? `a step at ${clockIst(growth.stepAtMs ?? 0)}, not a slope: ${text}`
        : growth.needsHours === undefined && growth.high < flatBelow && growth.low > -flatBelow
          ? `flat: ${text}`
          : `growth not established: ${text}${growth.needsHours === undefined ? '' : `, needs about ${formatSpan(growth.needsHours * 3600)}`}`
  return {
    state: 'present',
    id: 'live_heap_slope_mb_h',
    value: growth.gated,
    low: growth.low,
    high: growth.high,
    samples: words.samples,
    samplesOf: words.samplesOf,
    how: `${verdict} (${words.source}${words.youngOnly === true ? '; young collections only, which overstate it' : ''})`,
    raw: growth.raw,
    ...(words.youngOnly === true ? { bound: 'upper' as const } : {}),
    of: words.of,
    companions: [{ id: 'raw_slope', text: `raw ${text}`, value: growth.raw }],
  }
}

/** A `?seconds=` heap holds growth itself; its noise is the only scatter known. */
function slopeOfDelta({ profiles }: SignalInput): Signal {
  const delta = profiles.liveHeapDelta
  const view = profiles.views.heap_live
  if (delta === undefined) {
    if (profiles.liveHeapPoints.length === 1) {
      return absent(
        'live_heap_slope_mb_h',
        'One snapshot has no slope.',
        'Take more snapshots: about ten over the window show whether it grows.',
      )
    }
    if (view.state === 'measured') {
      return absent(
        'live_heap_slope_mb_h',
        'The heap snapshots carry no time.',
        'Record them with their times, or open them as a recording.',
      )
    }
    return absent('live_heap_slope_mb_h', view.text, view.next.text)
  }
  const perHour = (bytes: number): number => ((bytes / bytesPerMb) * 3600) / delta.seconds
  const raw = perHour(delta.bytes)
  const half = z95 * perHour(delta.standardErrorBytes)
  const established = Math.abs(raw) > half && half > 0
  const growth: Growth = {
    state: established ? 'established' : 'not-established',
    raw,
    gated: established ? raw : 0,
    low: raw - half,
    high: raw + half,
    points: 2,
    spanHours: delta.seconds / 3600,
  }
  return slopeSignal(growth, {
    samples: 2,
    samplesOf: 'snapshots',
    source: `difference of the heap over ${formatNumber(delta.seconds)} s`,
    of: `over ${formatSpan(delta.seconds)}`,
  })
}
