/** What the banner says around the story's own sentences, derived from the evaluated rules so that it cannot drift from them. */
import type { Condition, Diagnosis } from '../../core/diagnosis/diagnosis.ts'
import { titleOf } from '../../core/diagnosis/rules.ts'
import { signalWord } from '../../core/diagnosis/signalWords.ts'
import { listed } from '../../core/base/lists.ts'
import { formatPlain } from '../../core/base/numbers.ts'
import { signalNames } from '../controls/figures.ts'

const threshold = ({ signal, threshold: value }: Condition): string => formatPlain(signal, value)

/** "Changes if lock wait ≤ 60 % or CPU use ≥ 15 %": the comparisons of the rule that fired, turned round; the two tightest, the rest is under "why". */
export function changesIf(diagnosis: Diagnosis): string | undefined {
  const fired = diagnosis.rules.find(({ result }) => result === 'fired')
  const held = fired?.conditions.filter(({ result }) => result === 'held') ?? []
  const slack = ({ margin = 0, threshold: value }: Condition): number => margin / Math.max(Math.abs(value), 1e-9)
  const turned = held
    .toSorted((a, b) => slack(a) - slack(b))
    .slice(0, 2)
    .map((condition) => {
      return `${signalWord(condition.signal)} ${condition.comparison === '>' ? '≤' : '≥'} ${threshold(condition)}`
    })
  return turned.length === 0 ? undefined : `Changes if ${turned.join(' or ')}`
}

/** Rules that could still be true: "contention-bound, if lock wait is above 60 %". */
export function stillOpen(diagnosis: Diagnosis): readonly string[] {
  return diagnosis.rules
    .filter(({ result }) => result === 'not-evaluable')
    .map(({ id, conditions }) => {
      const needs = conditions
        .filter(({ result }) => result === 'unknown')
        .map((condition) => {
          return `${signalWord(condition.signal)} is ${condition.comparison === '>' ? 'above' : 'below'} ${threshold(condition)}`
        })
      return `${titleOf(id)}, if ${needs.join(' and ')}`
    })
}

export interface RuleCount {
  readonly ruledOut: number
  readonly open: number
  readonly all: number
}

export function countRules(diagnosis: Diagnosis): RuleCount {
  const { rules } = diagnosis
  return {
    ruledOut: rules.filter(({ result }) => result === 'did-not-fire').length,
    open: rules.filter(({ result }) => result === 'not-evaluable').length,
    all: rules.length,
  }
}

/** "lock > 55 % instead of 60 %" for each threshold that is not the default. */
export function changedThresholds(diagnosis: Diagnosis): readonly string[] {
  return diagnosis.changedThresholds.map(({ rule, signal, value, default: standard }) => {
    const comparison = diagnosis.rules
      .find(({ id }) => id === rule)
      ?.conditions.find((condition) => condition.signal === signal)?.comparison
    return `${signalNames[signal].short} ${comparison ?? ''} ${formatPlain(signal, value)} instead of ${formatPlain(signal, standard)}`
  })
}

/** What "no clear pattern" means here: three very different things. */
export function unclearKind(diagnosis: Diagnosis): string {
  if (diagnosis.kind === 'quiet') return 'quiet: everything measured, nothing near a rule'
  if (diagnosis.kind === 'mixed') return 'mixed: near a rule, none met'
  const { notMeasured, unsettled = [] } = diagnosis
  return notMeasured.length > 0
    ? `cannot tell: ${listed(notMeasured.map(signalWord))} not measured`
    : `cannot tell: ${listed(unsettled.map(signalWord))} not settled`
}
