/** The six signals of one process, as the rules read them. */
import { bytesPerMb, nsPerSecond } from '../base/units.ts'
import type { Runtime, ViewKind } from '../base/vocabulary.ts'
import type { Lack, Stated } from '../signals/account.ts'
import type { Signal, Signals } from '../signals/signal.ts'
import { absent } from '../signals/signalInput.ts'
import type { MemberMeasure, MemberMeasures } from './member.ts'
import { slopeOf } from './memberSlope.ts'
import type { FleetMeasure } from './series.ts'

/** What a deployment says of one process. */
export interface ProcessLimits {
  readonly cores?: Stated
  readonly threads?: Stated
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

/** A little over 100 is the clocks of two sources; more is a wrong number of cores, by which nothing is 100 % busy. */
const mostPct = 105

function cpuOf(cpu: MemberMeasure | undefined, cores: Stated | undefined): Signal | undefined {
  if (cpu === undefined) return undefined
  const coresUsed = cpu.mean / nsPerSecond
  const half = cpu.half / nsPerSecond
  const used = { id: 'cores_used', value: coresUsed } as const
  if (cores === undefined)
    return absent('cpu_user_pct', { id: 'cores-unknown', coresUsed }, { ask: 'cores', standIn: used })
  const raw = (100 * coresUsed) / cores.value
  if (raw > mostPct)
    return absent('cpu_user_pct', { id: 'more-than-cores', coresUsed, cores }, { ask: 'cores', standIn: used })
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
