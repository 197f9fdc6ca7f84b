/**
 * One function with all it calls, moved as one: where `volSurface` does twice the work, so do the five functions it calls, and a dozen
 * functions that agree look like two runs that differ by a fifth. Before the bulk of the functions is taken for the null, the one
 * subtree is looked for whose functions have another centre than all others, by so much that many subtrees of noise would not show it.
 *
 *   log-ratio of function i  ~  outside + ln(1 + w_i (e^by − 1))      w_i: part of its samples that are below the subtree's function
 */
import type { AlignedTrees } from './alignTrees.ts'
import type { FunctionSides } from './functionSides.ts'
import { weightedMedian } from './statistics/empiricalNull.ts'
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
  const centre = centreOf(ratios)
  const unexplained = misfit(ratios, () => centre)
  const penalty = byChance + Math.log(Math.max(1, candidates.length))
  const insides: (readonly OfFunction[])[] = []
  let best: (MovedSubtree & { readonly inside: readonly OfFunction[] }) | undefined
  for (const [at, top] of candidates.entries()) {
    const pooled = ratios.map(({ name }, row) => {
      const share = (side: 'base' | 'head'): number => below[side][at * ratios.length + row]! / n[side]
      const own = (side: 'base' | 'head'): number => functions[side].selfSamples[name]! / n[side]
      return { inA: share('base'), inB: share('head'), ofA: own('base'), ofB: own('head') }
    })
    const partOf = ({ inA, inB, ofA, ofB }: (typeof pooled)[number]): number => (inA + inB) / (ofA + ofB)
    const inside = ratios.filter((_, row) => partOf(pooled[row]!) >= mostly)
    const others = ratios.filter((_, row) => partOf(pooled[row]!) <= 1 - mostly)
    insides.push(inside)
    if (inside.length < fewestFunctions || others.length < fewestFunctions) continue
    const outside = centreOf(others)
    const by = centreOf(inside) - outside
    // The same whichever side is the base: what head has more of by this move is brought back before both sides are put together.
    const expected = pooled.map(({ inA, inB, ofA, ofB }) => {
      const within = inA + inB / Math.exp(by + outside)
      const beside = ofA - inA + (ofB - inB) / Math.exp(outside)
      return outside + Math.log((within * Math.exp(by) + beside) / (within + beside))
    })
    const gain = unexplained - misfit(ratios, (row) => expected[row]!)
    if (best && best.gain >= gain) continue
    const rowOf = new Map(ratios.map(({ name }, row) => [name, row]))
    best = { top, by, outside, gain, penalty, inside, expected: (name) => expected[rowOf.get(name) ?? -1] ?? outside }
  }
  if (!best) return undefined
  const { inside, ...moved } = best
  return Math.abs(moved.by) > farBeyond * spreadOfOthers(inside, insides, moved.outside) ? moved : undefined
}

/** By how much other subtrees differ from what is outside it, in the middle and beside chance: whole subtrees wander from run to run as well. */
function spreadOfOthers(
  inside: readonly OfFunction[],
  insides: readonly (readonly OfFunction[])[],
  outside: number,
): number {
  const moved = new Set(inside.map(({ name }) => name))
  const centres = insides
    .filter((one) => one.length >= fewestOfOther && !one.some(({ name }) => moved.has(name)))
    .map((one) => Math.sqrt(Math.max(0, (centreOf(one) - outside) ** 2 - squaredErrorOf(one))))
    .toSorted((a, b) => a - b)
  return centres.length < fewestOthers ? usualOfSubtrees : Math.max(leastOfSubtrees, centres[centres.length >> 1]!)
}

/** The middle of n is known to 1.25/√n of their spread. */
function squaredErrorOf(ratios: readonly LogRatio[]): number {
  return 1.57 / ratios.reduce((sum, { variance }) => sum + 1 / (variance + usual ** 2), 0)
}

function centreOf(ratios: readonly LogRatio[]): number {
  return weightedMedian(
    ratios.map(({ value }) => value),
    ratios.map(({ variance }) => 1 / (variance + usual ** 2)),
  )
}

/** Minus the log-likelihood, up to a constant. */
function misfit(ratios: readonly LogRatio[], expected: (row: number) => number): number {
  return ratios.reduce(
    (sum, { value, variance }, row) =>
      sum + Math.min(farthest, (value - expected(row)) ** 2 / (variance + usual ** 2)) / 2,
    0,
  )
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

/** Own samples of each function that have a candidate above them (or are its own): rows of `ratios` beside each other per candidate. */
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
    if (row < 0) continue
    for (const one of open) {
      below.base[one.at * ratios.length + row]! += base.selfSamples[node]!
      below.head[one.at * ratios.length + row]! += head.selfSamples[node]!
    }
  }
  return below
}
