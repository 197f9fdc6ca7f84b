/**
 * What there is to win at most if threads did not wait for locks any more: never an estimate of what would happen, only what cannot
 * be exceeded. Time that is won can be worked in, and then costs CPU as the rest of it does now.
 */
import type { Signals } from '../signals/signal.ts'

export interface Win {
  /** Points of the threads' time that waiting takes now: more cannot be won back. */
  readonly timePct: number
  /** How busy the CPU would be at most, in percent; above 100 it would be full before that. Absent where CPU was not measured. */
  readonly cpuThenPct?: number
  readonly cpuNowPct?: number
  /** Waits are missing from the file: the bound is of those that are in it. */
  readonly ofRecorded: boolean
}

/** Below this there is nothing to win worth a line. */
const leastPct = 5

export function winOf({ lock_wait_pct: lock, cpu_user_pct: cpu }: Signals): Win | undefined {
  if (lock.state === 'absent' || lock.standIn === true || lock.bound === 'upper' || lock.value < leastPct)
    return undefined
  const timePct = Math.min(100, Math.max(lock.value, lock.high))
  const ofRecorded = lock.bound === 'lower'
  if (cpu.state === 'absent' || cpu.standIn === true || cpu.bound === 'lower') return { timePct, ofRecorded }
  const working = 100 - timePct
  return {
    timePct,
    ofRecorded,
    cpuNowPct: cpu.value,
    // All their time against what they work now; where they only wait it has no end.
    cpuThenPct: working > 0 ? (Math.max(cpu.value, cpu.high) * 100) / working : Infinity,
  }
}
