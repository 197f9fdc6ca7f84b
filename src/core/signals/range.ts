/** Where a signal must lie that was not measured. */
import type { BoundBasis } from '../base/bounds.ts'

export interface SignalRange {
  /** An open side is absent; never both. */
  readonly low?: number
  readonly high?: number
  /** At the instants looked at it was at least that: evidence, where `low` is what holds between them. */
  readonly shown?: number
  /** What each closed side rests on. */
  readonly lowFrom?: BoundBasis
  readonly highFrom?: BoundBasis
}
