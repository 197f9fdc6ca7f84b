/**
 * Task: the least that any reader does with a file: read it, inflate it piece by piece as the product does, look at each byte once.
 */
import { readFileSync } from 'node:fs'
import { sourceOfBytes } from '../../core/base/byteSource.ts'
import { inflateByPlatform } from '../../core/formats/inflate/platform.ts'
import type { TaskResult } from './taskResult.ts'

export async function run(path: string): Promise<TaskResult> {
  const startedAt = performance.now()
  const bytes = readFileSync(path)
  let sum = 0
  let length = 0
  const look = (piece: Uint8Array): boolean => {
    length += piece.length
    for (let at = 0; at < piece.length; at++) sum = (sum + (piece[at] ?? 0)) | 0
    return true
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    await inflateByPlatform(sourceOfBytes(bytes), 'gzip', look, () => undefined)
  else look(bytes)
  return { ms: performance.now() - startedAt, parts: { megabytes: length / 1e6, sum }, total: Number.NaN, nodes: 0 }
}
