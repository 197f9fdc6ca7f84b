/** The same call tree with other weights: siblings in the order of the new totals, largest first. No hashing: one pass, linear but for sorting siblings. */
import type { CallTree } from './callTree.ts'

export interface SortedTree {
  readonly tree: CallTree
  /** Node of `tree` → node of the tree it was made from. */
  readonly from: Int32Array
}

export function sortTree(old: CallTree, self: Float64Array, selfSamples: Float64Array): SortedTree {
  const { length } = old
  const total = self.slice()
  const totalSamples = selfSamples.slice()
  for (let node = length - 1; node > 0; node--) {
    const parent = old.parent[node]!
    total[parent]! += total[node]!
    totalSamples[parent]! += totalSamples[node]!
  }
  const placeOf = new Int32Array(length)
  const from = new Int32Array(length)
  const tree = {
    ...old,
    name: new Int32Array(length),
    parent: new Int32Array(length),
    depth: new Int32Array(length),
    subtreeEnd: new Int32Array(length),
    self: new Float64Array(length),
    total: new Float64Array(length),
    selfSamples: new Float64Array(length),
    totalSamples: new Float64Array(length),
  }
  let children = new Int32Array(64)
  // A parent comes before its children in the old order, so its place is known and gives theirs.
  for (let node = 0; node < length; node++) {
    const place = placeOf[node]!
    const end = old.subtreeEnd[node]!
    from[place] = node
    tree.name[place] = old.name[node]!
    tree.parent[place] = node === 0 ? -1 : placeOf[old.parent[node]!]!
    tree.depth[place] = old.depth[node]!
    tree.subtreeEnd[place] = place + end - node
    tree.self[place] = self[node]!
    tree.total[place] = total[node]!
    tree.selfSamples[place] = selfSamples[node]!
    tree.totalSamples[place] = totalSamples[node]!
    if (end === node + 1) continue
    let count = 0
    for (let child = node + 1; child < end; child = old.subtreeEnd[child]!) {
      if (count === children.length) children = widened(children)
      children[count++] = child
    }
    sortByTotal(children, count, total)
    let next = place + 1
    for (let i = 0; i < count; i++) {
      const child = children[i]!
      placeOf[child] = next
      next += old.subtreeEnd[child]! - child
    }
  }
  return { tree, from }
}

function widened(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(column.length * 2)
  wider.set(column)
  return wider
}

/** Stable. Nearly all lists are two or three long. */
function sortByTotal(list: Int32Array, count: number, total: Float64Array): void {
  if (count > 16) {
    list.subarray(0, count).sort((a, b) => total[b]! - total[a]! || a - b)
    return
  }
  for (let i = 1; i < count; i++) {
    const node = list[i]!
    let at = i
    while (at > 0 && total[list[at - 1]!]! < total[node]!) {
      list[at] = list[at - 1]!
      at--
    }
    list[at] = node
  }
}
