/**
 * What moved every function alike: a slower machine, or more to do. It is learned from the bulk of the functions and taken out of what
 * one function costs per second before that is tested; shares never show it.
 *
 *   log(cost per second in head / in base) of function i  ~  N(together, s_i² + τ²)
 *
 * A change of one function or of one subtree must not pass for it, however many functions that subtree has: a slower machine spares no
 * part of a program. So the tree is cut into parts of at most a fifth, and where parts of some weight stood still while the rest moved,
 * nothing is taken out. One function, with what it calls, speaks against nothing where all else that its caller calls moved: a third of a program that became half dearer
 * on a machine half as fast costs per second what it did, and nobody would say that the eighteen others each got cheaper by one factor.
 */
import { describeFrame } from '../frames/hue.ts'
import type { AlignedTrees } from './alignTrees.ts'
import type { FunctionSides } from './functionSides.ts'
import type { MovedSubtree } from './movedSubtree.ts'
import type { Exposure } from './viewPair.ts'
import type { RuntimeWork } from './runtimeWork.ts'
import { weightedMedian } from './statistics/empiricalNull.ts'

export interface MovedTogether {
  /** Cost per second in head / in base, the same for all: 1.08 is 8 % more. */
  readonly factor: number
  /** How many functions say so. */
  readonly functions: number
  /** These are too few to: parts of the whole do, and they may all be of one function. */
  readonly ofParts?: true
}

/** Fewer functions are not all of a program; what they must agree in is one number, and parts that stood still speak against it. */
const fewestFunctions = 12
/** Of these so many parts of the whole that moved with it are a rule as well. */
const fewestParts = 4
/** Fewer events on one side say too little of a function to be heard. */
const fewestOfFunction = 5
/** A function's cost differs by so much from run to run, whatever moved all of them; no function counts as better known. */
const ofOneFunction = 0.1
/** Its share, whatever the whole took. */
const ofOneShare = 0.03
/** Many functions differ by less than one; what allocates differs from run to run as a whole. */
const ofOnePart = ofOneFunction / 2
/** A part is cut further while it is more of the whole than this. */
const largestPart = 0.2
/** Parts of this much of the whole together that stood still tell that nothing common moved. */
const mostStill = 0.06
/** So many callees of one caller that moved are a rule, of which one may be the exception. */
const fewestNeighbours = 3
/** In standard errors: the rest moved. */
const moved = 2.5
/** So far from the rest is not with the rest: of a dozen parts one is farther by chance than one alone would be. */
const apart = 3
/** In log-likelihood beyond what chance explains: e³, twenty to one. */
const surely = 3
/** The median of n functions is known to 1.25/√n of their spread. */
const errorOfMedian = 1.2533

export interface Beside {
  /** It tells nothing of the rest. */
  readonly subtree?: MovedSubtree | undefined
  readonly runtime?: RuntimeWork | undefined
  /** Not costs per second but shares, of which one function that grew takes some from each other one. */
  readonly shares?: true
}

export function movedTogether(
  aligned: AlignedTrees,
  { base, head }: FunctionSides,
  exposure: Exposure,
  { subtree, runtime, shares }: Beside = {},
): MovedTogether | undefined {
  if (!exposure.comparable) return undefined
  const beside = subtree && subtree.gain > subtree.penalty + surely ? subtree : undefined
  const values: number[] = []
  const weights: number[] = []
  for (let name = 0; name < base.selfSamples.length; name++) {
    const [kA, kB] = [base.selfSamples[name]!, head.selfSamples[name]!]
    if (kA < fewestOfFunction || kB < fewestOfFunction || runtime?.isOf(name)) continue
    // A subtree that moved as one tells nothing of the rest, and would draw their middle to it.
    values.push(logRatio(kA, kB, exposure) - (beside ? beside.expected(name) - beside.outside : 0))
    weights.push(1 / (1 / kA + 1 / kB + (shares ? ofOneShare : ofOneFunction) ** 2))
  }
  const { shift, error } =
    values.length < fewestFunctions ? ofWhole(aligned, exposure, runtime) : ofFunctions(values, weights)
  if (!(Math.abs(shift) >= moved * error)) return undefined
  const parts = partsOf(aligned).filter(({ node }) => runtime?.isOf(aligned.union.name[node]!) !== true)
  if (values.length < fewestFunctions && manyWith(parts, exposure, shift) < fewestParts) return undefined
  // A share that grew is what the others lost, and did not stand still.
  const lost = shares ? parts.filter((part) => !isAgainst(part, exposure, shift)) : parts
  return staysPut(lost, aligned, exposure, shift, beside)
    ? undefined
    : {
        factor: Math.exp(shift),
        functions: values.length,
        ...(values.length < fewestFunctions ? { ofParts: true as const } : {}),
      }
}

interface Shift {
  readonly shift: number
  readonly error: number
}

function ofFunctions(values: readonly number[], weights: readonly number[]): Shift {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return { shift: weightedMedian(values, weights), error: errorOfMedian * Math.sqrt(1 / sum) }
}

/** A run that was hardly let on the CPU has few functions with some samples, and the more of its parts. */
function ofWhole({ base, head }: AlignedTrees, exposure: Exposure, runtime: RuntimeWork | undefined): Shift {
  const n = runtime?.program ?? { base: base.totalSamples[0]!, head: head.totalSamples[0]! }
  return {
    shift: logRatio(n.base, n.head, exposure),
    error: Math.sqrt(1 / n.base + 1 / n.head + ofOneFunction ** 2),
  }
}

/** Parts of some size that moved, and as the whole did. */
function manyWith(parts: readonly Part[], exposure: Exposure, shift: number): number {
  const all = sumOf(parts)
  return parts.filter(
    ({ kA, kB }) => kA + kB >= (mostStill / 2) * (all.kA + all.kB) && isWith({ kA, kB }, exposure, shift),
  ).length
}

/** Did parts of some weight not move by `shift`, and are they more than one changed function with what it calls? */
function staysPut(
  ofAll: readonly Part[],
  aligned: AlignedTrees,
  exposure: Exposure,
  shift: number,
  beside: MovedSubtree | undefined,
): boolean {
  const parts = beside ? ofAll.filter(notOf(beside, aligned, shift)) : ofAll
  const all = sumOf(parts)
  const weightOf = ({ kA, kB }: Counts): number => (kA + kB) / Math.max(1, all.kA + all.kB)
  const weightOfAll = (some: readonly Part[]): number => some.reduce((sum, part) => sum + weightOf(part), 0)
  // Each of the small ones is too small to tell; together they may.
  const large = parts.filter((part) => weightOf(part) >= mostStill / 2)
  const small = sumOf(parts.filter((part) => !large.includes(part)))
  const still = large.filter((part) => isStill(part, exposure, shift))
  const ofSmall = isStill(small, exposure, shift) ? weightOf(small) : 0
  if (weightOfAll(still) + ofSmall <= mostStill) return false
  const [largest] = still.toSorted((a, b) => weightOf(b) - weightOf(a))
  const exception = largest && exceptionAt(largest.node, aligned, exposure, shift)
  if (exception === undefined) return true
  const { union } = aligned
  const isOfIt = ({ node }: Part): boolean =>
    union.name[node] === union.name[exception] || (node > exception && node < union.subtreeEnd[exception]!)
  return weightOfAll(still.filter((part) => !isOfIt(part))) + ofSmall > mostStill
}

/** What moved with all others and by more or less than they did stands for nothing; what came to stand still by that may. */
function notOf({ top, by }: MovedSubtree, { union }: AlignedTrees, shift: number): (part: Part) => boolean {
  const moved = shift + by
  if (Math.abs(moved) < Math.abs(shift) / 3 || moved * shift < 0) return () => true
  const below = new Set<number>()
  for (let node = 1; node < union.length; node++)
    if (union.name[node] === top || below.has(union.parent[node]!)) below.add(node)
  return ({ node }) => !below.has(node)
}

/**
 * The function, of the program's own code, that alone of all that its caller does stood still: requests did not come more often, or its
 * neighbours would cost what they did. Undefined where fewer neighbours moved with the rest than make a rule of it: of two endpoints
 * one may have had more requests, and what runs beside all requests has no such neighbours.
 */
function exceptionAt(part: number, aligned: AlignedTrees, exposure: Exposure, shift: number): number | undefined {
  const { union, base, head } = aligned
  const isOwn = (node: number): boolean => {
    const name = union.name[node]!
    return describeFrame(union.names[name]!, union.files[name], union.modules[name]).own
  }
  for (let top = part; top > 0; top = union.parent[top]!) {
    const caller = union.parent[top]!
    const neighbours = new Map<number, Counts>()
    for (let child = caller + 1; child < union.subtreeEnd[caller]!; child = union.subtreeEnd[child]!) {
      const name = union.name[child]!
      if (name === union.name[top]) continue
      const { kA, kB } = neighbours.get(name) ?? { kA: 0, kB: 0 }
      neighbours.set(name, { kA: kA + base.totalSamples[child]!, kB: kB + head.totalSamples[child]! })
    }
    const moved = withRest([...neighbours.values()], exposure, shift)
    if (moved === 'all') return caller > 0 && isOwn(caller) && isOwn(top) ? top : undefined
    if (moved === 'some') return undefined
  }
  return undefined
}

/** Each of many small ones is too small to tell; without the largest they tell together that it was not one alone. */
function withRest(neighbours: readonly Counts[], exposure: Exposure, shift: number): 'all' | 'some' | undefined {
  const sure = neighbours.filter((one) => isWith(one, exposure, shift))
  if (sure.length >= fewestNeighbours) return 'all'
  const [, ...others] = neighbours.toSorted((a, b) => b.kA + b.kB - (a.kA + a.kB))
  const near = neighbours.filter((one) => isNear(one, exposure, shift))
  const isRule = near.length >= fewestNeighbours && isWith(sumOf(others), exposure, shift)
  return sure.length === 0 ? undefined : isRule ? 'all' : 'some'
}

/** Nearer to what the others did than to having stood still. */
function isNear(counts: Counts, exposure: Exposure, shift: number): boolean {
  const { value } = moveOf(counts, exposure)
  return Math.abs(value) > Math.abs(value - shift)
}

/** It moved, by more than its own chance, and as the others did. */
function isWith({ kA, kB }: Counts, exposure: Exposure, shift: number): boolean {
  const { value, error } = moveOf({ kA, kB }, exposure)
  return Math.abs(value) > 2 * error && isNear({ kA, kB }, exposure, shift)
}

/** It moved, and the other way. */
function isAgainst(part: Counts, exposure: Exposure, shift: number): boolean {
  const { value, error } = moveOf(part, exposure)
  return value * shift < 0 && Math.abs(value) > apart * error
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
}

/** The tree in parts that share no sample: a subtree while it is small, else what is its frame's own and its callees' subtrees. */
function partsOf({ union, base, head }: AlignedTrees): readonly Part[] {
  const parts: Part[] = []
  const samples = (node: number): number => base.totalSamples[node]! + head.totalSamples[node]!
  const most = largestPart * samples(0)
  for (let node = 0; node < union.length;) {
    if (samples(node) <= most) {
      parts.push({ node, kA: base.totalSamples[node]!, kB: head.totalSamples[node]! })
      node = union.subtreeEnd[node]!
      continue
    }
    parts.push({ node, kA: base.selfSamples[node]!, kB: head.selfSamples[node]! })
    node++
  }
  return parts.filter(({ kA, kB }) => kA + kB > 0)
}

function logRatio(kA: number, kB: number, { base, head }: Exposure): number {
  return Math.log(kB / head) - Math.log(kA / base)
}
