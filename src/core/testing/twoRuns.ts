/** Two runs of a drawn program: functions under a few callers, sampled like a CPU, each function's cost a little different per run. */
import type { CallTree } from '../profile/callTree.ts'
import { type Random, mulberry32 } from '../base/random.ts'
import { NameTable, TreeNodes } from '../profile/treeNodes.ts'
import { type ComparedView, compareView } from '../diff/compareView.ts'
import type { Change } from '../diff/comparison.ts'
import type { BetweenRuns } from '../diff/statistics/empiricalNull.ts'
import { rankChanges } from '../diff/rankChanges.ts'
import { normal, poisson } from './chance.ts'
import type { MeasuredView } from '../window/windowProfiles.ts'

export interface DrawnRuns {
  readonly functions: number
  readonly samples: number
  /** Standard deviation of a function's log-cost from run to run. */
  readonly perRun: number
  /** One function of about this share of all samples, and by how much it is dearer in head: 1.2 is +20 %. */
  readonly planted?: { readonly share: number; readonly factor: number }
  readonly seed: number
  /** As if this were known; else it is learned. */
  readonly betweenRuns?: BetweenRuns
  /**
   * Each run in so many captures, from one to the next of which functions wander: what runs differ by is then what their captures show. Absent:
   * one sum of each run, and it differs from the other as a whole.
   */
  readonly captures?: number
  /** What the program and its runs are like; settings are tuned on the first two and judged on the others. */
  readonly shape?: Shape
}

/**
 * - `flat`: costs fall slowly, three calls deep, every function differs from run to run by itself;
 * - `nested`: costs fall faster, up to ten calls deep; two fifths of what runs differ by is of whole subtrees;
 * - `deep`: costs fall fast (a few functions have most), up to 24 calls deep; half of what runs differ by is of whole subtrees, and of what a
 *   host is slower at: what waits for memory, what computes;
 * - `uneven`: as `deep`, but some functions differ four times as much from run to run as most.
 */
export type Shape = 'flat' | 'nested' | 'deep' | 'uneven'

const periodNs = 1e7
const seconds = 300
export const plantedName = 'planted'

export function compareDrawnRuns(runs: DrawnRuns): readonly Change[] {
  return changesIn(drawnView(runs))
}

export function changesIn(view: ComparedView): readonly Change[] {
  return rankChanges(new Map([['cpu', view]])).changes
}

export function drawnView(runs: DrawnRuns): ComparedView {
  const { base, head, baseBlocks, headBlocks } = drawnPair(runs)
  const blocksOf = (blocks: readonly CallTree[]): readonly MeasuredView[] =>
    blocks.length > 1 ? blocks.map((tree) => viewOf(tree, seconds / blocks.length)) : []
  return compareView({
    base: viewOf(base),
    head: viewOf(head),
    baseBlocks: blocksOf(baseBlocks),
    headBlocks: blocksOf(headBlocks),
    exposure: { base: seconds, head: seconds, comparable: true },
    separateRuns: true,
    ...(runs.betweenRuns ? { betweenRuns: runs.betweenRuns } : {}),
  })
}

/** The program as it is, which no comparison knows, and two runs of it. */
export interface DrawnPair {
  readonly program: readonly DrawnFunction[]
  readonly base: CallTree
  readonly head: CallTree
  /** By capture; one where a run is one sum. */
  readonly baseBlocks: readonly CallTree[]
  readonly headBlocks: readonly CallTree[]
}

export function drawnPair(runs: DrawnRuns): DrawnPair {
  const random = mulberry32(runs.seed)
  const program =
    runs.shape === undefined || runs.shape === 'flat'
      ? flat(runs)
      : runs.shape === 'nested'
        ? nested(runs, random)
        : deep(runs, random)
  const head = runOf(runs, program, random, runs.planted?.factor ?? 1)
  const base = runOf(runs, program, random, 1)
  return { program, base: base.whole, head: head.whole, baseBlocks: base.blocks, headBlocks: head.blocks }
}

export interface DrawnFunction {
  readonly path: readonly string[]
  /** Of all samples. */
  readonly share: number
  /** What whole groups of functions differ by from run to run: names of the groups it is in. */
  readonly groups: readonly string[]
  /** Standard deviation of its own, and of each group's log-cost from run to run, in units of `perRun`. */
  readonly own: number
  readonly ofGroup: number
}

function shares(
  { functions, planted }: DrawnRuns,
  exponent: number,
): { readonly own: number[]; readonly planted: number } {
  const costs = Array.from({ length: functions }, (_, at) => 1 / (at + 2) ** exponent)
  const sum = costs.reduce((total, cost) => total + cost, 0)
  return { own: costs.map((cost) => cost / sum), planted: planted?.share ?? 0 }
}

function flat(runs: DrawnRuns): readonly DrawnFunction[] {
  const { own, planted } = shares(runs, 0.8)
  const itself = { groups: [], own: 1, ofGroup: 0 }
  return [
    ...own.map((share, at) => ({ path: ['main', `caller${at % 12}`, `function${at}`], share, ...itself })),
    ...(planted > 0 ? [{ path: ['main', 'caller3', plantedName], share: planted, ...itself }] : []),
  ]
}

/** Of one variance: three fifths a function's own, the rest its subtree's. */
function nested(runs: DrawnRuns, random: Random): readonly DrawnFunction[] {
  const { own, planted } = shares(runs, 1)
  const placed = (name: string, share: number): DrawnFunction => {
    const subtree = Math.floor(random() * 7)
    const chain = Array.from({ length: 1 + Math.floor(random() * 8) }, (_, depth) => `part${subtree}level${depth}`)
    return {
      path: ['main', ...chain, name],
      share,
      groups: [`subtree${subtree}`],
      own: Math.sqrt(0.6),
      ofGroup: Math.sqrt(0.4),
    }
  }
  return [
    ...own.map((share, at) => placed(`function${at}`, share)),
    ...(planted > 0 ? [placed(plantedName, planted)] : []),
  ]
}

/** Of one variance: half a function's own, a quarter its subtree's, a quarter what the host is slower at. */
function deep(runs: DrawnRuns, random: Random): readonly DrawnFunction[] {
  const { own, planted } = shares(runs, 1.2)
  const placed = (name: string, share: number): DrawnFunction => {
    const subtree = Math.floor(random() * 5)
    const chain = Array.from({ length: 1 + Math.floor(random() * 22) }, (_, depth) => `handler${subtree}step${depth}`)
    const kind = random() < 0.4 ? 'memory' : 'compute'
    const uneven = runs.shape === 'uneven' && name !== plantedName && random() < 0.15 ? 4 : 1
    return {
      path: ['main', ...chain, name],
      share,
      groups: [`subtree${subtree}`, kind],
      own: uneven * Math.SQRT1_2,
      ofGroup: 0.5,
    }
  }
  return [
    ...own.map((share, at) => placed(`function${at}`, share)),
    ...(planted > 0 ? [placed(plantedName, planted)] : []),
  ]
}

/** Counts of each function, capture by capture: they wander so much more as there are captures, so that the run differs by `perRun`. */
function runOf(
  { samples, perRun, captures = 1 }: DrawnRuns,
  program: readonly DrawnFunction[],
  random: Random,
  factor: number,
): { readonly whole: CallTree; readonly blocks: readonly CallTree[] } {
  const sums = new Float64Array(program.length)
  const blocks: CallTree[] = []
  for (let capture = 0; capture < captures; capture++) {
    const ofGroup = new Map<string, number>()
    const moved = (group: string): number => {
      const known = ofGroup.get(group) ?? normal(random)
      ofGroup.set(group, known)
      return known
    }
    const counts = program.map(({ path, share, groups, own, ofGroup: part }) => {
      const groupMove = groups.reduce((sum, group) => sum + moved(group), 0)
      const dearer = path.at(-1) === plantedName ? factor : 1
      const mean = (samples / captures) * share * dearer
      const wandered = perRun * Math.sqrt(captures) * (own * normal(random) + part * groupMove)
      return poisson(mean * Math.exp(wandered), random)
    })
    for (const [at, count] of counts.entries()) sums[at]! += count
    blocks.push(treeOf(program, counts))
  }
  const [whole = treeOf(program, sums)] = captures === 1 ? blocks : []
  return { whole, blocks }
}

function treeOf(program: readonly DrawnFunction[], counts: ArrayLike<number>): CallTree {
  const table = new NameTable()
  const nodes = new TreeNodes()
  for (const [at, { path }] of program.entries()) {
    const count = counts[at]!
    if (count === 0) continue
    let row = -1
    for (const name of path) row = nodes.child(row, table.add(name, '', ''))
    nodes.add(row, count * periodNs, count)
  }
  return nodes.finish(table, 'nanoseconds')
}

export function viewOf(tree: CallTree, coveredSeconds: number = seconds): MeasuredView {
  return {
    state: 'measured',
    kind: 'cpu',
    tree,
    total: tree.total[0] ?? 0,
    samples: tree.totalSamples[0] ?? 0,
    covered: [],
    coveredSeconds,
    how: { id: 'text', text: 'drawn' },
    leftOut: [],
    cautions: [],
    files: [],
  }
}
