/** What class histograms and levels with garbage in them say of the live heap and its growth. */
import type { SignalBound } from '../base/bounds.ts'
import { bytesPerMb } from '../base/units.ts'
import type { FileFacts } from '../formats/parsedFile.ts'
import { ceilingStands, growthOf, mayBeStart } from './growth.ts'
import type { SignalInput } from './signalInput.ts'

/** Three healthy JVMs grew by 2 MB within two minutes, by loading classes: below this a histogram's growth says nothing. */
const classLoadingBytes = 10e6
const classLoadingShare = 0.1

export function histogramBounds(facts: readonly FileFacts[]): readonly SignalBound[] {
  const totals = facts.flatMap((one) => one.classHistogramTotals ?? []).toSorted((a, b) => a.timeMs - b.timeMs)
  const first = totals[0]
  const last = totals.at(-1)
  if (first === undefined || last === undefined || last.timeMs <= first.timeMs) return []
  // Garbage comes and goes by hundreds of megabytes.
  if (totals.some(({ mayHoldGarbage }) => mayHoldGarbage)) return []
  const grown = last.bytes - first.bytes
  // It fell: the first held garbage, so it was not of live objects alone.
  if (grown < 0) return []
  const seconds = (last.timeMs - first.timeMs) / 1000
  const perHour = (bytes: number): number => (bytes / bytesPerMb / seconds) * 3600
  const explained = Math.max(classLoadingBytes, classLoadingShare * first.bytes)
  // The collections between them, where a log tells of them, know when it stopped.
  const ceiling = facts.flatMap((one) => one.liveHeapPoints ?? []).filter(({ collection }) => collection !== 'full')
  const mayHaveStopped =
    ceilingStands({ points: [first, last], ceiling }, perHour(grown)) ||
    (ceiling.length === 0 && mayBeStart(first, last))
  return [
    {
      signal: 'live_heap_slope_mb_h',
      ...(grown > explained && !mayHaveStopped ? { low: perHour(grown - explained) } : {}),
      high: perHour(grown),
      basis: { id: 'two-histograms', grownMb: grown / bytesPerMb, seconds },
    },
  ]
}

/** Imports, caches that fill once, and pages that the allocator keeps: less growth of a process than this says nothing of its heap. */
const startedBytes = 5e6
const startedShare = 0.05

/**
 * Python gives memory back to the system where it can, and its process has no heap beside it that grows by itself: where the process went
 * on growing through the whole window, something is kept. (A JVM takes memory that its heap may fill; of others nothing is said here.)
 */
export function residentBounds({ profiles }: Pick<SignalInput, 'profiles'>): readonly SignalBound[] {
  const points = profiles.nativeMemory?.rss ?? []
  const first = points[0]
  const last = points.at(-1)
  if (profiles.runtime !== 'cpython' || profiles.liveHeapPoints.length > 1) return []
  if (first === undefined || last === undefined || points.length < 5) return []
  const growth = growthOf({
    points,
    samplingErrorBytes: Math.max(startedBytes, (startedShare * (first.bytes + last.bytes)) / 2),
    take: 'median',
  })
  if (growth?.state !== 'established' || growth.low <= 0) return []
  return [
    {
      signal: 'live_heap_slope_mb_h',
      low: growth.low,
      high: growth.high,
      basis: {
        id: 'resident-memory',
        grownMb: (last.bytes - first.bytes) / bytesPerMb,
        seconds: growth.spanHours * 3600,
      },
    },
  ]
}

/** Placed on the clock; where none is, the one look that does not say when it was: a level is one all the same. */
export function heldFacts(facts: SignalInput['facts']): readonly FileFacts[] {
  const own = facts.map((one) => one.facts)
  if (own.some(({ heldLevels = [] }) => heldLevels.length > 0)) return own
  const looks = own.flatMap(({ unplaced }) => (unplaced?.clock === 'instant' && unplaced.heldLevels ? [unplaced] : []))
  return looks.length === 1 ? looks : []
}

/** Two levels with garbage in them: live grew at most by what is held more, and the first one's garbage; at least by that, less the second's. */
export function heldBounds(facts: readonly FileFacts[]): readonly SignalBound[] {
  const levels = facts.flatMap((one) => one.heldLevels ?? []).toSorted((a, b) => a.timeMs - b.timeMs)
  const first = levels[0]
  const last = levels.at(-1)
  if (first === undefined || last === undefined) return []
  const level: SignalBound = {
    signal: 'live_heap_mb',
    low: Math.max(0, last.bytes - last.garbageBytes) / bytesPerMb,
    high: last.bytes / bytesPerMb,
    basis: { id: 'levels-with-garbage', slackMb: last.garbageBytes / bytesPerMb, seconds: 0 },
  }
  if (last.timeMs <= first.timeMs) return [level]
  const seconds = (last.timeMs - first.timeMs) / 1000
  const perHour = (bytes: number): number => (bytes / bytesPerMb / seconds) * 3600
  const grown = last.bytes - first.bytes
  return [
    level,
    {
      signal: 'live_heap_slope_mb_h',
      low: perHour(grown - last.garbageBytes),
      high: perHour(grown + first.garbageBytes),
      basis: { id: 'levels-with-garbage', slackMb: (first.garbageBytes + last.garbageBytes) / bytesPerMb, seconds },
    },
  ]
}
