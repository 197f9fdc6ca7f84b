/**
 * How much two runs of one program differ, learned from the two runs: most functions did not change, so the bulk of their log-ratios is
 * the null (Efron, "Large-scale simultaneous hypothesis testing: the choice of a null hypothesis", 2004), after what sampling alone
 * explains is taken off.
 *
 *   log(share in head / share in base) of function i  ~  N(shift, s_i² + τ²)     s_i² = D_i (1/kA + 1/kB)
 *
 * τ has the largest likelihood of a mixture in which some functions changed, by anything: those do not widen the null they are tested
 * against. Each function weighs by how well it is measured. Where few functions changed together that is not enough; the smaller of two
 * robust estimates is taken, see `boundedTau`.
 */

export interface LogRatio {
  /** Natural logarithm of head / base. */
  readonly value: number
  /** Variance of it that sampling explains, design effect within the runs included. */
  readonly variance: number
  /** Which function it is of, for `tauWithout`. */
  readonly name?: number
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
  /** Measured among so many runs of both sides, where nothing changed; absent when learned from the two that are compared. */
  readonly runs?: number
  /** `tau` between two single runs, where that is less than between as many as are compared. */
  readonly single?: number
  /** Of one function by its name, where it was measured for each: never less than `tau`. */
  readonly ofFunction?: (name: string) => number
  /**
   * By `LogRatio.name`, of functions that stand out: what the others differ by, where that is less. Where few functions are well measured,
   * one that changed widens the null that it is then tested against.
   */
  readonly tauWithout?: ReadonlyMap<number, number>
  /** Of the whole: variance of the log-ratio of its rates, and the degrees of freedom of that. */
  readonly whole?: { readonly variance: number; readonly nu: number }
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
const leastTau = 0.01
const mostTau = 0.5
const steps = 56
const taus: readonly number[] = Array.from(
  { length: steps },
  (_, at) => leastTau * (mostTau / leastTau) ** (at / (steps - 1)),
)
/** Parts of the functions that may have changed in themselves or with their requests, and by how much those do: sd of the log-ratio. */
const changedParts = [0.02, 0.05, 0.15, 0.3, 0.5] as const
const changedBy = 0.5
/** Many changes are less likely than few: in log-likelihood per step of the parts. */
const priorOfChange = 2
/** z² from which a function counts no further. */
const beyond = 2.5 ** 2
/** Mean of a χ²₁ that is cut off there: without it τ would come out small. */
const cappedMean = 0.944
/** In −2 log-likelihood: 1.4 standard errors. */
const margin = 2
/** The degrees of freedom that τ is taken to have at least: two runs of one program are not unknown before these two were seen. */
const fewestNu = 60
/** The best measured ones say nearly all there is to say. */
const mostFunctions = 2000
/** A function measured no better than this says nothing about differences of this size. */
const informative = 0.1

/** @param fewest with fewer functions the usual difference is assumed; runs among which nothing changed need less to be believed */
export function betweenRunsOf(ratios: readonly LogRatio[], fewest: number = fewestForNull): BetweenRuns {
  const usable = ratios.filter(({ value, variance }) => Number.isFinite(value) && variance > 0)
  if (usable.length < fewest) return assumedBetweenRuns
  const weights = usable.map(({ variance }) => 1 / (variance + informative ** 2))
  const shift = weightedMedian(
    usable.map(({ value }) => value),
    weights,
  )
  const centred = usable
    .sort((x, y) => x.variance - y.variance)
    .slice(0, mostFunctions)
    .map((one) => ({ ...one, value: one.value - shift }))
  const tau = Math.min(likeliestTau(centred), boundedTau(centred))
  // What is known of τ² is what functions say whose own noise does not drown it.
  const told = usable.reduce((sum, { variance }) => sum + (tau ** 2 / (variance + tau ** 2)) ** 2, 0)
  const tauWithout = tauWithoutEach(centred, tau)
  return { tau, shift, nu: Math.max(fewestNu, told), learned: true, ...(tauWithout.size > 0 ? { tauWithout } : {}) }
}

/** In standard errors of sampling: less than this no function widens the null by itself. */
const standsOut = 4
/** Runs that differ by more than half of what is usual are not calm: there one that stands out is one of them. */
const calm = assumedBetweenRuns.tau / 2
/** However calm the others are, they are few. */
const leastOfTau = 0.5
/** Only the best measured ones weigh enough for that. */
const mostWithout = 12

/** Between the likeliest and the largest that the others fit: they are few, where it matters, and may be calmer than they will be. */
function tauWithoutEach(ratios: readonly LogRatio[], tau: number): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  if (tau > calm) return found
  const standing = ratios.filter(({ value, variance }) => value ** 2 > standsOut ** 2 * variance)
  for (const one of standing.slice(0, mostWithout)) {
    if (one.name === undefined) continue
    const others = ratios.filter((other) => other !== one)
    const rest = Math.max(leastOfTau * tau, Math.sqrt(likeliestTau(others) * boundedTau(others)))
    if (rest < tau) found.set(one.name, rest)
  }
  return found
}

/** Over both what the rest differs by and how many functions belong to the rest. */
function likeliestTau(ratios: readonly LogRatio[]): number {
  let best = { tau: assumedBetweenRuns.tau, logLikelihood: Number.NEGATIVE_INFINITY }
  for (const tau of taus) {
    const sums = changedParts.map(() => 0)
    for (const { value, variance } of ratios) {
      const same = density(value, variance + tau ** 2)
      const changed = density(value, variance + tau ** 2 + changedBy ** 2)
      for (const [at, part] of changedParts.entries())
        sums[at]! += Math.log(Math.max(Number.MIN_VALUE, (1 - part) * same + part * changed))
    }
    const logLikelihood = Math.max(...sums.map((sum, at) => sum - priorOfChange * at))
    if (logLikelihood > best.logLikelihood) best = { tau, logLikelihood }
  }
  return best.tau
}

/**
 * With what lies beyond 2.5 standard deviations counted as if it lay there, the largest τ that fits nearly as well as the best. Where one
 * cause moved several well measured functions at once, the mixture takes them for the rest; they cannot pull this one.
 */
function boundedTau(ratios: readonly LogRatio[]): number {
  const misfits = taus.map((tau) =>
    ratios.reduce((sum, { value, variance }) => {
      const wide = variance + tau ** 2
      return sum + Math.log(wide) + Math.min(beyond, value ** 2 / wide / cappedMean)
    }, 0),
  )
  const least = Math.min(...misfits)
  return taus[misfits.findLastIndex((misfit) => misfit <= least + margin)] ?? assumedBetweenRuns.tau
}

/** Of a normal distribution, up to a constant. */
const density = (value: number, variance: number): number =>
  Math.exp((-value * value) / 2 / variance) / Math.sqrt(variance)

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
