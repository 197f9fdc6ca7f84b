/** The range in which every signal lies, measured, bounded or merely possible. */
import { type SignalId, signalIds } from '../base/vocabulary.ts'
import type { SignalRange } from '../signals/range.ts'
import type { Signal, Signals } from '../signals/signal.ts'
import type { SignalValues } from './values.ts'

/** In the signal's own unit, both ends possible; an open end is ±Infinity. */
export interface KnownRange {
  readonly low: number
  readonly high: number
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
  return known
}

function rangeOfSignal(signal: Signal): KnownRange | undefined {
  const natural = naturalRange(signal.id)
  if (signal.state === 'absent') {
    const { range } = signal
    return range === undefined ? undefined : ordered(range.low ?? natural.low, range.high ?? natural.high)
  }
  if (signal.standIn === true) return undefined
  const { low, high, bound, range } = signal
  const own =
    bound === 'lower'
      ? ordered(low, natural.high)
      : bound === 'upper'
        ? ordered(natural.low, high)
        : ordered(low, bound === 'clamped' ? natural.high : high)
  return range === undefined ? own : narrowed(own, range)
}

/** Both hold; where they exclude each other (each has noise of its own), what lies between them is all there is to say. */
function narrowed(own: KnownRange, { low = -Infinity, high = Infinity }: SignalRange): KnownRange {
  const from = Math.max(own.low, low)
  const until = Math.min(own.high, high)
  return from <= until ? { low: from, high: until } : { low: until, high: from }
}

function ordered(low: number, high: number): KnownRange {
  return Number.isNaN(low) || Number.isNaN(high) || low > high ? { low: -Infinity, high: Infinity } : { low, high }
}
