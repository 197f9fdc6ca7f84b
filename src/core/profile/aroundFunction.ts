/**
 * One function over all its stacks: what calls it and what it calls, each merged into one tree with the function on top.
 *
 *   main ─ a ─ Place 5 ─ parse 3          callees   Place 9 ─┬ parse 5          callers   Place 9 ─┬ a 5 ─ main 5
 *        └ b ─ Place 4 ─┬ parse 2                            └ write 2                             └ b 4 ─ main 4
 *                       └ write 2
 *
 * Under recursion the outermost call counts, once.
 */
import type { CallTree } from './callTree.ts'
import { NameTable, TreeNodes } from './treeNodes.ts'

export type Side = 'callers' | 'callees'

/** Of the callers' tree: a stack of 100,000 frames under each of many nodes must not take the worker down. */
const mostNodes = 1_000_000

/** The tree has nothing below its root where the function is not present. */
export function aroundFunction(tree: CallTree, name: string, side: Side): CallTree {
  const table = sameNames(tree)
  const nodes = new TreeNodes()
  const wanted = tree.names.indexOf(name)
  for (let node = 1; wanted >= 0 && node < tree.length;) {
    if (tree.name[node] !== wanted) {
      node++
      continue
    }
    if (side === 'callees') addBelow(tree, node, nodes)
    else addAbove(tree, node, nodes)
    node = tree.subtreeEnd[node]!
  }
  return nodes.finish(table, tree.unit)
}

function addBelow(tree: CallTree, top: number, nodes: TreeNodes): void {
  const rows = new Int32Array(tree.subtreeEnd[top]! - top)
  for (let node = top; node < tree.subtreeEnd[top]!; node++) {
    const parent = node === top ? -1 : rows[tree.parent[node]! - top]!
    const row = nodes.child(parent, tree.name[node]!)
    rows[node - top] = row
    nodes.add(row, tree.self[node]!, tree.selfSamples[node]!)
  }
}

function addAbove(tree: CallTree, top: number, nodes: TreeNodes): void {
  let row = -1
  for (let node = top; node > 0 && nodes.length < mostNodes; node = tree.parent[node]!)
    row = nodes.child(row, tree.name[node]!)
  nodes.add(row, tree.total[top]!, tree.totalSamples[top]!)
}

export function sameNames(tree: CallTree): NameTable {
  const table = new NameTable()
  tree.names.forEach((name, at) => table.add(name, tree.files[at]!, tree.modules[at]!, tree.lines?.[at]))
  return table
}
