/** Functions with much below them, and which other functions are called there and hardly anywhere else. */
import type { AlignedTrees } from './alignTrees.ts'
import type { FunctionSides, SampleCounts } from './functionSides.ts'
import type { RatioOfFunction } from './logRatios.ts'

/** Columns parallel to the ratios that it was made of. */
export interface Subtree {
  /** Function at its top, as index of the names. */
  readonly top: number
  /** Own samples of each function below it. */
  readonly samples: { readonly base: Float64Array; readonly head: Float64Array }
  /** 1: nearly all of this function is below it; of `others`: nearly nothing. */
  readonly inside: Uint8Array
  readonly others: Uint8Array
}

/** Fewer below it have no centre. */
const fewestBelow = 3
/** Of all samples, both sides together: less moves nobody's null, and more is the whole. */
const least = 0.03
const most = 0.85
/** The largest; more cost time and say the same. */
const mostCandidates = 64
/** A function of which this part is below another counts as below it, and as outside while this part is not. */
const mostly = 0.8

export function subtreesOf(
  aligned: AlignedTrees,
  functions: FunctionSides,
  ratios: readonly RatioOfFunction[],
): readonly Subtree[] {
  const n = { base: aligned.base.totalSamples[0]!, head: aligned.head.totalSamples[0]! }
  const tops = candidatesOf(aligned, functions, n)
  const below = samplesBelow(aligned, tops, ratios)
  const rows = ratios.length
  return tops.map((top, at) => {
    const samples = {
      base: below.base.subarray(at * rows, (at + 1) * rows),
      head: below.head.subarray(at * rows, (at + 1) * rows),
    }
    const partOf = ({ name }: RatioOfFunction, row: number): number =>
      (samples.base[row]! / n.base + samples.head[row]! / n.head) /
      (functions.base.selfSamples[name]! / n.base + functions.head.selfSamples[name]! / n.head)
    const parts = ratios.map(partOf)
    return {
      top,
      samples,
      inside: Uint8Array.from(parts, (part) => (part >= mostly ? 1 : 0)),
      others: Uint8Array.from(parts, (part) => (part <= 1 - mostly ? 1 : 0)),
    }
  })
}

/** Functions with much below them, the largest first; of a chain in which each passes all on to the next, one. */
function candidatesOf(
  { union }: AlignedTrees,
  { base, head, outermost }: FunctionSides,
  n: SampleCounts,
): readonly number[] {
  const found: { readonly name: number; readonly a: number; readonly b: number }[] = []
  for (let name = 0; name < outermost.length; name++) {
    const node = outermost[name]!
    const [a, b] = [base.totalSamples[name]!, head.totalSamples[name]!]
    const part = (a + b) / (n.base + n.head)
    if (node < 0 || part < least || part > most || union.subtreeEnd[node]! - node < fewestBelow) continue
    found.push({ name, a, b })
  }
  found.sort((x, y) => y.a + y.b - x.a - x.b || x.name - y.name)
  return found
    .filter(({ a, b }, at) => a !== found[at - 1]?.a || b !== found[at - 1]?.b)
    .slice(0, mostCandidates)
    .map(({ name }) => name)
}

/** Own samples of each function that have a candidate above them (or are its own): the rows of `ratios` beside each other per candidate. */
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
  // The candidates above a node, outermost first.
  const openAt = new Int32Array(candidates.length)
  const openUntil = new Int32Array(candidates.length)
  const isOpen = new Uint8Array(candidates.length)
  let open = 0
  for (let node = 1; node < union.length; node++) {
    while (open > 0 && openUntil[open - 1]! <= node) isOpen[openAt[--open]!] = 0
    const name = union.name[node]!
    const at = candidateOf[name]!
    // What calls itself is one function with all it calls.
    if (at >= 0 && isOpen[at] === 0) {
      isOpen[at] = 1
      openAt[open] = at
      openUntil[open++] = union.subtreeEnd[node]!
    }
    const row = rowOf[name]!
    const inBase = base.selfSamples[node]!
    const inHead = head.selfSamples[node]!
    if (row < 0 || (inBase === 0 && inHead === 0)) continue
    for (let i = 0; i < open; i++) {
      const cell = openAt[i]! * ratios.length + row
      below.base[cell]! += inBase
      below.head[cell]! += inHead
    }
  }
  return below
}
