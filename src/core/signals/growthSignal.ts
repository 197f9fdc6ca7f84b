/** How fast the live heap grows: a value where growth is established or excluded, else where it must lie. */
import type { BoundBasis } from '../base/bounds.ts'
import { bytesPerMb } from '../base/units.ts'
import type { LiveHeapPoint } from '../formats/parsedFile.ts'
import { type Growth, growthOf, logErrorBytes, startSeconds, wanderOf, wanderShare } from './growth.ts'
import { z95 } from './intervals.ts'
import type { GrowthSource, Lack } from './account.ts'
import type { AbsentSignal, Signal } from './signal.ts'
import { type SignalInput, absent } from './signalInput.ts'

const fewPoints = 5

export function heapSlope(input: SignalInput): Signal {
  const { profiles } = input
  const processes = profiles.views.heap_live.state === 'measured' ? (profiles.views.heap_live.processes?.mean ?? 1) : 1
  const points = perProcess(profiles.liveHeapPoints, processes)
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || points.length < 2) return slopeOfDelta(input)
  const few = points.length < fewPoints
  const logged = points.some((point) => point.standardErrorBytes === undefined && point.collection !== 'unknown')
  const young = points.some((point) => mayBeYoung(point, input))
  const growth = growthOf({
    points,
    samplingErrorBytes: Math.hypot(
      samplingError(input) / processes,
      wanderOf(points, logged),
      logged ? logErrorBytes : 0,
    ),
    take: points.every(({ collection }) => collection !== 'young' && collection !== 'unknown') ? 'median' : 'minimum',
    ...(profiles.liveHeapCeiling === undefined ? {} : { ceiling: profiles.liveHeapCeiling }),
    windowMs: profiles.asked.untilMs - profiles.asked.fromMs,
  })
  if (growth === undefined) return absent('live_heap_slope_mb_h', { id: 'snapshots-at-one-time' })
  const source: GrowthSource = {
    id: 'line',
    points: growth.points,
    of: logged ? 'collections' : 'snapshots',
    spanSeconds: growth.spanHours * 3600,
    ...(few ? { assumedScatter: wanderShare[logged ? 'logged' : 'snapshots'] } : {}),
  }
  if (young) return atMost(growth, source)
  return slopeSignal(
    few && !logged && profiles.runtime === 'go' ? beforeCollections(growth, points, input) : growth,
    source,
  )
}

/** Go collects when the heap has doubled and has 4 MiB at least, and after two minutes in any case. */
export const smallestHeapBytes: number = 4 * 2 ** 20
export const longestBetweenSeconds = 120

/**
 * Go's snapshot is of the last collection, whenever it is asked, and collections are rare where little is allocated: the growth between
 * two snapshots is that between two collections, each up to a doubling of the heap before. Over 13 s that was 1,100 MB/h where the
 * program held 3,900 MB/h more. Growth that was seen took at most that much longer; what was not seen is at most what was allocated since.
 * A `?seconds=5` of a service that collects every eight shows nothing, or all of eight: how large the heap is, and so how much was not seen,
 * it does not say.
 */
function beforeCollections(growth: Growth, points: readonly LiveHeapPoint[], { profiles }: SignalInput): Growth {
  const { heap_alloc: alloc } = profiles.views
  const seconds = growth.spanHours * 3600
  const rate = alloc.state === 'measured' && alloc.coveredSeconds > 0 ? alloc.total / alloc.coveredSeconds : 0
  const unseen = (bytes = Infinity): number => Math.max(smallestHeapBytes, bytes)
  const lag = (bytes?: number): number =>
    Math.min(longestBetweenSeconds, rate > 0 ? unseen(bytes) / rate : longestBetweenSeconds)
  const perHour = (bytes: number): number => bytes / bytesPerMb / growth.spanHours
  const first = points[0]?.bytes
  const last = points.at(-1)?.bytes
  const { low, high } = growth
  const since = lag(last)
  const most = high > 0 && since < seconds ? (high * seconds) / (seconds - since) : Infinity
  return {
    ...growth,
    low: low > 0 ? (low * seconds) / (seconds + lag(first)) : low - perHour(unseen(first)),
    high: Math.min(Math.max(high, most), high + perHour(unseen(last))),
  }
}

/** The heap of one process on average, where a store added up several. */
function perProcess<Level extends LiveHeapPoint>(points: readonly Level[], processes: number): readonly Level[] {
  return processes === 1 ? points : points.map((point) => ({ ...point, bytes: point.bytes / processes }))
}

/** After a young collection promoted garbage counts as live; a JVM's log without the kind may be of young ones. */
export function mayBeYoung(
  point: LiveHeapPoint & { readonly standardErrorBytes?: number },
  { profiles }: SignalInput,
): boolean {
  if (point.collection === 'young') return true
  return point.collection === 'unknown' && point.standardErrorBytes === undefined && profiles.runtime === 'jvm'
}

/** Between the same sampled objects at both ends one more or less could have been: half a megabyte over 30 s is 60 MB/h. */
function samplingError({ profiles }: SignalInput): number {
  const { liveHeapGrowthErrorBytes: error = 0, views } = profiles
  const period = views.heap_live.state === 'measured' ? (views.heap_live.heapPeriod ?? 0) : 0
  return period > 1 && profiles.liveHeapGrowthErrorBytes !== undefined ? Math.max(error, period / z95) : error
}

/** What the rules call a leak: an estimate above it that is not established is unknown, and certainly not 0. */
const leakAbove = 50

const pointsOf = (source: GrowthSource): number => (source.id === 'line' ? source.points : 2)

export function slopeSignal(growth: Growth, source: GrowthSource): Signal {
  const { state, raw, low, high, gated } = growth
  if (state !== 'established' && raw > leakAbove && high > leakAbove)
    return open(
      { id: 'growth-open', growth, source, youngOnly: false },
      {
        ...(Number.isFinite(low) ? { low } : {}),
        ...(Number.isFinite(high) ? { high } : {}),
      },
      lineBasis(growth, source),
    )
  return {
    state: 'present',
    id: 'live_heap_slope_mb_h',
    value: gated,
    low,
    high,
    samples: pointsOf(source),
    samplesOf: source.id === 'line' ? source.of : 'snapshots',
    how: { id: 'growth', growth, source },
    raw,
    of: { id: 'seconds', seconds: source.id === 'line' ? source.spanSeconds : source.seconds },
    companions: [{ id: 'raw_slope', value: raw, low, high }],
  }
}

/** Young collections overstate what is live, so they bound its growth from above and never establish it. */
function atMost(growth: Growth, source: GrowthSource): Signal {
  return open(
    { id: 'growth-open', growth, source, youngOnly: true },
    Number.isFinite(growth.high) ? { high: growth.high } : {},
    { id: 'young-collections', collections: pointsOf(source), seconds: growth.spanHours * 3600 },
  )
}

function lineBasis({ spanHours }: Growth, source: GrowthSource): BoundBasis {
  const seconds = spanHours * 3600
  return source.id === 'line' && source.of === 'collections'
    ? { id: 'line-through-collections', collections: source.points, seconds }
    : { id: 'line-through-snapshots', snapshots: pointsOf(source), seconds }
}

function open(
  why: Extract<Lack, { readonly id: 'growth-open' }>,
  range: { readonly low?: number; readonly high?: number },
  basis: BoundBasis,
): AbsentSignal {
  return {
    ...absent('live_heap_slope_mb_h', why, { standIn: { id: 'raw_slope', value: why.growth.raw } }),
    ...(range.low === undefined && range.high === undefined
      ? {}
      : {
          range: {
            ...range,
            ...(range.low === undefined ? {} : { lowFrom: basis }),
            ...(range.high === undefined ? {} : { highFrom: basis }),
          },
        }),
  }
}

/** A `?seconds=` heap holds growth itself; its noise is the only scatter known. */
function slopeOfDelta(input: SignalInput): Signal {
  const { profiles } = input
  const delta = profiles.liveHeapDelta
  const view = profiles.views.heap_live
  if (delta === undefined) {
    if (profiles.liveHeapPoints.length === 1) {
      return absent('live_heap_slope_mb_h', { id: 'one-snapshot' })
    }
    if (view.state === 'measured') {
      const histograms = input.facts.flatMap(({ facts }) => facts.classHistogramTotals ?? [])
      if (histograms.length > 1) return absent('live_heap_slope_mb_h', { id: 'class-histograms' })
      const isTimed = view.covered.length > 0
      return absent('live_heap_slope_mb_h', { id: isTimed ? 'no-snapshot-here' : 'snapshots-without-time' })
    }
    return absent('live_heap_slope_mb_h', { id: 'no-view', view })
  }
  const perHour = (bytes: number): number => ((bytes / bytesPerMb) * 3600) / delta.seconds
  const raw = perHour(delta.bytes)
  const half = z95 * perHour(delta.standardErrorBytes)
  // How large the heap was before is not in a difference: it may be that of a start.
  const isShort = raw > 0 && delta.seconds < startSeconds && profiles.liveHeapPoints.length === 0
  const established = Math.abs(raw) > half && half > 0 && !isShort
  const growth: Growth = {
    state: established ? 'established' : isShort && raw > half ? 'partial' : 'not-established',
    raw,
    gated: established ? raw : 0,
    low: established ? raw - half : Math.min(0, raw - half),
    high: established ? raw + half : Math.max(0, raw + half),
    points: 2,
    spanHours: delta.seconds / 3600,
  }
  const source = { id: 'delta', seconds: delta.seconds } as const
  // A difference in which nothing is does not say whose it is.
  if (profiles.runtime !== 'go' && profiles.runtime !== undefined) return slopeSignal(growth, source)
  const seen = beforeCollections(growth, profiles.liveHeapPoints, input)
  if (Number.isFinite(seen.low) && Number.isFinite(seen.high)) return slopeSignal(seen, source)
  return open(
    { id: 'growth-open', growth: seen, source, youngOnly: false },
    {
      ...(Number.isFinite(seen.low) ? { low: seen.low } : {}),
      ...(Number.isFinite(seen.high) ? { high: seen.high } : {}),
    },
    lineBasis(seen, source),
  )
}
