/** How large a change is, with an interval for every number shown. Statistics reference A.5. */
import { wilson, z95 } from '../../signals/intervals.ts'
import type { Counted } from './shareTest.ts'

export interface Estimate {
  readonly low: number
  readonly value: number
  readonly high: number
}

/** Difference of shares head − base: Newcombe's hybrid of two Wilson intervals. `z`: 1.96, or a t quantile with overdispersion. */
export function shareDifference(base: Counted, head: Counted, designEffect: number = 1, z: number = z95): Estimate {
  // A quantile wider than that of the normal acts like fewer samples: z²·D is all that enters Wilson's formula.
  const scale = designEffect * (z / z95) ** 2
  const a = wilson(base.k, base.n, scale)
  const b = wilson(head.k, head.n, scale)
  const pA = base.n > 0 ? base.k / base.n : 0
  const pB = head.n > 0 ? head.k / head.n : 0
  const value = pB - pA
  return {
    value,
    low: value - Math.hypot(pB - b.low, a.high - pA),
    high: value + Math.hypot(b.high - pB, pA - a.low),
  }
}

/** Ratio of shares head / base on the log scale with half a sample added to each count, so that new and gone have a ratio too. */
export function shareRatio(base: Counted, head: Counted, designEffect: number = 1, z: number = z95): Estimate {
  const log = Math.log((head.k + 0.5) / (head.n + 0.5)) - Math.log((base.k + 0.5) / (base.n + 0.5))
  const variance = 1 / (base.k + 0.5) - 1 / (base.n + 0.5) + 1 / (head.k + 0.5) - 1 / (head.n + 0.5)
  const half = z * Math.sqrt(designEffect * Math.max(0, variance))
  return { value: Math.exp(log), low: Math.exp(log - half), high: Math.exp(log + half) }
}

/** Ratio of rates, exposures known. */
export function rateRatio(
  kA: number,
  exposureA: number,
  kB: number,
  exposureB: number,
  designEffect: number = 1,
  z: number = z95,
): Estimate {
  const log = Math.log((kB + 0.5) / exposureB) - Math.log((kA + 0.5) / exposureA)
  const half = z * Math.sqrt(designEffect * (1 / (kA + 0.5) + 1 / (kB + 0.5)))
  return { value: Math.exp(log), low: Math.exp(log - half), high: Math.exp(log + half) }
}

/** What the change is at least, 0 when it could be none: rows are ranked by this. */
export function conservativeChange({ low, high }: Estimate): number {
  return low > 0 ? low : high < 0 ? -high : 0
}

/**
 * The smallest relative increase a scan of about 300 functions would have seen with 80 % power: 4.84 standard errors of the log ratio.
 * 0.4 means "+40 %".
 */
export function smallestVisibleIncrease(base: Counted, head: Counted, designEffect: number = 1): number {
  if (base.k <= 0 || base.n <= 0) return Number.POSITIVE_INFINITY
  const expectedInHead = (base.k * head.n) / base.n
  return 4.84 * Math.sqrt(designEffect * (1 / base.k + 1 / expectedInHead))
}
