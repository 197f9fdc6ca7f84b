/** The hash of a file that was dropped: of a large one by a worker, since everything of it passes by. */
import type { HashTold } from '../../core/base/hash.ts'
import { type HashingContext, sha256Hex } from '../../sources/files/sha256.ts'

/** Below, it is done before a worker would have begun. */
const workerFromBytes = 4_000_000

/** Rejects where the file cannot be read any more, and when it is given up. */
export async function hashOfFile(content: Blob, context: HashingContext = {}): Promise<string> {
  const hex = content.size < workerFromBytes ? undefined : await byWorker(content, context).catch(() => undefined)
  context.signal?.throwIfAborted()
  // Where there are no workers, or it died of the file, it goes on here, piece by piece.
  return hex ?? (await sha256Hex(content, context))
}

function byWorker(content: Blob, { signal, onProgress }: HashingContext): Promise<string | undefined> {
  const worker = new Worker(new URL('../../workers/hash.worker.ts', import.meta.url), { type: 'module', name: 'hash' })
  return new Promise<string | undefined>((resolve) => {
    signal?.addEventListener('abort', () => resolve(undefined))
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      resolve(undefined)
    })
    worker.addEventListener('message', ({ data }: MessageEvent<HashTold>) => {
      if ('share' in data) onProgress?.(data.share)
      else resolve('hex' in data ? data.hex : undefined)
    })
    worker.postMessage(content)
  }).finally(() => worker.terminate())
}
