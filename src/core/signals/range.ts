/** Where a signal must lie that was not measured. */
import type { BoundBasis } from '../base/bounds.ts'

export interface SignalRange {
  /** An open side is absent; never both. */
  readonly low?: number
  readonly high?: number
  /** What each closed side rests on. */
  readonly lowFrom?: BoundBasis
  readonly highFrom?: BoundBasis
}
