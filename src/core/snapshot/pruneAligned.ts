/** Two aligned trees cut to the nodes that are dear on either side; what is cut below a parent becomes one child of it. */
import type { AlignedTrees, Side } from '../diff/alignTrees.ts'
import { foldedName } from './pruneTree.ts'

export interface PrunedAligned {
  readonly aligned: AlignedTrees
  /** Node of the cut union → node of the whole one, −1 for a child that stands for what was cut. */
  readonly kept: Int32Array
  readonly dropped: number
}

interface Row {
  readonly node: number
  readonly parent: number
  /** End of the range this row stands for, when it stands for several nodes. */
  readonly foldedUntil: number
}

export function pruneAligned(aligned: AlignedTrees, mostNodes: number): PrunedAligned {
  const { union } = aligned
  if (union.length <= mostNodes)
    return { aligned, kept: Int32Array.from({ length: union.length }, (_, i) => i), dropped: 0 }
  const cost = new Float64Array(union.length)
  for (const side of [aligned.base, aligned.head]) {
    const whole = side.total[0]! || 1
    for (let node = 0; node < union.length; node++) cost[node] = Math.max(cost[node]!, side.total[node]! / whole)
  }
  const sorted = cost.slice().sort()
  const threshold = Math.max(sorted[union.length - mostNodes]!, Number.MIN_VALUE)

  const rows: Row[] = [{ node: 0, parent: -1, foldedUntil: 0 }]
  const rowOf = new Map<number, number>([[0, 0]])
  let dropped = 0
  for (let node = 1; node < union.length;) {
    const parent = rowOf.get(union.parent[node]!)!
    if (cost[node]! >= threshold) {
      rowOf.set(node, rows.push({ node, parent, foldedUntil: 0 }) - 1)
      node++
      continue
    }
    // Consecutive cheap siblings with their subtrees become one row.
    const end = union.subtreeEnd[union.parent[node]!]!
    let until = node
    while (until < end && cost[until]! < threshold) until = union.subtreeEnd[until]!
    dropped += until - node
    rows.push({ node, parent, foldedUntil: until })
    node = until
  }
  return {
    aligned: rebuild(aligned, rows),
    kept: Int32Array.from(rows, (row) => (row.foldedUntil > 0 ? -1 : row.node)),
    dropped,
  }
}

function rebuild({ union, base, head, renamed }: AlignedTrees, rows: readonly Row[]): AlignedTrees {
  const length = rows.length
  const names = [...union.names]
  const files = [...union.files]
  const modules = [...union.modules]
  const folded = new Map<string, number>()
  const nameOf = (row: Row): number => {
    if (row.foldedUntil === 0) return row.node === 0 ? -1 : union.name[row.node]!
    const text = foldedName(row.foldedUntil - row.node)
    const known = folded.get(text)
    if (known !== undefined) return known
    folded.set(text, names.push(text) - 1)
    files.push('')
    modules.push('')
    return names.length - 1
  }
  const tree = {
    ...union,
    length,
    name: Int32Array.from(rows, nameOf),
    parent: Int32Array.from(rows, (row) => row.parent),
    depth: new Int32Array(length),
    subtreeEnd: new Int32Array(length),
    names,
    files,
    modules,
  }
  for (let row = 1; row < length; row++) tree.depth[row] = tree.depth[tree.parent[row]!]! + 1
  for (let row = length - 1; row >= 0; row--) {
    tree.subtreeEnd[row] = Math.max(tree.subtreeEnd[row]!, row + 1)
    const parent = tree.parent[row]!
    if (parent >= 0) tree.subtreeEnd[parent] = Math.max(tree.subtreeEnd[parent]!, tree.subtreeEnd[row]!)
  }
  const cut = (side: Side): Side => ({
    self: cutColumn(side.self, rows, tree.parent, false),
    total: cutColumn(side.self, rows, tree.parent, true),
    selfSamples: cutColumn(side.selfSamples, rows, tree.parent, false),
    totalSamples: cutColumn(side.selfSamples, rows, tree.parent, true),
  })
  const own: Side = {
    self: union.self,
    total: union.total,
    selfSamples: union.selfSamples,
    totalSamples: union.totalSamples,
  }
  return { union: { ...tree, ...cut(own) }, base: cut(base), head: cut(head), renamed }
}

function cutColumn(self: Float64Array, rows: readonly Row[], parent: Int32Array, total: boolean): Float64Array {
  const column = Float64Array.from(rows, ({ node, foldedUntil }) => {
    let sum = self[node]!
    for (let at = node + 1; at < foldedUntil; at++) sum += self[at]!
    return sum
  })
  if (total) for (let row = rows.length - 1; row > 0; row--) column[parent[row]!]! += column[row]!
  return column
}
