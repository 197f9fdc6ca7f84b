import type { CallTree, FramePath } from './callTree.ts'

/** The node at a path of names, 0 for the empty path, −1 when the tree does not have it. Cost: the siblings along the way. */
export function findNode(tree: CallTree, path: FramePath): number {
  let node = 0
  for (const name of path) {
    const end = tree.subtreeEnd[node]!
    let child = node + 1
    while (child < end && tree.names[tree.name[child]!] !== name) child = tree.subtreeEnd[child]!
    if (child >= end) return -1
    node = child
  }
  return node
}

/** As `findNode`, but stops at the last part of the path that exists: a zoom survives into a window that lacks its leaf. */
export function findNearestNode(tree: CallTree, path: FramePath): { readonly node: number; readonly found: boolean } {
  for (let length = path.length; length > 0; length--) {
    const node = findNode(tree, path.slice(0, length))
    if (node >= 0) return { node, found: length === path.length }
  }
  return { node: 0, found: path.length === 0 }
}

export function pathOfNode(tree: CallTree, node: number): FramePath {
  const path: string[] = []
  for (let at = node; at > 0; at = tree.parent[at]!) path.push(tree.names[tree.name[at]!]!)
  return path.reverse()
}

/** Children of a node, largest first. */
export function* childrenOf(tree: CallTree, node: number): Generator<number> {
  for (let child = node + 1; child < tree.subtreeEnd[node]!; child = tree.subtreeEnd[child]!) yield child
}
