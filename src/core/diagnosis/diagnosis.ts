/** What the classifier answers. Sentence, numbers and thresholds come from this one object, so text cannot drift from what fired. */

/** firm: a rule fired on measured values only · provisional: an exclusion was not measured · the rest qualify no-clear-pattern. */
import type { PatternId, RuleId, Thresholds, SignalId } from '../base/vocabulary.ts'
export type DiagnosisKind = 'firm' | 'provisional' | 'quiet' | 'mixed' | 'cannot-tell'

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
  readonly notMeasured: readonly SignalId[]
  readonly thresholds: Thresholds
  readonly changedThresholds: readonly {
    readonly rule: RuleId
    readonly signal: SignalId
    readonly value: number
    readonly default: number
  }[]
  readonly ruleSetVersion: number
}
