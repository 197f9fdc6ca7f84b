/**
 * One function with all it calls, moved as one: where `volSurface` does twice the work, so do the five functions it calls, and a dozen
 * functions that agree look like two runs that differ by a fifth. Before the bulk of the functions is taken for the null, the one
 * subtree is looked for whose functions have another centre than all others, by so much that many subtrees of noise would not show it.
 *
 *   log-ratio of function i  ~  outside + ln(1 + w_i (e^by − 1))      w_i: part of its samples that are below the subtree's function
 */
import type { AlignedTrees } from './alignTrees.ts'
import type { FunctionSides } from './functionSides.ts'
import type { LogRatio } from './statistics/spreadOfRuns.ts'

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

type OfFunction = LogRatio & { readonly name: number }

/** Fewer on either side have no centre. */
const fewestFunctions = 3
/** Of all samples, both sides together: less moves nobody's null, and more is the whole. */
const least = 0.03
const most = 0.85
/** The largest; more cost time and say the same. */
const mostCandidates = 64
/** A function of which this part is below another counts as below it, and as outside while this part is not. */
const mostly = 0.8
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

/** @param ratios of shares, by name, as the null is learned from */
export function movedSubtree(
  aligned: AlignedTrees,
  functions: FunctionSides,
  ratios: readonly OfFunction[],
): MovedSubtree | undefined {
  if (ratios.length < 2 * fewestFunctions) return undefined
  const n = { base: aligned.base.totalSamples[0]!, head: aligned.head.totalSamples[0]! }
  const candidates = candidatesOf(aligned, functions, n)
  const below = samplesBelow(aligned, candidates, ratios)
  const known = measured(ratios)
  const all = Int32Array.from(ratios, (_, row) => row)
  const centre = centreOf(known, all)
  const unexplained = misfit(known, new Float64Array(ratios.length).fill(centre))
  const penalty = byChance + Math.log(Math.max(1, candidates.length))
  const ofA = Float64Array.from(ratios, ({ name }) => functions.base.selfSamples[name]! / n.base)
  const ofB = Float64Array.from(ratios, ({ name }) => functions.head.selfSamples[name]! / n.head)
  const [inA, inB, part] = [0, 0, 0].map(() => new Float64Array(ratios.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const insides: Int32Array[] = []
  let best: (Omit<MovedSubtree, 'expected'> & { readonly inside: Int32Array; readonly means: Float64Array }) | undefined
  for (const [at, top] of candidates.entries()) {
    for (const row of all) {
      inA[row] = below.base[row * candidates.length + at]! / n.base
      inB[row] = below.head[row * candidates.length + at]! / n.head
      part[row] = (inA[row]! + inB[row]!) / (ofA[row]! + ofB[row]!)
    }
    const inside = all.filter((row) => part[row]! >= mostly)
    const others = all.filter((row) => part[row]! <= 1 - mostly)
    insides.push(inside)
    if (inside.length < fewestFunctions || others.length < fewestFunctions) continue
    const outside = centreOf(known, others)
    const by = centreOf(known, inside) - outside
    const [of, moved, both] = [Math.exp(outside), Math.exp(by), Math.exp(by + outside)]
    // The same whichever side is the base: what head has more of by this move is brought back before both sides are put together.
    const means = new Float64Array(ratios.length)
    for (const row of all) {
      const within = inA[row]! + inB[row]! / both
      const beside = ofA[row]! - inA[row]! + (ofB[row]! - inB[row]!) / of
      means[row] = within === 0 ? outside : outside + Math.log((within * moved + beside) / (within + beside))
    }
    const gain = unexplained - misfit(known, means)
    if (best && best.gain >= gain) continue
    best = { top, by, outside, gain, penalty, inside, means }
  }
  if (!best) return undefined
  const { inside, means, ...moved } = best
  if (Math.abs(moved.by) <= farBeyond * spreadOfOthers(known, inside, insides, moved.outside)) return undefined
  const rowOf = new Map(ratios.map(({ name }, row) => [name, row]))
  return { ...moved, expected: (name) => means[rowOf.get(name) ?? -1] ?? moved.outside }
}

/** Sixty subtrees are weighed by thousands of functions each: in columns, and brought in order once. */
interface Measured {
  readonly value: Float64Array
  /** Of a log-ratio, with how much functions usually differ. */
  readonly variance: Float64Array
  /** Rows by value. */
  readonly order: Int32Array
}

function measured(ratios: readonly OfFunction[]): Measured {
  const value = Float64Array.from(ratios, (one) => one.value)
  const order = Int32Array.from(ratios, (_, row) => row).sort((a, b) => value[a]! - value[b]!)
  return { value, variance: Float64Array.from(ratios, ({ variance }) => variance + usual ** 2), order }
}

/** By how much other subtrees differ from what is outside it, in the middle and beside chance: whole subtrees wander from run to run as well. */
function spreadOfOthers(known: Measured, inside: Int32Array, insides: readonly Int32Array[], outside: number): number {
  const moved = new Set(inside)
  const centres = insides
    .filter((one) => one.length >= fewestOfOther && !one.some((row) => moved.has(row)))
    .map((one) => Math.sqrt(Math.max(0, (centreOf(known, one) - outside) ** 2 - squaredErrorOf(known, one))))
    .toSorted((a, b) => a - b)
  return centres.length < fewestOthers ? usualOfSubtrees : Math.max(leastOfSubtrees, centres[centres.length >> 1]!)
}

/** The middle of n is known to 1.25/√n of their spread. */
function squaredErrorOf({ variance }: Measured, rows: Int32Array): number {
  return 1.57 / rows.reduce((sum, row) => sum + 1 / variance[row]!, 0)
}

/** Median of the rows' values, each weighing by how well it is measured. */
function centreOf({ value, variance, order }: Measured, rows: Int32Array): number {
  const isIn = new Uint8Array(value.length)
  let half = 0
  for (const row of rows) {
    isIn[row] = 1
    half += 1 / variance[row]!
  }
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

/** Functions with much below them, the largest first; of a chain in which each passes all on to the next, one. */
function candidatesOf(
  { union }: AlignedTrees,
  { base, head, outermost }: FunctionSides,
  n: { readonly base: number; readonly head: number },
): readonly number[] {
  const found: { readonly name: number; readonly a: number; readonly b: number }[] = []
  for (let name = 0; name < outermost.length; name++) {
    const node = outermost[name]!
    const [a, b] = [base.totalSamples[name]!, head.totalSamples[name]!]
    const part = (a + b) / (n.base + n.head)
    if (node < 0 || part < least || part > most || union.subtreeEnd[node]! - node < fewestFunctions) continue
    found.push({ name, a, b })
  }
  found.sort((x, y) => y.a + y.b - x.a - x.b || x.name - y.name)
  return found
    .filter(({ a, b }, at) => a !== found[at - 1]?.a || b !== found[at - 1]?.b)
    .slice(0, mostCandidates)
    .map(({ name }) => name)
}

/** Own samples of each function that have a candidate above them (or are its own): candidates beside each other per row of `ratios`. */
function samplesBelow(
  { union, base, head }: AlignedTrees,
  candidates: readonly number[],
  ratios: readonly { readonly name: number }[],
): { readonly base: Float64Array; readonly head: Float64Array } {
  const below = {
    base: new Float64Array(candidates.length * ratios.length),
    head: new Float64Array(candidates.length * ratios.length),
  }
  const rowOf = new Int32Array(union.names.length).fill(-1)
  for (const [row, { name }] of ratios.entries()) rowOf[name] = row
  const candidateOf = new Int32Array(union.names.length).fill(-1)
  for (const [at, name] of candidates.entries()) candidateOf[name] = at
  const open: { readonly at: number; readonly until: number }[] = []
  for (let node = 1; node < union.length; node++) {
    while (open.length > 0 && open.at(-1)!.until <= node) open.pop()
    const at = candidateOf[union.name[node]!]!
    // What calls itself is one function with all it calls.
    if (at >= 0 && !open.some((one) => one.at === at)) open.push({ at, until: union.subtreeEnd[node]! })
    const row = rowOf[union.name[node]!]!
    const [inBase, inHead] = [base.selfSamples[node]!, head.selfSamples[node]!]
    if (row < 0 || (inBase === 0 && inHead === 0)) continue
    for (const one of open) {
      below.base[row * candidates.length + one.at]! += inBase
      below.head[row * candidates.length + one.at]! += inHead
    }
  }
  return below
}
