/** Numbers that a person typed, where the files have none or only a bound: signals like any other, with the interval of their digits. */
import type { TypedNumber } from '../base/typed.ts'
import { bytesPerMb } from '../base/units.ts'
import type { Denominator, TypedAccount } from './account.ts'
import type { PresentSignal, Signal } from './signal.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'
import { type SignalInput, absent } from './signalInput.ts'

/** What was typed for this signal stands in for what was not measured, or could not be told; what was measured stands. */
export function orTyped(signal: Signal, input: SignalInput): Signal {
  if (!isOpen(signal) && !isUndecided(signal)) return signal
  const typed = typedSignal(signal.id, input)
  if (typed === undefined || isOpen(signal)) return typed ?? signal
  return isWithin(typed, signal) ? typed : signal
}

/** Two snapshots half a minute apart tell no growth from several hundred MB/h of it: an hour on a dashboard does. */
function isUndecided(signal: Signal): boolean {
  return (
    signal.id === 'live_heap_slope_mb_h' && signal.state === 'present' && signal.value === 0 && signal.low < signal.high
  )
}

/** Narrower than what was measured, and not against it. */
function isWithin(typed: Signal, measured: Signal): boolean {
  if (typed.state === 'absent' || measured.state === 'absent') return false
  return (
    typed.high - typed.low < measured.high - measured.low && typed.low <= measured.high && typed.high >= measured.low
  )
}

function isOpen(signal: Signal): boolean {
  return signal.state === 'absent' || signal.standIn === true || signal.bound === 'lower' || signal.bound === 'upper'
}

function typedSignal(id: Signal['id'], { settings, profiles }: SignalInput): Signal | undefined {
  const { cpu, alloc, growth } = settings.typed ?? {}
  switch (id) {
    case 'cpu_user_pct':
      return cpu && typedCpu(cpu, profiles.cores)
    case 'alloc_rate_mb_s':
      return alloc && typedAs(id, alloc, 1 / bytesPerMb, { of: 'allocation', text: alloc.text })
    case 'live_heap_slope_mb_h':
      return growth && typedAs(id, growth, 1 / bytesPerMb, { of: 'growth', text: growth.text })
    case 'cpu_alloc_pct':
    case 'live_heap_mb':
    case 'lock_wait_pct':
      return undefined
    default:
      return undefined
  }
}

function typedCpu(cpu: TypedNumber, cores: SignalInput['profiles']['cores']): Signal {
  const used = { id: 'cores_used', value: cpu.value } as const
  if (cores === undefined)
    return absent(
      'cpu_user_pct',
      { id: 'cores-unknown', coresUsed: cpu.value, typed: cpu.text },
      { ask: 'cores', standIn: used },
    )
  const ofCores = { id: 'cores', cores: cores.value } as const
  const signal = typedAs('cpu_user_pct', cpu, 100 / cores.value, { of: 'cpu', text: cpu.text, cores }, ofCores)
  const over = signal.value > 100
  return {
    ...signal,
    value: Math.min(100, signal.value),
    low: Math.min(100, signal.low),
    high: Math.min(100, signal.high),
    ...(over ? { raw: signal.value, bound: 'clamped' as const } : {}),
    companions: [used],
  }
}

function typedAs(
  id: Signal['id'],
  { value, low, high }: TypedNumber,
  scale: number,
  typed: TypedAccount,
  of: Denominator = { id: 'as-typed' },
): PresentSignal {
  return {
    state: 'present',
    id,
    value: value * scale,
    low: low * scale,
    high: high * scale,
    samples: 1,
    samplesOf: 'typed',
    how: { id: 'typed', ...typed },
    of,
    origin: 'typed',
    companions: [],
  }
}

/**
 * Bytes still free by bytes per hour: how long there is. The limit is typed, what is in use is typed or in a file; without one of them
 * nothing is said.
 */
export function withRoomLeft(signal: Signal, { settings, profiles }: SignalInput): Signal {
  const { rss, limit } = settings.typed ?? {}
  if (limit === undefined && profiles.heapLimitBytes !== undefined) return withHeapLeft(signal, profiles)
  const used = rss?.value ?? profiles.rssBytes
  if (signal.state === 'absent' || signal.value <= 0 || used === undefined || limit === undefined) return signal
  const hours = Math.max(0, limit.value - used) / (signal.value * bytesPerMb)
  return {
    ...signal,
    companions: [...signal.companions, { id: 'hours_to_limit', value: hours, limitBytes: limit.value }],
  }
}

/** What the last collection that cleaned everything left is live; where the heap may grow to, a JVM says itself. */
function withHeapLeft(signal: Signal, { liveHeapPoints, heapLimitBytes = 0 }: WindowProfiles): Signal {
  const live = liveHeapPoints.findLast(({ collection }) => collection !== 'young' && collection !== 'unknown')
  if (signal.state === 'absent' || signal.value <= 0 || live === undefined) return signal
  const hours = Math.max(0, heapLimitBytes - live.bytes) / (signal.value * bytesPerMb)
  const left = { id: 'hours_to_limit', value: hours, limitBytes: heapLimitBytes, of: 'heap' } as const
  return { ...signal, companions: [...signal.companions, left] }
}

/** Typed numbers that what was measured in the same window contradicts: the files are read, and the difference is said. */
export function typedConflicts(signals: readonly Signal[], input: SignalInput): readonly Signal['id'][] {
  return signals.flatMap((signal) => {
    if (signal.state === 'absent' || signal.origin === 'typed') return []
    const typed = typedSignal(signal.id, input)
    if (typed?.state !== 'present') return []
    return typed.high < signal.low || typed.low > signal.high ? [signal.id] : []
  })
}
