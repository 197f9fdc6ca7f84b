/** Task: the blocks of a tracemalloc snapshot, added up by stack, with the product's own reader. */
import { readFileSync } from 'node:fs'
import { readTracemallocPickle } from '../../core/formats/tracemalloc/tracemalloc.ts'
import { explainLoadError } from '../../core/base/result.ts'
import type { TaskResult } from './taskResult.ts'

export function run(path: string): TaskResult {
  const startedAt = performance.now()
  const read = readTracemallocPickle(readFileSync(path), { fileName: path, maxInflatedBytes: 2e9 })
  if (!read.ok) throw new Error(explainLoadError(read.error))
  const { profile } = read.value.parts[0]!
  const [bytes, blocks] = profile.samples.values.map((column) => column.reduce((sum, value) => sum + value, 0))
  return { ms: performance.now() - startedAt, parts: {}, total: blocks!, nodes: bytes! }
}
