/**
 * Output of a decompressor handed on while it is made: only as much stays as later data may copy from. Stands in for an
 * `OutputBuffer`; `length` and `data` are those of what is still here.
 */
import { isBomb } from './limits.ts'
import { OutputBuffer } from './outputBuffer.ts'
import { Crc32 } from './crc32.ts'

/** DEFLATE copies from at most this far back. */
const windowBytes = 32_768
const roomBytes = 1 << 20

export class SlidingOutput extends OutputBuffer {
  readonly #limitBytes: number
  readonly #onPiece: (piece: Uint8Array) => boolean
  readonly #crc = new Crc32()
  #handedOn = 0
  #total = 0
  /** `onPiece` wants no more. */
  isEnough = false
  isBomb = false

  constructor(limitBytes: number, onPiece: (piece: Uint8Array) => boolean) {
    super(roomBytes, roomBytes)
    this.#limitBytes = limitBytes
    this.#onPiece = onPiece
  }

  override reserve(extra: number): boolean {
    if (this.length + extra > this.data.length) this.#slide()
    return !this.isEnough && !this.isBomb && this.#total + this.length - this.#handedOn + extra <= this.#limitBytes
  }

  override startMember(): void {
    this.flush()
    this.length = 0
    this.#handedOn = 0
    this.#crc.reset()
  }

  override get memberCrc(): number {
    this.flush()
    return this.#crc.value
  }

  flush(): void {
    if (this.#handedOn === this.length) return
    const piece = this.data.subarray(this.#handedOn, this.length)
    this.#crc.add(piece)
    this.#total += piece.length
    this.isBomb ||= isBomb(this.#total, this.packedBytes)
    if (this.isBomb) return
    this.#handedOn = this.length
    if (!this.isEnough && !this.#onPiece(piece)) this.isEnough = true
  }

  #slide(): void {
    this.flush()
    const from = Math.max(0, this.length - windowBytes)
    this.data.copyWithin(0, from, this.length)
    this.length -= from
    this.#handedOn = this.length
  }
}
