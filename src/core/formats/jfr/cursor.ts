/**
 * JFR's primitive values. With compressed integers (always, in practice) every short, char, int, long, key and size is
 * base-128, least significant group first, at most nine bytes of which the ninth carries eight bits; otherwise they are
 * big-endian of their own width. (Layout: formats.md §2.3.)
 */

/** Identity in a constant pool. Keys beyond 2^53 exist and must stay exact. */
export type JfrKey = number | bigint

export interface StringRef {
  /** Set when the text lives in the pool of `java.lang.String`. */
  readonly pooled?: JfrKey
  readonly text?: string
}

/** The bytes contradict their own metadata or end too early. Caught per chunk, never leaves this folder. */
export class BrokenChunk extends Error {}

const two28 = 2 ** 28
const topBits = 0x8080_8080
const utf8 = new TextDecoder()

export class JfrCursor {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** The same bytes from the first on that four at a time can be read from. */
  readonly #words: Int32Array
  at = 0
  compressed = true

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const first = -bytes.byteOffset & 3
    const whole = Math.max(0, bytes.byteLength - first) >> 2
    this.#words = new Int32Array(bytes.buffer, whole === 0 ? 0 : bytes.byteOffset + first, whole)
  }

  /** short, char, int, long, size, count: exact to 2^53, the nearest double beyond. `width` is that of the fixed form. */
  integer(width: number): number {
    if (!this.compressed) return this.#fixed(width)
    const { bytes } = this
    let at = this.at
    let byte = bytes[at++]!
    if (byte < 128) {
      this.at = at
      return byte
    }
    let low = byte & 127
    for (let shift = 7; shift < 28; shift += 7) {
      byte = bytes[at++]!
      low |= (byte & 127) << shift
      if (byte < 128) {
        this.at = at
        return low
      }
    }
    let middle = 0
    for (let shift = 0; shift < 28; shift += 7) {
      byte = bytes[at++]!
      middle |= (byte & 127) << shift
      if (byte < 128) {
        this.at = at
        return middle * two28 + low
      }
    }
    byte = bytes[at++]!
    if (at > bytes.length) throw new BrokenChunk('a number runs past the end')
    this.at = at
    // The top byte is signed; adding from the top down keeps −1 exact.
    return (((byte << 24) >> 24) * two28 + middle) * two28 + low
  }

  key(): JfrKey {
    const from = this.at
    const value = this.integer(8)
    return Number.isSafeInteger(value) ? value : this.#exact(from)
  }

  skipInteger(width: number): void {
    if (!this.compressed) {
      this.at += width
      return
    }
    const { bytes } = this
    const last = this.at + 8
    let at = this.at
    while (at < last && bytes[at]! > 127) at += 1
    if (at >= bytes.length) throw new BrokenChunk('a number runs past the end')
    this.at = at + 1
  }

  /** As `skipInteger`, many times over: most of a recording's constants are frames of stacks. Compressed form only. */
  skipIntegers(count: number): void {
    let left = count
    while (left > 3) {
      left -= this.#passWords(left)
      if (left === 0) return
      this.skipInteger(8)
      left -= 1
    }
    for (; left > 0; left -= 1) this.skipInteger(8)
  }

  /**
   * Passes up to `count` integers, four bytes at a time: each ends in a byte without its top bit, and these are counted. Before the last
   * few it stops, and before four bytes in a row with that bit: only an integer of nine bytes, whose last may have it too, has eight.
   * @returns how many were passed
   */
  #passWords(count: number): number {
    const { bytes } = this
    const words = this.#words
    const first = words.byteOffset - bytes.byteOffset
    let word = (this.at - first + 3) >> 2
    let left = count
    for (let at = this.at; at < word * 4 + first; at += 1) if (bytes[at]! < 128) left -= 1
    for (; left > 3 && word < words.length; word += 1) {
      const ends = ~words[word]! & topBits
      if (ends === 0) break
      left -= Math.imul(ends >>> 7, 0x0101_0101) >>> 24
    }
    // To where the integer begins that the word ends in.
    let at = word * 4 + first
    while (at > this.at && bytes[at - 1]! > 127) at -= 1
    this.at = at
    return count - left
  }

  byte(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined) throw new BrokenChunk('a byte lies past the end')
    this.at += 1
    return byte
  }

  float(): number {
    return this.view.getFloat32(this.#need(4))
  }

  double(): number {
    return this.view.getFloat64(this.#need(8))
  }

  string(): StringRef {
    const kind = this.byte()
    switch (kind) {
      case 0:
        return {}
      case 1:
        return { text: '' }
      case 2:
        return { pooled: this.key() }
      case 3: {
        const from = this.#need(this.count())
        return { text: utf8.decode(this.bytes.subarray(from, this.at)) }
      }
      case 4: {
        let text = ''
        for (let left = this.count(); left > 0; left -= 1) text += String.fromCharCode(this.integer(2))
        return { text }
      }
      case 5: {
        let text = ''
        const from = this.#need(this.count())
        for (let at = from; at < this.at; at += 1) text += String.fromCharCode(this.bytes[at]!)
        return { text }
      }
      default:
        throw new BrokenChunk(`a string has the unknown kind ${kind}`)
    }
  }

  skipString(): void {
    const kind = this.byte()
    if (kind === 2) this.skipInteger(8)
    else if (kind === 3 || kind === 5) this.#need(this.count())
    else if (kind === 4) for (let left = this.count(); left > 0; left -= 1) this.skipInteger(2)
    else if (kind > 5) throw new BrokenChunk(`a string has the unknown kind ${kind}`)
  }

  /** A number of things of at least a byte each: more than there are bytes left is a lie. */
  count(): number {
    const count = this.integer(4)
    if (count < 0 || count > this.bytes.length - this.at) throw new BrokenChunk('a count runs past the end')
    return count
  }

  #need(length: number): number {
    const from = this.at
    if (from + length > this.bytes.length) throw new BrokenChunk('a value runs past the end')
    this.at = from + length
    return from
  }

  #fixed(width: number): number {
    const from = this.#need(width)
    if (width === 2) return this.view.getInt16(from)
    if (width === 4) return this.view.getInt32(from)
    return Number(this.view.getBigInt64(from))
  }

  #exact(from: number): bigint {
    if (!this.compressed) return this.view.getBigInt64(from)
    let value = 0n
    for (let i = 0; i < 9; i += 1) {
      const byte = this.bytes[from + i]!
      value |= BigInt(i < 8 ? byte & 127 : byte) << BigInt(7 * i)
      if (i < 8 && byte < 128) break
    }
    return BigInt.asIntN(64, value)
  }
}
