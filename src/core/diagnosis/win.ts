/**
 * What there is to win at most if threads did not wait for locks any more: never an estimate of what would happen, only what cannot
 * be exceeded. Time that is won can be worked in, and then costs CPU as the rest of it does now.
 *
 *   threads  ████ work ████│░░░░ waits for A ░░░░│▒▒ waits for B ▒▒      without A: at most ░ more, and what waited for A’s holder
 */
import type { LockWait, LockWaits } from '../base/lockWaits.ts'
import type { Share } from '../base/units.ts'
import type { StandIn } from '../base/vocabulary.ts'
import type { TreeUnit } from '../profile/callTree.ts'
import type { SignalRange } from '../signals/range.ts'

/** What is asked of a signal, whether it is a fact or told already. */
type Bounded =
  | {
      readonly state: 'present'
      readonly value: number
      readonly high: number
      readonly bound?: 'lower' | 'upper' | 'clamped'
      readonly standIn?: boolean
    }
  | { readonly state: 'absent'; readonly range?: SignalRange }

export interface WinSignals {
  readonly lock_wait_pct: Bounded
  readonly cpu_user_pct: Bounded
}

export interface Win {
  /** Points of the threads' time that waiting takes now: more cannot be won back. */
  readonly timePct: number
  /** How busy the CPU would be at most, in percent; above 100 it would be full before that. Absent where CPU was not measured. */
  readonly cpuThenPct?: number
  readonly cpuNowPct?: number
  /** Waits are missing from the file: the bound is of those that are in it. */
  readonly ofRecorded: boolean
}

/** Of all waiting. */
const negligible = 0.01
/** Below this there is nothing to win worth a line. */
const leastPct = 5

export function winOf(signals: WinSignals): Win | undefined {
  const { lock_wait_pct: lock } = signals
  return lock.state === 'absent' || lock.value < leastPct ? undefined : winOfPart(signals, 1)
}

/**
 * Without the waits for one lock of several. Who waited for another lock meanwhile, whose holder waited for this one or was not seen,
 * may have waited for this one in the end: that counts as well, so that the bound holds.
 *
 * @param viewNs all lock waiting of the window where it is known in nanoseconds: a file may know locks of only a part of it
 */
export function winOfLock(
  signals: WinSignals,
  wait: LockWait,
  { waits, looks, restNs }: LockWaits,
  viewNs?: number,
): Win | undefined {
  // The interpreter's own lock is no lock of the program, and not in its share of waiting.
  if (wait.how === 'gil') return undefined
  const own = waits.filter(({ how }) => how !== 'gil')
  const known = own.reduce((sum, { waitNs }) => sum + waitNs, restNs)
  // Hardly anybody waits for it, nor for what leads to it: that others are not seen is no reason to look here.
  const isLedTo = own.some(({ id, chain }) => id !== wait.id && chain.includes(wait.id))
  if (wait.waitNs < negligible * known && !isLedTo) return undefined
  const won = own.reduce((sum, other) => sum + other.waitNs * shareBehind(other, wait), 0)
  const least = looks === undefined && viewNs !== undefined ? Math.min(known, viewNs) : known
  return least > 0 ? winOfPart(signals, Math.min(1, won / least)) : undefined
}

/** All lock waiting that a view of it shows, where it is of those who wait and in nanoseconds. */
export function waitedNs(view: LockPart): number | undefined {
  if (view.state !== 'measured' || view.shows !== undefined || view.lockSide === 'holder') return undefined
  return (view.unit ?? view.tree?.unit) === 'nanoseconds' ? view.total : undefined
}

/** A gathered view, or its summary on the page. */
type LockPart =
  | {
      readonly state: 'measured'
      readonly total: number
      readonly shows?: StandIn
      readonly lockSide?: 'waiter' | 'holder'
      readonly unit?: TreeUnit
      readonly tree?: { readonly unit: TreeUnit }
    }
  | { readonly state: 'absent' }

/** Part of the wait for `other` that may end when nobody waits for `lock` any more. */
function shareBehind(other: LockWait, lock: LockWait): Share {
  if (other.id === lock.id) return 1
  return other.owner.doing.reduce(
    (sum, { kind, share }) => (kind === 'unseen' || (kind === 'lock' && leadsTo(other, lock)) ? sum + share : sum),
    other.owner.doing.length === 0 ? 1 : 0,
  )
}

/** Which further lock its holder waits for is known by name alone; the way to the end is known by identity. */
function leadsTo(other: LockWait, lock: LockWait): boolean {
  return (
    other.chain.includes(lock.id) || other.owner.doing.some(({ kind, name }) => kind === 'lock' && name === lock.lock)
  )
}

function winOfPart({ lock_wait_pct: lock, cpu_user_pct: cpu }: WinSignals, part: Share): Win | undefined {
  const all = mostOf(lock)
  if (all === undefined || (lock.state === 'present' && (lock.standIn === true || lock.bound === 'upper')))
    return undefined
  const timePct = part * all
  const ofRecorded = lock.state === 'present' && lock.bound === 'lower'
  const busy = cpu.state === 'present' && (cpu.standIn === true || cpu.bound === 'lower') ? undefined : mostOf(cpu)
  if (busy === undefined) return { timePct, ofRecorded }
  const working = 100 - all
  return {
    timePct,
    ofRecorded,
    ...(cpu.state === 'present' ? { cpuNowPct: cpu.value } : {}),
    // All their time against what they work now; where they only wait it has no end.
    cpuThenPct: working > 0 ? (busy * (working + timePct)) / working : Infinity,
  }
}

/** In percent; undefined where nothing bounds it from above. */
function mostOf(signal: Bounded): number | undefined {
  if (signal.state === 'absent') return signal.range?.high
  return Math.min(100, Math.max(signal.value, signal.high))
}
