/**
 * Six numbers, some perhaps absent or only bounded, to one diagnosis. Absent is not zero: a comparison with an absent signal is
 * unknown, and a rule is unknown unless another of its comparisons is already false.
 */
import type { PatternId, RuleId, SignalId, Thresholds } from '../base/vocabulary.ts'
import { listed, unique } from '../base/lists.ts'
import {
  asksOf,
  decide,
  isAllMeasured,
  judge,
  type Decision,
  type Judged,
  type Knowledge,
  unsettledIn,
} from './decide.ts'
import { formatNumber, formatShort } from '../base/numbers.ts'
import type { Signals } from '../signals/signal.ts'
import { type Conditional, conditionalOf } from './conditional.ts'
import type { Diagnosis, HeldCondition, RuleEvaluation } from './diagnosis.ts'
import { examplesIn, ofFewMoments } from './fewMoments.ts'
import { isDiluted } from './leading.ts'
import { type KnownRanges, pointRanges, rangesKnown } from './knownRanges.ts'
import { defaultThresholds, mergeThresholds, ruleOf, rules, ruleSetVersion, wordingOf } from './rules.ts'
import { signalWord } from './signalWords.ts'
import { type SignalValues, valuesOf } from './values.ts'

/** The answer to six signals, each measured, bounded or absent. */
export function diagnose(signals: Signals, changes?: Partial<Thresholds>): Diagnosis {
  const values = valuesOf(signals)
  const known = rangesKnown(signals)
  const found = classify(values, changes, known, examplesIn(signals))
  // The share of all threads is small, the queue is not: somebody has to look at it.
  const diagnosis: Diagnosis = found.kind === 'quiet' && isDiluted(signals) ? { ...found, kind: 'mixed' } : found
  if (diagnosis.kind !== 'cannot-tell') return ofFewMoments(diagnosis, signals)
  const ranged = conditionalOf(signals, { values, known, thresholds: diagnosis.thresholds })
  return ranged === undefined ? diagnosis : conditional(diagnosis, ranged)
}

function conditional(open: Diagnosis, { rule: id, condition }: Conditional): Diagnosis {
  const wording = ruleOf(id)
  const clause = conditionText(condition)
  return {
    ...open,
    pattern: id,
    kind: 'conditional',
    text: `${wording.text} Holds ${clause}.`,
    title: wording.title,
    aside: `— ${clause}`,
    patternText: wording.patternText,
    lookAt: wording.lookAt,
    deciding: wording.conditions.filter(({ comparison }) => comparison === '>').map(({ signal }) => signal),
    condition,
  }
}

/** "for up to 91 threads, on half a core or more" */
function conditionText({ of, from, upTo, cores }: HeldCondition): string {
  const onCores = (least: number): string =>
    `on ${least === 0.5 ? 'half a core' : `${formatShort(least)} cores`} or more`
  if (of === 'cores') return onCores(from ?? 0)
  return `for up to ${formatNumber(upTo ?? 0)} threads${cores === undefined ? '' : `, ${onCores(cores)}`}`
}

/**
 * @param values measured signals, absent ones left out; `valuesOf(signals)` makes them
 * @param changes thresholds that differ from the defaults
 * @param known where every signal lies, measured or bounded; `rangesKnown(signals)` makes them. Default: each value is exact
 * @param examples at how many moments those were seen that examples speak of; `examplesIn(signals)` makes them
 */
export function classify(
  values: SignalValues,
  changes?: Partial<Thresholds>,
  known: KnownRanges = pointRanges(values),
  examples: ReturnType<typeof examplesIn> = {},
): Diagnosis {
  const thresholds = mergeThresholds(changes)
  const knowledge: Knowledge = { values, known, thresholds }
  const judged = rules.map((rule) => judge(rule, knowledge))
  const decision = decide(judged, knowledge)
  const { chosen, kind, possible } = decision
  const pattern = chosen?.rule.id ?? 'no-clear-pattern'
  const wording = wordingOf(pattern)
  const notMeasured = openSignals(judged, decision, knowledge)
  const unsettled = unsettledIn(judged, knowledge, possible)
  const few = (chosen?.conditions ?? []).flatMap(({ signal, comparison, threshold }) =>
    comparison === '>' && (known[signal]?.low ?? threshold) <= threshold && examples[signal] !== undefined
      ? [`${signalWord(signal)} seen ${examples[signal]}`]
      : [],
  )
  const clause = kind === 'provisional' ? provisionalClause(notMeasured, unsettled, few, knowledge) : undefined
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
    unsettled,
    possible: possible.verdicts,
    excluded: possible.excluded,
    asks: asksOf(knowledge, decision),
    thresholds,
    changedThresholds: changedThresholds(thresholds),
    ruleSetVersion,
  }
}

/** The answer alone, as `classify` gives it: for those who ask about hundreds of windows or what-ifs and need no more. */
export function patternOf(
  values: SignalValues,
  thresholds: Thresholds,
  known: KnownRanges = pointRanges(values),
): PatternId {
  const knowledge: Knowledge = { values, known, thresholds }
  const judged = rules.map((rule) => judge(rule, knowledge))
  return decide(judged, knowledge).chosen?.rule.id ?? 'no-clear-pattern'
}

/** Where all was measured the rule's words stand alone: what is open then is an interval, and the certainty says so. */
function provisionalClause(
  notMeasured: readonly SignalId[],
  unsettled: readonly SignalId[],
  few: readonly string[],
  knowledge: Knowledge,
): string | undefined {
  if (isAllMeasured(knowledge)) return undefined
  const parts = [
    ...few,
    ...(notMeasured.length > 0 ? [`${listed(notMeasured.map(signalWord))} not measured`] : []),
    ...(unsettled.length > 0 ? [`${listed(unsettled.map(signalWord))} not settled`] : []),
  ]
  return parts.length === 0 ? undefined : `rovisional: ${listed(parts)}`
}

/** Not measured, and a comparison of a rule that can still be the answer waits for it. */
function openSignals(
  judged: readonly Judged[],
  { chosen, possible }: Decision,
  { values }: Knowledge,
): readonly SignalId[] {
  if (possible.verdicts.length < 2) return []
  const waiting = judged.filter((entry) => entry === chosen || possible.verdicts.includes(entry.rule.id))
  return unique(waiting.flatMap(({ missing }) => missing)).filter((id) => values[id] === undefined)
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
