/**
 * Files that arrive in pieces: a reader takes them one after the other and never has the whole file.
 * Where one piece ends and the next begins means nothing; every division of a file gives the same profile.
 */
import type { Result } from '../base/result.ts'
import type { FormatReader, ParsedFile, ReadOptions } from './parsedFile.ts'

export interface PieceReader {
  /** The bytes belong to the caller again afterwards. False: what comes next cannot change the result any more. */
  push(piece: Uint8Array): boolean
  /**
   * After the last piece, before `finish`, where a reader beside this one took a part of the work: waits for it. False: it came to
   * nothing, and the file is to be read again without.
   */
  settle?(): Promise<boolean>
  /** After the last piece. */
  finish(): Result<ParsedFile>
}

export type PieceReaderOpener = (options: Omit<ReadOptions, 'onProgress'>) => PieceReader

/** For whoever has the whole file: one piece. */
export const readAsOnePiece =
  (open: PieceReaderOpener): FormatReader =>
  (bytes, options) => {
    const reader = open(options)
    options.onProgress?.(0)
    reader.push(bytes)
    options.onProgress?.(1)
    return reader.finish()
  }

/** Room beyond this is given back when it is no longer needed. */
const keptBytes = 1 << 20

/** What a reader left of one piece, put in front of the next. A piece with nothing before it is passed through, not copied. */
export class Joined {
  /** Bytes of the file in front of those that `add` returns. */
  base = 0
  #held = new Uint8Array(0)
  #length = 0
  #wanted = 0

  /** How many bytes are held. */
  get length(): number {
    return this.#length
  }

  /** What was left and the piece, valid until the next call; undefined while there are fewer bytes than `keep` asked for. */
  add(piece: Uint8Array): Uint8Array | undefined {
    if (this.#length === 0 && piece.length >= this.#wanted) return piece
    this.hold(piece)
    return this.#length < this.#wanted ? undefined : this.rest()
  }

  /** The piece is put behind what was left; nothing of it is of use yet. */
  hold(piece: Uint8Array): void {
    this.#reserve(piece.length)
    this.#held.set(piece, this.#length)
    this.#length += piece.length
  }

  /** What is held. */
  rest(): Uint8Array {
    return this.#held.subarray(0, this.#length)
  }

  /** Of what `add` returned, everything from `at` on is left, and of no use before there are `wanted` bytes of it. */
  keep(bytes: Uint8Array, at: number, wanted = 0): void {
    const left = bytes.length - at
    this.base += at
    this.#wanted = wanted
    if (bytes.buffer === this.#held.buffer && this.#held.length <= Math.max(keptBytes, left * 4)) {
      if (at > 0) this.#held.copyWithin(0, at, bytes.length)
    } else {
      if (this.#held.length > keptBytes) this.#held = new Uint8Array(0)
      this.#length = 0
      this.#reserve(left)
      this.#held.set(bytes.subarray(at))
    }
    this.#length = left
  }

  /** Forgets what is held. */
  drop(): void {
    this.base += this.#length
    this.#length = 0
    this.#wanted = 0
  }

  #reserve(extra: number): void {
    const needed = this.#length + extra
    if (needed <= this.#held.length) return
    // What is known to be wanted is made at once; a size that a file only claims is believed up to 64 MB.
    const wanted = Math.min(this.#wanted, 1 << 26)
    const wider = new Uint8Array(Math.max(needed, wanted, this.#held.length * 2, 4096))
    wider.set(this.#held.subarray(0, this.#length))
    this.#held = wider
  }
}

/** Logs above this size are not pasted, and each line would be a string. */
export const mostPrefixedBytes: number = 64 * 1024 * 1024
