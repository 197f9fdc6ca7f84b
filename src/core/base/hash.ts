/**
 * SHA-256 of content. Not `crypto.subtle`, which does not exist on pages served over plain http, where on-call dashboards often live.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { type ByteSource, type PieceStream, forEachPiece } from './byteSource.ts'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** A source whose content is hashed while somebody reads it, so that it is read once. */
export class HashedSource implements ByteSource {
  readonly #source: ByteSource
  #hex: string | undefined

  constructor(source: ByteSource) {
    this.#source = source
  }

  get size(): number {
    return this.#source.size
  }

  stream(): { getReader: () => PieceStream } {
    return {
      getReader: () => {
        const reader = this.#source.stream().getReader()
        const hash = sha256.create()
        return {
          read: async () => {
            const piece = await reader.read()
            if (piece.done) this.#hex ??= bytesToHex(hash.digest())
            else if (this.#hex === undefined) hash.update(piece.value)
            return piece
          },
          cancel: (reason) => reader.cancel(reason),
        }
      },
    }
  }

  /** Reads what is left unread only when nobody has read the source to its end. */
  async hex(): Promise<string> {
    if (this.#hex === undefined) await forEachPiece(this, () => true)
    return this.#hex!
  }
}

/** What the worker says that hashes a file for the page: how far it is, the hash, or that the file cannot be read. */
export type HashTold = { readonly share: number } | { readonly hex: string } | { readonly failed: true }

/** A short name for one of the things in a file, which goes into links without saying what the thing is called: 8 hex digits. */
export const keyOfChoice = (title: string): string => sha256Hex(title).slice(0, 8)

/** 64 hex digits. */
export function sha256Hex(content: Uint8Array | string): string {
  return bytesToHex(sha256(typeof content === 'string' ? utf8ToBytes(content) : content))
}
