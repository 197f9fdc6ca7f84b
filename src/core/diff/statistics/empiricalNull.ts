/**
 * How much two runs of one program differ, learned from the two runs: most functions did not change, so the bulk of their log-ratios is
 * the null (Efron, "Large-scale simultaneous hypothesis testing: the choice of a null hypothesis", 2004), after what sampling alone
 * explains is taken off.
 *
 *   log(share in head / share in base) of function i  ~  N(shift, s_i² + τ²)     s_i² = D_i (1/kA + 1/kB)
 *
 * What is known of τ comes from a mixture in which some functions changed, by anything: those do not widen the null they are tested
 * against. Each function weighs by how well it is measured. See spreadOfRuns.ts.
 */

import type { Spread } from './spreadGrid.ts'
import { type Expected, leastTau, type LogRatio, ofRuns, spreadOfRuns, withChance } from './spreadOfRuns.ts'

export interface BetweenRuns {
  /** Standard deviation of a log-ratio that nothing but the two runs explains. */
  readonly tau: number
  /** Common to all functions: the machine was slower, or there was more to do. */
  readonly shift: number
  /** Degrees of freedom of the estimate; Infinity when assumed. */
  readonly nu: number
  /** False when too few functions carry it, and the usual difference of two runs is assumed, or what these show where that is more. */
  readonly learned: boolean
  /** Not `learned`, and yet some functions tell: the usual difference, drawn towards what these show. */
  readonly partly?: true
  /** Measured among so many runs of both sides, where nothing changed; absent when learned from the two that are compared. */
  readonly runs?: number
  /** `tau` between two single runs, where that is less than between as many as are compared. */
  readonly single?: number
  /** Of one function by its name, where it was measured for each: never less than `tau`. */
  readonly ofFunction?: (name: string) => number
  /** By `LogRatio.name`: what the others differ by. A function that changed would widen the null that it is then tested against. */
  readonly without?: {
    get(name: number): Spread | undefined
    /** What all others differ by than these; undefined where these are most, or the others too few to tell. */
    all(names: readonly number[]): Spread | undefined
  }
  /** Of all functions: what `tau` and `nu` are the short form of. */
  readonly spread?: Spread
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
/** From so many on, what some functions show counts against what is usual, and not only where it is more. */
const fewestToTell = 10
/** Of CPU, where runs of one program are known to agree well. */
const fewestOfCpu = 5
/** What is usual, as something to be drawn from: median and sd of log τ, of profiles that follow what is asked of the program. */
const usual: Expected = { logTau: Math.log(assumedBetweenRuns.tau), sd: 0.8 }
/** Of CPU with ten; of fewer it is nearer to what is usual, with `fewestForNull` it is that of most runs. What these functions show counts for more than either. */
const usualOfFew: Expected = { logTau: Math.log(0.09), sd: 1.2 }
const expectedOf = (functions: number): Expected =>
  functions < fewestToTell
    ? between(usual, usualOfFew, (functions - fewestOfCpu + 1) / (fewestToTell - fewestOfCpu + 1))
    : between(usualOfFew, ofRuns, Math.min(1, (functions - fewestToTell) / (fewestForNull - fewestToTell)))

const between = (a: Expected, b: Expected, part: number): Expected => ({
  logTau: (1 - part) * a.logTau + part * b.logTau,
  sd: (1 - part) * a.sd + part * b.sd,
})
/** Of a dozen functions that wait or allocate and changed together it is not said that runs differ by half. */
const ofSome = { least: leastTau, most: 2.2 * assumedBetweenRuns.tau } as const
/**
 * A few functions may happen to agree, and a few that changed together look like runs that differ: they never show less than is usual, nor
 * more than about twice that.
 */
const ofFew = { least: assumedBetweenRuns.tau, most: 2.2 * assumedBetweenRuns.tau } as const
/** The best measured ones say nearly all there is to say. */
const mostFunctions = 600
/** A function measured no better than this says nothing about differences of this size. */
const informative = 0.1

/** What one subtree that moved as one makes expected of a function's log-ratio, and what it has to explain before it is believed. */
export interface Moved {
  expected(name: number): number
  readonly penalty: number
}

/**
 * @param fewest with fewer functions about the usual difference is assumed; runs among which nothing changed need less to be believed
 * @param computes the ratios are of CPU, where runs of one program are known to agree well; what they allocate or wait follows what is asked
 */
export function betweenRunsOf(
  ratios: readonly LogRatio[],
  fewest: number = fewestForNull,
  { moved, computes = true }: { readonly moved?: Moved | undefined; readonly computes?: boolean } = {},
): BetweenRuns {
  const usable = ratios.filter(({ value, variance }) => Number.isFinite(value) && variance > 0)
  if (usable.length === 0) return assumedBetweenRuns
  const weights = usable.map(({ variance }) => 1 / (variance + informative ** 2))
  const shift = weightedMedian(
    usable.map(({ value }) => value),
    weights,
  )
  const centred = usable
    .sort((x, y) => x.variance - y.variance)
    .slice(0, mostFunctions)
    .map((one) => ({
      ...one,
      value: one.value - shift,
      ...(moved && one.name !== undefined ? { beside: one.value - moved.expected(one.name) } : {}),
    }))
  const more = moved ? { moved: moved.penalty } : {}
  const enough = usable.length >= fewest
  const some = !enough && usable.length >= (computes ? fewestOfCpu : fewestToTell)
  const spread = enough
    ? spreadOfRuns(centred, more)
    : spreadOfRuns(centred, {
        ...(some && computes ? { expected: expectedOf(usable.length) } : { range: some ? ofSome : ofFew }),
        ...(some && !computes ? { expected: usual } : {}),
        ...more,
      })
  const rowOf = new Map(centred.flatMap(({ name }, at) => (name === undefined ? [] : [[name, at]])))
  const known = new Map<number, Spread>()
  // Asked for those that are tested, several times each.
  const withoutOne = (name: number): Spread | undefined => {
    const at = rowOf.get(name)
    if (at === undefined) return undefined
    const found = known.get(name) ?? spread.without(at)
    known.set(name, found)
    return found
  }
  const withoutAll = (names: readonly number[]): Spread | undefined => {
    const rows = names.flatMap((name) => rowOf.get(name) ?? [])
    const others = centred.length - rows.length
    return rows.length > 0 && others >= Math.max(fewest, rows.length) ? spread.withoutAll(rows) : undefined
  }
  const { variance, nu } = withChance(spread.all, 0)
  return {
    tau: Math.sqrt(variance),
    shift,
    nu,
    learned: enough,
    ...(some ? { partly: true as const } : {}),
    spread: spread.ofOne,
    without: { get: withoutOne, all: withoutAll },
  }
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
