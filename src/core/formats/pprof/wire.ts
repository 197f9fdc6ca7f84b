/** Protocol-buffer wire format: varints and fields over one byte array, without an object per field. */

/** Unwinds the decoder; `readPprof` turns it into an error value. Never leaves this folder. */
export class PprofProblem extends Error {
  readonly code: 'truncated' | 'malformed' | 'too-large'

  constructor(code: 'truncated' | 'malformed' | 'too-large', what: string) {
    super(what)
    this.code = code
  }
}

export const wireVarint = 0
export const wireFixed64 = 1
export const wireBytes = 2
export const wireFixed32 = 5

/**
 * A position in the bytes. `varint()` leaves the 64 bits in `low` and `high` (unsigned 32 each); `unsigned()` and `signed()`
 * make a number of them, exact up to 2^53 and the nearest double beyond.
 */
export class Wire {
  bytes: Uint8Array
  at = 0
  end: number
  low = 0
  high = 0
  /** Bytes of the file in front of `bytes`, for messages. */
  #base = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.end = bytes.length
  }

  /** Goes on at the beginning of other bytes, which lie at `base` of the file. */
  moveTo(bytes: Uint8Array, base: number): void {
    this.bytes = bytes
    this.at = 0
    this.end = bytes.length
    this.#base = base
  }

  /** Position in the file, for people. */
  place(at: number = this.at): string {
    return (this.#base + at).toLocaleString('en')
  }

  varint(): void {
    const { bytes } = this
    let { at } = this
    let byte = bytes[at++]!
    let low = byte & 0x7f
    for (let shift = 7; byte > 0x7f && shift < 28; shift += 7) {
      byte = bytes[at++]!
      low |= (byte & 0x7f) << shift
    }
    if (byte > 0x7f || at > this.end) return this.#longVarint()
    this.at = at
    this.low = low
    this.high = 0
  }

  /** Of any length, and the one that says what is wrong with a number. */
  #longVarint(): void {
    const { bytes } = this
    let { at } = this
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= this.end)
        throw new PprofProblem('truncated', `it ends in the middle of a number, at byte ${this.place(at)}`)
      const byte = bytes[at++]!
      const bits = byte & 0x7f
      if (shift < 28) low |= bits << shift
      else if (shift === 28) {
        low |= bits << 28
        high |= bits >>> 4
      } else if (shift < 63) high |= bits << (shift - 32)
      else high |= (bits & 1) << 31
      if (byte < 0x80) {
        this.at = at
        this.low = low >>> 0
        this.high = high >>> 0
        return
      }
    }
    throw new PprofProblem('malformed', `a number at byte ${this.place()} never ends`)
  }

  /** Small numbers stay whole ones for the engine: a product, even with 0, makes every position that is reckoned from them a floating one. */
  unsigned(): number {
    this.varint()
    return this.high === 0 ? this.low : this.high * 0x1_0000_0000 + this.low
  }

  signed(): number {
    this.varint()
    return this.high === 0 ? this.low : (this.high | 0) * 0x1_0000_0000 + this.low
  }

  /** Length of a bytes field, checked against what is left. */
  length(): number {
    const length = this.unsigned()
    if (length > this.end - this.at) this.tooShort(length)
    return length
  }

  /** For a field of this length that goes on beyond the end. */
  tooShort(length: number): never {
    const missing = (length - (this.end - this.at)).toLocaleString('en')
    throw new PprofProblem('truncated', `it ends ${missing} bytes too early, at byte ${this.place(this.end)}`)
  }

  skipBytes(): void {
    const length = this.length()
    this.at += length
  }

  skip(wireType: number): void {
    if (wireType === wireVarint) this.varint()
    else if (wireType === wireBytes) this.skipBytes()
    else if (wireType === wireFixed64 || wireType === wireFixed32) {
      this.at += wireType === wireFixed64 ? 8 : 4
      if (this.at > this.end)
        throw new PprofProblem('truncated', `it ends in the middle of a field, at byte ${this.place(this.end)}`)
    } else throw new PprofProblem('malformed', `there is a field of unknown kind at byte ${this.place()}`)
  }

  /** A submessage: runs `read` with the end set to the message's, and continues after it whatever `read` consumed. */
  message(read: (wire: Wire) => void): void {
    const length = this.length()
    const outerEnd = this.end
    const end = this.at + length
    this.end = end
    read(this)
    this.end = outerEnd
    this.at = end
  }

  /** Calls `onField(field, wireType)` for each field; what it returns false for is skipped. */
  fields(onField: (field: number, wireType: number) => boolean): void {
    while (this.at < this.end) this.field(onField)
  }

  /** The next one of them. */
  field(onField: (field: number, wireType: number) => boolean): void {
    const tag = this.unsigned()
    const field = Math.floor(tag / 8)
    if (field === 0) throw new PprofProblem('malformed', `there is a field without a number at byte ${this.place()}`)
    if (!onField(field, tag % 8)) this.skip(tag % 8)
  }

  /** A repeated integer field, packed or not. */
  repeated(wireType: number, onValue: () => void): boolean {
    if (wireType === wireVarint) {
      this.varint()
      onValue()
      return true
    }
    if (wireType !== wireBytes) return false
    const length = this.length()
    const end = this.at + length
    const outerEnd = this.end
    this.end = end
    while (this.at < end) {
      this.varint()
      onValue()
    }
    this.end = outerEnd
    return true
  }
}
