/**
 * How often any rule could find the planted function: one that knows the program, what single functions, subtrees and hosts differ by, and
 * that at most one function changed, and one that knows all of this but how much runs differ. Each may be wrong in one of twenty
 * pairs in which nothing changed, as ours; its threshold is taken from such pairs, of other seeds.
 */
import type { CallTree } from '../profile/callTree.ts'
import { chiSquare1Tail } from '../diff/statistics/distributions.ts'
import { type DrawnFunction, drawnPair, type DrawnRuns, plantedName } from './twoRuns.ts'

export interface Attainable {
  /** Parts 0..1 of the pairs in which the planted function stands first. */
  readonly known: number
  readonly learned: number
}

const allowed = 0.05
/** Beside those in which something is planted: pairs of the same program in which nothing is. */
const otherSeeds = 50_000
const fewestExpected = 10
const taus = Array.from({ length: 40 }, (_, at) => 0.003 * (0.8 / 0.003) ** (at / 39))

export function attainable(runs: DrawnRuns, pairs: number): Attainable {
  const { planted } = runs
  if (!planted) return { known: Number.NaN, learned: Number.NaN }
  const ofPairs = (from: number, factor: number): readonly Found[] =>
    Array.from({ length: pairs }, (_, at) =>
      foundIn({ ...runs, seed: runs.seed + from + at, planted: { ...planted, factor } }),
    )
  const calm = ofPairs(otherSeeds, 1)
  const changed = ofPairs(0, planted.factor)
  const partOf = (rule: keyof Found): number => {
    const scores = calm.map((found) => found[rule].score).sort((a, b) => b - a)
    const threshold = scores[Math.floor(allowed * pairs)] ?? Number.POSITIVE_INFINITY
    return changed.filter((found) => found[rule].score > threshold && found[rule].name === plantedName).length / pairs
  }
  return { known: partOf('known'), learned: partOf('learned') }
}

interface Best {
  readonly score: number
  readonly name: string
}

interface Found {
  readonly known: Best
  readonly learned: Best
}

interface Measured {
  readonly name: string
  readonly value: number
  /** Variance that sampling makes. */
  readonly chance: number
  /** Logarithm of how likely it is the one that changed: what costs much is what matters. */
  readonly logPart: number
  readonly of: DrawnFunction
}

function foundIn(runs: DrawnRuns): Found {
  const { program, base, head } = drawnPair(runs)
  const [a, b] = [countsOf(base), countsOf(head)]
  const all = program.reduce((sum, { share }) => sum + share, 0)
  const some = program.filter(({ share }) => runs.samples * share >= fewestExpected)
  const spreads = some.map(({ share }) => ((share / all) * (1 - share / all)) ** 2)
  const sum = spreads.reduce((total, one) => total + one, 0)
  const measured = some.map((of, at): Measured => {
    const name = of.path.at(-1)!
    return {
      name,
      value: Math.log(((b.get(name) ?? 0) + 0.5) / ((a.get(name) ?? 0) + 0.5)),
      chance: 2 / (runs.samples * of.share),
      logPart: Math.log((0.9 * spreads[at]!) / sum + 0.1 / some.length),
      of,
    }
  })
  return { known: bestOf(measured, byKnown(measured, runs.perRun)), learned: bestOf(measured, byLearned(measured)) }
}

function bestOf(measured: readonly Measured[], scores: ArrayLike<number>): Best {
  let best: Best = { score: Number.NEGATIVE_INFINITY, name: '' }
  for (const [at, { name, logPart }] of measured.entries()) {
    const score = scores[at]! + logPart
    if (score > best.score) best = { score, name }
  }
  return best
}

function countsOf({ length, name, names, selfSamples }: CallTree): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (let node = 1; node < length; node++) {
    const of = names[name[node]!]!
    counts.set(of, (counts.get(of) ?? 0) + selfSamples[node]!)
  }
  return counts
}

/** Log-likelihood ratio of "this one alone changed": Σ⁻¹ by Woodbury, since functions share only what their groups differ by. */
function byKnown(measured: readonly Measured[], perRun: number): readonly number[] {
  const square = 2 * perRun ** 2
  const own = measured.map(({ chance, of }) => 1 / (chance + square * of.own ** 2))
  const groups = [...new Set(measured.flatMap(({ of }) => of.groups))]
  const load = measured.map(({ of }) =>
    groups.map((group) => (of.groups.includes(group) ? Math.sqrt(square) * of.ofGroup : 0)),
  )
  const inner = groups.map((_, row) =>
    groups.map((__, column) =>
      measured.reduce((sum, ___, at) => sum + load[at]![row]! * own[at]! * load[at]![column]!, row === column ? 1 : 0),
    ),
  )
  const inverse = inverted(inner)
  const pulled = groups.map((_, group) =>
    measured.reduce((sum, { value }, at) => sum + load[at]![group]! * own[at]! * value, 0),
  )
  return measured.map(({ value }, at) => {
    const weights = groups.map((_, row) =>
      groups.reduce((sum, __, column) => sum + load[at]![column]! * inverse[column]![row]!, 0),
    )
    const shared = weights.reduce((sum, weight, group) => sum + weight * pulled[group]!, 0)
    const ofItself = weights.reduce((sum, weight, group) => sum + weight * load[at]![group]!, 0)
    const [gradient, information] = [own[at]! * (value - shared), own[at]! - own[at]! ** 2 * ofItself]
    return gradient ** 2 / information / 2
  })
}

/** Against what all others say of τ, each as likely before: minus the logarithm of p. */
function byLearned(measured: readonly Measured[]): readonly number[] {
  const logs = measured.map(({ value, chance }) =>
    taus.map((tau) => -(value ** 2) / 2 / (chance + tau ** 2) - Math.log(chance + tau ** 2) / 2),
  )
  const all = taus.map((_, at) => logs.reduce((sum, one) => sum + one[at]!, 0))
  return measured.map(({ value, chance }, of) => {
    const without = all.map((sum, at) => sum - logs[of]![at]!)
    const most = Math.max(...without)
    const weights = without.map((one) => Math.exp(one - most))
    const sum = weights.reduce((total, one) => total + one, 0)
    const p = taus.reduce(
      (total, tau, at) => total + (weights[at]! / sum) * chiSquare1Tail(value ** 2 / (chance + tau ** 2)),
      0,
    )
    return -Math.log(Math.max(Number.MIN_VALUE, p))
  })
}

/** Gauss and Jordan; of a few groups, positive definite. */
function inverted(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const size = matrix.length
  const rows = matrix.map((row, at) => [...row, ...row.map((_, column) => (at === column ? 1 : 0))])
  for (let pivot = 0; pivot < size; pivot++) {
    const of = rows[pivot]!
    const first = of[pivot]!
    for (let column = 0; column < 2 * size; column++) of[column]! /= first
    for (const [at, row] of rows.entries()) {
      const factor = row[pivot]!
      if (at === pivot || factor === 0) continue
      for (let column = 0; column < 2 * size; column++) row[column]! -= factor * of[column]!
    }
  }
  return rows.map((row) => row.slice(size))
}
