/** The six numbers the classifier reads. Each is a value with its interval and origin, or an absence with its reason. */

import type { SignalId } from '../base/vocabulary.ts'
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
  readonly samplesOf: string
  /** In words a person can check: "Σ 3.1 s CPU over 30 s × 4 cores". */
  readonly how: string
  /** The raw slope before the gate, clamped percentages before the clamp. */
  readonly raw?: number
  readonly bound?: 'lower' | 'upper' | 'clamped'
  /** Beside a value that is itself a bound: what else bounds it. */
  readonly range?: SignalRange
  /** Where it does not come from the files: a person typed it, or the runtime leaves no other value. Absent: measured. */
  readonly origin?: 'typed' | 'by-construction'
  /** A stand-in (GC pause CPU for allocator CPU): shown, never read by a rule. */
  readonly standIn?: boolean
  /** Denominator for the strip: "of 4 cores", "of 64 threads' wall time". */
  readonly of: string
  /** More numbers worth showing beside it: average waiters, cores used, wait/(wait+CPU) … */
  readonly companions: readonly { readonly id: string; readonly text: string; readonly value: number }[]
}

export interface AbsentSignal {
  readonly state: 'absent'
  readonly id: SignalId
  readonly why: string
  /** How to obtain it; `ask` names the one number a person could type in. */
  readonly next: string
  readonly ask?: 'cores' | 'threads' | 'window'
  /** Shown, never read by a rule: cores used when the core count is unknown; GC pauses in place of allocator CPU. */
  readonly standIn?: { readonly text: string; readonly value: number }
  /** Not measured, and yet not open: where it must lie, by construction. */
  readonly range?: SignalRange
}

export type Signals = Readonly<Record<SignalId, Signal>>
