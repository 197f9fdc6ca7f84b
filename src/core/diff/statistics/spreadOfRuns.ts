/**
 * What is known of how much two runs differ, as a distribution and not as one number: a grid over τ, over the part of the functions that
 * differ by far more from run to run than most do, and over the part that changed, each point weighed by how well it explains every
 * log-ratio.
 *
 *   log-ratio of function i  ~  (1 − π) N(0, s_i² + τ_i²)  +  π N(0, s_i² + τ² + changedBy²)
 *   τ_i²  =  τ² · what single functions differ by: a little for most, 2 to 25 times for a part
 *
 * A normal with a τ taken for known leaves one function in ten outside a 95 % interval: those that stand out are those whose τ came out
 * small. Here tests have the tails of all that τ_i may be: where some functions differ three times as much from run to run as most (what
 * waits, what collects), the bulk shows it by its tails, if it has functions enough.
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
 * The t distribution of a log-ratio of which `chance` is the variance that sampling explains: the scaled inverse χ² whose logarithm has
 * the mean and the variance of that of chance + τ². (Of the variances themselves the mean would hang on the least likely ones.)
 */
export function withChance({ squares, weights }: Spread, chance: number): ScaledT {
  let mean = 0
  let second = 0
  for (const [at, square] of squares.entries()) {
    const log = Math.log(chance + square)
    mean += weights[at]! * log
    second += weights[at]! * log ** 2
  }
  const spread = Math.max(1e-6, second - mean ** 2)
  // ψ′(x) = spread, with ψ′(x) ≈ 1/x + 1/(2 x²); then ψ(x) ≈ ln x − 1/(2 x) − 1/(12 x²).
  const half = (1 + Math.sqrt(1 + 2 * spread)) / (2 * spread)
  return { variance: Math.exp(mean - 1 / (2 * half) - 1 / (12 * half ** 2)), nu: Math.max(3, 2 * half) }
}

/** Two runs never agree better than this, however alike these functions look. */
export const leastTau = 0.01
const mostTau = 0.5
/** Between one τ of the grid and the next: natural logarithm of τ. */
const step = 0.13
/**
 * What is expected before these runs are seen: median and sd of log τ. Functions that compute differ by 0 to 3 % between runs on one machine
 * whatever else it does (40 recorded runs of two Go programs, nights of one build), a broker's windows by 14 %, system calls by up to 22 %.
 */
export const ofRuns: Expected = { logTau: Math.log(0.035), sd: 1 }
/** Standard deviation of log τ² of single functions around the common one. */
const ofSingleOnes = 0.4
/** Of that normal distribution so many standard deviations are looked at. */
const reach = 2.5
/** Part of the functions that differ by far more from run to run than most do, and how likely each is before: logarithms. */
const unevenParts: readonly (readonly [part: number, logWeight: number])[] = [
  [0, 0],
  [0.03, -2],
  [0.1, -3.4],
  [0.25, -4.7],
]
/** Of fewer functions than these tails hardly show: there they are so many times as unlikely, in logarithms, the more the fewer there are. */
const fewForTails = { many: 30, few: 10, factor: 1.08 } as const
/** Such a function has so many times the variance of most, any of them as likely. */
const ofUneven = { least: 2, most: 100 } as const
/** No function wanders by more than this, sd of its log-ratio: what is not there any more did not wander off. */
const mostOfOne = 1.5
/** Parts of the functions that may have changed in themselves or with their requests, and by how much those do: sd of the log-ratio. */
const changedParts: readonly number[] = [0.005, 0.02, 0.06, 0.2, 0.5]
const changedBy = 0.3
/** Many changes are less likely than few: in log-likelihood per step of the parts. */
const priorOfChange = 2
/** A point of less weight than this part of the best one says nothing, even without the one function that speaks against it most. */
const negligible = 1e-7

/** Of a square: less changes no p that is looked at. */
const leastWeight = 1e-6

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
  /** Of what is common to all functions. */
  readonly all: Spread
  /** Of one function of which nothing else is known. */
  readonly ofOne: Spread
  /** Of function `at` of the ratios it was learned from, without what it says itself. */
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
  const scales = new Scales(range)
  // With and without a subtree that moved as one: one grid after the other.
  const priors = moved === undefined ? [0] : [0, -moved]
  const tails = tailsOf(ratios.length)
  const logWeights = priors.map((prior) => logPriorOf(scales, expected, tails).map((one) => one + prior))
  const tables = ratios.map(({ value, beside, variance }) =>
    priors.map((_, grid) => scales.likelihoods(grid === 0 ? value : (beside ?? value), variance)),
  )
  for (const table of tables)
    for (const [grid, weights] of logWeights.entries())
      for (let at = 0; at < weights.length; at++) weights[at]! += Math.log(likelihood(table[grid]!, at))
  const best = Math.max(...logWeights.map((weights) => weights.reduce((most, one) => Math.max(most, one))))
  const heavy = logWeights.map((weights) => Weighed.of(weights.map((one) => Math.exp(one - best))))
  return {
    all: scales.common(heavy),
    ofOne: scales.ofSingle(heavy.map(({ at, weight }) => ({ at, weight }))),
    without: (of) =>
      scales.ofSingle(
        heavy.map(({ at, weight }, grid) => ({
          at,
          weight: weight.map((one, row) => one / likelihood(tables[of]![grid]!, at[row]!)),
        })),
      ),
  }
}

/** Points of one grid that count: where they are in it, and their weights. */
class Weighed {
  readonly at: Int32Array
  readonly weight: Float64Array

  private constructor(at: Int32Array, weight: Float64Array) {
    this.at = at
    this.weight = weight
  }

  static of(weights: Float64Array): Weighed {
    const at = Int32Array.from(weights.keys()).filter((one) => weights[one]! > negligible)
    return new Weighed(
      at,
      Float64Array.from(at, (one) => weights[one]!),
    )
  }
}

/** Points of a grid: by τ, then the part that is uneven, then the part that changed. */
const singles = unevenParts.length
const parts = changedParts.length

/** Of one function: how likely its log-ratio is at each τ and h where it did not change, and at each τ where it did. */
interface Likelihoods {
  readonly same: Float64Array
  readonly changed: Float64Array
}

function likelihood({ same, changed }: Likelihoods, at: number): number {
  const row = Math.floor(at / parts)
  const part = changedParts[at - row * parts]!
  return Math.max(Number.MIN_VALUE, (1 - part) * same[row]! + part * changed[Math.floor(row / singles)]!)
}

function tailsOf(functions: number): number {
  const { many, few, factor } = fewForTails
  return 1 + (factor - 1) * Math.min(1, Math.max(0, (many - functions) / (many - few)))
}

function logPriorOf(scales: Scales, { logTau, sd }: Expected, tails: number): Float64Array {
  return Float64Array.from({ length: scales.taus * singles * parts }, (_, at) => {
    const row = Math.floor(at / parts)
    const [, likely] = unevenParts[row % singles]!
    const off = (scales.logTau(Math.floor(row / singles)) - logTau) / sd
    return -(off ** 2) / 2 + likely * tails - priorOfChange * (at - row * parts)
  })
}

/** Squares in equal steps of their logarithm: of τ, and on both sides of those what single functions differ by. */
class Scales {
  readonly taus: number
  readonly #squares: Float64Array
  /** Of the square that no function wanders beyond. */
  readonly #last: number
  /** How many squares there are before that of the least τ. */
  readonly #before: number
  /** By h: parts of the squares around that of τ. */
  readonly #kernels: readonly Float64Array[]

  constructor({ least, most }: TauRange) {
    this.taus = Math.max(2, Math.round(Math.log(most / least) / step) + 1)
    const apart = (2 * Math.log(most / least)) / (this.taus - 1)
    const below = Math.round((reach * ofSingleOnes) / apart)
    const [first, last] = [Math.round(Math.log(ofUneven.least) / apart), Math.round(Math.log(ofUneven.most) / apart)]
    const usual = Float64Array.from({ length: 2 * below + 1 }, (_, at) =>
      Math.exp(-(((at - below) * apart) ** 2) / 2 / ofSingleOnes ** 2),
    )
    const sum = usual.reduce((total, one) => total + one, 0)
    this.#kernels = unevenParts.map(([part]) =>
      Float64Array.from({ length: below + (part > 0 ? last : below) + 1 }, (_, at) => {
        const off = at - below
        return ((1 - part) * (usual[at] ?? 0)) / sum + (off >= first && off <= last ? part / (last - first + 1) : 0)
      }),
    )
    this.#before = below
    this.#squares = Float64Array.from({ length: this.taus + below + last }, (_, at) =>
      Math.exp(2 * Math.log(least) + (at - this.#before) * apart),
    )
    const within = this.#squares.filter((square) => square <= Math.max(mostOfOne, most) ** 2)
    this.#last = within.length - 1
  }

  logTau(tau: number): number {
    return Math.log(this.#squares[tau + this.#before]!) / 2
  }

  likelihoods(value: number, variance: number): Likelihoods {
    const at = this.#squares.map((square) => density(value, variance + square))
    const same = new Float64Array(this.taus * singles)
    const changed = new Float64Array(this.taus)
    for (let tau = 0; tau < this.taus; tau++) {
      changed[tau] = density(value, variance + this.#squares[tau + this.#before]! + changedBy ** 2)
      for (const [single, kernel] of this.#kernels.entries()) {
        const first = tau
        let sum = 0
        for (let tap = 0; tap < kernel.length; tap++) sum += kernel[tap]! * at[Math.min(first + tap, this.#last)]!
        same[tau * singles + single] = sum
      }
    }
    return { same, changed }
  }

  common(grids: readonly Weighed[]): Spread {
    const sums = new Float64Array(this.#squares.length)
    for (const { at, weight } of grids)
      for (const [row, point] of at.entries()) sums[Math.floor(point / parts / singles) + this.#before]! += weight[row]!
    return this.#spreadOf(sums)
  }

  /** Around each τ what single functions differ by. */
  ofSingle(grids: readonly Pick<Weighed, 'at' | 'weight'>[]): Spread {
    const ofRow = new Float64Array(this.taus * singles)
    for (const { at, weight } of grids)
      for (let row = 0; row < at.length; row++) ofRow[Math.floor(at[row]! / parts)]! += weight[row]!
    const sums = new Float64Array(this.#squares.length)
    for (const [row, weight] of ofRow.entries()) {
      if (weight === 0) continue
      const kernel = this.#kernels[row % singles]!
      const first = Math.floor(row / singles)
      for (let tap = 0; tap < kernel.length; tap++) sums[Math.min(first + tap, this.#last)]! += weight * kernel[tap]!
    }
    return this.#spreadOf(sums)
  }

  #spreadOf(sums: Float64Array): Spread {
    const all = sums.reduce((total, one) => total + one, 0)
    const squares: number[] = []
    const weights: number[] = []
    for (let at = 0; at < sums.length; at++) {
      if (!(sums[at]! > leastWeight * all)) continue
      squares.push(this.#squares[at]!)
      weights.push(sums[at]! / all)
    }
    return { squares, weights }
  }
}

/** Of a normal distribution, up to a constant. */
const density = (value: number, variance: number): number =>
  Math.exp((-value * value) / 2 / variance) / Math.sqrt(variance)
