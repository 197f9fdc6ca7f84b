/**
 * Six numbers, some perhaps absent, to one diagnosis. Absent is not zero: a comparison with an absent signal is unknown,
 * and a rule is unknown unless another of its comparisons is already false.
 */
import type { RuleId, SignalId, Thresholds } from '../base/vocabulary.ts'
import { listed, unique } from '../base/lists.ts'
import type { Condition, Diagnosis, DiagnosisKind, RuleEvaluation } from './diagnosis.ts'
import { nearMisses } from './nearMiss.ts'
import { type Rule, defaultThresholds, mergeThresholds, rules, ruleSetVersion, wordingOf } from './rules.ts'
import { signalWord } from './signalWords.ts'
import type { SignalValues } from './values.ts'

type Truth = 'true' | 'false' | 'unknown'

interface Judged {
  readonly rule: Rule
  readonly truth: Truth
  readonly conditions: readonly Condition[]
  readonly missing: readonly SignalId[]
}

function judgeCondition(rule: Rule, index: number, values: SignalValues, thresholds: Thresholds): Condition {
  const condition = rule.conditions[index]
  if (condition === undefined) throw new Error(`rule ${rule.id} has no condition ${index}`)
  const { signal, comparison } = condition
  const threshold = thresholds[rule.id][signal] ?? condition.threshold
  const value = values[signal]
  if (value === undefined || !Number.isFinite(value)) return { signal, comparison, threshold, result: 'unknown' }
  const held = comparison === '>' ? value > threshold : value < threshold
  return { signal, comparison, threshold, result: held ? 'held' : 'missed', value, margin: Math.abs(value - threshold) }
}

function judge(rule: Rule, values: SignalValues, thresholds: Thresholds): Judged {
  const conditions = rule.conditions.map((_, index) => judgeCondition(rule, index, values, thresholds))
  const truth: Truth = conditions.some((condition) => condition.result === 'missed')
    ? 'false'
    : conditions.some((condition) => condition.result === 'unknown')
      ? 'unknown'
      : 'true'
  const missing = conditions.filter((condition) => condition.result === 'unknown').map((condition) => condition.signal)
  return { rule, truth, conditions, missing }
}

interface Decision {
  readonly chosen?: Judged
  readonly kind: DiagnosisKind
  readonly notMeasured: readonly SignalId[]
}

function decide(judged: readonly Judged[], values: SignalValues, thresholds: Thresholds): Decision {
  const firstTrue = judged.findIndex((entry) => entry.truth === 'true')
  const fired = judged[firstTrue]
  if (fired !== undefined) {
    const unknownAhead = judged.slice(0, firstTrue).filter((entry) => entry.truth === 'unknown')
    if (unknownAhead.length === 0) return { chosen: fired, kind: 'firm', notMeasured: [] }
    return { chosen: fired, kind: 'provisional', notMeasured: unique(unknownAhead.flatMap((entry) => entry.missing)) }
  }
  const unknown = judged.filter((entry) => entry.truth === 'unknown')
  const only = unknown[0]
  if (only === undefined) {
    return { kind: nearMisses(values, thresholds).length > 0 ? 'mixed' : 'quiet', notMeasured: [] }
  }
  const evidenceMeasured = only.conditions.every(
    (condition) => condition.comparison === '<' || condition.result === 'held',
  )
  if (unknown.length === 1 && evidenceMeasured) return { chosen: only, kind: 'provisional', notMeasured: only.missing }
  return { kind: 'cannot-tell', notMeasured: unique(unknown.flatMap((entry) => entry.missing)) }
}

/**
 * @param values absent signals left out; `valuesOf(signals)` makes them
 * @param changes thresholds that differ from the defaults
 */
export function classify(values: SignalValues, changes?: Partial<Thresholds>): Diagnosis {
  const thresholds = mergeThresholds(changes)
  const judged = rules.map((rule) => judge(rule, values, thresholds))
  const { chosen, kind, notMeasured } = decide(judged, values, thresholds)
  const pattern = chosen?.rule.id ?? 'no-clear-pattern'
  const wording = wordingOf(pattern)
  const clause = kind === 'provisional' ? `rovisional: ${listed(notMeasured.map(signalWord))} not measured` : undefined
  return {
    pattern,
    kind,
    text: clause === undefined ? wording.text : `${wording.text} P${clause}.`,
    title: wording.title,
    aside: clause === undefined ? wording.aside : `— p${clause}`,
    patternText: wording.patternText,
    lookAt: wording.lookAt,
    rules: judged.map((entry) => evaluationOf(entry, chosen)),
    deciding: chosen === undefined ? [] : chosen.conditions.filter((c) => c.result === 'held').map((c) => c.signal),
    notMeasured,
    thresholds,
    changedThresholds: changedThresholds(thresholds),
    ruleSetVersion,
  }
}

function evaluationOf(entry: Judged, chosen: Judged | undefined): RuleEvaluation {
  const result =
    entry === chosen
      ? 'fired'
      : entry.truth === 'true'
        ? 'shadowed'
        : entry.truth === 'false'
          ? 'did-not-fire'
          : 'not-evaluable'
  return { id: entry.rule.id, result, conditions: entry.conditions, missing: entry.missing }
}

function changedThresholds(thresholds: Thresholds): Diagnosis['changedThresholds'] {
  const changed: { rule: RuleId; signal: SignalId; value: number; default: number }[] = []
  for (const rule of rules) {
    for (const { signal } of rule.conditions) {
      const value = thresholds[rule.id][signal]
      const standard = defaultThresholds[rule.id][signal]
      if (value !== undefined && standard !== undefined && value !== standard) {
        changed.push({ rule: rule.id, signal, value, default: standard })
      }
    }
  }
  return changed
}
