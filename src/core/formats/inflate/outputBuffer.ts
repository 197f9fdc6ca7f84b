import { crc32 } from './crc32.ts'

/** Bytes that grow up to a limit. `append` returns false, and keeps nothing, when the limit would be passed. */
export class OutputBuffer {
  data: Uint8Array<ArrayBuffer>
  length = 0
  /** Of what is unpacked into it, as far as its reader knows: not all of these bytes need be used. */
  packedBytes = 0
  readonly #limitBytes: number
  #memberStart = 0

  constructor(limitBytes: number, expectedBytes = 65_536) {
    this.#limitBytes = limitBytes
    this.data = new Uint8Array(Math.max(1024, Math.min(expectedBytes, limitBytes)))
  }

  /** Makes room for `extra` more bytes; false when the limit forbids it. */
  reserve(extra: number): boolean {
    const needed = this.length + extra
    if (needed > this.#limitBytes) return false
    if (needed > this.data.length) {
      const wider = new Uint8Array(Math.min(this.#limitBytes, Math.max(needed, this.data.length * 2)))
      wider.set(this.data.subarray(0, this.length))
      this.data = wider
    }
    return true
  }

  append(bytes: Uint8Array): boolean {
    if (!this.reserve(bytes.length)) return false
    this.data.set(bytes, this.length)
    this.length += bytes.length
    return true
  }

  /** Another compressed stream begins: its checksum is its own, and it copies from nothing before. */
  startMember(): void {
    this.#memberStart = this.length
  }

  get memberStart(): number {
    return this.#memberStart
  }

  /** Checksum of what was made since `startMember`. */
  get memberCrc(): number {
    return crc32(this.data.subarray(this.#memberStart, this.length))
  }

  /** Hands over what is here and begins again with nothing. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.view()
    this.data = new Uint8Array(0)
    this.length = 0
    return taken
  }

  /** A view, not a copy: the buffer behind it may be longer. */
  view(): Uint8Array<ArrayBuffer> {
    return this.data.subarray(0, this.length)
  }
}
