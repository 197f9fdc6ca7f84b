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
import {
  addLogLikelihoods,
  parts,
  Scales,
  singles,
  type Spread,
  type TauRange,
  unevenParts,
  Weighed,
} from './spreadGrid.ts'

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
  for (let at = 0; at < squares.length; at++) {
    const log = Math.log(chance + squares[at]!)
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
/**
 * What is expected before these runs are seen: median and sd of log τ. Functions that compute differ by 0 to 3 % between runs on one machine
 * whatever else it does (40 recorded runs of two Go programs, nights of one build), a broker's windows by 14 %, system calls by up to 22 %.
 */
export const ofRuns: Expected = { logTau: Math.log(0.035), sd: 1 }
/** Of fewer functions than these tails hardly show: there they are so many times as unlikely, in logarithms, the more the fewer there are. */
const fewForTails = { many: 30, few: 10, factor: 1.08 } as const
/** Many changes are less likely than few: in log-likelihood per step of the parts. */
const priorOfChange = 2

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
  /** Without what several say: those that a changed function calls would all speak for an unsteady program. */
  withoutAll(rows: readonly number[]): Spread
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
  for (const [grid, weights] of logWeights.entries())
    addLogLikelihoods(
      weights,
      tables.map((table) => table[grid]!),
    )
  const heavy = weighed(logWeights)
  return {
    all: scales.common(heavy),
    ofOne: scales.ofSingle(heavy),
    without: (of) => scales.ofSingle(heavy, tables[of]),
    withoutAll: (rows) =>
      scales.ofSingle(
        weighed(
          logWeights.map((weights, grid) => {
            const said = new Float64Array(weights.length)
            addLogLikelihoods(
              said,
              rows.map((row) => tables[row]![grid]!),
            )
            return weights.map((one, at) => one - said[at]!)
          }),
        ),
      ),
  }
}

function weighed(logWeights: readonly Float64Array[]): readonly Weighed[] {
  const best = Math.max(...logWeights.map((weights) => weights.reduce((most, one) => Math.max(most, one))))
  return logWeights.map((weights) => Weighed.of(weights.map((one) => Math.exp(one - best))))
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
