/**
 * What moved every function alike: a slower machine, or more to do. It is learned from the bulk of the functions and taken out of what
 * one function costs per second before that is tested; shares never show it.
 *
 *   log(cost per second in head / in base) of function i  ~  N(together, s_i² + τ²)
 *
 * A change of one function or of one subtree must not pass for it, however many functions that subtree has: a slower machine spares no
 * part of a program. So the tree is cut into parts of at most a fifth, and where parts of some weight stood still while the rest moved,
 * nothing is taken out.
 */
import type { AlignedTrees } from './alignTrees.ts'
import type { FunctionSides } from './functionSides.ts'
import type { Exposure } from './viewPair.ts'
import { weightedMedian } from './statistics/empiricalNull.ts'

export interface MovedTogether {
  /** Cost per second in head / in base, the same for all: 1.08 is 8 % more. */
  readonly factor: number
  /** How many functions say so. */
  readonly functions: number
}

/** Fewer functions are not all of a program; what they must agree in is one number, and parts that stood still speak against it. */
const fewestFunctions = 12
/** Fewer events on one side say too little of a function to be heard. */
const fewestOfFunction = 5
/** A function's cost differs by so much from run to run, whatever moved all of them; no function counts as better known. */
const ofOneFunction = 0.1
/** Many functions differ by less than one; what allocates differs from run to run as a whole. */
const ofOnePart = ofOneFunction / 2
/** A part is cut further while it is more of the whole than this. */
const largestPart = 0.2
/** Parts of this much of the whole together that stood still tell that nothing common moved. */
const mostStill = 0.06
/** In standard errors: the rest moved. */
const moved = 2.5
/** So far from the rest is not with the rest: of a dozen parts one is farther by chance than one alone would be. */
const apart = 3
/** The median of n functions is known to 1.25/√n of their spread. */
const errorOfMedian = 1.2533

export function movedTogether(
  aligned: AlignedTrees,
  { base, head }: FunctionSides,
  exposure: Exposure,
): MovedTogether | undefined {
  if (!exposure.comparable) return undefined
  const values: number[] = []
  const weights: number[] = []
  for (let name = 0; name < base.selfSamples.length; name++) {
    const [kA, kB] = [base.selfSamples[name]!, head.selfSamples[name]!]
    if (kA < fewestOfFunction || kB < fewestOfFunction) continue
    values.push(logRatio(kA, kB, exposure))
    weights.push(1 / (1 / kA + 1 / kB + ofOneFunction ** 2))
  }
  if (values.length < fewestFunctions) return undefined
  const shift = weightedMedian(values, weights)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (Math.abs(shift) < moved * errorOfMedian * Math.sqrt(1 / sum)) return undefined
  return stoodStill(aligned, exposure, shift) > mostStill
    ? undefined
    : { factor: Math.exp(shift), functions: values.length }
}

/** Part 0..1 of the whole that did not move by `shift` and is nearer to not having moved at all. */
function stoodStill(aligned: AlignedTrees, exposure: Exposure, shift: number): number {
  const parts = partsOf(aligned)
  const all = sumOf(parts)
  const weightOf = ({ kA, kB }: Part): number => (kA + kB) / Math.max(1, all.kA + all.kB)
  // Each of the small ones is too small to tell; together they may.
  const large = parts.filter((part) => weightOf(part) >= mostStill / 2)
  const small = sumOf(parts.filter((part) => !large.includes(part)))
  return [...large, small]
    .filter((part) => isStill(part, exposure, shift))
    .reduce((sum, part) => sum + weightOf(part), 0)
}

function isStill({ kA, kB }: Part, exposure: Exposure, shift: number): boolean {
  const [a, b] = [Math.max(0.5, kA), Math.max(0.5, kB)]
  const value = logRatio(a, b, exposure)
  const error = Math.sqrt(1 / a + 1 / b + ofOnePart ** 2)
  return Math.abs(value - shift) > apart * error && Math.abs(value) < Math.abs(value - shift)
}

function sumOf(parts: readonly Part[]): Part {
  return {
    kA: parts.reduce((sum, { kA }) => sum + kA, 0),
    kB: parts.reduce((sum, { kB }) => sum + kB, 0),
  }
}

interface Part {
  readonly kA: number
  readonly kB: number
}

/** The tree in parts that share no sample: a subtree while it is small, else what is its frame's own and its callees' subtrees. */
function partsOf({ union, base, head }: AlignedTrees): readonly Part[] {
  const parts: Part[] = []
  const samples = (node: number): number => base.totalSamples[node]! + head.totalSamples[node]!
  const most = largestPart * samples(0)
  for (let node = 0; node < union.length;) {
    if (samples(node) <= most) {
      parts.push({ kA: base.totalSamples[node]!, kB: head.totalSamples[node]! })
      node = union.subtreeEnd[node]!
      continue
    }
    parts.push({ kA: base.selfSamples[node]!, kB: head.selfSamples[node]! })
    node++
  }
  return parts.filter(({ kA, kB }) => kA + kB > 0)
}

function logRatio(kA: number, kB: number, { base, head }: Exposure): number {
  return Math.log(kB / head) - Math.log(kA / base)
}
