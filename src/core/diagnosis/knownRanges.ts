/** The range in which every signal lies, measured, bounded or merely possible. */
import { type SignalId, type Thresholds, signalIds } from '../base/vocabulary.ts'
import type { SignalRange } from '../signals/range.ts'
import type { Signal, Signals } from '../signals/signal.ts'
import type { SignalValues } from './values.ts'

/** In the signal's own unit, both ends possible; an open end is ±Infinity. */
export interface KnownRange {
  readonly low: number
  readonly high: number
  /** At least that at the instants looked at: an example, which speaks for a rule as a measured value does. */
  readonly shown?: number
  /** Growth that was looked for and is not told from none. */
  readonly unestablished?: true
}

/** A missing signal may be anything. */
export type KnownRanges = Readonly<Partial<Record<SignalId, KnownRange>>>

const everything: KnownRange = { low: -Infinity, high: Infinity }

/** What a percentage, a rate or an amount can be at all; growth can be anything. */
export function naturalRange(id: SignalId): KnownRange {
  if (id === 'live_heap_slope_mb_h') return everything
  return id.endsWith('_pct') ? { low: 0, high: 100 } : { low: 0, high: Infinity }
}

export function pointRanges(values: SignalValues): KnownRanges {
  return Object.fromEntries(
    signalIds.flatMap((id) => {
      const value = values[id]
      return value === undefined || !Number.isFinite(value) ? [] : [[id, { low: value, high: value }]]
    }),
  )
}

/** Where each signal lies: its interval, or what bounds it. A signal of which nothing is known has no entry. */
export function rangesKnown(signals: Signals): KnownRanges {
  const known: Partial<Record<SignalId, KnownRange>> = {}
  for (const id of signalIds) {
    const range = rangeOfSignal(signals[id])
    if (range !== undefined) known[id] = range
  }
  const growth = known.live_heap_slope_mb_h
  const { live_heap_slope_mb_h: slope } = signals
  if (growth !== undefined && (slope.state === 'absent' || slope.value === 0))
    known.live_heap_slope_mb_h = { ...growth, unestablished: true }
  return known
}

/**
 * What a lock profile with a threshold has seen is at least this part of all waiting: with critical sections of 2 ms and a threshold of
 * 10 ms it saw between 4 and 17 %.
 */
const leastSeen = 0.04

/**
 * As the rules read it: growth that is not told from none counts as none, unless it could still be a leak. Where CPU or lock wait rule a
 * leak out, its interval may reach to twice what a leak is: an exclusion open by a factor of two, no more.
 */
export function asRead(known: KnownRanges, thresholds: Thresholds): KnownRanges {
  const growth = known.live_heap_slope_mb_h
  if (growth?.unestablished !== true) return known
  const { cpu_user_pct: cpu = 0, lock_wait_pct: lock = 0, live_heap_slope_mb_h: leak = 0 } = thresholds['slow-leak']
  const noLeak = (known.cpu_user_pct?.low ?? 0) >= cpu || (known.lock_wait_pct?.low ?? 0) >= lock
  return growth.high <= (noLeak ? 2 * leak : leak) ? { ...known, live_heap_slope_mb_h: { low: 0, high: 0 } } : known
}

function rangeOfSignal(signal: Signal): KnownRange | undefined {
  const natural = naturalRange(signal.id)
  if (signal.state === 'absent') {
    const { range } = signal
    if (range === undefined) return undefined
    const { low = natural.low, high = natural.high, shown } = range
    return { ...ordered(low, high), ...(shown === undefined ? {} : { shown }) }
  }
  if (signal.standIn === true) return undefined
  const { value, low, high, bound, range, seen = leastSeen, unended = 0 } = signal
  const own =
    bound === 'lower'
      ? ordered(
          low,
          signal.id === 'lock_wait_pct' && seen > 0
            ? Math.min(natural.high, Math.max(high, value / seen + unended))
            : natural.high,
        )
      : bound === 'upper'
        ? ordered(natural.low, high)
        : ordered(low, bound === 'clamped' ? natural.high : high)
  return range === undefined ? own : narrowed(own, range)
}

/** Both hold; where they exclude each other (each has noise of its own), what lies between them is all there is to say. */
function narrowed(own: KnownRange, { low = -Infinity, high = Infinity, shown }: SignalRange): KnownRange {
  const from = Math.max(own.low, low)
  const until = Math.min(own.high, high)
  if (from > until) return { low: until, high: from }
  return { low: from, high: until, ...(shown === undefined || shown > until ? {} : { shown }) }
}

function ordered(low: number, high: number): KnownRange {
  return Number.isNaN(low) || Number.isNaN(high) || low > high ? { low: -Infinity, high: Infinity } : { low, high }
}
