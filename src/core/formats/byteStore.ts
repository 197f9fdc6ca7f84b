/**
 * Short runs of bytes, kept beyond the piece of the file they came in: names, labels, text tables. Numbered 0, 1, 2 … in the
 * order of `add`. Kept in blocks, so that growing copies nothing and takes no second copy's memory.
 */
import { sameBytes, viewOf } from '../base/sameBytes.ts'
import { GrowableInt32 } from '../profile/growable.ts'

const firstBlockBytes = 16_384
const largestBlockBytes = 1 << 20

export class ByteStore {
  readonly #blocks: Uint8Array[] = []
  readonly #views: DataView[] = []
  readonly #block = new GrowableInt32(256)
  readonly #start = new GrowableInt32(256)
  readonly #length = new GrowableInt32(256)
  /** Where the next run goes in the last block. */
  #free = 0
  readonly #decoder = new TextDecoder()

  get size(): number {
    return this.#length.length
  }

  add(bytes: Uint8Array, start: number, length: number): number {
    let block = this.#blocks.at(-1)
    if (block === undefined || this.#free + length > block.length) {
      const usual = Math.min(largestBlockBytes, firstBlockBytes << Math.min(6, this.#blocks.length))
      block = new Uint8Array(Math.max(usual, length))
      this.#blocks.push(block)
      this.#views.push(viewOf(block))
      this.#free = 0
    }
    // A handful of bytes is copied faster here than by `set`.
    if (length > 64) block.set(bytes.subarray(start, start + length), this.#free)
    else for (let i = 0; i < length; i++) block[this.#free + i] = bytes[start + i]!
    this.#block.push(this.#blocks.length - 1)
    this.#start.push(this.#free)
    this.#free += length
    return this.#length.push(length)
  }

  length(index: number): number {
    return this.#length.data[index]!
  }

  /** A view of the run itself, not a copy. */
  bytes(index: number): Uint8Array {
    const start = this.#start.data[index]!
    return this.#blocks[this.#block.data[index]!]!.subarray(start, start + this.#length.data[index]!)
  }

  /** Invalid UTF-8 becomes U+FFFD. */
  text(index: number): string {
    return this.#decoder.decode(this.bytes(index))
  }

  equals(index: number, bytes: Uint8Array, start: number, length: number): boolean {
    if (this.#length.data[index] !== length) return false
    const block = this.#blocks[this.#block.data[index]!]!
    const from = this.#start.data[index]!
    for (let i = 0; i < length; i++) if (block[from + i] !== bytes[start + i]) return false
    return true
  }

  /** The same over a view of the bytes, for who compares most of what there is. */
  equalsIn(index: number, view: DataView, start: number, length: number): boolean {
    if (this.#length.data[index] !== length) return false
    const block = this.#views[this.#block.data[index]!]!
    return sameBytes(block, this.#start.data[index]!, view, start, length) === length
  }
}
