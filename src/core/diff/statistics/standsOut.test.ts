import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../../base/random.ts'
import { normal } from '../../testing/chance.ts'
import { t95 } from './distributions.ts'
import { betweenRunsOf, type BetweenRuns } from './empiricalNull.ts'
import { dispersedP } from './overdispersion.ts'
import { addLogLikelihoods } from './spreadGrid.ts'
import { type LogRatio, withChance } from './spreadOfRuns.ts'

/** Seventeen well measured functions and fifty that sampling drowns, which differ by `tau` between two runs; function 0 by `stands` more. */
function ratios(seed: number, tau: number, stands: number): readonly LogRatio[] {
  const random = mulberry32(seed)
  return Array.from({ length: 67 }, (_, name) => {
    const k = name === 0 ? 2600 : name < 18 ? 1200 / (1 + name / 3) : 25
    const variance = 2 / k
    return { name, variance, value: Math.sqrt(variance + tau ** 2) * normal(random) + (name === 0 ? stands : 0) }
  })
}

const seeds = Array.from({ length: 60 }, (_, at) => 300 + at)
const chance = 2 / 2600

function pOf(value: number, spread: BetweenRuns['spread']): number {
  if (!spread) throw new Error('nothing was learned')
  const perEvent = 2 / 2600
  const d = spread.squares.map((square) => 1 + square / perEvent)
  return dispersedP(0, value ** 2 / perEvent, { d: 1, nu: Infinity, known: { d, weights: spread.weights } })
}

describe('one function that stands out among few', () => {
  it('is measured against the others, where they are calm: it would widen the null that it is tested against', () => {
    const found = (spreadOf: (told: BetweenRuns) => BetweenRuns['spread']): number =>
      seeds.filter((seed) => pOf(0.18, spreadOf(betweenRunsOf(ratios(seed, 0.015, 0.18)))) < 0.005).length
    const alone = found(({ spread }) => spread)
    const without = found(({ without: others }) => others?.get(0))
    expect(without / seeds.length).toBeGreaterThanOrEqual(0.55)
    expect(without).toBeGreaterThan(1.2 * alone)
  })

  it('is one of them where runs differ much: it is called changed no more often than the test says', () => {
    const alarms = Array.from({ length: 300 }, (_, at) => ratios(1000 + at, 0.2, 0)).filter(
      (drawn) => pOf(drawn[0]!.value, betweenRunsOf(drawn).without?.get(0)) < 0.05,
    )
    expect(alarms.length / 300).toBeLessThanOrEqual(0.08)
  })
})

describe('what is known of how much runs differ', () => {
  it('makes intervals as wide as it is, and hardly wider: the t distribution ends where all that τ may be says', () => {
    for (const seed of seeds.slice(0, 12)) {
      const { spread } = betweenRunsOf(ratios(seed, 0.05, 0))
      if (!spread) throw new Error('nothing was learned')
      const { variance, nu } = withChance(spread, chance)
      const outside = pOf(t95(nu) * Math.sqrt(variance), spread)
      expect(outside).toBeGreaterThan(0.02)
      expect(outside).toBeLessThan(0.07)
      expect(t95(nu)).toBeGreaterThan(1.96)
    }
  })

  it('is not called one spread where some functions differ by far more than most: none of those stands out', () => {
    const random = mulberry32(11)
    const drawn = (uneven: number): readonly LogRatio[] =>
      Array.from({ length: 150 }, (_, name) => ({
        name,
        variance: 1e-3,
        value: Math.sqrt(1e-3 + 0.1 ** 2) * (name % 7 === 3 ? uneven : 1) * normal(random),
      }))
    const pFarOut = (uneven: number): number => pOf(0.55, betweenRunsOf(drawn(uneven)).spread)
    // Five standard deviations of most, and less than two of those that differ by three times as much.
    expect(pFarOut(1)).toBeLessThan(0.001)
    expect(pFarOut(3)).toBeGreaterThan(0.002)
  })

  it('is what is usual, or more, where next to no functions tell, or fewer than ten of what is allocated or waited: they may happen to agree', () => {
    const few = { four: [1, 5], eight: [1, 9] } as const
    for (const [count, computes] of [
      ['four', true],
      ['eight', false],
    ] as const) {
      const of = (runs: number) => betweenRunsOf(ratios(7, runs, 0).slice(...few[count]), undefined, { computes })
      const agree = of(0.005)
      expect(agree).toMatchObject({ learned: false })
      expect(agree).not.toHaveProperty('partly')
      expect(agree.tau).toBeGreaterThanOrEqual(Math.SQRT2 * 0.1)
      expect(agree.tau).toBeLessThan(0.2)
      const differ = of(0.25)
      expect(differ.tau).toBeGreaterThan(agree.tau)
      expect(differ.tau).toBeLessThanOrEqual(Math.SQRT2 * 0.22 + 1e-9)
    }
    // On the CPU eight count: of so few none stood out before, however much dearer it was.
    expect(betweenRunsOf(ratios(7, 0.005, 0).slice(1, 9)).tau).toBeLessThan(0.05)
  })

  it('is what is usual drawn towards what they show, where fewer than thirty tell', () => {
    const tauOf = (count: number): number => betweenRunsOf(ratios(7, 0.005, 0).slice(1, 1 + count)).tau
    for (const some of [12, 16, 20]) {
      expect(tauOf(some)).toBeLessThan(Math.SQRT2 * 0.1)
      expect(tauOf(some)).toBeGreaterThan(0.9 * tauOf(40))
    }
    // One function more is no other world: it used to be nearly twice as much with 29 as with 30.
    expect(tauOf(29) / tauOf(30)).toBeGreaterThan(0.8)
    expect(tauOf(29) / tauOf(30)).toBeLessThan(1.25)
    expect(betweenRunsOf(ratios(7, 0.005, 0).slice(1, 13))).toMatchObject({ learned: false, partly: true })
    expect(betweenRunsOf(ratios(7, 0.25, 0).slice(1, 13)).tau).toBeGreaterThan(Math.SQRT2 * 0.1)
  })
})

describe('the likelihoods of many functions', () => {
  const changedParts = [0.005, 0.02, 0.06, 0.2, 0.5]
  it.each([1, 40, 600])(
    'of %i functions are the sum of their logarithms, whether they are near 0, none or large',
    (count) => {
      const random = mulberry32(count)
      const some = (length: number): Float64Array =>
        Float64Array.from({ length }, () =>
          random() < 0.1 ? 0 : Math.exp((random() - 0.7) * (random() < 0.1 ? 700 : 9)),
        )
      // Four rows of a τ: the parts of the functions that are uneven.
      const tables = Array.from({ length: count }, () => ({ same: some(8), changed: some(2) }))
      const found = Float64Array.from({ length: 40 }, (_, at) => at)
      addLogLikelihoods(found, tables)
      for (const [at, sum] of found.entries()) {
        const part = changedParts[at % 5] ?? 0
        const expected = tables.reduce((total, { same, changed }) => {
          const one = (1 - part) * same[Math.floor(at / 5)]! + part * changed[Math.floor(at / 20)]!
          return total + Math.log(Math.max(Number.MIN_VALUE, one))
        }, at)
        expect(Math.abs(sum - expected)).toBeLessThan(1e-11 * Math.max(100, Math.abs(expected)))
      }
    },
  )
})

describe('a changed function that calls several, which change with it', () => {
  it('is measured without what these say: they alone would make of it a program in which some functions wander', () => {
    const calls = [1, 2, 3]
    const drawn = (seed: number): readonly LogRatio[] =>
      ratios(seed, 0.01, 0).map((one) => (calls.includes(one.name ?? 0) ? { ...one, value: one.value + 0.2 } : one))
    const counted = (spreadOf: (told: BetweenRuns) => BetweenRuns['spread']): number =>
      seeds.slice(0, 30).filter((seed) => pOf(0.2, spreadOf(betweenRunsOf(drawn(seed)))) < 0.005).length
    expect(counted(({ without }) => without?.all(calls))).toBeGreaterThan(1.3 * counted(({ spread }) => spread))
  })

  it('is not, where it calls most of them: the rest would say too little', () => {
    const { without } = betweenRunsOf(ratios(300, 0.01, 0))
    expect(without?.all(Array.from({ length: 40 }, (_, name) => name))).toBeUndefined()
    expect(without?.all([])).toBeUndefined()
  })
})
