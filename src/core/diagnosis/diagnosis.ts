/** What the classifier answers. Sentence, numbers and thresholds come from this one object, so text cannot drift from what fired. */

import type { PatternId, RuleId, Thresholds, SignalId } from '../base/vocabulary.ts'

/**
 *   firm           the rule is the only answer over all that the signals can be
 *   provisional    its evidence holds and no other possible rule has any; what excludes is open
 *   conditional    it holds for a stated range of one number that nobody measured
 *   quiet          none of the rules, whatever the signals are, and nothing is at half of what would speak for one
 *   mixed          none of the rules, whatever the signals are, and something is
 *   cannot-tell    everything else, with what is excluded
 */
export type DiagnosisKind = 'firm' | 'provisional' | 'conditional' | 'quiet' | 'mixed' | 'cannot-tell'

export type LookAt = 'cpu' | 'heap_live' | 'heap_alloc' | 'lock' | 'none'

/** One comparison of one rule against one signal, evaluated. */
export interface Condition {
  readonly signal: SignalId
  readonly comparison: '>' | '<'
  readonly threshold: number
  readonly result: 'held' | 'missed' | 'unknown'
  readonly value?: number
  /** By how much it held or missed, in the signal's unit, never negative. */
  readonly margin?: number
}

/** A denominator that nobody measured, and how far the answer holds in it. */
export interface HeldCondition {
  readonly signal: SignalId
  readonly of: 'threads' | 'cores'
  /** Holds from here, up to there; an open side is absent. */
  readonly from?: number
  readonly upTo?: number
  /** The number of cores is unknown as well: it holds on so many or more. */
  readonly cores?: number
}

export interface RuleEvaluation {
  readonly id: RuleId
  readonly result: 'fired' | 'shadowed' | 'did-not-fire' | 'not-evaluable'
  readonly conditions: readonly Condition[]
  /** Signals that would have to be measured. */
  readonly missing: readonly SignalId[]
}

export interface Diagnosis {
  readonly pattern: PatternId
  readonly kind: DiagnosisKind
  /** The rule's own words, to the letter, plus the provisional clause where it applies. */
  readonly text: string
  /** Headline parts of the text: "contention-bound" and "(no actual work)". */
  readonly title: string
  readonly aside: string
  /** "Zerodha 09:15 OrderBook lock — fine-grain or lock-free." */
  readonly patternText: string
  readonly lookAt: LookAt
  readonly rules: readonly RuleEvaluation[]
  /** The conditions that decided, for the underlines in the strip. */
  readonly deciding: readonly SignalId[]
  /** Without a measured value, in the order of the comparisons that wait for it. */
  readonly notMeasured: readonly SignalId[]
  /** Measured, but on both sides of a threshold within their own interval. This and the next three: not in old snapshots. */
  readonly unsettled?: readonly SignalId[]
  /** Answers that the rules give somewhere over all that the signals can be. */
  readonly possible?: readonly PatternId[]
  /** Rules that hold nowhere there. */
  readonly excluded?: readonly RuleId[]
  /** Signals that can still change the answer, the one that decides first; none where nothing is open. */
  readonly asks?: readonly SignalId[]
  readonly condition?: HeldCondition
  /**
   * What is certain where no rule matches, and no signal shows: threads that dumps saw in a ring; that all there is was recorded at
   * another time. Not in old snapshots.
   */
  readonly certain?: 'deadlock' | 'no-data'
  readonly thresholds: Thresholds
  readonly changedThresholds: readonly {
    readonly rule: RuleId
    readonly signal: SignalId
    readonly value: number
    readonly default: number
  }[]
  readonly ruleSetVersion: number
}
