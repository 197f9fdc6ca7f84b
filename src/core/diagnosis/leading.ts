/**
 * What to say where no rule matched: whether it is quiet, and if it is not, which profile has most to show. Facts only.
 */
import type { RuleId, SignalId, Thresholds, ViewKind } from '../base/vocabulary.ts'
import type { Signals } from '../signals/signal.ts'
import { type KnownRanges, asRead, naturalRange } from './knownRanges.ts'
import { rules } from './rules.ts'
import type { SignalValues } from './values.ts'

/** From this part of a threshold on, a signal is not nothing. */
const half = 0.5

/**
 * Quiet: of everything that would speak for a rule nothing is at half its threshold. What was only bounded counts by its upper end. What
 * nobody measured is not quiet, unless all it speaks for needs something else as well that is known to be nothing: whatever part of its
 * CPU the allocator takes in a service that hardly allocates.
 * @param given as the classifier has them, where no rule is possible any more
 */
export function isQuiet(values: SignalValues, given: KnownRanges, thresholds: Thresholds): boolean {
  const known = asRead(given, thresholds)
  const all = evidence(thresholds)
  const isSmall = ({ signal, threshold }: Evidence): boolean =>
    (values[signal] ?? (known[signal] ?? naturalRange(signal)).high) < half * threshold
  return all.every((one) => {
    const unknown = values[one.signal] === undefined && known[one.signal] === undefined
    return isSmall(one) || (unknown && all.some((other) => other.rule === one.rule && other !== one && isSmall(other)))
  })
}

interface Evidence {
  readonly rule: RuleId
  readonly signal: SignalId
  /** In force. */
  readonly threshold: number
}

/** Every comparison that speaks for a rule, with its threshold in force; a threshold of zero or less speaks for everything. */
function evidence(thresholds: Thresholds): readonly Evidence[] {
  return rules.flatMap(({ id: rule, conditions }) =>
    conditions
      .filter(({ comparison }) => comparison === '>')
      .map(({ signal, threshold }) => ({ rule, signal, threshold: thresholds[rule][signal] ?? threshold })),
  )
}

const fewestWaiters = 2
const mostlyWaiting = 60

/** Idle threads hide a lock that everything queues for: few of all threads wait, and yet those that do anything mostly wait. */
export function isDiluted({ lock_wait_pct: lock }: Signals): boolean {
  if (lock.state === 'absent') return false
  const companion = (id: string): number => lock.companions.find((one) => one.id === id)?.value ?? 0
  return companion('average_waiters') >= fewestWaiters && companion('contention_ratio') >= mostlyWaiting
}

/** The profile that has most to show, by how near its signal comes to the lowest threshold that reads it. */
export interface Leading {
  readonly signal: SignalId
  readonly view: ViewKind
  /** 1 at the threshold, 0.5 half way. */
  readonly reach: number
}

/** @returns nothing where every signal is below half its threshold, or unknown */
export function leadingOf(signals: Signals, thresholds: Thresholds): Leading | undefined {
  const reachOf = (signal: SignalId): number => {
    const limits = evidence(thresholds).flatMap((one) => (one.signal === signal ? [one.threshold] : []))
    return leastOf(signals, signal) / Math.min(...limits)
  }
  if (isDiluted(signals))
    return { signal: 'lock_wait_pct', view: 'lock', reach: Math.max(half, reachOf('lock_wait_pct')) }
  // Allocation costs only where much is allocated and it takes much of the CPU.
  const churn = Math.min(reachOf('alloc_rate_mb_s'), reachOf('cpu_alloc_pct'))
  const [most] = (
    [
      { signal: 'lock_wait_pct', view: 'lock', reach: reachOf('lock_wait_pct') },
      { signal: 'cpu_user_pct', view: 'cpu', reach: reachOf('cpu_user_pct') },
      { signal: 'alloc_rate_mb_s', view: 'heap_alloc', reach: churn },
      { signal: 'live_heap_slope_mb_h', view: 'heap_live', reach: reachOf('live_heap_slope_mb_h') },
    ] as const
  ).toSorted((a, b) => b.reach - a.reach)
  return most !== undefined && most.reach >= half && Number.isFinite(most.reach) ? most : undefined
}

/** What it is at least: as measured, or the lower end of what bounds it. An upper bound says nothing about that. */
function leastOf(signals: Signals, id: SignalId): number {
  const signal = signals[id]
  if (signal.state === 'absent') return signal.range?.low ?? 0
  return signal.standIn === true ? 0 : signal.value
}
