/** What a comparison of one view reads. */
import type { CountedCpu } from './cpuByCounters.ts'
import type { BetweenRuns } from './statistics/empiricalNull.ts'
import type { MeasuredView } from '../window/windowProfiles.ts'

export interface Exposure {
  /** Covered seconds for flows, 1 for what is held; times the processes of a side where the two have not as many. */
  readonly base: number
  readonly head: number
  /** False when per-second cost is not comparable (other core count): only shares decide. */
  readonly comparable: boolean
  /** The files do not say how long they took: there is no "per second". */
  readonly timeless?: true
  /** Two parts of one window, see partOfWindow.ts: most functions differ, and what most do says nothing about noise. */
  readonly parts?: true
  /** Seconds are such that the samples are as many cores as the process counted. */
  readonly counted?: CountedCpu
  /** The two sides do not measure the same thing, see sameThing.ts: nothing is tested, and shares are all there is to see. */
  readonly sharesOnly?: true
}

export interface ViewPair {
  readonly base: MeasuredView
  readonly head: MeasuredView
  /** The same views over consecutive parts of each window; empty when the captures cannot be cut. */
  readonly baseBlocks: readonly MeasuredView[]
  readonly headBlocks: readonly MeasuredView[]
  readonly exposure: Exposure
  /** The same process at two moments, see twoMoments.ts: nothing is between them but sampling, and what it did. */
  readonly twoMoments?: boolean
  /** Two processes rather than two windows of one. */
  readonly separateRuns: boolean
  /** One run of a service, but other processes of it than before, perhaps on other machines: everything may move alike. */
  readonly elsewhere?: boolean
  /** How much two runs differ, where it is known from elsewhere; else it is learned from the two, or assumed. */
  readonly betweenRuns?: BetweenRuns
}
