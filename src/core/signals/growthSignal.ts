/** How fast the live heap grows: a value where growth is established or excluded, else where it must lie. */
import type { BoundBasis } from '../base/bounds.ts'
import { clockIst, formatNumber, formatShort, formatSpan } from '../base/numbers.ts'
import { bytesPerMb } from '../base/units.ts'
import type { LiveHeapPoint } from '../formats/parsedFile.ts'
import { type Growth, growthOf, logErrorBytes, wanderOf, wanderShare } from './growth.ts'
import { z95 } from './intervals.ts'
import type { AbsentSignal, Signal } from './signal.ts'
import { type SignalInput, absent } from './signalInput.ts'

const fewPoints = 5

export function heapSlope(input: SignalInput): Signal {
  const { profiles } = input
  const points = profiles.liveHeapPoints
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || points.length < 2) return slopeOfDelta(input)
  const few = points.length < fewPoints
  const logged = points.some((point) => point.standardErrorBytes === undefined && point.collection !== 'unknown')
  const young = points.some((point) => mayBeYoung(point, input))
  const growth = growthOf({
    points,
    samplingErrorBytes: Math.hypot(samplingError(input), wanderOf(points, logged), logged ? logErrorBytes : 0),
    take: points.every(({ collection }) => collection !== 'young' && collection !== 'unknown') ? 'median' : 'minimum',
    windowMs: profiles.asked.untilMs - profiles.asked.fromMs,
  })
  if (growth === undefined)
    return absent('live_heap_slope_mb_h', 'All snapshots have the same time.', 'Take snapshots some minutes apart.')
  const span = formatSpan(growth.spanHours * 3600)
  const what = logged ? 'collections' : 'snapshots'
  const words: SlopeWords = {
    samples: growth.points,
    samplesOf: what,
    source:
      `robust line through ${growth.points} ${what} over ${span}` +
      (few
        ? `; so few do not show their own scatter, ${formatNumber(wanderShare[logged ? 'logged' : 'snapshots'] * 100)} % of the level is assumed`
        : ''),
    of: `over ${span}`,
  }
  return young ? atMost(growth, words) : slopeSignal(growth, words)
}

/** After a young collection promoted garbage counts as live; a JVM's log without the kind may be of young ones. */
function mayBeYoung(
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

interface SlopeWords {
  readonly samples: number
  readonly samplesOf: string
  readonly source: string
  readonly of: string
}

/** Sides of an interval that differ by more than this share of it are not a "±". */
const evenWithin = 0.05

/** "+90 ± 120 MB/h", "+90 MB/h (−20 to 310)" */
function growthText({ raw, low, high }: Pick<Growth, 'raw' | 'low' | 'high'>): string {
  const estimate = `${raw > 0 ? '+' : ''}${formatShort(raw)}`
  if (!Number.isFinite(low) || !Number.isFinite(high))
    return Number.isFinite(high) ? `at most ${formatShort(high)} MB/h` : `${estimate} MB/h, interval unknown`
  const half = (high - low) / 2
  return Math.abs(high - raw - (raw - low)) <= evenWithin * half
    ? `${estimate} ± ${formatShort(half)} MB/h`
    : `${estimate} MB/h (${formatShort(low)} to ${formatShort(high)})`
}

/** What the rules call no growth; an interval inside it is an answer, not a lack of data. */
const flatBelow = 5
/** What they call a leak: an estimate above it that is not established is unknown, and certainly not 0. */
const leakAbove = 50

function verdictText(growth: Growth, text: string): string {
  const needs = growth.needsHours === undefined ? '' : `, needs about ${formatSpan(growth.needsHours * 3600)}`
  switch (growth.state) {
    case 'established':
      return `growth established: ${text}`
    case 'step':
      return `a step at ${clockIst(growth.stepAtMs ?? 0)}, not a slope: since then ${text}`
    case 'levelled-off':
      return `it grew and levelled off: at the end ${text}`
    case 'partial':
      return `growth not established: ${text}, over a small part of the window`
    case 'not-established':
      return growth.needsHours === undefined && growth.high < flatBelow && growth.low > -flatBelow
        ? `flat: ${text}`
        : `growth not established: ${text}${needs}`
    default:
      return text
  }
}

function slopeSignal(growth: Growth, words: SlopeWords): Signal {
  const text = growthText(growth)
  const how = `${verdictText(growth, text)} (${words.source})`
  if (growth.state !== 'established' && growth.raw > leakAbove && growth.high > leakAbove)
    return open(
      growth,
      how,
      {
        ...(Number.isFinite(growth.low) ? { low: growth.low } : {}),
        ...(Number.isFinite(growth.high) ? { high: growth.high } : {}),
      },
      lineBasis(words, growth),
    )
  return {
    state: 'present',
    id: 'live_heap_slope_mb_h',
    value: growth.gated,
    low: growth.low,
    high: growth.high,
    samples: words.samples,
    samplesOf: words.samplesOf,
    how,
    raw: growth.raw,
    of: words.of,
    companions: [{ id: 'raw_slope', text: `raw ${text}`, value: growth.raw }],
  }
}

/** Young collections overstate what is live, so they bound its growth from above and never establish it. */
function atMost(growth: Growth, words: SlopeWords): Signal {
  const how = `Young collections only, which overstate growth: ${growthText({ ...growth, low: -Infinity })} (${words.source})`
  return open(growth, how, Number.isFinite(growth.high) ? { high: growth.high } : {}, {
    id: 'young-collections',
    collections: words.samples,
    seconds: growth.spanHours * 3600,
  })
}

function lineBasis({ samples, samplesOf }: SlopeWords, { spanHours }: Growth): BoundBasis {
  const seconds = spanHours * 3600
  return samplesOf === 'collections'
    ? { id: 'line-through-collections', collections: samples, seconds }
    : { id: 'line-through-snapshots', snapshots: samples, seconds }
}

function open(
  growth: Growth,
  how: string,
  range: { readonly low?: number; readonly high?: number },
  basis: BoundBasis,
): AbsentSignal {
  const why = `${how.charAt(0).toUpperCase()}${how.slice(1)}.`
  const next =
    growth.needsHours === undefined
      ? 'Watch it longer, through some full collections or ten snapshots.'
      : `Watch it for about ${formatSpan(growth.needsHours * 3600)}.`
  return {
    ...absent('live_heap_slope_mb_h', why, next, {
      standIn: { text: `raw ${growth.raw > 0 ? '+' : ''}${formatShort(growth.raw)} MB/h`, value: growth.raw },
    }),
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
      return view.covered.length > 0
        ? absent(
            'live_heap_slope_mb_h',
            'No snapshot of the heap lies in this window.',
            'Choose a window with two snapshots or more in it.',
          )
        : absent(
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
    low: established ? raw - half : Math.min(0, raw - half),
    high: established ? raw + half : Math.max(0, raw + half),
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
