/**
 * How far a point is from each rule. Distances are measured in units in which a step of one is about equally easy for
 * every signal (statistics B.5): u/10, a/8, ln r / ln 1.6, asinh(s/10)/0.75, l/10; a rule's nearness is exp(−½ Σ d²)
 * over its missed comparisons, below 1 unless the rule matches. It never decides, it only ranks what to show.
 */
import type { RuleId, SignalId, Thresholds } from '../base/vocabulary.ts'
import { type Rule, rules } from './rules.ts'
import type { SignalValues } from './values.ts'

export interface MissedComparison {
  readonly signal: SignalId
  readonly comparison: '>' | '<'
  /** Undefined when not measured. */
  readonly value?: number
  readonly threshold: number
  /** In softness units, never negative. */
  readonly distance: number
}

export interface Nearness {
  readonly id: RuleId
  /** 0..1; 1 only when every comparison holds. */
  readonly nearness: number
  readonly missed: readonly MissedComparison[]
}

/** An absent signal may lie anywhere: as far as a clear miss, nearer than a hopeless one. */
const unknownDistance = 1.2

function softUnits(signal: SignalId, value: number): number {
  switch (signal) {
    case 'cpu_user_pct':
    case 'lock_wait_pct':
      return value / 10
    case 'cpu_alloc_pct':
      return value / 8
    case 'alloc_rate_mb_s':
      return Math.log(Math.max(value, 1e-3)) / Math.log(1.6)
    case 'live_heap_slope_mb_h':
      return Math.asinh(value / 10) / 0.75
    case 'live_heap_mb':
      return value / 100
    default:
      return unreachableSignal(signal)
  }
}

/** How far apart two values of a signal are, in units in which a step of one is about equally easy for every signal. */
export function softDistance(signal: SignalId, a: number, b: number): number {
  return Math.abs(softUnits(signal, a) - softUnits(signal, b))
}

function unreachableSignal(signal: never): never {
  throw new Error(`unknown signal ${String(signal)}`)
}

function nearnessOf(rule: Rule, values: SignalValues, thresholds: Thresholds): Nearness {
  const missed: MissedComparison[] = []
  for (const condition of rule.conditions) {
    const { signal, comparison } = condition
    const threshold = thresholds[rule.id][signal] ?? condition.threshold
    const value = values[signal]
    if (value === undefined || !Number.isFinite(value)) {
      missed.push({ signal, comparison, threshold, distance: unknownDistance })
    } else if (!(comparison === '>' ? value > threshold : value < threshold)) {
      const distance = softDistance(signal, value, threshold)
      missed.push({ signal, comparison, value, threshold, distance })
    }
  }
  if (missed.length === 0) return { id: rule.id, nearness: 1, missed }
  const sum = missed.reduce((total, { distance }) => total + distance * distance, 0)
  return { id: rule.id, nearness: Math.min(0.999, Math.exp(-sum / 2)), missed }
}

export function nearnessOfAll(values: SignalValues, thresholds: Thresholds): readonly Nearness[] {
  return rules.map((rule) => nearnessOf(rule, values, thresholds))
}

/** Past this many softness units a single missing comparison is "far", not "near". */
const nearDistance = 1
const nearEnough = 0.3

/** Rules that do not match but nearly do, nearest first: one comparison short by little, or several short by very little. */
export function nearMisses(values: SignalValues, thresholds: Thresholds): readonly Nearness[] {
  return nearnessOfAll(values, thresholds)
    .filter(({ missed, nearness }) => {
      if (missed.length === 0) return false
      if (missed.some((miss) => miss.value === undefined)) return false
      return missed.length === 1 ? (missed[0]?.distance ?? 0) <= nearDistance : nearness >= nearEnough
    })
    .sort((a, b) => b.nearness - a.nearness)
}
