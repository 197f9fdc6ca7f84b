/** Change within request types (Cochran–Mantel–Haenszel) against change of their mix (Kitagawa). Statistics reference A.6. */
import { chiSquare1Tail } from './distributions.ts'
import { z95 } from '../../signals/intervals.ts'
import type { Estimate } from './effect.ts'

/** One stratum (endpoint, handler, pool): `a` of `nA` samples in base, `b` of `nB` in head. */
export interface Stratum {
  readonly a: number
  readonly nA: number
  readonly b: number
  readonly nB: number
}

export interface StratifiedTest {
  /** χ²₁ statistic and p of "no change within any stratum". */
  readonly x: number
  readonly p: number
  /** Common ratio within strata, with its interval (Greenland & Robins). */
  readonly ratio: Estimate
  /** Points of share that moved because the mix moved, and because functions changed within it; they add up to the change. */
  readonly mix: number
  readonly within: number
  /** Informative counts, and how much of the pooled information the strata leave (below 0.3 the two cannot be separated). */
  readonly variance: number
  readonly information: number
}

export function stratifiedTest(strata: readonly Stratum[], designEffect: number = 1, z: number = z95): StratifiedTest {
  let excess = 0
  let variance = 0
  let up = 0
  let down = 0
  let logVariance = 0
  const sum = { a: 0, nA: 0, b: 0, nB: 0 }
  for (const { a, nA, b, nB } of strata) {
    sum.a += a
    sum.nA += nA
    sum.b += b
    sum.nB += nB
    const n = nA + nB
    const k = a + b
    if (n < 2) continue
    excess += a - (nA * k) / n
    variance += (nA * nB * k * (n - k)) / (n * n * (n - 1))
    up += (b * nA) / n
    down += (a * nB) / n
    logVariance += (k * nA * nB) / (n * n) - (a * b) / n
  }
  const x = variance > 0 ? (excess * excess) / variance / designEffect : 0
  const value = up / down
  const half =
    up > 0 && down > 0
      ? z * Math.sqrt((designEffect * Math.max(0, logVariance)) / (up * down))
      : Number.POSITIVE_INFINITY
  let mix = 0
  let within = 0
  for (const { a, nA, b, nB } of strata) {
    const weightA = nA / sum.nA
    const weightB = nB / sum.nB
    // A stratum that one side never saw has no share of its own there; its whole weight is mix.
    const shareA = nA > 0 ? a / nA : nB > 0 ? b / nB : 0
    const shareB = nB > 0 ? b / nB : shareA
    mix += ((weightB - weightA) * (shareA + shareB)) / 2
    within += ((shareB - shareA) * (weightA + weightB)) / 2
  }
  const n = sum.nA + sum.nB
  const p = (sum.a + sum.b) / n
  const pooled = ((sum.nA * sum.nB) / n) * p * (1 - p)
  return {
    x,
    p: chiSquare1Tail(x),
    ratio: { value, low: value * Math.exp(-half), high: value * Math.exp(half) },
    mix,
    within,
    variance,
    information: pooled > 0 ? variance / pooled : 0,
  }
}
