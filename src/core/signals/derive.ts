import type { WindowProfiles } from '../window/windowProfiles.ts'
import { cpuAlloc } from './allocatorCpu.ts'
import { cpuUser } from './cpuSignals.ts'
import { allocRate, heapSlope, liveHeap } from './heapSignals.ts'
import { lockWait } from './lockSignal.ts'
import type { Signals } from './signal.ts'
import type { SignalInput } from './signalInput.ts'

/** The six signals of one gathered window. Each is a value with interval and origin, or an absence with its reason. */
export function deriveSignals(profiles: WindowProfiles, { facts, settings }: Omit<SignalInput, 'profiles'>): Signals {
  const input: SignalInput = { profiles, facts, settings }
  return {
    cpu_user_pct: cpuUser(input),
    cpu_alloc_pct: cpuAlloc(input),
    alloc_rate_mb_s: allocRate(input),
    live_heap_mb: liveHeap(input),
    live_heap_slope_mb_h: heapSlope(input),
    lock_wait_pct: lockWait(input),
  }
}
