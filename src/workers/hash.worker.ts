/** The hash of one large file, away from the page: the browser's own needs all bytes at once, and ours takes seconds. */
import { blobInOneBuffer } from '../core/formats/blobPieces.ts'
import { HashedSource, type HashTold } from '../core/base/hash.ts'
import { forEachPiece } from '../core/base/byteSource.ts'

/** Beyond this the memory would be missed. */
const wholeBytes = 256_000_000

addEventListener('message', ({ data }: MessageEvent<Blob>) => {
  hashOf(data).then(
    (hex) => postMessage({ hex } satisfies HashTold),
    () => postMessage({ failed: true } satisfies HashTold),
  )
})

async function hashOf(blob: Blob): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined
  if (subtle !== undefined && blob.size <= wholeBytes) {
    const digest = new Uint8Array(await subtle.digest('SHA-256', await blob.arrayBuffer()))
    return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  }
  const source = new HashedSource(blobInOneBuffer(blob))
  let bytes = 0
  await forEachPiece(source, (piece) => {
    bytes += piece.length
    postMessage({ share: bytes / blob.size } satisfies HashTold)
    return true
  })
  return await source.hex()
}
