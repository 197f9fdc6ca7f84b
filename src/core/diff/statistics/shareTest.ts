/**
 * Does a function have another share of the samples in head than in base? Conditional on the pooled count k = kA + kB, so that
 * windows of unequal length invent nothing (an unpooled z calls 12 % of unchanged functions changed at a nominal 0.01 %).
 * Small counts: exact mid-p of the hypergeometric; large ones: likelihood ratio against χ²₁. Statistics reference A.2.
 */
import { chiSquare1Tail } from './distributions.ts'

/** At most this many on the rarer side: exact. */
const exactUpTo = 100

/** `k` of `n` independent samples are in the function. */
export interface Counted {
  readonly k: number
  readonly n: number
}

const term = (observed: number, expected: number): number =>
  observed > 0 ? observed * Math.log(observed / expected) : 0

/** Log-likelihood ratio statistic; χ²₁ under "no change". Fractional counts are fine. */
export function shareG(base: Counted, head: Counted): number {
  const n = base.n + head.n
  const p = (base.k + head.k) / n
  if (!(p > 0) || p >= 1) return 0
  const sum =
    term(base.k, base.n * p) +
    term(head.k, head.n * p) +
    term(base.n - base.k, base.n * (1 - p)) +
    term(head.n - head.k, head.n * (1 - p))
  return Math.max(0, 2 * sum)
}

/** Doubled smaller tail with half of the observed point, by recurrence from the mode; whole counts only. */
export function shareMidP(base: Counted, head: Counted): number {
  // Test the rarer side: the complement has the same p and a shorter sum.
  const k = base.k + head.k
  const n = base.n + head.n
  if (k > n - k) return shareMidP({ k: base.n - base.k, n: base.n }, { k: head.n - head.k, n: head.n })
  return midP(
    base.k,
    Math.max(0, k - head.n),
    Math.min(k, base.n),
    (x) => ((base.n - x) * (k - x)) / ((x + 1) * (head.n - k + x + 1)),
  )
}

/** mid-p of an observation among weights given by the ratio of each to the one before it. */
export function midP(observed: number, low: number, high: number, ratioToNext: (x: number) => number): number {
  let weight = 1
  let below = low < observed ? 1 : 0
  let at = low === observed ? 1 : 0
  // Summed on its own: as a remainder of the total it would drown in rounding exactly where it matters.
  let above = 0
  for (let x = low; x < high; x++) {
    weight *= ratioToNext(x)
    if (weight > 1e200) {
      weight /= 1e200
      below /= 1e200
      at /= 1e200
      above /= 1e200
    }
    if (x + 1 < observed) below += weight
    else if (x + 1 === observed) at = weight
    else above += weight
  }
  return Math.min(1, (2 * (Math.min(below, above) + at / 2)) / (below + at + above))
}

/** p of "no change" before overdispersion; `g` goes into the F test of `overdispersion.ts`. */
export function shareTest(base: Counted, head: Counted): { readonly p: number; readonly g: number } {
  const g = shareG(base, head)
  const k = base.k + head.k
  const rarer = Math.min(k, base.n + head.n - k)
  const whole =
    Number.isInteger(base.k) && Number.isInteger(head.k) && Number.isInteger(base.n) && Number.isInteger(head.n)
  return { g, p: whole && rarer <= exactUpTo ? shareMidP(base, head) : chiSquare1Tail(g) }
}

/** Log-likelihood ratio of two Poisson rates; χ²₁ under "no change". */
export function rateG(kA: number, exposureA: number, kB: number, exposureB: number): number {
  const k = kA + kB
  const share = exposureA / (exposureA + exposureB)
  return k > 0 ? Math.max(0, 2 * (term(kA, k * share) + term(kB, k * (1 - share)))) : 0
}

/**
 * The same question per second, per core or per request: k ~ Poisson(rate · exposure), so that kA is binomial given k
 * (Przyborowski & Wilenski).
 */
export function rateTest(
  kA: number,
  exposureA: number,
  kB: number,
  exposureB: number,
): { readonly p: number; readonly g: number } {
  const k = kA + kB
  const share = exposureA / (exposureA + exposureB)
  if (!(k > 0)) return { p: 1, g: 0 }
  const g = rateG(kA, exposureA, kB, exposureB)
  if (k > exactUpTo || !Number.isInteger(kA) || !Number.isInteger(kB)) return { g, p: chiSquare1Tail(g) }
  const odds = share / (1 - share)
  return { g, p: midP(kA, 0, k, (x) => ((k - x) / (x + 1)) * odds) }
}
