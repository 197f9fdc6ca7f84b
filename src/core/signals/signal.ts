/** The six numbers the classifier reads. Each is a value with its interval and origin, or an absence with its reason. */

import type { Share } from '../base/units.ts'
import type { SignalId } from '../base/vocabulary.ts'
import type { Account, Companion, Counted, Denominator, Lack, StandIn } from './account.ts'
import type { SignalRange } from './range.ts'

export type Signal = PresentSignal | AbsentSignal

export interface PresentSignal {
  readonly state: 'present'
  readonly id: SignalId
  /** What the rules read. For the slope: the gated value (0 when growth is not established). */
  readonly value: number
  /** 95 % interval of the estimate. */
  readonly low: number
  readonly high: number
  /** Independent events behind it: samples, snapshots, contentions; named by `samplesOf`. */
  readonly samples: number
  readonly samplesOf: Counted
  /** What was counted, over what, by whom: a person can check it. */
  readonly how: Account
  /** The raw slope before the gate, clamped percentages before the clamp. */
  readonly raw?: number
  readonly bound?: 'lower' | 'upper' | 'clamped'
  /** Of a lower bound: the part 0..1 of the whole that was seen at least; 0 where nobody knows. */
  readonly seen?: Share
  /** Of a lower bound: so much more, in the signal’s own unit, may be in what had not ended; part of `high`. */
  readonly unended?: number
  /** Beside a value that is itself a bound: what else bounds it. */
  readonly range?: SignalRange
  /** Where it does not come from the files: a person typed it, or the runtime leaves no other value. Absent: measured. */
  readonly origin?: 'typed' | 'by-construction'
  /** A stand-in (GC pause CPU for allocator CPU): shown, never read by a rule. */
  readonly standIn?: boolean
  /** Denominator: 4 cores, 64 threads, 60 seconds. */
  readonly of: Denominator
  /** More numbers worth showing beside it: average waiters, cores used, wait/(wait+CPU) … */
  readonly companions: readonly Companion[]
}

export interface AbsentSignal {
  readonly state: 'absent'
  readonly id: SignalId
  readonly why: Lack
  /** The one number a person could type in. */
  readonly ask?: 'cores' | 'threads' | 'window'
  /** Shown, never read by a rule: cores used when the core count is unknown; GC pauses in place of allocator CPU. */
  readonly standIn?: StandIn
  /** Not measured, and yet not open: where it must lie, by construction. */
  readonly range?: SignalRange
  /** CPU in use is at most so many cores, however many there are: what bounds it does not say what it is a part of. */
  readonly mostCores?: number
}

export type Signals = Readonly<Record<SignalId, Signal>>
