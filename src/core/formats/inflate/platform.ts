/** The platform's own decompressor, piece by piece: fast, but it does not say what is wrong. */
import { type ByteSource, forEachPiece } from '../../base/byteSource.ts'

/** Larger pieces would only wait in the decompressor, and what they become is only seen after them. */
const writtenBytes = 64 * 1024

/**
 * `onPiece` gets what is inside, with the number of packed bytes that were read for it and all before, and answers whether to go on;
 * `onRead` gets that number after it.
 * Throws whatever these throw.
 */
export async function inflateByPlatform(
  source: ByteSource,
  format: 'gzip' | 'deflate' | 'deflate-raw',
  onPiece: (piece: Uint8Array, readBytes: number) => boolean | Promise<boolean>,
  onRead: (bytes: number) => void,
): Promise<'done' | 'stopped' | 'failed'> {
  const stream = new DecompressionStream(format)
  const writer = stream.writable.getWriter()
  const reader = stream.readable.getReader()
  let readBytes = 0
  let readFailed: unknown
  const writing = forEachPiece(source, async (piece) => {
    for (let at = 0; at < piece.length; at += writtenBytes) {
      const part = piece.subarray(at, at + writtenBytes)
      await writer.write(part)
      readBytes += part.length
    }
    return true
  })
    .then(() => writer.close())
    .catch((problem: unknown) => {
      // Either the data is damaged, and the other end has failed as well, or the file cannot be read to its end.
      readFailed = problem
      return writer.abort(problem).catch(() => undefined)
    })
  // Nothing is waited for: what is being written waits for a reader, and there is none any more. Cancelling the reader would end it
  // at once, but Node then closes it a second time, outside of any promise, when the data has just ended by itself.
  const letGo = (): void => void writer.abort('enough').catch(() => undefined)
  let ours: { readonly thrown: unknown } | undefined
  try {
    for (;;) {
      const piece = await reader.read()
      if (piece.done) break
      let goOn: boolean
      try {
        goOn = await onPiece(piece.value, readBytes)
        onRead(readBytes)
      } catch (thrown) {
        ours = { thrown }
        throw thrown
      }
      if (!goOn) {
        letGo()
        return 'stopped'
      }
    }
    await writing
    return readFailed === undefined ? 'done' : 'failed'
  } catch {
    letGo()
    if (ours) throw ours.thrown
    return 'failed'
  }
}
