/** One process out of the series of its service: what it did over its own life, as the six signals that the rules read. */
import { bytesPerMb, nsPerSecond, type EpochMs, type TimeWindow } from '../base/units.ts'
import type { Runtime, SignalId, ViewKind } from '../base/vocabulary.ts'
import type { Lack, Stated } from '../signals/account.ts'
import { type Growth, growthOf } from '../signals/growth.ts'
import { slopeSignal } from '../signals/growthSignal.ts'
import { z95 } from '../signals/intervals.ts'
import type { Signal, Signals } from '../signals/signal.ts'
import { absent, fewestPieces, standardErrorOfMean } from '../signals/signalInput.ts'
import { type Run, inside, lengthOf } from './coverage.ts'
import type { CoveredSeries } from './process.ts'
import { type FleetMeasure, type FleetPoint, isLevel } from './series.ts'

/** Of one process, one measure. */
export interface MemberMeasure {
  /** Of sums over long steps not the first and last of a run. */
  readonly runs: readonly Run[]
  /** Seconds of its profiles. */
  readonly seconds: number
  /** Seconds of the window in which it has data. */
  readonly insideSeconds: number
  /** Flows: amount per second, mean over its own time; levels: mean. In ns, bytes or a count. */
  readonly mean: number
  /** Levels: the last one. */
  readonly last: number
  readonly lastAtMs: EpochMs
  /** Half the 95 % interval of `mean`, from the scatter of the points. */
  readonly half: number
  readonly points: number
}

export type MemberMeasures = Readonly<Partial<Record<FleetMeasure, MemberMeasure>>>

/** What a deployment says of one process. */
export interface ProcessLimits {
  readonly cores?: Stated
  readonly threads?: Stated
}

/** @returns undefined without a point that counts */
export function measureOf(series: CoveredSeries, measure: FleetMeasure, window: TimeWindow): MemberMeasure | undefined {
  const { cadenceMs, covers, stepMs, isSparse } = series
  const isCut = stepMs !== undefined && !isLevel(measure) && !isSparse
  const runs = isCut ? series.runs.map(withoutEdges) : series.runs
  const points = runs.flatMap((run) => run.points)
  const last = points.at(-1)
  if (last === undefined) return undefined
  const seconds = (isCut ? lengthOf(runs.map((run) => run.covers)) : lengthOf(covers)) / 1000
  const amount = points.reduce((sum, { value }) => sum + value, 0)
  const rates = points.map(({ value, coversMs = cadenceMs }) => (isLevel(measure) ? value : (value / coversMs) * 1000))
  // Where nothing flowed nothing was stored: as many profiles without an amount as fit between those that have one.
  const empty = isLevel(measure) ? 0 : Math.max(0, Math.round((seconds * 1000) / cadenceMs) - points.length)
  const all = [...rates, ...Array.from({ length: Math.min(empty, 10_000) }, () => 0)]
  const mean = isLevel(measure) ? amount / points.length : amount / seconds
  return {
    runs,
    seconds,
    insideSeconds: lengthOf(inside(covers, window)) / 1000,
    mean,
    last: last.value,
    lastAtMs: last.atMs,
    half: all.length >= fewestPieces ? z95 * standardErrorOfMean(all) : mean,
    points: points.length,
  }
}

/** The first and last step of a process hold a part of it, and nobody knows which. */
function withoutEdges(run: Run): Run {
  if (run.points.length < 6) return run
  const points = run.points.slice(1, -1)
  return {
    points,
    covers: { fromMs: run.points[0]?.atMs ?? run.covers.fromMs, untilMs: points.at(-1)?.atMs ?? run.covers.untilMs },
  }
}

export function signalsOf(
  measures: MemberMeasures,
  limits: ProcessLimits,
  runtime: Runtime | undefined,
  failed: readonly FleetMeasure[] = [],
): Signals {
  const missing = (view: ViewKind, of: readonly FleetMeasure[]): Lack => ({
    id: 'no-view',
    view: {
      state: 'absent',
      kind: view,
      reason: of.some((one) => failed.includes(one)) ? 'failed' : 'not-recorded',
      why: of.some((one) => failed.includes(one)) ? { id: 'series-failed' } : { id: 'not-recorded' },
      next: { id: 'record', kind: view, ...(runtime === undefined ? {} : { runtime }) },
    },
  })
  return {
    cpu_user_pct: cpuOf(measures.cpu, limits.cores) ?? absent('cpu_user_pct', missing('cpu', ['cpu'])),
    cpu_alloc_pct: absent('cpu_alloc_pct', { id: 'series-without-stacks' }),
    alloc_rate_mb_s:
      allocationOf(measures.allocated) ?? absent('alloc_rate_mb_s', missing('heap_alloc', ['allocated'])),
    live_heap_mb: liveOf(measures.live) ?? absent('live_heap_mb', missing('heap_live', ['live'])),
    live_heap_slope_mb_h:
      slopeOf(measures.live, runtime) ?? absent('live_heap_slope_mb_h', missing('heap_live', ['live'])),
    lock_wait_pct:
      lockOf(measures, limits.threads, runtime) ??
      absent('lock_wait_pct', missing('lock', ['held', 'waited', 'parked'])),
  }
}

function cpuOf(cpu: MemberMeasure | undefined, cores: Stated | undefined): Signal | undefined {
  if (cpu === undefined) return undefined
  const coresUsed = cpu.mean / nsPerSecond
  const half = cpu.half / nsPerSecond
  const used = { id: 'cores_used', value: coresUsed } as const
  if (cores === undefined)
    return absent('cpu_user_pct', { id: 'cores-unknown', coresUsed }, { ask: 'cores', standIn: used })
  const raw = (100 * coresUsed) / cores.value
  const width = (100 * half) / cores.value
  return {
    state: 'present',
    id: 'cpu_user_pct',
    value: Math.min(100, raw),
    low: Math.max(0, Math.min(100, raw - width)),
    high: Math.min(100, raw + width),
    samples: cpu.points,
    samplesOf: 'stored-profiles',
    how: {
      id: 'cpu-of-cores',
      time: { id: 'samples', ns: cpu.mean * cpu.seconds, ofGil: false, seconds: cpu.seconds },
      cores,
      ...(raw > 105 ? { overPct: raw } : {}),
    },
    ...(raw > 100 ? { raw, bound: 'clamped' as const } : {}),
    of: { id: 'cores', cores: cores.value },
    companions: [used],
  }
}

function allocationOf(allocated: MemberMeasure | undefined): Signal | undefined {
  if (allocated === undefined) return undefined
  const { mean, half, seconds, points } = allocated
  return {
    state: 'present',
    id: 'alloc_rate_mb_s',
    value: mean / bytesPerMb,
    low: Math.max(0, (mean - half) / bytesPerMb),
    high: (mean + half) / bytesPerMb,
    samples: points,
    samplesOf: 'stored-profiles',
    how: { id: 'allocated', bytes: mean * seconds, seconds, by: { id: 'intervals', count: points, cut: 0 } },
    of: { id: 'seconds', seconds },
    companions: [],
  }
}

function liveOf(live: MemberMeasure | undefined): Signal | undefined {
  if (live === undefined) return undefined
  const value = live.last / bytesPerMb
  return {
    state: 'present',
    id: 'live_heap_mb',
    value,
    low: value,
    high: value,
    samples: 1,
    samplesOf: 'snapshots',
    how: { id: 'in-use', by: { id: 'snapshot', atMs: live.lastAtMs } },
    of: { id: 'instant', atMs: live.lastAtMs },
    companions: [],
  }
}

/** Go and V8 record about one allocation per so many bytes. */
const heapPeriodBytes = 524_288
/**
 * Packing a profile takes a buffer of 1.2 MB, which a pool keeps and drops as it likes: in a series without stacks it cannot be told from
 * the program's own. A healthy process of 3 MB "grew by 108 MB/h" by it.
 */
const profilersOwnBytes = 1.2e6

/**
 * Through the longest stretch of one process, never over a restart. The objects that stay are the same sampled ones at both ends; what
 * the heap grew by is sampled anew, which is the least error there can be, and the scatter of the points comes on top.
 */
function slopeOf(live: MemberMeasure | undefined, runtime: Runtime | undefined): Signal | undefined {
  if (live === undefined) return undefined
  const longest = live.runs.reduce<Run | undefined>(
    (best, run) => (best === undefined || run.points.length > best.points.length ? run : best),
    undefined,
  )
  const points = (longest?.points ?? []).map(({ atMs, value }: FleetPoint) => ({ timeMs: atMs, bytes: value }))
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || points.length < 2)
    return absent('live_heap_slope_mb_h', { id: 'one-snapshot' })
  const sampled = runtime === 'go' || runtime === 'v8' || runtime === undefined
  const error = sampled
    ? Math.max(profilersOwnBytes, Math.sqrt(heapPeriodBytes * Math.abs(last.bytes - first.bytes)))
    : 0
  const growth = growthOf({ points, samplingErrorBytes: error, take: runtime === 'go' ? 'median' : 'minimum' })
  if (growth === undefined) return absent('live_heap_slope_mb_h', { id: 'snapshots-at-one-time' })
  const isBrief = sampled && growth.spanHours < shortestSlopeHours
  return slopeSignal(isBrief ? unsettled(growth) : growth, {
    id: 'line',
    points: growth.points,
    of: 'snapshots',
    spanSeconds: growth.spanHours * 3600,
  })
}

/**
 * Go collects once in two minutes at the latest and its profile is of the last collection; and whoever asks for profiles makes it keep
 * buffers for them, some megabytes within the first rounds. Four healthy processes of 3 MB grew by "600 MB/h" in the 40 s after the first.
 */
const shortestSlopeHours = 180 / 3600

const isUnsettled = ({ needsHours, spanHours }: Growth): boolean =>
  needsHours === shortestSlopeHours && spanHours < shortestSlopeHours

const unsettled = (growth: Growth): Growth => ({
  ...growth,
  state: 'not-established',
  gated: 0,
  low: Math.min(0, growth.low),
  high: Math.max(0, growth.high),
  needsHours: shortestSlopeHours,
})

/**
 * A series is one number of all waits. Go's mutex profile counts what holders made others wait (a lower bound before Go 1.22, and sampled),
 * its block profile waits of every kind (an upper bound); the JVM's monitors are locks, its parks may be idle threads of a pool.
 */
function lockOf(
  { held, waited, parked, threads }: MemberMeasures,
  given: Stated | undefined,
  runtime: Runtime | undefined,
): Signal | undefined {
  const sure = waited ?? held
  const most = parked === undefined ? undefined : (waited?.mean ?? 0) + parked.mean
  if (sure === undefined && most === undefined) return undefined
  const word = runtime === 'go' ? 'goroutines' : 'threads'
  const counted = threads && { value: threads.mean, from: `mean of ${threads.points} goroutine profiles` }
  const of = given ?? counted
  const waiters = (sure?.mean ?? 0) / nsPerSecond
  if (of === undefined || of.value <= 0) {
    return absent(
      'lock_wait_pct',
      { id: 'threads-unknown', waiters },
      sure === undefined ? { ask: 'threads' } : { ask: 'threads', standIn: { id: 'threads_waiting', value: waiters } },
    )
  }
  const percent = (ns: number): number => (100 * ns) / nsPerSecond / of.value
  const high = most === undefined ? undefined : Math.min(100, percent(most + (parked?.half ?? 0)))
  if (sure === undefined)
    return {
      ...absent('lock_wait_pct', { id: 'series-without-stacks' }),
      range: { low: 0, ...(high === undefined ? {} : { high }) },
    }
  const raw = percent(sure.mean)
  const isLower = held !== undefined || parked !== undefined
  return {
    state: 'present',
    id: 'lock_wait_pct',
    value: Math.min(100, raw),
    low: Math.max(0, Math.min(100, percent(sure.mean - sure.half))),
    high: Math.min(100, percent(sure.mean + sure.half)),
    samples: sure.points,
    samplesOf: 'stored-profiles',
    how: {
      id: 'lock-waits',
      ns: sure.mean * sure.seconds,
      seconds: sure.seconds,
      threads: of,
      word,
      above100: raw > 100,
      isLower,
    },
    ...(raw > 100 ? { raw, bound: 'clamped' as const } : isLower ? { bound: 'lower' as const } : {}),
    ...(isLower && high !== undefined && high >= raw ? { range: { high } } : {}),
    of: { id: 'threads', threads: of.value, word },
    companions: [{ id: 'average_waiters', value: waiters }],
  }
}

/** What a member is compared by: per process, over its own time. Absent is not zero. */
export interface MemberFigures {
  readonly cores?: number
  /** Waiters on average, at least. */
  readonly waiters?: number
  readonly lockWaitPct?: number
  readonly allocMbPerSecond?: number
  readonly liveMb?: number
  /** Best estimate, established or not. */
  readonly growthMbPerHour?: number
  readonly threads?: number
}

export type FigureId = keyof MemberFigures

export function figuresOf(measures: MemberMeasures, signals: Signals): MemberFigures {
  const { cpu, waited, held, allocated, live, threads } = measures
  const sure = waited ?? held
  const slope = signals.live_heap_slope_mb_h
  // What a short look sees of growth is noise, by which nobody is told from the others.
  const of = slope.state === 'present' ? slope.how : slope.why
  const isNoise = (of.id === 'growth' || of.id === 'growth-open') && isUnsettled(of.growth)
  const growth = isNoise ? undefined : slope.state === 'present' ? slope.raw : slope.standIn?.value
  return {
    ...(cpu === undefined ? {} : { cores: cpu.mean / nsPerSecond }),
    ...(sure === undefined ? {} : { waiters: sure.mean / nsPerSecond }),
    ...presentIn(signals, 'lock_wait_pct', 'lockWaitPct'),
    ...(allocated === undefined ? {} : { allocMbPerSecond: allocated.mean / bytesPerMb }),
    ...(live === undefined ? {} : { liveMb: live.last / bytesPerMb }),
    ...(growth === undefined ? {} : { growthMbPerHour: growth }),
    ...(threads === undefined ? {} : { threads: threads.mean }),
  }
}

/** How far each figure scatters, in the same units; those with too few profiles are left out. */
export function halvesOf(measures: MemberMeasures, signals: Signals): MemberFigures {
  const { cpu, waited, held, allocated, live, threads } = measures
  const known = (one: MemberMeasure | undefined, scale: number, id: FigureId): MemberFigures =>
    one === undefined || one.points < fewestPieces ? {} : { [id]: one.half * scale }
  const sure = waited ?? held
  const count = threads?.mean
  const slope = signals.live_heap_slope_mb_h
  const [low, high] = slope.state === 'present' ? [slope.low, slope.high] : [slope.range?.low, slope.range?.high]
  return {
    ...known(cpu, 1 / nsPerSecond, 'cores'),
    ...known(sure, 1 / nsPerSecond, 'waiters'),
    ...(count === undefined || count <= 0 ? {} : known(sure, 100 / nsPerSecond / count, 'lockWaitPct')),
    ...known(allocated, 1 / bytesPerMb, 'allocMbPerSecond'),
    ...known(live, 1 / bytesPerMb, 'liveMb'),
    ...known(threads, 1, 'threads'),
    ...(low === undefined || high === undefined ? {} : { growthMbPerHour: (high - low) / 2 }),
  }
}

function presentIn(signals: Signals, id: SignalId, as: FigureId): MemberFigures {
  const signal = signals[id]
  return signal.state === 'present' ? { [as]: signal.value } : {}
}
