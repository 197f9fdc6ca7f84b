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
  const nameInBase = base && namesIn(base, table, renamed)
  const nameInHead = head && namesIn(head, table, renamed)
  const met =
    nameInBase && nameInHead && isOneToOne(nameInBase, table) && isOneToOne(nameInHead, table)
      ? nodesMet(base, nameInBase, head, nameInHead, table)
      : undefined
  const rowsOfBase = base && addTree(base, options.baseExposure, nodes, nameInBase!, met && new Int32Array(base.length))
  const rowsOfHead = head && addTree(head, options.headExposure, nodes, nameInHead!, met)
  const { tree: union, nodeOfRow } = nodes.finishNumbered(table, head?.unit ?? base?.unit ?? 'count')
  return {
    union,
    base: project(base, union, rowsOfBase, nodeOfRow),
    head: project(head, union, rowsOfHead, nodeOfRow),
    renamed,
    ...(moved && moved.packages.length > 0 ? { packages: moved.packages } : {}),
  }
}

/**
 * Rows of the union that the tree's nodes became.
 * @param met per node the row that is there for it already, counted from 1; absent where it has to be looked for
 */
function addTree(
  tree: CallTree,
  coveredSeconds: number,
  nodes: TreeNodes,
  nameOf: Int32Array,
  met: Int32Array | undefined,
): Int32Array {
  const exposure = coveredSeconds > 0 ? coveredSeconds : 1
  const rowOf = new Int32Array(tree.length)
  rowOf[0] = -1
  for (let node = 0; node < tree.length; node++) {
    if (node > 0) {
      const parent = rowOf[tree.parent[node]!]!
      const name = nameOf[tree.name[node]!]!
      if (!met) rowOf[node] = nodes.child(parent, name)
      else rowOf[node] = met[node]! > 0 ? met[node]! - 1 : nodes.newChild(parent, name)
    }
    // Absolute values: a negative self (a shrunken delta) must not cancel the other side and drop the node.
    nodes.add(rowOf[node]!, Math.abs(tree.self[node]!) / exposure, Math.abs(tree.selfSamples[node]!))
  }
  return rowOf
}

/** Whether no two names of the tree are compared as one. */
function isOneToOne(nameOf: Int32Array, { names }: NameTable): boolean {
  const isTaken = new Uint8Array(names.length)
  for (const name of nameOf) {
    if (isTaken[name] === 1) return false
    isTaken[name] = 1
  }
  return true
}

/**
 * Per node of head the node of base on the same path, which is its row counted from 1 as base's nodes are added first and in their order;
 * 0 where base has no such path. The children of two nodes that met meet by name, so no path of either tree is looked up in a table.
 */
function nodesMet(
  base: CallTree,
  nameInBase: Int32Array,
  head: CallTree,
  nameInHead: Int32Array,
  { names }: NameTable,
): Int32Array {
  const met = new Int32Array(head.length)
  /** Per name the child that had it last, which may be one of another node. */
  const childCalled = new Int32Array(names.length)
  for (let node = 0; node < head.length; node++) {
    const other = met[node]!
    const end = head.subtreeEnd[node]!
    if ((node > 0 && other === 0) || end === node + 1) continue
    const otherEnd = base.subtreeEnd[other]!
    for (let child = other + 1; child < otherEnd; child = base.subtreeEnd[child]!)
      childCalled[nameInBase[base.name[child]!]!] = child
    for (let child = node + 1; child < end; child = head.subtreeEnd[child]!) {
      const found = childCalled[nameInHead[head.name[child]!]!]!
      if (found > 0 && base.parent[found] === other) met[child] = found
    }
  }
  return met
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
