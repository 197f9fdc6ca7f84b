/**
 * How much two runs of one program differ, learned from the two runs: most functions did not change, so the bulk of their log-ratios is
 * the null (Efron, "Large-scale simultaneous hypothesis testing: the choice of a null hypothesis", 2004), after what sampling alone
 * explains is taken off.
 *
 *   log(share in head / share in base) of function i  ~  N(shift, s_i² + τ²)     s_i² = D_i (1/kA + 1/kB)
 *
 * τ has the largest likelihood in which what lies beyond 2.5 standard deviations counts as if it lay there: the functions that really
 * changed do not widen the null they are tested against. Each function weighs by how well it is measured.
 */

export interface LogRatio {
  /** Natural logarithm of head / base. */
  readonly value: number
  /** Variance of it that sampling explains, design effect within the runs included. */
  readonly variance: number
}

export interface BetweenRuns {
  /** Standard deviation of a log-ratio that nothing but the two runs explains. */
  readonly tau: number
  /** Common to all functions: the machine was slower, or there was more to do. */
  readonly shift: number
  /** Degrees of freedom of the estimate; Infinity when assumed. */
  readonly nu: number
  /** False when too few functions carry it, and the usual difference of two runs is assumed. */
  readonly learned: boolean
}

/** Fewer functions than this say too little about the rest. */
export const fewestForNull = 30
/**
 * Two runs of one unchanged program on a shared machine: a function's cost differs by about a tenth from run to run (a Kafka broker's
 * windows wandered by 14 %; two recordings of one build by 9 to 22 % in system calls). √2 of it in a log-ratio of two.
 */
export const assumedBetweenRuns: BetweenRuns = {
  tau: Math.SQRT2 * 0.1,
  shift: 0,
  nu: Number.POSITIVE_INFINITY,
  learned: false,
}
/** Two runs never agree better than this, however alike these functions look. */
const leastTau = 0.02
const mostTau = 0.5
const steps = 48
const taus: readonly number[] = Array.from(
  { length: steps },
  (_, at) => leastTau * (mostTau / leastTau) ** (at / (steps - 1)),
)
/** z² from which a function counts as one that changed. */
const beyond = 2.5 ** 2
/** Mean of a χ²₁ that is cut off there: without it τ would come out small. */
const cappedMean = 0.944
/** In −2 log-likelihood: 1.4 standard errors. */
const margin = 2
/** A function measured no better than this says nothing about differences of this size. */
const informative = 0.1

export function betweenRunsOf(ratios: readonly LogRatio[]): BetweenRuns {
  const usable = ratios.filter(({ value, variance }) => Number.isFinite(value) && variance > 0)
  if (usable.length < fewestForNull) return assumedBetweenRuns
  const weights = usable.map(({ variance }) => 1 / (variance + informative ** 2))
  const shift = weightedMedian(
    usable.map(({ value }) => value),
    weights,
  )
  const misfits = taus.map((tau) =>
    usable.reduce((sum, { value, variance }) => {
      const wide = variance + tau ** 2
      return sum + Math.log(wide) + Math.min(beyond, (value - shift) ** 2 / wide / cappedMean)
    }, 0),
  )
  const least = Math.min(...misfits)
  // The larger τ that fits nearly as well: of two mistakes, a change that is none is the worse one.
  const at = misfits.findLastIndex((misfit) => misfit <= least + margin)
  const tau = taus[at] ?? assumedBetweenRuns.tau
  return { tau, shift, nu: Math.max(3, effectiveCount(weights)), learned: true }
}

/** Kish: how many equally weighted observations these are worth. */
function effectiveCount(weights: readonly number[]): number {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const squares = weights.reduce((total, weight) => total + weight * weight, 0)
  return squares > 0 ? (sum * sum) / squares : 0
}

export function weightedMedian(values: readonly number[], weights: readonly number[]): number {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!)
  const half = weights.reduce((total, weight) => total + weight, 0) / 2
  let below = 0
  for (const index of order) {
    below += weights[index]!
    if (below >= half) return values[index]!
  }
  return Number.NaN
}
