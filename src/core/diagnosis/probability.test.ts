import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classify } from './classify.ts'
import { answerProbabilities, resampledAnswers } from './probability.ts'
import { nearMisses, nearnessOfAll } from './nearMiss.ts'
import { defaultThresholds } from './rules.ts'

const near = { cpu_user_pct: 72, cpu_alloc_pct: 24, alloc_rate_mb_s: 120, live_heap_slope_mb_h: 3, lock_wait_pct: 48 }
const errors = {
  cpu_user_pct: 2.5,
  cpu_alloc_pct: 1.2,
  alloc_rate_mb_s: 9,
  live_heap_slope_mb_h: 2.5,
  lock_wait_pct: 4,
}

const anyPoint = fc.record({
  cpu_user_pct: fc.double({ min: 0, max: 100, noNaN: true }),
  cpu_alloc_pct: fc.double({ min: 0, max: 60, noNaN: true }),
  alloc_rate_mb_s: fc.double({ min: 0, max: 400, noNaN: true }),
  live_heap_slope_mb_h: fc.double({ min: -50, max: 200, noNaN: true }),
  lock_wait_pct: fc.double({ min: 0, max: 100, noNaN: true }),
})

describe('answerProbabilities', () => {
  it('gives the closed form of the reference point', () => {
    const answer = answerProbabilities(near, errors, defaultThresholds)
    expect(answer['gc-pressure']).toBeCloseTo(0.1595, 4)
    expect(answer['cascading-failure']).toBeCloseTo(0.2017, 4)
    expect(answer['no-clear-pattern']).toBeCloseTo(0.6388, 4)
  })

  it('agrees with 20,000 seeded resamples', () => {
    const closed = answerProbabilities(near, errors, defaultThresholds)
    const drawn = resampledAnswers(near, errors, defaultThresholds, 20_000, 7)
    for (const id of Object.keys(closed) as (keyof typeof closed)[])
      expect(Math.abs(drawn[id] - closed[id])).toBeLessThan(0.01)
  })

  it('is the classifier itself when every signal is exact', () => {
    fc.assert(
      fc.property(anyPoint, (values) => {
        const answer = answerProbabilities(values, {}, defaultThresholds)
        expect(answer[classify(values).pattern]).toBe(1)
      }),
    )
  })

  it('adds up to one for any errors', () => {
    fc.assert(
      fc.property(anyPoint, fc.double({ min: 0.01, max: 30, noNaN: true }), (values, error) => {
        const every = Object.fromEntries(Object.keys(values).map((id) => [id, error]))
        const sum = Object.values(answerProbabilities(values, every, defaultThresholds)).reduce((a, b) => a + b, 0)
        expect(sum).toBeCloseTo(1, 9)
      }),
    )
  })

  it('says the same twice for one seed', () => {
    expect(resampledAnswers(near, errors, defaultThresholds)).toEqual(resampledAnswers(near, errors, defaultThresholds))
  })
})

describe('nearMisses', () => {
  it('is 1 exactly for the rules that match', () => {
    fc.assert(
      fc.property(anyPoint, (values) => {
        const matching = classify(values)
          .rules.filter((rule) => rule.result === 'fired' || rule.result === 'shadowed')
          .map((rule) => rule.id)
        const nearest = nearnessOfAll(values, defaultThresholds).filter((rule) => rule.nearness === 1)
        expect(nearest.map((rule) => rule.id)).toEqual(matching)
      }),
      { numRuns: 2000 },
    )
  })

  it('ranks a cascade with lock wait 45 as a near cascade that lacks lock wait only', () => {
    const values = {
      cpu_alloc_pct: 22,
      alloc_rate_mb_s: 240,
      live_heap_slope_mb_h: 30,
      lock_wait_pct: 45,
      cpu_user_pct: 78,
    }
    const [first] = nearMisses(values, defaultThresholds)
    expect(first).toMatchObject({
      id: 'cascading-failure',
      missed: [{ signal: 'lock_wait_pct', value: 45, threshold: 50 }],
    })
    expect(first?.nearness).toBeCloseTo(0.88, 2)
  })
})
