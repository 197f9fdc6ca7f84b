import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chiSquare1Tail, f1Tail, t95 } from './distributions.ts'
import { conservativeChange, shareDifference, shareRatio, smallestVisibleIncrease } from './effect.ts'
import { mulberry32 } from '../../base/random.ts'
import { falseDiscoveryRates, largestPassing } from './falseDiscovery.ts'
import { combinedDesignEffect, dispersedP, pearsonPhi } from './overdispersion.ts'
import { ManyTests } from './screened.ts'
import { rateTest, shareG, shareMidP, shareTest } from './shareTest.ts'
import { stratifiedTest } from './strata.ts'
import vectors from './vectors.json' with { type: 'json' }

/** The vectors were computed with SciPy; 1e-8 relative is what a port has to reach. */
function close(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-8 * Math.abs(expected) + 1e-15)
}

describe('the tests of a change', () => {
  it.each(vectors.share)('agree with SciPy on $ka/$na against $kb/$nb', ({ ka, kb, na, nb, g, pG, midp }) => {
    const base = { k: ka, n: na }
    const head = { k: kb, n: nb }
    close(shareG(base, head), g)
    close(chiSquare1Tail(shareG(base, head)), pG)
    close(shareMidP(base, head), midp)
  })

  it.each(vectors.rate)('agree with SciPy on rates $ka/$ea against $kb/$eb', ({ ka, kb, ea, eb, g, midp }) => {
    const tested = rateTest(ka, ea, kb, eb)
    close(tested.g, g)
    if (ka + kb <= 100) close(tested.p, midp)
  })

  it.each(vectors.newcombe)('give Newcombe’s interval for $ka/$na against $kb/$nb', ({ ka, kb, na, nb, lo, hi }) => {
    const { low, high } = shareDifference({ k: ka, n: na }, { k: kb, n: nb })
    close(low, lo)
    close(high, hi)
  })

  it.each(vectors.ratio)('give the ratio for $ka/$na against $kb/$nb', ({ ka, kb, na, nb, lo, mid, hi }) => {
    const { low, value, high } = shareRatio({ k: ka, n: na }, { k: kb, n: nb })
    close(low, lo)
    close(value, mid)
    close(high, hi)
  })

  it.each(vectors.fsf)('know the tail of F(1, $nu) at $f', ({ f, nu, p }) => close(f1Tail(f, nu), p))

  it.each([
    [1, 12.706204736432095],
    [2, 4.302652729911275],
    [3, 3.182446305284263],
    [5, 2.570581835636314],
    [10, 2.2281388519649385],
    [30, 2.0422724563012373],
    [100, 1.983971518523552],
  ])('know the t beyond which a twentieth of the t distribution of %i lies', (nu, t) => close(t95(nu), t))

  it('know it for any number of degrees of freedom, whole or not: it is where the tail is a twentieth', () => {
    for (let nu = 0.5; nu < 9e5; nu *= 1.07) expect(Math.abs(f1Tail(t95(nu) ** 2, nu) / 0.05 - 1)).toBeLessThan(1e-9)
    // Of less than that an interval says nothing.
    expect(t95(0.3)).toBe(700)
  })

  it('know the tail of the normal', () => {
    for (const { z, p } of vectors.sf) close(chiSquare1Tail(z * z) / 2, p)
  })

  it('adjust for many tests as Benjamini and Hochberg', () => {
    for (const { p, q } of [vectors.bh].flat()) {
      const adjusted = falseDiscoveryRates(p)
      for (const [i, expected] of q.entries()) close(adjusted[i] ?? Number.NaN, expected)
    }
  })

  it('separate mix from change', () => {
    for (const { strata, x, p, rr } of [vectors.cmh].flat()) {
      const tested = stratifiedTest(strata.map(([a = 0, nA = 0, b = 0, nB = 0]) => ({ a, nA, b, nB })))
      close(tested.x, x)
      close(tested.p, p)
      close(tested.ratio.value, rr)
    }
  })

  it('see through Simpson’s paradox: a share that doubled only because one request type took over', () => {
    const strata = [
      { a: 400, nA: 8000, b: 200, nB: 4000 },
      { a: 600, nA: 2000, b: 1800, nB: 6000 },
    ]
    expect(shareG({ k: 1000, n: 10_000 }, { k: 2000, n: 10_000 })).toBeCloseTo(398.6556, 4)
    const { x, ratio, mix, within } = stratifiedTest(strata)
    expect(x).toBeCloseTo(0, 10)
    expect(ratio.value).toBeCloseTo(1, 10)
    expect(mix).toBeCloseTo(0.1, 10)
    expect(within).toBeCloseTo(0, 10)
  })

  it('let the same rows pass by the largest p as by q, whether each p is worked out or only those that could pass', () => {
    const random = mulberry32(5)
    const effect = { d: 1.4, nu: 30 }
    for (let round = 0; round < 50; round++) {
      const pairs = Array.from({ length: 300 }, (_, i) => {
        const k = Math.floor(random() * 400)
        const moved = i % 10 === 0 ? 1.8 : 1
        const head = Math.round((k + Math.sqrt(k) * 2 * (random() - 0.5)) * moved)
        return [
          { k, n: 5000 },
          { k: head, n: 6000 },
        ] as const
      })
      const full = pairs.map(([a, b]) => {
        const { p, g } = shareTest(a, b)
        return dispersedP(p, g, effect)
      })
      const tests = new ManyTests(pairs.length)
      for (const [a, b] of pairs) tests.add(shareG(a, b), effect.d)
      let worked = 0
      const exact = (row: number): number => {
        worked++
        return full[row]!
      }
      const { p, largest } = tests.settle(0.05, exact)
      const byQ = [...falseDiscoveryRates(full)].map((q) => q <= 0.05)
      expect([...p].map((one) => one <= largest)).toEqual(byQ)
      expect(byQ).toContain(true)
      // Those that could pass, and not all that are small.
      expect(worked).toBeLessThan(full.filter((one) => one <= 0.05).length * 1.2)
      // Whoever asks is told each p that is at most the rate, and no other.
      const asked = tests.settle(0.05, exact, (row) => row % 2 === 0)
      for (const [row, one] of full.entries()) if (row % 2 === 0 && one <= 0.05) expect(asked.p[row]).toBe(one)
    }
    expect(largestPassing([0.9, 0.04, 0.5], 0.05)).toBe(-1)
  })

  it('measure overdispersion over blocks', () => {
    expect(
      pearsonPhi(
        [12, 9, 15, 8, 22, 10, 11, 13],
        Array.from({ length: 8 }, () => 1000),
      ),
    ).toBeCloseTo(1.5971, 4)
  })

  it('grow the p with the design effect, by the F distribution', () => {
    const tested = shareTest({ k: 120, n: 10_000 }, { k: 190, n: 10_000 })
    const design = combinedDesignEffect(2, 10_000, 2, 10_000, 8)
    expect(design).toEqual({ d: 2, nu: 34 })
    expect(dispersedP(tested.p, tested.g, design)).toBeCloseTo(0.007462, 6)
    expect(dispersedP(tested.p, tested.g, { d: 2, nu: Number.POSITIVE_INFINITY })).toBeCloseTo(0.004436, 6)
  })

  it('know the quantiles of t', () => {
    expect(t95(34)).toBeCloseTo(2.032245, 5)
    expect(t95(1)).toBeCloseTo(12.7062, 3)
    expect(t95(Number.POSITIVE_INFINITY)).toBeCloseTo(1.959964, 6)
  })

  it('say that a function with 100 samples cannot show less than about +68 %', () => {
    expect(smallestVisibleIncrease({ k: 100, n: 10_000 }, { k: 0, n: 10_000 })).toBeCloseTo(0.684, 2)
  })

  it('are the same read either way round, and never outside 0..1', () => {
    const counts = fc.tuple(fc.integer({ min: 1, max: 400 }), fc.nat(400)).map(([n, k]) => ({ n, k: Math.min(k, n) }))
    fc.assert(
      fc.property(counts, counts, (base, head) => {
        const forward = shareTest(base, head)
        const backward = shareTest(head, base)
        expect(forward.p).toBeGreaterThanOrEqual(0)
        expect(forward.p).toBeLessThanOrEqual(1)
        expect(forward.p).toBeCloseTo(backward.p, 9)
        expect(forward.g).toBeCloseTo(backward.g, 7)
      }),
    )
  })

  it('claim no change at all when the shares are the same', () => {
    expect(conservativeChange(shareDifference({ k: 30, n: 100 }, { k: 60, n: 200 }))).toBe(0)
  })
})
