/** The identity of a file, as the worker computes it, too. */
import { blobInOneBuffer } from '../../core/formats/blobPieces.ts'
import { hexOf, platformSha256 } from '../../core/base/platformHash.ts'
import { forEachPiece } from '../../core/base/byteSource.ts'

/** Ten milliseconds of hashing on a slow machine, and one piece of a Blob. */
const unbrokenBytes = 400_000
/** The browser's own hash needs all bytes at once, and copies them. */
const wholeBytes = 8_000_000

export interface HashingContext {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((share: number) => void) | undefined
}

/** SHA-256 in hex. The browser's own is fast and off this thread, but does not exist on pages served over plain http. */
export async function sha256Hex(content: Blob, context: HashingContext = {}): Promise<string> {
  const byPlatform = content.size > wholeBytes ? undefined : platformSha256()
  return byPlatform ? await byPlatform(await content.arrayBuffer()) : await sha256InPieces(content, context)
}

/** Slower, but never has more than a piece in memory, and lets the page breathe between pieces. */
export async function sha256InPieces(content: Blob, { signal, onProgress }: HashingContext = {}): Promise<string> {
  const { sha256 } = await import('@noble/hashes/sha2.js')
  const hash = sha256.create()
  let bytes = 0
  let breathedAt = 0
  await forEachPiece(blobInOneBuffer(content), async (piece) => {
    signal?.throwIfAborted()
    hash.update(piece)
    bytes += piece.length
    onProgress?.(bytes / content.size)
    if (bytes - breathedAt > unbrokenBytes) {
      breathedAt = bytes
      await new Promise((resolve) => setTimeout(resolve, 0))
    }
    return true
  })
  return hexOf(hash.digest())
}
