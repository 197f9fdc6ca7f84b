/** Task: two files subtracted in the usual way, as differential flame graphs do: head minus base per path, nothing tested or laid out. */
import { addSamples, decoded, emptyTree } from './openPprofFormat.ts'
import type { TaskResult } from './taskResult.ts'

export function run(basePath: string, headPath: string): TaskResult {
  const startedAt = performance.now()
  const tree = emptyTree()
  addSamples(tree, decoded(basePath), -1)
  addSamples(tree, decoded(headPath), 1)
  const ms = performance.now() - startedAt
  return { ms, parts: {}, total: tree.root.total, nodes: tree.nodes }
}
