/**
 * One function with all it calls, moved as one: where `volSurface` does twice the work, so do the five functions it calls, and a dozen
 * functions that agree look like two runs that differ by a fifth. Before the bulk of the functions is taken for the null, the one
 * subtree is looked for whose functions have another centre than all others, by so much that many subtrees of noise would not show it.
 *
 *   log-ratio of function i  ~  outside + ln(1 + w_i (e^by − 1))      w_i: part of its samples that are below the subtree's function
 */
import type { AlignedTrees } from './alignTrees.ts'
import type { FunctionSides } from './functionSides.ts'
import type { RatioOfFunction } from './logRatios.ts'
import type { Subtree } from './subtrees.ts'

export interface MovedSubtree {
  /** Function at its top, as index of the names. */
  readonly top: number
  /** Logarithm of what its functions moved by beside all others, and that of the others' shares. */
  readonly by: number
  readonly outside: number
  /** Log-likelihood that it explains beyond one centre. */
  readonly gain: number
  /** What the best of as many subtrees may explain by chance. */
  readonly penalty: number
  /** What is expected of a function's log-ratio. */
  expected(name: number): number
}

/** Fewer on either side have no centre. */
const fewestFunctions = 3
/** How much functions differ beside chance, before anything is known of it: log-ratios of two runs. */
const usual = 0.06
/** One function alone, however far off, speaks for no subtree: a squared distance counts no more than this. */
const farthest = 9
/** Chance fits one subtree of the best of many so well; beside the logarithm of how many were looked at. */
const byChance = 8
/** It moved by so many times what other subtrees differ by. */
const farBeyond = 7
/** Of others so many tell, each by so many functions; else what is usual is taken. */
const fewestOthers = 3
const fewestOfOther = 2
const usualOfSubtrees = 0.07
const leastOfSubtrees = 0.02

/**
 * @param ratios of shares, by name, as the null is learned from
 * @param subtrees of their functions
 */
export function movedSubtree(
  aligned: AlignedTrees,
  functions: FunctionSides,
  ratios: readonly RatioOfFunction[],
  subtrees: readonly Subtree[],
): MovedSubtree | undefined {
  if (ratios.length < 2 * fewestFunctions) return undefined
  const n = { base: aligned.base.totalSamples[0]!, head: aligned.head.totalSamples[0]! }
  const known = measured(ratios)
  const rows = ratios.length
  const everywhere = new Uint8Array(rows).fill(1)
  const centre = centreOf(known, everywhere)
  const unexplained = misfit(known, new Float64Array(rows).fill(centre))
  const penalty = byChance + Math.log(Math.max(1, subtrees.length))
  const ofA = Float64Array.from(ratios, ({ name }) => functions.base.selfSamples[name]! / n.base)
  const ofB = Float64Array.from(ratios, ({ name }) => functions.head.selfSamples[name]! / n.head)
  let best: (Omit<MovedSubtree, 'expected'> & { readonly inside: Uint8Array; readonly means: Float64Array }) | undefined
  for (const { top, samples, inside, others } of subtrees) {
    const [inA, inB] = [samples.base, samples.head]
    if (countOf(inside) < fewestFunctions || countOf(others) < fewestFunctions) continue
    const outside = centreOf(known, others)
    const by = centreOf(known, inside) - outside
    const [of, moved, both] = [Math.exp(outside), Math.exp(by), Math.exp(by + outside)]
    // The same whichever side is the base: what head has more of by this move is brought back before both sides are put together.
    const means = new Float64Array(rows)
    for (let row = 0; row < rows; row++) {
      const a = inA[row]! / n.base
      const b = inB[row]! / n.head
      const within = a + b / both
      const beside = ofA[row]! - a + (ofB[row]! - b) / of
      means[row] = within === 0 ? outside : outside + Math.log((within * moved + beside) / (within + beside))
    }
    const gain = unexplained - misfit(known, means)
    if (best && best.gain >= gain) continue
    best = { top, by, outside, gain, penalty, inside, means }
  }
  if (!best) return undefined
  const { inside, means, ...moved } = best
  const insides = subtrees.map((one) => one.inside)
  if (Math.abs(moved.by) <= farBeyond * spreadOfOthers(known, inside, insides, moved.outside)) return undefined
  const rowOf = new Map(ratios.map(({ name }, row) => [name, row]))
  return { ...moved, expected: (name) => means[rowOf.get(name) ?? -1] ?? moved.outside }
}

/** Sixty subtrees are weighed by thousands of functions each: in columns, brought in order once, and chosen by a flag per row. */
interface Measured {
  readonly value: Float64Array
  /** Of a log-ratio, with how much functions usually differ. */
  readonly variance: Float64Array
  /** Rows by value. */
  readonly order: Int32Array
}

function measured(ratios: readonly RatioOfFunction[]): Measured {
  const value = Float64Array.from(ratios, (one) => one.value)
  const order = Int32Array.from(ratios, (_, row) => row).sort((a, b) => value[a]! - value[b]!)
  return { value, variance: Float64Array.from(ratios, ({ variance }) => variance + usual ** 2), order }
}

/** By how much other subtrees differ from what is outside it, in the middle and beside chance: whole subtrees wander from run to run as well. */
function spreadOfOthers(known: Measured, inside: Uint8Array, insides: readonly Uint8Array[], outside: number): number {
  const centres = insides
    .filter((one) => countOf(one) >= fewestOfOther && !one.some((isIn, row) => isIn === 1 && inside[row] === 1))
    .map((one) => Math.sqrt(Math.max(0, (centreOf(known, one) - outside) ** 2 - squaredErrorOf(known, one))))
    .toSorted((a, b) => a - b)
  return centres.length < fewestOthers ? usualOfSubtrees : Math.max(leastOfSubtrees, centres[centres.length >> 1]!)
}

const countOf = (flags: Uint8Array): number => flags.reduce((sum, one) => sum + one, 0)

/** The middle of n is known to 1.25/√n of their spread. */
function squaredErrorOf({ variance }: Measured, isIn: Uint8Array): number {
  return 1.57 / isIn.reduce((sum, one, row) => sum + one / variance[row]!, 0)
}

/** Median of the rows' values, each weighing by how well it is measured. */
function centreOf({ value, variance, order }: Measured, isIn: Uint8Array): number {
  let half = 0
  for (let row = 0; row < isIn.length; row++) if (isIn[row] === 1) half += 1 / variance[row]!
  half /= 2
  let weight = 0
  for (const row of order) {
    if (isIn[row] === 0) continue
    weight += 1 / variance[row]!
    if (weight >= half) return value[row]!
  }
  return Number.NaN
}

/** Minus the log-likelihood, up to a constant. */
function misfit({ value, variance }: Measured, expected: Float64Array): number {
  let sum = 0
  for (let row = 0; row < value.length; row++)
    sum += Math.min(farthest, (value[row]! - expected[row]!) ** 2 / variance[row]!) / 2
  return sum
}
