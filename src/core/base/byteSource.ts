/** A file that is read in pieces and may be read again. A browser's `Blob` is one; so is a file on disk for the command line. */
export interface ByteSource {
  readonly size: number
  stream(): { getReader(): PieceStream }
}

export interface PieceStream {
  read(): Promise<
    | { readonly done: false; readonly value: Uint8Array }
    | { readonly done: true; readonly value?: Uint8Array | undefined }
  >
  cancel(reason?: unknown): Promise<void>
}

/** The file was moved or changed since it was chosen, or its medium is gone. */
export class UnreadableError extends Error {
  constructor(cause: unknown) {
    super(`it can no longer be read (${cause instanceof Error ? cause.message : String(cause)})`)
    this.name = 'UnreadableError'
  }
}

/** A file in memory, in views of it: nothing is copied. */
export function sourceOfBytes(bytes: Uint8Array, pieceBytes: number = 1 << 20): ByteSource {
  return {
    size: bytes.length,
    stream: () => ({
      getReader: () => {
        let at = 0
        return {
          read: () => {
            if (at >= bytes.length) return Promise.resolve({ done: true } as const)
            const value = bytes.subarray(at, at + pieceBytes)
            at += pieceBytes
            return Promise.resolve({ done: false, value } as const)
          },
          cancel: () => Promise.resolve(),
        }
      },
    }),
  }
}

/** Calls `onPiece` with each piece until it answers false; that answer, else true. Whatever it throws ends the reading, too. */
export async function forEachPiece(
  source: ByteSource,
  onPiece: (piece: Uint8Array) => boolean | Promise<boolean>,
): Promise<boolean> {
  const reader = source.stream().getReader()
  let isDone = false
  try {
    for (;;) {
      const piece = await reader.read().catch((cause: unknown) => {
        throw new UnreadableError(cause)
      })
      if (piece.done) {
        isDone = true
        return true
      }
      if (!(await onPiece(piece.value))) return false
    }
  } finally {
    if (!isDone) await reader.cancel().catch(() => undefined)
  }
}

/** At most the first `count` bytes. */
export async function firstBytes(source: ByteSource, count: number): Promise<Uint8Array> {
  const first = new Uint8Array(Math.min(count, source.size))
  let length = 0
  await forEachPiece(source, (piece) => {
    const part = piece.subarray(0, first.length - length)
    first.set(part, length)
    length += part.length
    return length < first.length
  })
  return first.subarray(0, length)
}

/** The whole file in memory. Throws a `RangeError` where it does not fit. */
export async function wholeOf(source: ByteSource): Promise<Uint8Array> {
  const whole = new Uint8Array(source.size)
  let length = 0
  await forEachPiece(source, (piece) => {
    const part = piece.subarray(0, whole.length - length)
    whole.set(part, length)
    length += part.length
    return true
  })
  return whole.subarray(0, length)
}
