/**
 * What a pprof file answers, what its numbers cover, and when: the schema says neither, so it is decided by type names, signs
 * and durations (formats.md §1.3 and §1.4).
 *
 *   heap, four columns            cumulative   alloc since process start, inuse now (an instant)
 *   … some inuse below zero       interval     Go's ?seconds=: all columns are end − start, `time` is the end
 *   … a duration                  interval     alloc over it; inuse is a level (some record has fewer allocated than live
 *                                              objects) or growth (nobody can tell: heapMeaning asks)
 *   … fewer allocated than live   interval     a collector's delta since its last scrape, of unknown length
 *   inuse alone, a duration       interval     a store's merge: inuse was summed over snapshots
 *   inuse alone                   gauge
 *   mutex, block                  cumulative, or interval when there is a duration (`time` is then the end)
 *   cpu, wall                     interval
 *   goroutine, threadcreate       gauge
 *   … a duration                  interval     Go's ?seconds=: how the count changed; or a store's sum over it: no number there was
 */
import type { CaptureKind, Coverage, Runtime } from '../../base/vocabulary.ts'
import { findGoLockFamily } from '../../profile/goLockLeaf.ts'
import { findValueColumn, hasLevelOfEnd, plainType, type Profile } from '../../profile/profile.ts'
import type { TimeWindow } from '../../base/units.ts'
import { isOfGoTrace } from './goTrace.ts'

export interface PartMeaning {
  readonly kind?: CaptureKind
  readonly covers?: Coverage
  readonly window?: TimeWindow
}

export interface Meaning {
  /** One per question the file answers; the profile is the same for all of them. */
  readonly parts: readonly PartMeaning[]
  readonly startMs?: number
  readonly durationMs?: number
  /** `time` was the end of what the file covers; `startMs` has been moved. */
  readonly timeWasEnd: boolean
  readonly notes: readonly string[]
}

/** Value type (lower case, `_` for `-`) → question. Types of the same question stay together in one part. */
const kindOfType: readonly (readonly [RegExp, CaptureKind])[] = [
  [/^(cpu|cpu_time|cpu_samples|cpu_nanoseconds|process_cpu|[ic]timer|(cpu_)?cycles(_sample|_event)?)$/, 'cpu'],
  [/^(wall|wall_?clock|wall_(time|samples)|time)$/, 'wall'],
  [
    /^(alloc|inuse)_(space|objects|bytes|count)$|^(space|objects|heap|live(_(objects|space|bytes|size))?|heap_space|heap_live_(samples|size))$/,
    'heap',
  ],
  [/^alloc_(samples|size|in_new_tlab_\w+|outside_tlab_\w+|sample_\w+)$|^allocations$/, 'heap'],
  [/^(lock_acquire|lock_acquire_wait|lock_time|lock_count|locks?|mutex|futex)$/, 'lock'],
  [/^off_?cpu(_time)?$|^block$/, 'block'],
  // Waits by what is waited for, all kinds of them: what names a lock is told by the stacks.
  [/^(block(ed|ing)?|io|net(work)?|disk|park(ed)?|sleep)_(time|wait|delay)$|^(io_?wait|wait_time)$/, 'block'],
  [/^malloc(_(bytes|space|size|objects|count|samples))?$/, 'heap'],
  // Julia's sampled allocations.
  [/^allocs$/, 'heap'],
  [/^goroutines?$/, 'goroutines'],
  [/^(threadcreate|threads)$/, 'threads'],
]

export interface RawTimes {
  readonly timeNanos: number
  readonly durationNanos: number
}

/** A sampler ticks once in a millisecond at most, and no store adds up more than a year. */
const shortestMs = 1
const longestMs = 366 * 24 * 3600 * 1000

export function findMeaning(profile: Profile, times: RawTimes, runtime: Runtime | undefined): Meaning {
  const startMs = times.timeNanos > 0 ? times.timeNanos / 1e6 : undefined
  const saidMs = times.durationNanos > 0 ? times.durationNanos / 1e6 : undefined
  const isPossible = saidMs === undefined || (saidMs >= shortestMs && saidMs <= longestMs)
  const durationMs = isPossible ? saidMs : undefined
  const kinds = findKinds(profile)
  const notes: string[] = isPossible ? [] : ['its duration cannot be right and is not used']

  // Python agents of Pyroscope write the sampling period into the duration.
  const { periodType } = profile.meta
  if (periodType && periodType.type === '' && durationMs !== undefined && durationMs < 100) {
    notes.push('the times in the file cannot be right and are not used')
    const parts = kinds.map((kind) => ({ kind, covers: 'interval' as const }))
    return { parts: parts.length > 0 ? parts : [{ covers: 'interval' }], timeWasEnd: false, notes }
  }

  const heap = kinds.includes('heap') ? findHeapCoverage(profile, durationMs !== undefined) : undefined
  if (heap?.note) notes.push(heap.note)
  const goLock = kinds.length === 1 && (kinds[0] === 'lock' || kinds[0] === 'block') && isGoLock(profile)
  const endsAtTime =
    durationMs !== undefined &&
    ((heap?.timeIsEnd === true && kinds.length === 1) || goLock || isDatadogNode(profile, runtime))
  const fromMs = startMs === undefined ? undefined : endsAtTime ? startMs - durationMs! : startMs

  const isTold = kinds.length !== 1 || kinds[0] !== 'heap' || saysWhichBytes(profile)
  const counts = kinds.some((kind) => kind === 'goroutines' || kind === 'threads')
  if (counts && durationMs !== undefined) notes.push(changeOfCount)
  const parts = kinds.map((kind): PartMeaning => {
    const isChange = durationMs !== undefined && (kind === 'goroutines' || kind === 'threads')
    const covers = isChange ? 'interval' : coverageOf(kind, heap?.covers, goLock && durationMs === undefined)
    if (!isTold) return { kind, ...windowOfUnknown(fromMs, durationMs) }
    if (fromMs === undefined) return { kind, covers }
    if (covers !== 'interval') return { kind, covers, window: { fromMs: startMs!, untilMs: startMs! } }
    return durationMs === undefined
      ? { kind, covers }
      : { kind, covers, window: { fromMs, untilMs: fromMs + durationMs } }
  })
  if (profile.meta.periodType?.type === 'block' && kinds.includes('lock')) {
    notes.push('this profile books every parked thread, also idle ones: not all of it is waiting for locks')
  }
  return {
    parts: parts.length > 0 ? parts : [windowOfUnknown(fromMs, durationMs)],
    ...(fromMs === undefined ? {} : { startMs: fromMs }),
    ...(durationMs === undefined ? {} : { durationMs }),
    timeWasEnd: endsAtTime,
    notes,
  }
}

const changeOfCount =
  'a count with a duration: how it changed over that time, or a sum over it, and not how many there were'

function windowOfUnknown(fromMs: number | undefined, durationMs: number | undefined): PartMeaning {
  return fromMs === undefined || durationMs === undefined ? {} : { window: { fromMs, untilMs: fromMs + durationMs } }
}

/** Some type of it is known, so that held and allocated are told apart. */
const saysWhichBytes = (profile: Profile): boolean =>
  profile.valueTypes.some(({ type }) => {
    const plain = plainType(type)
    return kindOfType.some(([shape, kind]) => kind === 'heap' && shape.test(plain)) || /^(size|live_bytes)$/.test(plain)
  })

function findKinds(profile: Profile): CaptureKind[] {
  const types = profile.valueTypes.map((valueType) => plainType(valueType.type))
  const contentions = types.includes('contentions') || types.includes('delay')
  if (contentions) {
    // The waits of all kinds that an execution trace saw: a lock has to be named.
    if (isOfGoTrace(profile)) return ['block']
    if (profile.meta.periodType?.type !== 'contentions') return ['lock']
    const delay = findValueColumn(profile, 'delay', 'contentions')
    return [findGoLockFamily(profile, delay) === 'mutex' ? 'lock' : 'block']
  }
  const kinds = new Set<CaptureKind>()
  for (const type of types) {
    const row = kindOfType.find(([shape]) => shape.test(type))
    if (row) kinds.add(row[1])
  }
  // A sampler's counts alone: what they are counts of is in the period's type.
  if (kinds.size === 0 && types.some((type) => /^samples?$/.test(type))) {
    const period = profile.meta.periodType?.type.toLowerCase()
    if (period === 'cpu') kinds.add('cpu')
    else if (period === 'wall' || period === 'wallclock') kinds.add('wall')
  }
  // Bytes are memory, whatever they are called; whether held or allocated is asked.
  if (kinds.size === 0 && profile.valueTypes.some(({ unit }) => unit === 'bytes')) kinds.add('heap')
  return [...kinds]
}

function coverageOf(kind: CaptureKind, heap: Coverage | undefined, cumulativeLock: boolean): Coverage {
  switch (kind) {
    case 'heap':
      return heap ?? 'gauge'
    case 'goroutines':
    case 'threads':
      return 'gauge'
    case 'lock':
    case 'block':
      return cumulativeLock ? 'cumulative' : 'interval'
    case 'cpu':
    case 'wall':
    case 'counters':
      return 'interval'
  }
}

function findHeapCoverage(
  profile: Profile,
  hasDuration: boolean,
): { readonly covers: Coverage; readonly timeIsEnd: boolean; readonly note?: string } {
  const column = (...types: readonly string[]): Float64Array | undefined =>
    profile.samples.values[findValueColumn(profile, ...types)]
  const allocSpace = column('alloc_space')
  const live =
    column('inuse_space', 'heap_space', 'heap_live_size', 'space') ??
    column('inuse_objects', 'objects', 'heap_live_samples', 'live_objects')
  if (live && hasDuration && hasLevelOfEnd(profile)) return { covers: 'interval', timeIsEnd: false }
  if (!live) return { covers: 'interval', timeIsEnd: false }
  if (!allocSpace) {
    if (!hasDuration) return { covers: 'gauge', timeIsEnd: false }
    return {
      covers: 'interval',
      timeIsEnd: false,
      note: 'what is in use, with a duration: a store has added snapshots up, so only shares are certain',
    }
  }
  if (live.some((value) => value < 0)) return { covers: 'interval', timeIsEnd: true }
  const allocated = column('alloc_objects')
  const inUse = column('inuse_objects')
  const sinceScrape =
    allocated !== undefined && inUse !== undefined && inUse.some((value, row) => value > allocated[row]!)
  if (!hasDuration) {
    if (!sinceScrape) return { covers: 'cumulative', timeIsEnd: false }
    const note = 'allocations since the last scrape of a collector; the file does not say when that was'
    return { covers: 'interval', timeIsEnd: false, note }
  }
  return { covers: 'interval', timeIsEnd: !sinceScrape }
}

function isGoLock(profile: Profile): boolean {
  return profile.meta.periodType?.type === 'contentions'
}

/** @datadog/pprof stamps the end; its profiles are the only ones of V8 with `sample` and `wall` in nanoseconds and a real period. */
function isDatadogNode(profile: Profile, runtime: Runtime | undefined): boolean {
  return runtime === 'v8' && profile.meta.periodType?.type === 'wall' && profile.meta.periodType.unit === 'nanoseconds'
}
