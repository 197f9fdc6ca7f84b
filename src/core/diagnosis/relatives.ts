/** Who calls a function and what it calls, however far away: what belongs to the one to blame misleads nobody. */
import type { CallTree } from '../profile/callTree.ts'

/** Names of the function itself, of all its callers and of all it calls, in this tree. Linear in the tree. */
function relativesIn(tree: CallTree, name: string): ReadonlySet<string> {
  const wanted = tree.names.indexOf(name)
  const found = new Set([name])
  if (wanted < 0) return found
  const related = new Uint8Array(tree.names.length)
  const inside = new Uint8Array(tree.length)
  const above = new Uint8Array(tree.length)
  for (let node = 1; node < tree.length; node++) {
    const parent = tree.parent[node] ?? 0
    if (tree.name[node] === wanted || inside[parent] === 1) inside[node] = 1
  }
  for (let node = tree.length - 1; node > 0; node--) {
    if (inside[node] === 1 || above[node] === 1) {
      above[tree.parent[node] ?? 0] = 1
      related[tree.name[node] ?? 0] = 1
    }
  }
  tree.names.forEach((one, index) => {
    if (related[index] === 1) found.add(one)
  })
  return found
}

/** @returns whether the two stand on one path in one of the trees */
export function areRelated(trees: readonly CallTree[], culprit: string): (name: string) => boolean {
  const sets = trees.map((tree) => relativesIn(tree, culprit))
  return (name) => name === culprit || sets.some((set) => set.has(name))
}
