/** A flow (CPU, allocations, waits) over one window: which captures make it up, and with which arithmetic. */
import type { EpochMs, TimeWindow } from '../base/units.ts'
import type { Arithmetic } from './arithmetic.ts'
import type { Capture } from './capture.ts'
import type { Caution } from './caution.ts'

/** A capture that takes part, added (+1) or subtracted (−1), perhaps only the part of it inside `slice`. */
export interface FlowPart {
  readonly capture: Capture
  readonly sign: 1 | -1
  readonly slice?: TimeWindow
}

export interface FlowPiece {
  readonly window: TimeWindow
  readonly parts: readonly FlowPart[]
}

export interface Flow {
  readonly parts: readonly FlowPart[]
  readonly covered: readonly TimeWindow[]
  /** 0 when nobody knows how long it took: a ranking, not a rate. */
  readonly coveredSeconds: number
  readonly how: Arithmetic
  readonly cautions: readonly Caution[]
  readonly restartedAtMs?: EpochMs
  readonly pieces: readonly FlowPiece[]
  readonly processes?: Processes
}

/** Of how many processes an amount is the sum. */
export interface Processes {
  /** Different ones over the window. */
  readonly count: number
  /** On average at a time: what "per process" divides by. */
  readonly mean: number
}

export interface FlowQuestion {
  readonly captures: readonly Capture[]
  readonly window: TimeWindow
  /** Seconds for files without any time in them. */
  readonly assumedSeconds?: number
  /** Total of a cumulative capture: where it falls, the process restarted. */
  readonly totalOf: (capture: Capture) => number
  /** True when some record of `later` is below the same record of `earlier`. */
  readonly hasFallen?: (earlier: Capture, later: Capture) => boolean
}
