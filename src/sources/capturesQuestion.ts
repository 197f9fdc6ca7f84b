import type { TimeWindow } from '../core/base/units.ts'
import type { StoreConfig } from './config/config.ts'
import type { OnPart, Selection } from './source.ts'
import type { StoreClock } from './storeClock.ts'

/** What the captures of a window are asked of a store with; `Asked` is what is kept of that kind of store. */
export interface CapturesQuestion<Asked> {
  readonly asked: Asked
  readonly config: StoreConfig
  readonly selection: Selection
  readonly window: TimeWindow
  readonly clock: StoreClock
  readonly signal: AbortSignal | undefined
  readonly onPart?: OnPart | undefined
  /** How many parts of the window flows are asked for in. */
  readonly parts: number
}
