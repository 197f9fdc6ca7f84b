/**
 * Two call trees laid over each other: one union tree in depth-first order, each number twice. A path that only one side has is there
 * with zeros on the other, so that what vanished is as visible as what is new.
 */
import type { CallTree } from '../profile/callTree.ts'
import { NameTable, TreeNodes } from '../profile/treeNodes.ts'
import { normaliseForComparison } from '../frames/normaliseName.ts'
import { type RenamedPackage, renamedPackages } from './renamedPackages.ts'

/** Columns parallel to the nodes of `AlignedTrees.union`. */
export interface Side {
  readonly self: Float64Array
  readonly total: Float64Array
  readonly selfSamples: Float64Array
  readonly totalSamples: Float64Array
}

export interface AlignedTrees {
  /**
   * Structure and names. Its own numbers are base + head, both as rates, and only order siblings; `names` are normalised.
   */
  readonly union: CallTree
  readonly base: Side
  readonly head: Side
  /** Names as found → as compared, where they differ. */
  readonly renamed: ReadonlyMap<string, string>
  /** Packages that moved, their functions put together under the names of head. Snapshots do not say. */
  readonly packages?: readonly RenamedPackage[]
}

export interface AlignOptions {
  /** Divide each side by its exposure (covered seconds; 1 for gauges) before ordering siblings. */
  readonly baseExposure: number
  readonly headExposure: number
}

/** Either side may be missing (not recorded): the other is then all there is. */
export function alignTrees(
  base: CallTree | undefined,
  head: CallTree | undefined,
  options: AlignOptions,
): AlignedTrees {
  const table = new NameTable()
  const nodes = new TreeNodes((base?.length ?? 0) + (head?.length ?? 0))
  const moved = base && head ? renamedPackages(base, head) : undefined
  const renamed = oneSidedNames(base, head, moved?.names)
  const sides = [
    { tree: base, exposure: options.baseExposure },
    { tree: head, exposure: options.headExposure },
  ] as const
  const [rowsOfBase, rowsOfHead] = sides.map(
    ({ tree, exposure }) => tree && addTree(tree, exposure > 0 ? exposure : 1, nodes, table, renamed),
  )
  const { tree: union, nodeOfRow } = nodes.finishNumbered(table, head?.unit ?? base?.unit ?? 'count')
  return {
    union,
    base: project(base, union, rowsOfBase, nodeOfRow),
    head: project(head, union, rowsOfHead, nodeOfRow),
    renamed,
    ...(moved && moved.packages.length > 0 ? { packages: moved.packages } : {}),
  }
}

/** Rows of the union that the tree's nodes became. */
function addTree(
  tree: CallTree,
  exposure: number,
  nodes: TreeNodes,
  table: NameTable,
  renamed: ReadonlyMap<string, string>,
): Int32Array {
  const nameOf = namesIn(tree, table, renamed)
  const rowOf = new Int32Array(tree.length)
  rowOf[0] = -1
  for (let node = 0; node < tree.length; node++) {
    if (node > 0) rowOf[node] = nodes.child(rowOf[tree.parent[node]!]!, nameOf[tree.name[node]!]!)
    // Absolute values: a negative self (a shrunken delta) must not cancel the other side and drop the node.
    nodes.add(rowOf[node]!, Math.abs(tree.self[node]!) / exposure, Math.abs(tree.selfSamples[node]!))
  }
  return rowOf
}

function namesIn(tree: CallTree, table: NameTable, renamed: ReadonlyMap<string, string>): Int32Array {
  const nameOf = new Int32Array(tree.names.length)
  for (const [index, name] of tree.names.entries()) {
    const file = tree.files[index] ?? ''
    nameOf[index] = table.add(renamed.get(name) ?? name, file, tree.modules[index] ?? '', tree.lines?.[index])
  }
  return nameOf
}

/**
 * Names to compare under another spelling. A name that both sides have is the same function as it stands; only what one side has alone
 * may be the other's under a build's own numbering.
 */
function oneSidedNames(
  base: CallTree | undefined,
  head: CallTree | undefined,
  moved: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>(moved)
  if (!base || !head) return renamed
  const targets = new Set(moved.values())
  const inBase = new Set(base.names)
  const inHead = new Set(head.names)
  for (const [names, others] of [
    [inBase, inHead],
    [inHead, inBase],
  ] as const) {
    for (const name of names) {
      // Put together with its package already, under head's name.
      if (moved.has(name) || targets.has(name)) continue
      const normalised = others.has(name) ? name : normaliseForComparison(name)
      if (normalised !== name) renamed.set(name, normalised)
    }
  }
  return renamed
}

function project(
  tree: CallTree | undefined,
  union: CallTree,
  rowOf: Int32Array | undefined,
  nodeOfRow: Int32Array,
): Side {
  const column = (): Float64Array => new Float64Array(union.length)
  const side = { self: column(), total: column(), selfSamples: column(), totalSamples: column() }
  if (!tree || !rowOf) return side
  for (let node = 0; node < tree.length; node++) {
    const target = node === 0 ? 0 : nodeOfRow[rowOf[node]!]!
    // A subtree that is empty on both sides was dropped from the union.
    if (target < 0) continue
    // Two names that became one land on the same node: added up, not overwritten.
    side.self[target]! += tree.self[node]!
    side.selfSamples[target]! += tree.selfSamples[node]!
  }
  side.total.set(side.self)
  side.totalSamples.set(side.selfSamples)
  for (let node = union.length - 1; node > 0; node--) {
    side.total[union.parent[node]!]! += side.total[node]!
    side.totalSamples[union.parent[node]!]! += side.totalSamples[node]!
  }
  return side
}
