import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../../base/random.ts'
import { betweenRunsOf, type LogRatio } from './empiricalNull.ts'

/** Seventeen well measured functions and fifty that sampling drowns, which differ by `tau` between two runs; function 0 by `stands` more. */
function ratios(seed: number, tau: number, stands: number): readonly LogRatio[] {
  const random = mulberry32(seed)
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Array.from({ length: 67 }, (_, name) => {
    const k = name === 0 ? 2600 : name < 18 ? 1200 / (1 + name / 3) : 25
    const variance = 2 / k
    return { name, variance, value: Math.sqrt(variance + tau ** 2) * normal() + (name === 0 ? stands : 0) }
  })
}

const seeds = Array.from({ length: 60 }, (_, at) => 300 + at)

describe('one function that stands out among few', () => {
  it('is measured against the others, where they are calm: it would widen the null that it is tested against', () => {
    const found = (of: (told: ReturnType<typeof betweenRunsOf>) => number): number =>
      seeds.filter((seed) => 0.18 / Math.sqrt(2 / 2600 + of(betweenRunsOf(ratios(seed, 0.015, 0.18))) ** 2) > 4).length
    const alone = found(({ tau }) => tau)
    const without = found(({ tau, tauWithout }) => tauWithout?.get(0) ?? tau)
    expect(without / seeds.length).toBeGreaterThanOrEqual(0.55)
    expect(without).toBeGreaterThan(1.5 * alone)
  })

  it('is one of them where runs differ much: nothing is taken off what it is measured against', () => {
    const taken = seeds.filter((seed) => betweenRunsOf(ratios(seed, 0.2, 0)).tauWithout !== undefined)
    expect(taken.length / seeds.length).toBeLessThanOrEqual(0.05)
  })

  it('never is measured against less than half of what all of them differ by', () => {
    for (const seed of seeds) {
      const { tau, tauWithout } = betweenRunsOf(ratios(seed, 0.02, 0.4))
      for (const own of tauWithout?.values() ?? []) expect(own).toBeGreaterThanOrEqual(tau / 2)
    }
  })
})
