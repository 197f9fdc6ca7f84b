/** Reads one large file and hands the columns over. Disposable: giving the file up ends this worker and frees its memory at once. */
import type { ParsedFile } from '../core/formats/parsedFile.ts'
import type { Result } from '../core/result.ts'
import { sha256Hex } from '../core/hash.ts'
import { readParsed } from '../core/workspace/readParsed.ts'
import { transferablesOf } from './transfer.ts'

export interface ToReader {
  readonly bytes: ArrayBuffer
  readonly fileName: string
  readonly maxInflatedBytes: number
}
export type FromReader = { readonly progress: number } | { readonly hash: string; readonly result: Result<ParsedFile> }

addEventListener('message', ({ data }: MessageEvent<ToReader>) => {
  void read(data)
})

async function read({ bytes, fileName, maxInflatedBytes }: ToReader): Promise<void> {
  const whole = new Uint8Array(bytes)
  const hash = sha256Hex(whole)
  const result = await readParsed(whole, {
    fileName,
    maxInflatedBytes,
    onProgress: (progress) => postMessage({ progress } satisfies FromReader),
  })
  postMessage({ hash, result } satisfies FromReader, { transfer: transferablesOf(result) })
}
