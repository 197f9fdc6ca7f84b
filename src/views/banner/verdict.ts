/** What the banner says around the story's own sentences, derived from the evaluated rules so that it cannot drift from them. */
import type { Condition, Diagnosis, RuleEvaluation } from '../../core/diagnosis/diagnosis.ts'
import { titleOf } from '../../core/diagnosis/rules.ts'
import { signalShort, signalWord } from '../../core/diagnosis/signalWords.ts'
import { listed } from '../../core/base/lists.ts'
import { formatPlain } from '../../core/base/numbers.ts'

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

export interface RuleCount {
  readonly ruledOut: number
  readonly open: number
  readonly all: number
}

/**
 * Where a rule stands: a measured value beside its threshold, whose interval reaches over it, misses by the letter and rules nothing out.
 * Where no rule is the answer, what they can give over all that is known decides.
 */
export function standingOf({ pattern, possible }: Diagnosis, { id, result }: RuleEvaluation): RuleEvaluation['result'] {
  if (pattern !== 'no-clear-pattern' || possible === undefined) return result
  return possible.includes(id) ? 'not-evaluable' : 'did-not-fire'
}

export function countRules(diagnosis: Diagnosis): RuleCount {
  const standings = diagnosis.rules.map((rule) => standingOf(diagnosis, rule))
  return {
    ruledOut: standings.filter((one) => one === 'did-not-fire').length,
    open: standings.filter((one) => one === 'not-evaluable').length,
    all: standings.length,
  }
}

/** "lock wait > 55 % instead of 60 %" for each threshold that is not the default. */
export function changedThresholds(diagnosis: Diagnosis): readonly string[] {
  return diagnosis.changedThresholds.map(({ rule, signal, value, default: standard }) => {
    const comparison = diagnosis.rules
      .find(({ id }) => id === rule)
      ?.conditions.find((condition) => condition.signal === signal)?.comparison
    return `${signalShort(signal)} ${comparison ?? ''} ${formatPlain(signal, value)} instead of ${formatPlain(signal, standard)}`
  })
}

/** "1 of 5 causes still possible: GC pressure."; how many are ruled out where nothing is open any more. */
export function causesText(diagnosis: Diagnosis): string {
  const { rules, certain } = diagnosis
  // Without anything to look at nobody asks for causes.
  if (certain === 'no-data') return ''
  const open = rules.filter((rule) => standingOf(diagnosis, rule) === 'not-evaluable')
  // Naming each of all of them says no more than that.
  if (open.length === rules.length && rules.length > 1) return `All ${rules.length} causes are still possible.`
  return open.length === 0
    ? `All ${rules.length} causes are ruled out.`
    : `${open.length} of ${rules.length} causes still possible: ${listed(open.map(({ id }) => titleOf(id)))}.`
}
