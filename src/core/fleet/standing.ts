/** How one process stands among its siblings. */
import type { TimeWindow } from '../base/units.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import type { Signals } from '../signals/signal.ts'
import type { MeasuredOnset, OnCores } from './judge.ts'
import type { FigureId, MemberFigures } from './memberFigures.ts'

/**
 *   fires    one of the five rules holds for this process
 *   may      one may hold, cannot be excluded, and the process stands out
 *   near     none holds, one nearly does
 *   open     cannot be told, and nothing speaks for anything
 *   quiet    none is near
 */
export type Standing = 'fires' | 'may' | 'near' | 'open' | 'quiet'

export interface FleetMember {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** When it was there, inside the window, and for how many seconds of it. */
  readonly life: readonly TimeWindow[]
  readonly seconds: number
  readonly figures: MemberFigures
  /** Half the 95 % interval of each, from the scatter of its profiles in time; absent where there are too few. */
  readonly halves: MemberFigures
  readonly signals: Signals
  readonly diagnosis: Diagnosis
  readonly standing: Standing
  /** From the median of all, in units of their scatter; `by` the figure that is furthest out. */
  readonly distance: number
  readonly by?: FigureId
  /** It changed within the window: signals, figures and diagnosis are of the time since where a rule holds only there. */
  readonly onset?: MeasuredOnset
  /** It cannot be told, and the number of cores it may use would tell. */
  readonly onCores?: OnCores
}

export type Standings = Readonly<Record<Standing, number>>
