/**
 * What Python's `marshal` writes of plain values, as far as pstats needs it: dicts, tuples, texts, numbers. A flag on a value keeps it for
 * later mentions. Nothing of it is ever run; code and whatever else there is ends the reading.
 */

export type Marshalled = string | number | null | readonly Marshalled[] | ReadonlyMap<Marshalled, Marshalled>

/** Says by being thrown that the bytes are not what they should be; caught where the reading began. */
export class NotMarshalled extends Error {}

const deepest = 12
const kept = 0x80

export class MarshalReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #refs: Marshalled[] = []
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Undefined for the end of a dict. */
  value(depth = 0): Marshalled | undefined {
    if (depth > deepest) throw new NotMarshalled()
    const code = this.#byte()
    const type = String.fromCharCode(code & ~kept)
    // A container has its number before what is in it.
    const ref = (code & kept) === 0 ? -1 : this.#refs.push(null) - 1
    const made = this.#plain(type, depth, ref)
    if (ref >= 0 && made !== undefined) this.#refs[ref] = made
    return made
  }

  #plain(type: string, depth: number, ref: number): Marshalled | undefined {
    switch (type) {
      case '0':
        return undefined
      case 'N':
      case 'F':
      case 'T':
        return null
      case 'i':
        return this.#view.getInt32(this.#step(4), true)
      case 'l':
        return this.#long()
      case 'g':
        return this.#view.getFloat64(this.#step(8), true)
      case 'f':
        return Number(this.#text(this.#byte()))
      case 'z':
      case 'Z':
        return this.#text(this.#byte())
      case 'a':
      case 'A':
      case 'u':
      case 't':
      case 's':
        return this.#text(this.#count())
      case 'r': {
        const known = this.#refs[this.#count()]
        if (known === undefined) throw new NotMarshalled()
        return known
      }
      case ')':
        return this.#tuple(this.#byte(), depth)
      case '(':
        return this.#tuple(this.#count(), depth)
      case '{':
        return this.#dict(depth, ref)
      default:
        throw new NotMarshalled()
    }
  }

  #tuple(length: number, depth: number): readonly Marshalled[] {
    if (length > this.#bytes.length - this.#at) throw new NotMarshalled()
    return Array.from({ length }, () => {
      const item = this.value(depth + 1)
      if (item === undefined) throw new NotMarshalled()
      return item
    })
  }

  #dict(depth: number, ref: number): ReadonlyMap<Marshalled, Marshalled> {
    const made = new Map<Marshalled, Marshalled>()
    if (ref >= 0) this.#refs[ref] = made
    for (let key = this.value(depth + 1); key !== undefined; key = this.value(depth + 1)) {
      const value = this.value(depth + 1)
      if (value === undefined) throw new NotMarshalled()
      made.set(key, value)
    }
    return made
  }

  /** Digits of 15 bits, of which the count has the sign. */
  #long(): number {
    const count = this.#view.getInt32(this.#step(4), true)
    let value = 0
    for (let digit = 0; digit < Math.abs(count); digit++)
      value += this.#view.getUint16(this.#step(2), true) * 2 ** (15 * digit)
    return count < 0 ? -value : value
  }

  #text(length: number): string {
    const from = this.#step(length)
    return new TextDecoder().decode(this.#bytes.subarray(from, from + length))
  }

  #count(): number {
    return this.#view.getUint32(this.#step(4), true)
  }

  #byte(): number {
    return this.#bytes[this.#step(1)]!
  }

  #step(length: number): number {
    const from = this.#at
    if (from + length > this.#bytes.length) throw new NotMarshalled()
    this.#at += length
    return from
  }
}
