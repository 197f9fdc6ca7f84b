/**
 * What is known of how much two runs differ, as a distribution and not as one number: a grid over τ and over the part of the functions
 * that changed, each point weighed by how well it explains every log-ratio.
 *
 *   log-ratio of function i  ~  (1 − π) N(0, s_i² + τ²)  +  π N(0, s_i² + τ² + changedBy²)
 *
 * A normal with a τ taken for known leaves one function in ten outside a 95 % interval: those that stand out are those whose τ came out
 * small. Here tests and intervals have the t distribution that what is known of τ makes.
 *
 * A function is held against what the others say: its own share of the weights is divided out. Where few are well measured, one that
 * changed would widen the null that it is tested against.
 */
export interface LogRatio {
  /** Natural logarithm of head / base. */
  readonly value: number
  /** Variance of it that sampling explains, design effect within the runs included. */
  readonly variance: number
  /** Which function it is of, for `without`. */
  readonly name?: number
  /** What is left of `value` if one subtree moved as one, see movedSubtree.ts: of all ratios or of none. */
  readonly beside?: number
}

/** Of τ²: what it may be and how likely each is; the weights add up to 1. */
export interface Spread {
  readonly squares: readonly number[]
  readonly weights: readonly number[]
}

/** Of a t distribution: its scale squared, and its degrees of freedom. */
export interface ScaledT {
  readonly variance: number
  readonly nu: number
}

/**
 * Not every function differs by the same from run to run: standard deviation of log τ² of single ones around the common one. It makes the
 * tails of a test heavier and hardly widens a 95 % interval; what chance alone explains is not touched by it.
 */
const ofSingleOnes = 0.5

/**
 * The t distribution of a log-ratio of which `chance` is the variance that sampling explains: the scaled inverse χ² whose logarithm has
 * the mean and the variance of that of chance + τ². (Of the variances themselves the mean would hang on the least likely ones.)
 *
 * @param single of what is known of all functions: 0
 */
export function withChance({ squares, weights }: Spread, chance: number, single: number = ofSingleOnes): ScaledT {
  let mean = 0
  let second = 0
  let fromRuns = 0
  for (const [at, square] of squares.entries()) {
    const log = Math.log(chance + square)
    mean += weights[at]! * log
    second += weights[at]! * log ** 2
    fromRuns += (weights[at]! * square) / (chance + square)
  }
  const spread = Math.max(1e-6, second - mean ** 2 + (single * fromRuns) ** 2)
  // ψ′(x) = spread, with ψ′(x) ≈ 1/x + 1/(2 x²); then ψ(x) ≈ ln x − 1/(2 x) − 1/(12 x²).
  const half = (1 + Math.sqrt(1 + 2 * spread)) / (2 * spread)
  return { variance: Math.exp(mean - 1 / (2 * half) - 1 / (12 * half ** 2)), nu: Math.max(3, 2 * half) }
}

/** Two runs never agree better than this, however alike these functions look. */
export const leastTau = 0.01
const mostTau = 0.5
const steps = 48
/**
 * What is expected before these runs are seen: median and sd of log τ. Functions that compute differ by 0 to 3 % between runs on one machine
 * whatever else it does (40 recorded runs of two Go programs, nights of one build), a broker's windows by 14 %, system calls by up to 22 %.
 */
export const ofRuns: Expected = { logTau: Math.log(0.035), sd: 1 }
/** Parts of the functions that may have changed in themselves or with their requests, and by how much those do: sd of the log-ratio. */
const changedParts = [0.005, 0.02, 0.06, 0.2, 0.5] as const
const changedBy = 0.5
/** Many changes are less likely than few: in log-likelihood per step of the parts. */
const priorOfChange = 2
/** A point of less weight than this part of the best one says nothing, even without the one function that speaks against it most. */
const negligible = 1e-7

export interface TauRange {
  readonly least: number
  readonly most: number
}

/** Median and sd of log τ before these runs are seen. */
export interface Expected {
  readonly logTau: number
  readonly sd: number
}

export interface SpreadOfRuns {
  readonly all: Spread
  /** Without function `at` of the ratios it was learned from. */
  without(at: number): Spread
}

/**
 * @param ratios centred @param range of τ: narrower where too few functions tell @param expected other than of most runs
 * @param moved the ratios have `beside`, and so much log-likelihood a subtree that moved has to explain before it is believed
 */
export function spreadOfRuns(
  ratios: readonly LogRatio[],
  {
    range = { least: leastTau, most: mostTau },
    expected = ofRuns,
    moved,
  }: { readonly range?: TauRange; readonly expected?: Expected; readonly moved?: number } = {},
): SpreadOfRuns {
  const points = [
    ...gridOf(range, expected),
    ...(moved === undefined
      ? []
      : gridOf(range, expected).map((point) => ({ ...point, beside: true, logWeight: point.logWeight - moved }))),
  ]
  for (const ratio of ratios) for (const point of points) point.logWeight += Math.log(likelihood(ratio, point))
  const best = Math.max(...points.map(({ logWeight }) => logWeight))
  const heavy = points
    .map((point) => ({ ...point, weight: Math.exp(point.logWeight - best) }))
    .filter(({ weight }) => weight > negligible)
  return {
    all: spreadOf(heavy, ({ weight }) => weight),
    without: (at) => {
      const ratio = ratios[at]!
      return spreadOf(heavy, (point) => point.weight / likelihood(ratio, point))
    },
  }
}

interface Point {
  /** τ². */
  readonly square: number
  readonly part: number
  /** One subtree moved as one. */
  readonly beside?: boolean
  logWeight: number
}

function gridOf({ least, most }: TauRange, expected: Expected): Point[] {
  return Array.from({ length: steps }, (_, at) => least * (most / least) ** (at / (steps - 1))).flatMap((tau) =>
    changedParts.map((part, step) => ({
      square: tau ** 2,
      part,
      logWeight: -(((Math.log(tau) - expected.logTau) / expected.sd) ** 2) / 2 - priorOfChange * step,
    })),
  )
}

function likelihood(ratio: LogRatio, { square, part, beside }: Point): number {
  const { variance } = ratio
  const value = beside ? (ratio.beside ?? ratio.value) : ratio.value
  const wide = variance + square
  return Math.max(Number.MIN_VALUE, (1 - part) * density(value, wide) + part * density(value, wide + changedBy ** 2))
}

/** Of a normal distribution, up to a constant. */
const density = (value: number, variance: number): number =>
  Math.exp((-value * value) / 2 / variance) / Math.sqrt(variance)

/** Over all parts that may have changed. */
function spreadOf<P extends Point>(points: readonly P[], weightOf: (point: P) => number): Spread {
  const squares: number[] = []
  const sums: number[] = []
  let all = 0
  for (const point of points) {
    const weight = weightOf(point)
    all += weight
    // Points of one τ stand beside each other.
    if (squares.at(-1) === point.square) sums[sums.length - 1]! += weight
    else {
      squares.push(point.square)
      sums.push(weight)
    }
  }
  return { squares, weights: sums.map((sum) => sum / all) }
}
