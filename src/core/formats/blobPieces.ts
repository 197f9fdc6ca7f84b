/**
 * A browser's Blob read through one buffer, over and over: left to itself, each piece is a buffer of its own, and a hundred
 * megabytes of them pile up before the garbage collector looks.
 */
import type { ByteSource, PieceStream } from '../base/byteSource.ts'

interface BufferReader {
  read(
    into: Uint8Array<ArrayBuffer>,
  ): Promise<
    | { readonly done: false; readonly value: Uint8Array<ArrayBuffer> }
    | { readonly done: true; readonly value?: Uint8Array<ArrayBuffer> | undefined }
  >
  cancel(reason?: unknown): Promise<void>
}

/** As much of a Blob as is needed here; core knows no DOM. */
export interface BlobLike {
  readonly size: number
  stream(): { getReader(options: { readonly mode: 'byob' }): BufferReader }
}

const bufferBytes = 1 << 19

/** A piece is valid until the next one is asked for. */
export function blobInOneBuffer(blob: BlobLike & ByteSource): ByteSource {
  return { size: blob.size, stream: () => ({ getReader: () => readerOf(blob) }) }
}

function readerOf(blob: BlobLike & ByteSource): PieceStream {
  const plain: ByteSource = blob
  const reader = bufferReaderOf(blob)
  if (!reader) return plain.stream().getReader()
  let buffer = new ArrayBuffer(Math.max(1, Math.min(bufferBytes, blob.size)))
  return {
    read: async () => {
      const piece = await reader.read(new Uint8Array(buffer))
      if (piece.done) return { done: true }
      // The buffer was taken away and comes back as another object with the same memory.
      buffer = piece.value.buffer
      return { done: false, value: piece.value }
    },
    cancel: (reason) => reader.cancel(reason),
  }
}

/** Undefined where the browser's Blobs cannot do that. */
function bufferReaderOf(blob: BlobLike): BufferReader | undefined {
  try {
    return blob.stream().getReader({ mode: 'byob' })
  } catch {
    return undefined
  }
}
