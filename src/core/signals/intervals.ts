/** Intervals for shares and totals. Everything here is 95 % and two-sided. */

/** Two-sided 95 % point of the normal distribution. */
export const z95 = 1.959963984540054

export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * Samples of one window are not independent: bursts, phases of one request type. A design effect of 2 is what a
 * healthy broker showed for totals over several windows; it is an assumption and said to be one.
 */
export const assumedDesignEffect = 2

/**
 * Wilson's score interval of a share, k of n, with n divided by the design effect.
 * @returns shares in 0..1; [0, 1] when n is 0
 */
export function wilson(k: number, n: number, designEffect: number = 1): Interval {
  if (!(n > 0)) return { low: 0, high: 1 }
  const share = Math.min(1, Math.max(0, k / n))
  const effective = n / designEffect
  const z2 = z95 * z95
  const centre = (share + z2 / (2 * effective)) / (1 + z2 / effective)
  const half =
    (z95 / (1 + z2 / effective)) * Math.sqrt((share * (1 - share)) / effective + z2 / (4 * effective * effective))
  // The ends are exact at k = 0 and k = n; rounding must not push them past it.
  return { low: k <= 0 ? 0 : Math.max(0, centre - half), high: k >= n ? 1 : Math.min(1, centre + half) }
}

/** Distribution function of the standard normal: Abramowitz and Stegun 7.1.26 refined by one continued fraction in the tail; error below 1e-9. */
export function normalCdf(x: number): number {
  if (x === Infinity) return 1
  if (x === -Infinity) return 0
  return x > 0 ? 1 - upperTail(x) : upperTail(-x)
}

/** P(Z > x) for x >= 0. Series below 2.5, continued fraction (Laplace) above it. */
function upperTail(x: number): number {
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
  if (x < 2.5) {
    let term = x
    let sum = x
    for (let odd = 3; term > 1e-17 * sum && odd < 200; odd += 2) {
      term *= (x * x) / odd
      sum += term
    }
    return 0.5 - density * sum
  }
  let fraction = 0
  for (let step = 120; step >= 1; step--) fraction = step / (x + fraction)
  return density / (x + fraction)
}

/** Standard error behind a 95 % interval. */
export function standardErrorOf(interval: Interval): number {
  return (interval.high - interval.low) / (2 * z95)
}
