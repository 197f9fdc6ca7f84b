/**
 * The five rules, as data. First match wins; comparisons are strict. Texts are agreed and never reworded:
 * `text` is always `title aside. Pattern: patternText`, and a test holds it to the letter.
 * `>` comparisons are evidence, `<` comparisons exclude.
 */
import type { PatternId, RuleId, SignalId, Thresholds } from '../base/vocabulary.ts'
import type { LookAt } from './diagnosis.ts'

interface RuleCondition {
  readonly signal: SignalId
  readonly comparison: '>' | '<'
  readonly threshold: number
}

export interface Wording {
  readonly text: string
  readonly title: string
  readonly aside: string
  readonly patternText: string
  readonly lookAt: LookAt
}

export interface Rule extends Wording {
  readonly id: RuleId
  /** 1 is worst: order of "also matches", which is not the order of the rules (a cascade under GC pressure sheds load first). */
  readonly severity: number
  readonly conditions: readonly RuleCondition[]
}

/** Raised with every change of a rule, a default threshold or a text; links and snapshots carry it. */
export const ruleSetVersion = 1

export const rules: readonly Rule[] = [
  {
    id: 'contention-bound',
    severity: 2,
    conditions: [
      { signal: 'cpu_user_pct', comparison: '<', threshold: 15 },
      { signal: 'lock_wait_pct', comparison: '>', threshold: 60 },
    ],
    text: 'contention-bound (no actual work). Pattern: Zerodha 09:15 OrderBook lock — fine-grain or lock-free.',
    title: 'contention-bound',
    aside: '(no actual work)',
    patternText: 'Zerodha 09:15 OrderBook lock — fine-grain or lock-free.',
    lookAt: 'lock',
  },
  {
    id: 'gc-pressure',
    severity: 4,
    conditions: [
      { signal: 'cpu_alloc_pct', comparison: '>', threshold: 25 },
      { signal: 'alloc_rate_mb_s', comparison: '>', threshold: 50 },
      { signal: 'live_heap_slope_mb_h', comparison: '<', threshold: 5 },
    ],
    text: 'GC pressure (allocation churn, no leak). Pattern: Hotstar IPL JSON serdes — pool buffers, reuse slices.',
    title: 'GC pressure',
    aside: '(allocation churn, no leak)',
    patternText: 'Hotstar IPL JSON serdes — pool buffers, reuse slices.',
    lookAt: 'heap_alloc',
  },
  {
    id: 'slow-leak',
    severity: 3,
    conditions: [
      { signal: 'cpu_user_pct', comparison: '<', threshold: 30 },
      { signal: 'live_heap_slope_mb_h', comparison: '>', threshold: 50 },
      { signal: 'lock_wait_pct', comparison: '<', threshold: 10 },
    ],
    text: 'slow leak (no other symptom — will OOM in days). Pattern: a misconfigured cache; check eviction policy.',
    title: 'slow leak',
    aside: '(no other symptom — will OOM in days)',
    patternText: 'a misconfigured cache; check eviction policy.',
    lookAt: 'heap_live',
  },
  {
    id: 'cascading-failure',
    severity: 1,
    conditions: [
      { signal: 'cpu_user_pct', comparison: '>', threshold: 70 },
      { signal: 'alloc_rate_mb_s', comparison: '>', threshold: 100 },
      { signal: 'lock_wait_pct', comparison: '>', threshold: 50 },
    ],
    text: 'cascading failure (load > capacity, feedback loop). Pattern: IRCTC Tatkal 10:00 — shed load NOW, do not optimise.',
    title: 'cascading failure',
    aside: '(load > capacity, feedback loop)',
    patternText: 'IRCTC Tatkal 10:00 — shed load NOW, do not optimise.',
    lookAt: 'none',
  },
  {
    id: 'cpu-bound',
    severity: 5,
    conditions: [
      { signal: 'cpu_user_pct', comparison: '>', threshold: 60 },
      { signal: 'lock_wait_pct', comparison: '<', threshold: 15 },
      { signal: 'live_heap_slope_mb_h', comparison: '<', threshold: 5 },
    ],
    text: 'CPU-bound on real work (the profile points at the hot path). Pattern: Razorpay RSA verify — optimise the hot function.',
    title: 'CPU-bound on real work',
    aside: '(the profile points at the hot path)',
    patternText: 'Razorpay RSA verify — optimise the hot function.',
    lookAt: 'cpu',
  },
]

export const noClearPattern: Wording = {
  text: 'no clear pattern — collect more data, do not act on noise',
  title: 'no clear pattern',
  aside: '— collect more data, do not act on noise',
  patternText: '',
  lookAt: 'none',
}

export function ruleOf(id: RuleId): Rule {
  const rule = rules.find((candidate) => candidate.id === id)
  if (rule === undefined) throw new Error(`no rule ${id}`)
  return rule
}

export function wordingOf(pattern: PatternId): Wording {
  return pattern === 'no-clear-pattern' ? noClearPattern : ruleOf(pattern)
}

/** "GC pressure", "contention-bound" … for use inside sentences. */
export function titleOf(pattern: PatternId): string {
  return wordingOf(pattern).title
}

export const defaultThresholds: Thresholds = Object.fromEntries(
  rules.map((rule) => [
    rule.id,
    Object.fromEntries(rule.conditions.map(({ signal, threshold }) => [signal, threshold])),
  ]),
) as Thresholds

/**
 * Defaults with a deployment's or a reader's changes. What is not a threshold of that rule, or not a finite number, is
 * ignored: links and configurations are input.
 */
export function mergeThresholds(changes: Partial<Thresholds> | undefined): Thresholds {
  if (changes === undefined) return defaultThresholds
  return Object.fromEntries(
    rules.map((rule) => {
      const changed = changes[rule.id] ?? {}
      const row = rule.conditions.map(({ signal, threshold }) => {
        const value = changed[signal]
        return [signal, typeof value === 'number' && Number.isFinite(value) ? value : threshold]
      })
      return [rule.id, Object.fromEntries(row)]
    }),
  ) as Thresholds
}

/** One key per set of thresholds and rules, so that no cached verdict outlives an edited threshold. */
export function fingerprintOf(thresholds: Thresholds): string {
  const numbers = rules.flatMap((rule) => rule.conditions.map(({ signal }) => thresholds[rule.id][signal]))
  return `v${ruleSetVersion}:${numbers.join(',')}`
}
