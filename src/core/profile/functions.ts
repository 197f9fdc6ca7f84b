/** One row per function of a tree, as columns parallel to `tree.names`. */
import type { CallTree } from './callTree.ts'

export interface FunctionTable {
  /** Σ self over all nodes of the name. */
  readonly self: Float64Array
  /** Cost of samples with the function on the stack: a recursive function counts once per sample. */
  readonly total: Float64Array
  readonly selfSamples: Float64Array
  readonly totalSamples: Float64Array
  /** Nodes of the name; 0 for names no node uses. */
  readonly nodes: Int32Array
}

/** One pass: in depth-first order a node is an outermost occurrence exactly when it lies past the end of the last one. */
export function buildFunctionTable(tree: CallTree): FunctionTable {
  const names = tree.names.length
  const self = new Float64Array(names)
  const total = new Float64Array(names)
  const selfSamples = new Float64Array(names)
  const totalSamples = new Float64Array(names)
  const nodes = new Int32Array(names)
  const openUntil = new Int32Array(names)
  for (let node = 1; node < tree.length; node++) {
    const name = tree.name[node]!
    nodes[name]!++
    self[name]! += tree.self[node]!
    selfSamples[name]! += tree.selfSamples[node]!
    if (node < openUntil[name]!) continue
    openUntil[name] = tree.subtreeEnd[node]!
    total[name]! += tree.total[node]!
    totalSamples[name]! += tree.totalSamples[node]!
  }
  return { self, total, selfSamples, totalSamples, nodes }
}

/** Index of a function in `tree.names`, −1 when the tree does not have it. Linear; make a Map for many look-ups. */
export function findFunction(tree: CallTree, name: string): number {
  return tree.names.indexOf(name)
}
