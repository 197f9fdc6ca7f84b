import type { SignalId } from '../../core/base/vocabulary.ts'
import { expect, test } from 'vitest'
import type { Condition, Diagnosis, RuleEvaluation } from '../../core/diagnosis/diagnosis.ts'
import { causesText, changedThresholds, changesIf, countRules, standingOf } from './verdict.ts'

/** "lock_wait_pct > 60 = 71": held or missed by the value, unknown without one. */
function condition(text: string): Condition {
  const [signal, comparison, limit, , given] = text.split(' ') as [SignalId, '>' | '<', string, string?, string?]
  const threshold = Number(limit)
  if (given === undefined) return { signal, comparison, threshold, result: 'unknown' }
  const value = Number(given)
  const held = comparison === '>' ? value > threshold : value < threshold
  return { signal, comparison, threshold, value, result: held ? 'held' : 'missed', margin: Math.abs(value - threshold) }
}

const rule = (id: RuleEvaluation['id'], result: RuleEvaluation['result'], ...conditions: string[]): RuleEvaluation => ({
  id,
  result,
  conditions: conditions.map(condition),
  missing: [],
})

function diagnosis(rules: readonly RuleEvaluation[], changed: Diagnosis['changedThresholds'] = []): Diagnosis {
  return { rules, changedThresholds: changed } as unknown as Diagnosis
}

test('what would change the verdict is the fired rule turned round, tightest comparison first', () => {
  const fired = rule('contention-bound', 'fired', 'cpu_user_pct < 15 = 5', 'lock_wait_pct > 60 = 71')
  const other = rule('gc-pressure', 'did-not-fire', 'cpu_alloc_pct > 25 = 2')
  expect(changesIf(diagnosis([fired, other]))).toBe('Changes if lock wait ≤ 60 % or CPU use ≥ 15 %')
})

test('an exclusion that was not measured is not offered as something that holds', () => {
  const fired = rule('cpu-bound', 'fired', 'cpu_user_pct > 60 = 73', 'live_heap_slope_mb_h < 5')
  expect(changesIf(diagnosis([fired]))).toBe('Changes if CPU use ≤ 60 %')
})

test('nothing fired, nothing to turn round', () => {
  expect(changesIf(diagnosis([rule('slow-leak', 'did-not-fire', 'cpu_user_pct < 30 = 40')]))).toBeUndefined()
})

test('what is still possible is named, and counted out of all', () => {
  const open = rule('contention-bound', 'not-evaluable', 'cpu_user_pct < 15 = 5', 'lock_wait_pct > 60')
  const out = rule('cpu-bound', 'did-not-fire', 'cpu_user_pct > 60 = 5')
  expect(causesText(diagnosis([open, out]))).toBe('1 of 2 causes still possible: contention-bound.')
  expect(causesText(diagnosis([out]))).toBe('All 1 causes are ruled out.')
  expect(causesText(diagnosis([open, rule('slow-leak', 'not-evaluable', 'cpu_user_pct < 30')]))).toBe(
    'All 2 causes are still possible.',
  )
  expect(countRules(diagnosis([open, out]))).toEqual({ ruledOut: 1, open: 1, all: 2 })
})

test('a value that misses, with an interval over the threshold, rules nothing out: one count says so everywhere', () => {
  const near = rule('contention-bound', 'did-not-fire', 'cpu_user_pct < 15 = 6', 'lock_wait_pct > 60 = 49')
  const out = rule('cpu-bound', 'did-not-fire', 'cpu_user_pct > 60 = 6')
  const open = { ...diagnosis([near, out]), pattern: 'no-clear-pattern', possible: ['contention-bound'] } as Diagnosis
  expect(causesText(open)).toBe('1 of 2 causes still possible: contention-bound.')
  expect(countRules(open)).toEqual({ ruledOut: 1, open: 1, all: 2 })
  expect(standingOf(open, near)).toBe('not-evaluable')
  // Where a rule is the answer, the others stand as they were read.
  expect(standingOf({ ...open, pattern: 'cpu-bound' }, near)).toBe('did-not-fire')
})

test('changed thresholds are named with their default', () => {
  const fired = rule('contention-bound', 'fired', 'lock_wait_pct > 55 = 58')
  const changed = [{ rule: 'contention-bound', signal: 'lock_wait_pct', value: 55, default: 60 }] as const
  expect(changedThresholds(diagnosis([fired], changed))).toEqual(['lock wait > 55 % instead of 60 %'])
})
