/** Two runs of a drawn program: functions under a few callers, sampled like a CPU, each function's cost a little different per run. */
import type { CallTree } from '../profile/callTree.ts'
import { type Random, mulberry32 } from '../base/random.ts'
import { NameTable, TreeNodes } from '../profile/treeNodes.ts'
import { type ComparedView, compareView } from '../diff/compareView.ts'
import type { Change } from '../diff/comparison.ts'
import type { BetweenRuns } from '../diff/statistics/empiricalNull.ts'
import { rankChanges } from '../diff/rankChanges.ts'
import { normal, poisson } from './foldedRuns.ts'
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
}

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
  const random = mulberry32(runs.seed)
  const costs = Array.from({ length: runs.functions }, (_, at) => 1 / (at + 2) ** 0.8)
  const sum = costs.reduce((total, cost) => total + cost, 0)
  const share = runs.planted?.share ?? 0
  const head = treeOf(runs, costs, sum, random, (runs.planted?.factor ?? 1) * share)
  const base = treeOf(runs, costs, sum, random, share)
  return compareView({
    base: viewOf(base),
    head: viewOf(head),
    baseBlocks: [],
    headBlocks: [],
    exposure: { base: seconds, head: seconds, comparable: true },
    separateRuns: true,
    ...(runs.betweenRuns ? { betweenRuns: runs.betweenRuns } : {}),
  })
}

function treeOf(
  { samples, perRun }: DrawnRuns,
  costs: readonly number[],
  sum: number,
  random: Random,
  planted: number,
): CallTree {
  const table = new NameTable()
  const nodes = new TreeNodes()
  const add = (path: readonly string[], mean: number): void => {
    const count = poisson(mean * Math.exp(perRun * normal(random)), random)
    if (count === 0) return
    let row = -1
    for (const name of path) row = nodes.child(row, table.add(name, '', ''))
    nodes.add(row, count * periodNs, count)
  }
  for (const [at, cost] of costs.entries()) add(['main', `caller${at % 12}`, `function${at}`], (samples * cost) / sum)
  if (planted > 0) add(['main', 'caller3', plantedName], samples * planted)
  return nodes.finish(table, 'nanoseconds')
}

function viewOf(tree: CallTree): MeasuredView {
  return {
    state: 'measured',
    kind: 'cpu',
    tree,
    total: tree.total[0] ?? 0,
    samples: tree.totalSamples[0] ?? 0,
    covered: [],
    coveredSeconds: seconds,
    how: { id: 'text', text: 'drawn' },
    leftOut: [],
    cautions: [],
    files: [],
  }
}
