/** Little-endian numbers and texts of a nettrace block, bounded by its end. */

/** Unwinds the decoder; the reader turns it into an error value. Never leaves this folder. */
export class NettraceProblem extends Error {
  readonly code: 'truncated' | 'malformed' | 'too-large' | 'unsupported'

  constructor(code: NettraceProblem['code'], what: string) {
    super(what)
    this.code = code
  }
}

const utf16 = new TextDecoder('utf-16le')
const utf8 = new TextDecoder()

/** Reading beyond the end throws `NettraceProblem`. 64-bit numbers are left in `low` and `high`, and exact as a number up to 2^53. */
export class Cursor {
  readonly bytes: Uint8Array
  readonly #view: DataView
  /** Where the block begins. */
  readonly from: number
  at: number
  end: number
  low = 0
  high = 0

  constructor(bytes: Uint8Array, at = 0, end: number = bytes.length) {
    this.bytes = bytes
    this.from = at
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.at = at
    this.end = end
  }

  /** Moves on by `count` bytes. */
  skip(count: number): void {
    this.#take(count)
  }

  byte(): number {
    return this.bytes[this.#take(1)]!
  }

  i16(): number {
    return this.#view.getInt16(this.#take(2), true)
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true)
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4), true)
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true)
  }

  f32(): number {
    return this.#view.getFloat32(this.#take(4), true)
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), true)
  }

  u64(): number {
    const at = this.#take(8)
    this.low = this.#view.getUint32(at, true)
    this.high = this.#view.getUint32(at + 4, true)
    return this.high * 0x1_0000_0000 + this.low
  }

  /** Seven bits a byte, least first, at most ten bytes. */
  varuint(): number {
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.byte()
      const bits = byte & 0x7f
      if (shift < 28) low |= bits << shift
      else if (shift === 28) {
        low |= bits << 28
        high |= bits >>> 4
      } else if (shift < 64) high |= bits << (shift - 32)
      if (byte < 0x80) {
        this.low = low >>> 0
        this.high = high >>> 0
        return this.high * 0x1_0000_0000 + this.low
      }
    }
    throw new NettraceProblem('malformed', 'a number in it never ends')
  }

  /** UTF-16 up to two zero bytes. */
  text16(): string {
    const from = this.at
    let at = from
    while (at + 1 < this.end && (this.bytes[at] !== 0 || this.bytes[at + 1] !== 0)) at += 2
    if (at + 1 >= this.end) throw new NettraceProblem('malformed', 'a text in it never ends')
    this.at = at + 2
    return utf16.decode(this.bytes.subarray(from, at))
  }

  /** UTF-8 with its length in front. */
  text8(length: number = this.varuint()): string {
    const at = this.#take(length)
    return utf8.decode(this.bytes.subarray(at, at + length))
  }

  #take(count: number): number {
    const { at } = this
    if (!(count >= 0) || at + count > this.end)
      throw new NettraceProblem('malformed', 'a block in it says that it is longer than it is')
    this.at = at + count
    return at
  }
}
