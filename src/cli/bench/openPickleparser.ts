/** Task: the blocks of a tracemalloc snapshot with pickleparser, a general reader of pickles. */
import { readFileSync } from 'node:fs'
import { Parser } from 'pickleparser'
import type { TaskResult } from './taskResult.ts'

interface Snapshot {
  readonly traces: { readonly _traces: readonly (readonly [number, number, unknown])[] }
}

export function run(path: string): TaskResult {
  const startedAt = performance.now()
  const snapshot = new Parser().parse<Snapshot>(readFileSync(path))
  const traces = snapshot.traces._traces
  let bytes = 0
  for (const trace of traces) bytes += trace[1]
  const ms = performance.now() - startedAt
  return { ms, parts: {}, total: traces.length, nodes: bytes }
}
