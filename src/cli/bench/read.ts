/** Task: a file read by the product's own reader, whatever it gives: profiles, or counters beside them. */
import { readFileSync } from 'node:fs'
import { explainLoadError } from '../../core/base/result.ts'
import { readFile } from '../../core/formats/readFile.ts'
import type { TaskResult } from './taskResult.ts'

export async function run(path: string): Promise<TaskResult> {
  const startedAt = performance.now()
  const parsed = await readFile(readFileSync(path), { fileName: path, maxInflatedBytes: 2e9 })
  if (!parsed.ok) throw new Error(explainLoadError(parsed.error))
  const { parts, facts } = parsed.value
  const rows = parts.reduce((sum, { profile }) => sum + profile.samples.length, 0)
  // Nothing read is nothing measured.
  if (rows + Object.keys(facts).length === 0) throw new Error(`nothing was read from ${path}`)
  return { ms: performance.now() - startedAt, parts: {}, total: Number.NaN, nodes: 0 }
}
