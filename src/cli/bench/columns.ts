/** Task: file → how many bytes its profiles are: the columns and the texts, without anything that only reading needs. */
import { readFileSync } from 'node:fs'
import { readFile } from '../../core/formats/readFile.ts'
import { explainLoadError } from '../../core/base/result.ts'
import type { TaskResult } from './taskResult.ts'

export async function run(path: string): Promise<TaskResult> {
  const startedAt = performance.now()
  const parsed = await readFile(readFileSync(path), { fileName: path, maxInflatedBytes: 2e9 })
  if (!parsed.ok) throw new Error(explainLoadError(parsed.error))
  const buffers = new Set<ArrayBufferLike>()
  let texts = 0
  for (const { profile } of parsed.value.parts) {
    for (const table of [profile.frames, profile.stacks, profile.samples])
      for (const column of [...Object.values(table), ...profile.samples.values])
        if (ArrayBuffer.isView(column)) buffers.add(column.buffer)
    for (const text of profile.strings) texts += text.length
  }
  const columns = [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0)
  return { ms: performance.now() - startedAt, parts: { bytes: columns + texts }, total: Number.NaN, nodes: 0 }
}
