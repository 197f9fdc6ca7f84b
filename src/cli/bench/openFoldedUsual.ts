/** Task: folded text as most readers take it: one string, split at line ends and semicolons, an object with a `Map` per node. */
import { readFileSync } from 'node:fs'
import { emptyTree } from './openPprofFormat.ts'
import type { TaskResult } from './taskResult.ts'

export function run(path: string): TaskResult {
  const startedAt = performance.now()
  const tree = emptyTree()
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const cut = line.lastIndexOf(' ')
    if (cut < 0) continue
    const weight = Number(line.slice(cut + 1))
    let node = tree.root
    node.total += weight
    for (const name of line.slice(0, cut).split(';')) {
      let child = node.children.get(name)
      if (child === undefined) {
        child = { self: 0, total: 0, children: new Map() }
        node.children.set(name, child)
        tree.nodes++
      }
      node = child
      node.total += weight
    }
    node.self += weight
  }
  return { ms: performance.now() - startedAt, parts: {}, total: tree.root.total, nodes: tree.nodes }
}
