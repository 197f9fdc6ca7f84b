/** Goroutines that can never go on: Go's collector proved that nothing which could wake them is reachable any more. */
import type { EpochMs } from './units.ts'

export interface LeakedSite {
  /** The function of the program in which they stand. */
  readonly site: string
  /** `chan send`, `select` … in the runtime's own words; '' where nothing says. */
  readonly waits: string
  /** The function that began them (without the closure in it), '' when unknown. */
  readonly begunBy: string
  readonly count: number
}

export interface LeakedGoroutines {
  readonly atMs?: EpochMs
  readonly count: number
  /** Largest first, at most `mostSites`; the rest is only in `count`. */
  readonly sites: readonly LeakedSite[]
}

export const mostSites = 20
