/** The tree upside down: leaves (functions by self) on top, their callers below. */
import { NameTable, TreeNodes } from './treeNodes.ts'
import type { CallTree } from './callTree.ts'

export interface InvertedTree {
  readonly tree: CallTree
  /** True when `maxNodes` was reached: some paths then end before their root, with their cost at the last caller shown. */
  readonly cutOff: boolean
}

/**
 * Total of a node at depth d is the cost of samples that end in the d names from the top down. A node's self is the cost
 * of stacks that begin there. Work grows with nodes × depth, hence `maxNodes`. `onlyLeaf` keeps stacks that end in that name.
 */
export function invertTree(
  tree: CallTree,
  options: { readonly maxNodes?: number; readonly onlyLeaf?: string } = {},
): InvertedTree {
  const maxNodes = options.maxNodes ?? 2_000_000
  const only = options.onlyLeaf === undefined ? -1 : tree.names.indexOf(options.onlyLeaf)
  const table = new NameTable()
  tree.names.forEach((name, i) => table.add(name, tree.files[i]!, tree.modules[i]!))
  const nodes = new TreeNodes(Math.min(maxNodes, tree.length))
  let cutOff = false
  for (let leaf = 1; leaf < tree.length; leaf++) {
    const self = tree.self[leaf]!
    const samples = tree.selfSamples[leaf]!
    if (self === 0 && samples === 0) continue
    if (options.onlyLeaf !== undefined && tree.name[leaf] !== only) continue
    let row = -1
    for (let node = leaf; node > 0; node = tree.parent[node]!) {
      if (nodes.length >= maxNodes) {
        cutOff = true
        break
      }
      row = nodes.child(row, tree.name[node]!)
    }
    nodes.add(row, self, samples)
  }
  return { tree: nodes.finish(table, tree.unit), cutOff }
}
