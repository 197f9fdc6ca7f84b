/** Allocation rate and live heap. How fast it grows: growthSignal.ts. */
import { countedIn, partCovered } from './counters.ts'
import { allocatedPoints } from './fileBounds.ts'
import { bytesPerMb } from '../base/units.ts'
import { assumedDesignEffect, z95 } from './intervals.ts'
import type { PresentSignal, Signal } from './signal.ts'
import type { MeasuredOf } from '../window/windowProfiles.ts'
import { longestBetweenSeconds, mayBeYoung, smallestHeapBytes } from './growthSignal.ts'
import { type SignalInput, absent, ofProcesses } from './signalInput.ts'

export function allocRate(input: SignalInput): Signal {
  const exact = exactAllocation(input)
  if (exact !== undefined) return exact
  const view = input.profiles.views.heap_alloc
  if (view.state === 'absent') return absent('alloc_rate_mb_s', { id: 'no-view', view })
  if (view.coveredSeconds <= 0) {
    return view.how.id === 'since-start'
      ? absent('alloc_rate_mb_s', { id: 'ranking', of: 'allocations' })
      : absent('alloc_rate_mb_s', { id: 'length-unknown' }, { ask: 'window' })
  }
  const processes = view.processes?.mean ?? 1
  const { below, above, isKnown } = unseenBytes(input, view, processes)
  if (view.total <= 0 && view.samples === 0 && !isKnown)
    return absent('alloc_rate_mb_s', { id: 'nothing-collected', seconds: view.coveredSeconds })
  const perSecond = (bytes: number): number => bytes / bytesPerMb / view.coveredSeconds
  const rate = perSecond(view.total / processes)
  const relative = view.samples > 0 ? Math.sqrt(assumedDesignEffect / view.samples) : 0
  const noise = perSecond((z95 * (view.standardError ?? view.total * relative)) / processes)
  return {
    state: 'present',
    id: 'alloc_rate_mb_s',
    value: rate,
    low: Math.max(0, rate - noise - perSecond(below)),
    high: rate + noise + perSecond(above),
    samples: view.samples,
    samplesOf: 'sampled-allocations',
    how: { id: 'allocated', bytes: view.total, seconds: view.coveredSeconds, by: view.how },
    of: { id: 'seconds', seconds: view.coveredSeconds, ...ofProcesses(view) },
    companions: [],
    ...(isOfSeveral(view) ? { bound: 'lower' as const } : {}),
  }
}

/** Counters fell from one file to the next: what a process did after its last file is lost, and so is what belongs to another process. */
const isOfSeveral = (view: SignalInput['profiles']['views']['heap_alloc']): boolean =>
  view.state === 'measured' && view.restartedAtMs !== undefined

/**
 * Go shows what was allocated when the collection after the next one ends: at each end of the time the last one or two collections' worth is
 * missing, and one collection's worth is as much as the heap holds. What is kept makes the next one larger by its share. Where nothing says
 * how large the heap is, all that was seen may be of one collection, up to the two minutes after which Go collects in any case.
 */
function unseenBytes(
  { profiles }: SignalInput,
  { total, coveredSeconds: seconds }: MeasuredOf<'heap_alloc'>,
  processes: number,
): { readonly below: number; readonly above: number; readonly isKnown: boolean } {
  const { liveHeapPoints: points, liveHeapDelta: delta, runtime } = profiles
  const seen = total / processes
  const [first, last] = [points[0], points.at(-1)].map((point) => point && point.bytes / processes)
  if (runtime !== 'go' && (runtime !== undefined || last !== undefined)) return { below: 0, above: 0, isKnown: true }
  const keptOf = (bytes: number): number => (seen > 0 ? Math.min(1, Math.max(0, bytes / seen)) : 0)
  if (first !== undefined && last !== undefined) {
    const kept = keptOf(last - first)
    const atLeast = (bytes: number): number => Math.max(smallestHeapBytes, bytes)
    return {
      below: atLeast((2 + kept) * first - last),
      above: atLeast((2 + kept) * last - first),
      isKnown: true,
    }
  }
  if (runtime !== 'go') return { below: 0, above: 0, isKnown: false }
  const grows = 1 + keptOf(delta?.bytes ?? 0)
  const one = Math.min(1, longestBetweenSeconds / seconds) * seen
  return {
    below: Math.max(smallestHeapBytes, one),
    above: Math.max(smallestHeapBytes, one * (grows + grows * grows - 1)),
    isKnown: false,
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
    facts.filter(
      ({ facts: own }) =>
        own.allocatedBound === undefined && (own.program !== undefined || !isOfSeveral(profiles.views.heap_alloc)),
    ),
    allocatedPoints,
    profiles.asked,
  )
  const seconds = intervals.reduce((sum, { window }) => sum + (window.untilMs - window.fromMs) / 1000, 0)
  const bytes = intervals.reduce((sum, interval) => sum + interval.bytes, 0)
  const made =
    seconds > 0
      ? { bytes, seconds, said: { said: intervals[0]?.how ?? '' }, error: 0 }
      : difference && !(difference.isLog && partCovered(difference.seconds, profiles.asked) < 1)
        ? { ...difference, bytes: difference.amount, said: {} }
        : undefined
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
    samplesOf: 'counter-differences',
    how: { id: 'counted-bytes', bytes: made.bytes, seconds: made.seconds, ...made.said },
    of: { id: 'seconds', seconds: made.seconds },
    companions: [],
  }
}

/** A collection beside the program may have left so much garbage, and more is no measurement of what is live. */
const mostlyLive = 0.5

export function liveHeap(input: SignalInput): Signal {
  const { profiles } = input
  const view = profiles.views.heap_live
  const last = profiles.liveHeapPoints.at(-1)
  if (view.state === 'measured' && view.onlyShares !== true) {
    const processes = view.processes?.mean ?? 1
    const value = view.total / bytesPerMb / processes
    const half = (z95 * (view.standardError ?? 0)) / bytesPerMb / processes
    const at = view.covered[0]?.fromMs
    return {
      state: 'present',
      id: 'live_heap_mb',
      value,
      low: Math.max(0, value - half),
      high: value + half,
      samples: view.samples,
      samplesOf: view.standardError === 0 ? 'every-live-block' : 'sampled-live-objects',
      how: { id: 'in-use', by: view.how },
      of: { id: 'instant', ...(at === undefined ? {} : { atMs: at }), ...ofProcesses(view) },
      companions: [],
    }
  }
  if (last !== undefined) {
    const value = last.bytes / bytesPerMb
    const wanderMb = (last.wanderBytes ?? 0) / bytesPerMb
    const withGarbage = mayBeYoung(last, input)
    const isMostlyLive = wanderMb <= mostlyLive * value
    return {
      state: 'present',
      id: 'live_heap_mb',
      value,
      low: Math.max(0, value - wanderMb),
      high: value,
      samples: 1,
      samplesOf: 'collections',
      how: {
        id: 'after-collection',
        collection: last.collection,
        atMs: last.timeMs,
        ...(isMostlyLive ? {} : { wanderMb }),
        ...(withGarbage ? { withGarbage } : {}),
      },
      ...(withGarbage || !isMostlyLive ? { bound: 'upper' as const } : {}),
      of: { id: 'instant', atMs: last.timeMs },
      companions: [],
    }
  }
  if (view.state === 'measured') {
    return absent('live_heap_mb', { id: 'summed-snapshots' })
  }
  return absent('live_heap_mb', { id: 'no-view', view })
}
