/** The bytes of a pickle, front to back: whoever asks for more than there are is refused. */

/** Thrown while one is read; `unpickleSnapshot` makes an error value of it. */
export class Refusal extends Error {}

const utf8 = new TextDecoder()

export const int32 = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)

export class PickleBytes {
  readonly bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  need(length: number): number {
    const from = this.at
    if (from + length > this.bytes.length) this.cut()
    this.at = from + length
    return from
  }

  cut(): never {
    throw new Refusal(`it ends in the middle, after ${this.bytes.length.toLocaleString('en')} bytes`)
  }

  u1(): number {
    const at = this.at
    if (at >= this.bytes.length) this.need(1)
    this.at = at + 1
    return this.bytes[at]!
  }

  /** As int32; `>>> 0` makes it unsigned. */
  u4(): number {
    return int32(this.bytes, this.need(4))
  }

  text(length: number): string {
    const from = this.need(length)
    return utf8.decode(this.bytes.subarray(from, from + length))
  }

  /** The text form of GLOBAL: up to a newline. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at)
    if (end < 0 || end - this.at > 256) throw new Refusal('it names a class without an end')
    const text = this.text(end - this.at)
    this.need(1)
    return text
  }

  /** Little-endian two's complement of any length; sizes beyond 2^53 are not honest. */
  long(length: number): number {
    const from = this.need(length)
    if (length > 8) throw new Refusal('it holds a number too large for a size')
    let value = 0n
    for (let i = length - 1; i >= 0; i -= 1) value = (value << 8n) | BigInt(this.bytes[from + i] ?? 0)
    const signed = Number(BigInt.asIntN(length * 8, value))
    if (!Number.isSafeInteger(signed)) throw new Refusal('it holds a number too large for a size')
    return signed
  }
}
