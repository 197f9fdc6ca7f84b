/**
 * What moved every function alike: a slower machine, or more to do. It is learned from the bulk of the functions and taken out of what
 * one function costs per second before that is tested; shares never show it.
 *
 *   log(cost per second in head / in base) of function i  ~  N(together, s_i² + τ²)
 *
 * A change of one function or of one subtree must not pass for it, however many functions that subtree has: a slower machine spares no
 * part of a program. So the tree is cut into parts of at most a fifth, and where parts of some weight stood still while the rest moved,
 * nothing is taken out. One function alone speaks against nothing, where all around it moved: a third of a program that became half dearer
 * on a machine half as fast costs per second what it did, and nobody would say that the eighteen others each got cheaper by one factor.
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
  return staysPut(aligned, exposure, shift) ? undefined : { factor: Math.exp(shift), functions: values.length }
}

/** Did parts of some weight not move by `shift`, and are they more than one function among all that did? */
function staysPut(aligned: AlignedTrees, exposure: Exposure, shift: number): boolean {
  const parts = partsOf(aligned)
  const all = sumOf(parts)
  const weightOf = ({ kA, kB }: Counts): number => (kA + kB) / Math.max(1, all.kA + all.kB)
  // Each of the small ones is too small to tell; together they may.
  const large = parts.filter((part) => weightOf(part) >= mostStill / 2)
  const small = sumOf(parts.filter((part) => !large.includes(part)))
  const still = large.filter((part) => isStill(part, exposure, shift))
  const together = still.reduce((sum, part) => sum + weightOf(part), 0)
  const ofSmall = isStill(small, exposure, shift) ? weightOf(small) : 0
  if (together + ofSmall <= mostStill) return false
  const [alone] = still.toSorted((a, b) => weightOf(b) - weightOf(a))
  if (alone === undefined) return true
  const others = still.filter(({ name }) => name !== alone.name).reduce((sum, part) => sum + weightOf(part), 0)
  return (
    others + ofSmall > mostStill ||
    !isAmong(
      alone,
      parts.filter((part) => isWith(part, exposure, shift)),
      aligned,
    )
  )
}

/** Are they on all sides of it: is the frame that all of them are below a caller of this one as well, and not itself? */
function isAmong({ node }: Part, moved: readonly Part[], { union }: AlignedTrees): boolean {
  const nodes = moved.map((part) => part.node)
  const last = Math.max(...nodes)
  let above = Math.min(...nodes)
  while (above > 0 && last >= union.subtreeEnd[above]!) above = union.parent[above]!
  return nodes.length > 1 && above < node && node < union.subtreeEnd[above]!
}

/** It moved, by more than its own chance, and as the others did. */
function isWith({ kA, kB }: Counts, exposure: Exposure, shift: number): boolean {
  const { value, error } = moveOf({ kA, kB }, exposure)
  return Math.abs(value) > 2 * error && Math.abs(value) > Math.abs(value - shift)
}

function isStill(part: Counts, exposure: Exposure, shift: number): boolean {
  const { value, error } = moveOf(part, exposure)
  return Math.abs(value - shift) > apart * error && Math.abs(value) < Math.abs(value - shift)
}

function moveOf({ kA, kB }: Counts, exposure: Exposure): { readonly value: number; readonly error: number } {
  const [a, b] = [Math.max(0.5, kA), Math.max(0.5, kB)]
  return { value: logRatio(a, b, exposure), error: Math.sqrt(1 / a + 1 / b + ofOnePart ** 2) }
}

function sumOf(parts: readonly Counts[]): Counts {
  return {
    kA: parts.reduce((sum, { kA }) => sum + kA, 0),
    kB: parts.reduce((sum, { kB }) => sum + kB, 0),
  }
}

interface Counts {
  readonly kA: number
  readonly kB: number
}

interface Part extends Counts {
  readonly node: number
  readonly name: number
}

/** The tree in parts that share no sample: a subtree while it is small, else what is its frame's own and its callees' subtrees. */
function partsOf({ union, base, head }: AlignedTrees): readonly Part[] {
  const parts: Part[] = []
  const samples = (node: number): number => base.totalSamples[node]! + head.totalSamples[node]!
  const most = largestPart * samples(0)
  for (let node = 0; node < union.length;) {
    if (samples(node) <= most) {
      parts.push({ node, name: union.name[node]!, kA: base.totalSamples[node]!, kB: head.totalSamples[node]! })
      node = union.subtreeEnd[node]!
      continue
    }
    parts.push({ node, name: union.name[node]!, kA: base.selfSamples[node]!, kB: head.selfSamples[node]! })
    node++
  }
  return parts.filter(({ kA, kB }) => kA + kB > 0)
}

function logRatio(kA: number, kB: number, { base, head }: Exposure): number {
  return Math.log(kB / head) - Math.log(kA / base)
}
