import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalCdf, wilson } from './intervals.ts'
import { mulberry32 } from '../base/random.ts'

/** Reference values computed with SciPy. */
const wilsonVectors = [
  [2272, 5980, 1, 0.3677120501881175, 0.3923083297162978],
  [2272, 5980, 2, 0.3627002134990272, 0.3974741277692549],
] as const

describe('wilson', () => {
  it.each(wilsonVectors)(
    'gives the reference interval of %i in %i with design effect %i',
    (k, n, effect, low, high) => {
      const interval = wilson(k, n, effect)
      expect(interval.low).toBeCloseTo(low, 8)
      expect(interval.high).toBeCloseTo(high, 8)
    },
  )

  it('never leaves 0..1 and always holds the share', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 8 }), (k, n, effect) => {
        const share = Math.min(1, k / n)
        const { low, high } = wilson(Math.min(k, n), n, effect)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        expect(low).toBeLessThanOrEqual(share + 1e-12)
        expect(high).toBeGreaterThanOrEqual(share - 1e-12)
      }),
    )
  })

  it('knows nothing without samples', () => {
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 })
  })
})

describe('normalCdf', () => {
  it.each([
    [0.1, 0.460172162722971],
    [1, 0.15865525393145707],
    [2.4, 0.008197535924596131],
    [2.6, 0.004661188023718747],
    [5, 2.866515718791933e-7],
    [8, 6.22096057427174e-16],
    [12, 1.776482112077653e-33],
  ])('has the reference tail beyond %f', (z, tail) => {
    expect(normalCdf(-z) / tail).toBeCloseTo(1, 8)
    expect(normalCdf(z)).toBeCloseTo(1 - tail, 12)
  })
})

describe('mulberry32', () => {
  it('repeats itself for one seed, is another for the next, and fills 0..1', () => {
    const draw = (seed: number): number[] => {
      const random = mulberry32(seed)
      return Array.from({ length: 2000 }, () => random())
    }
    expect(draw(7)).toEqual(draw(7))
    expect(draw(8)).not.toEqual(draw(7))
    const mean = draw(7).reduce((sum, value) => sum + value, 0) / 2000
    expect(mean).toBeGreaterThan(0.48)
    expect(mean).toBeLessThan(0.52)
  })
})
