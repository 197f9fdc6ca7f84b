/**
 * Samples of one window are not independent: bursts, collections, one request type for seconds. The design effect D is how much
 * larger the real variance is than the binomial one; it is measured from sub-windows where there are any, else assumed in the open.
 * Statistics reference A.8.
 */
import { chiSquare1Tail, f1Tail, t95 } from './distributions.ts'

/** Degrees of freedom lent by the trend over all functions to each single one (limma's idea). */
const borrowed = 10

/** Pearson's φ of one function over blocks of one window: 1 when the blocks vary as the binomial says. NaN with fewer than two blocks. */
export function pearsonPhi(k: ArrayLike<number>, n: ArrayLike<number>): number {
  let sumK = 0
  let sumN = 0
  let blocks = 0
  for (let i = 0; i < k.length; i++) {
    if (!(n[i]! > 0)) continue
    sumK += k[i]!
    sumN += n[i]!
    blocks++
  }
  const p = sumK / sumN
  if (blocks < 2 || !(p > 0) || p >= 1) return Number.NaN
  let sum = 0
  for (let i = 0; i < k.length; i++) {
    const expected = n[i]! * p
    if (n[i]! > 0) sum += (k[i]! - expected) ** 2 / (expected * (1 - p))
  }
  return sum / (blocks - 1)
}

/** One function: φ over the blocks of one window and its mean count per block. */
export interface BlockSpread {
  readonly phi: number
  readonly mean: number
}

/** How fast φ grows with the mean count, over all functions: `1 + slope · mean`. Never below 0. */
export function spreadTrend(spreads: readonly BlockSpread[]): number {
  let weighted = 0
  let weights = 0
  for (const { phi, mean } of spreads) {
    if (!(mean >= 2) || !Number.isFinite(phi)) continue
    const weight = Math.min(mean, 50)
    weighted += (weight * (phi - 1)) / mean
    weights += weight
  }
  return weights > 0 ? Math.max(0, weighted / weights) : 0
}

/** φ of one function, drawn towards the trend; never below 1. `blocks` is the number of sub-windows. */
export function moderatedPhi({ phi, mean }: BlockSpread, trend: number, blocks: number): number {
  const expected = 1 + trend * mean
  if (!(mean >= 2) || !Number.isFinite(phi)) return Math.max(1, expected)
  return Math.max(1, (borrowed * expected + (blocks - 1) * phi) / (borrowed + blocks - 1))
}

export interface DesignEffect {
  readonly d: number
  /** Degrees of freedom of the estimate; Infinity when assumed. */
  readonly nu: number
  /** What it may be and how likely each is, where that is known: then `d` and `nu` are the short form of it. */
  readonly known?: { readonly d: readonly number[]; readonly weights: readonly number[] }
}

/** A design effect is a function's, and a call tree asks for it once a node. */
export function oncePerName(effectOf: (name: number) => DesignEffect): (name: number) => DesignEffect {
  const known: DesignEffect[] = []
  return (name) => (known[name] ??= effectOf(name))
}

/** Both windows' φ into one design effect of the comparison, with Satterthwaite's degrees of freedom. */
export function combinedDesignEffect(phiA: number, nA: number, phiB: number, nB: number, blocks: number): DesignEffect {
  const df = blocks - 1 + borrowed
  const vA = phiA / nA
  const vB = phiB / nB
  return { d: (vA + vB) / (1 / nA + 1 / nB), nu: (vA + vB) ** 2 / (vA ** 2 / df + vB ** 2 / df) }
}

/**
 * Two merged profiles only: the median of G over functions with enough samples says how much everything wobbles (genomic control).
 * At least the floor, because one pair of windows cannot see slow drift.
 */
export function genomicControl(statistics: readonly number[], floor: number): DesignEffect {
  const sorted = statistics.filter(Number.isFinite).sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  const lambda = sorted.length >= 20 ? median / 0.4549364231195724 : 1
  return { d: Math.max(lambda, floor, 1), nu: Number.POSITIVE_INFINITY }
}

/** p with overdispersion: never smaller than without it. */
export function dispersedP(exact: number, g: number, { d, nu, known }: DesignEffect): number {
  if (!known) return Math.max(exact, f1Tail(g / d, nu))
  let sum = 0
  for (let at = 0; at < known.d.length; at++) sum += known.weights[at]! * chiSquare1Tail(g / known.d[at]!)
  return Math.max(exact, sum)
}

/** The quantile that intervals use in place of 1.96. */
export function intervalQuantile({ nu }: DesignEffect): number {
  return t95(nu)
}
