import type { RuleId } from '../base/vocabulary.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classify } from './classify.ts'
import { noClearPattern, rules } from './rules.ts'
import type { SignalValues } from './values.ts'

/** Allocator CPU, allocation rate, live heap, slope, lock wait, CPU use: the order of the reference incidents. */
function point(...[alloc, rate, live, slope, lock, cpu]: (number | undefined)[]): SignalValues {
  return {
    cpu_alloc_pct: alloc,
    alloc_rate_mb_s: rate,
    live_heap_mb: live,
    live_heap_slope_mb_h: slope,
    lock_wait_pct: lock,
    cpu_user_pct: cpu,
  }
}

const incidents: readonly (readonly [RuleId, SignalValues])[] = [
  ['contention-bound', point(2, 8, 500, 0.2, 72, 10)],
  ['gc-pressure', point(34, 180, 1200, 1.0, 8, 82)],
  ['slow-leak', point(3, 12, 3400, 90, 5, 18)],
  ['cascading-failure', point(22, 240, 2800, 30, 62, 78)],
  ['cpu-bound', point(4, 6, 400, 0.5, 3, 73)],
]

describe('classify', () => {
  it.each(incidents)('reads the reference incident as %s', (id, values) => {
    expect(classify(values)).toMatchObject({ pattern: id, kind: 'firm' })
  })

  it('says the rules’ own words', () => {
    expect(rules.map((rule) => rule.text)).toEqual([
      'contention-bound (no actual work). Pattern: Zerodha 09:15 OrderBook lock — fine-grain or lock-free.',
      'GC pressure (allocation churn, no leak). Pattern: Hotstar IPL JSON serdes — pool buffers, reuse slices.',
      'slow leak (no other symptom — will OOM in days). Pattern: a misconfigured cache; check eviction policy.',
      'cascading failure (load > capacity, feedback loop). Pattern: IRCTC Tatkal 10:00 — shed load NOW, do not optimise.',
      'CPU-bound on real work (the profile points at the hot path). Pattern: Razorpay RSA verify — optimise the hot function.',
    ])
    expect(noClearPattern.text).toBe('no clear pattern — collect more data, do not act on noise')
    for (const rule of rules) expect(rule.text).toBe(`${rule.title} ${rule.aside}. Pattern: ${rule.patternText}`)
  })

  describe.each(incidents)('%s', (id, values) => {
    const rule = rules.find((candidate) => candidate.id === id)!
    it.each(rule.conditions)('does not fire with $signal exactly at $threshold, and does just past it', (condition) => {
      const { signal, threshold, comparison } = condition
      const evaluated = (value: number) =>
        classify({ ...values, [signal]: value }).rules.find((entry) => entry.id === id)?.result
      expect(evaluated(threshold)).toBe('did-not-fire')
      expect(['fired', 'shadowed']).toContain(evaluated(threshold + (comparison === '>' ? 1e-9 : -1e-9)))
    })
  })

  it('names the first rule that matches and shows the others as shadowed', () => {
    const both = classify(point(26, 180, 2800, 4, 62, 78))
    expect(both.pattern).toBe('gc-pressure')
    expect(both.rules.find((rule) => rule.id === 'cascading-failure')?.result).toBe('shadowed')
  })

  it('calls everything low quiet, and a point just short of a rule mixed', () => {
    expect(classify(point(2, 5, 400, 0.5, 2, 6))).toMatchObject({ pattern: 'no-clear-pattern', kind: 'quiet' })
    expect(classify(point(22, 240, 2800, 30, 45, 78))).toMatchObject({ pattern: 'no-clear-pattern', kind: 'mixed' })
  })

  it('calls quiet what the allocator takes of a service that hardly allocates, measured or not', () => {
    expect(classify({ ...point(2, 5, 400, 0.5, 2, 6), cpu_alloc_pct: undefined })).toMatchObject({ kind: 'quiet' })
    // Enough is allocated that its cost could matter; and CPU speaks for a rule by itself.
    expect(classify({ ...point(2, 40, 400, 0.5, 2, 6), cpu_alloc_pct: undefined })).toMatchObject({ kind: 'mixed' })
    expect(classify({ ...point(2, 5, 400, 0.5, 2, 6), cpu_user_pct: undefined })).toMatchObject({ kind: 'cannot-tell' })
  })

  it('never fires a rule whose evidence is not all measured', () => {
    expect(classify({ cpu_user_pct: 5 })).toMatchObject({ pattern: 'no-clear-pattern', kind: 'cannot-tell' })
    expect(classify({ ...point(2, 8, 500, 0.2, 72, 10), lock_wait_pct: undefined })).toMatchObject({
      kind: 'cannot-tell',
      notMeasured: ['lock_wait_pct'],
    })
  })

  it('answers provisionally when only an exclusion is unknown, and names it', () => {
    const diagnosis = classify({ ...point(4, 6, 400, 0.5, 3, 73), live_heap_slope_mb_h: undefined })
    expect(diagnosis).toMatchObject({
      pattern: 'cpu-bound',
      kind: 'provisional',
      title: 'CPU-bound on real work',
      aside: '— provisional: heap growth not measured',
    })
    expect(diagnosis.text).toBe(
      'CPU-bound on real work (the profile points at the hot path). Pattern: Razorpay RSA verify — optimise the hot function. Provisional: heap growth not measured.',
    )
  })

  it('makes a true rule provisional when an unknown one stands ahead of it', () => {
    // Nothing speaks for contention, and nobody looked.
    const diagnosis = classify(point(34, 180, 1200, 1))
    expect(diagnosis).toMatchObject({
      pattern: 'gc-pressure',
      kind: 'provisional',
      notMeasured: ['cpu_user_pct', 'lock_wait_pct'],
    })
  })

  it('does not take a busy CPU for real work while the collector may be it', () => {
    // 60 MB/s are allocated, and what that costs is open: both answers are, and so is nothing else.
    const open = classify({ ...point(4, 60, 400, 0.5, 3, 73), cpu_alloc_pct: undefined })
    expect(open).toMatchObject({ kind: 'cannot-tell', possible: ['gc-pressure', 'cpu-bound'], asks: ['cpu_alloc_pct'] })
    expect(classify({ ...point(4, 40, 400, 0.5, 3, 73), cpu_alloc_pct: undefined })).toMatchObject({
      pattern: 'cpu-bound',
      kind: 'firm',
    })
  })

  it('cannot tell when two rules are open', () => {
    expect(classify({ cpu_user_pct: 80, alloc_rate_mb_s: 200 })).toMatchObject({ kind: 'cannot-tell' })
    expect(classify({})).toMatchObject({ pattern: 'no-clear-pattern', kind: 'cannot-tell' })
  })

  it('reads an absent signal neither as zero nor as false', () => {
    const everySubset = fc.subarray(Object.keys(point(0, 0, 0, 0, 0, 0)))
    fc.assert(
      fc.property(fc.constantFrom(...incidents), everySubset, ([, values], dropped) => {
        const known = Object.fromEntries(Object.entries(values).filter(([id]) => !dropped.includes(id)))
        const full = classify(values)
        const partial = classify(known)
        // What is left may be less sure, never another answer than one that the full data could still give.
        if (partial.kind === 'firm') expect(partial.pattern).toBe(full.pattern)
        for (const rule of partial.rules) {
          const before = full.rules.find((entry) => entry.id === rule.id)
          if (rule.result === 'did-not-fire') expect(before?.result).toBe('did-not-fire')
        }
      }),
    )
  })

  it('says which thresholds differ from the defaults, and ignores what is not one', () => {
    const changed = classify(point(2, 8, 500, 0.2, 55, 10), {
      'contention-bound': { lock_wait_pct: 50, live_heap_mb: 3, cpu_user_pct: Number.NaN },
    })
    expect(changed.pattern).toBe('contention-bound')
    expect(changed.changedThresholds).toEqual([
      { rule: 'contention-bound', signal: 'lock_wait_pct', value: 50, default: 60 },
    ])
  })

  it('gives each comparison its margin in the signal’s unit', () => {
    const contention = classify(point(2, 8, 500, 0.2, 72, 10)).rules[0]
    expect(contention?.conditions).toEqual([
      { signal: 'cpu_user_pct', comparison: '<', threshold: 15, result: 'held', value: 10, margin: 5 },
      { signal: 'lock_wait_pct', comparison: '>', threshold: 60, result: 'held', value: 72, margin: 12 },
    ])
  })
})
