/** A tree small enough to travel: the dearest nodes stay, the rest becomes one child per parent that says how many it stands for. */
import type { CallTree } from '../profile/callTree.ts'
import { sourcePlace } from '../profile/sourcePlace.ts'
import { NameTable, TreeNodes } from '../profile/treeNodes.ts'

/** Name of the node that stands for what was cut below its parent; totals stay exact because it carries them. */
export function foldedName(count: number): string {
  return `(${count.toLocaleString('en-GB')} smaller ${count === 1 ? 'frame' : 'frames'}, not kept)`
}

export const isFoldedName = (name: string): boolean => /^\([\d,]+ smaller frames?, not kept\)$/.test(name)

export interface PrunedTree {
  readonly tree: CallTree
  readonly dropped: number
}

/** Keeps at most about `mostNodes` nodes, by total. A kept node's ancestors are kept, because their totals are at least as large. */
export function pruneTree(tree: CallTree, mostNodes: number): PrunedTree {
  if (tree.length <= mostNodes) return { tree, dropped: 0 }
  const threshold = thresholdFor(tree, mostNodes)
  const table = new NameTable()
  const nodes = new TreeNodes(mostNodes)
  const rowOf = new Int32Array(tree.length).fill(-1)
  nodes.add(-1, tree.self[0]!, tree.selfSamples[0]!)
  let dropped = 0
  for (let node = 1; node < tree.length;) {
    const parentRow = rowOf[tree.parent[node]!]!
    if (tree.total[node]! >= threshold) {
      const name = tree.name[node]!
      const row = nodes.child(parentRow, table.add(tree.names[name]!, sourcePlace(tree, name), tree.modules[name]!))
      rowOf[node] = row
      nodes.add(row, tree.self[node]!, tree.selfSamples[node]!)
      node++
      continue
    }
    // Siblings are sorted by total: everything from here to the end of the parent is smaller still.
    const parent = tree.parent[node]!
    const end = tree.subtreeEnd[parent]!
    let total = 0
    let samples = 0
    for (let child = node; child < end; child = tree.subtreeEnd[child]!) {
      total += tree.total[child]!
      samples += tree.totalSamples[child]!
    }
    dropped += end - node
    nodes.add(nodes.child(parentRow, table.add(foldedName(end - node), '', '')), total, samples)
    node = end
  }
  return { tree: nodes.finish(table, tree.unit), dropped }
}

function thresholdFor(tree: CallTree, mostNodes: number): number {
  const totals = tree.total.slice(1).sort()
  return Math.max(totals[Math.max(0, totals.length - mostNodes)]!, Number.MIN_VALUE)
}
