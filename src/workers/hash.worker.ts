/** The hash of one large file, away from the page: the browser's own needs all bytes at once, and ours takes seconds. */
import { blobInOneBuffer } from '../core/formats/blobPieces.ts'
import { HashedSource, type HashTold } from '../core/base/hash.ts'
import { platformSha256 } from '../core/base/platformHash.ts'
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
  const byPlatform = blob.size > wholeBytes ? undefined : platformSha256()
  if (byPlatform) return await byPlatform(await blob.arrayBuffer())
  const source = new HashedSource(blobInOneBuffer(blob))
  let bytes = 0
  await forEachPiece(source, (piece) => {
    bytes += piece.length
    postMessage({ share: bytes / blob.size } satisfies HashTold)
    return true
  })
  return await source.hex()
}
