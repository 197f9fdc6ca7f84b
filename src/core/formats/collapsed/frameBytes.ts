/**
 * Frames of a text format looked up by their bytes: a name that occurs a million times is decoded once. Open addressing; the
 * text of the first occurrence stands for all.
 */
export class FrameBytes {
  readonly #bytes: Uint8Array
  readonly #make: (text: string) => number
  readonly #decoder = new TextDecoder()
  #slots = new Int32Array(1 << 12)
  #start: number[] = []
  #length: number[] = []
  #hash: number[] = []
  #frame: number[] = []

  /** `make` turns the text of a frame seen for the first time into its index. */
  constructor(bytes: Uint8Array, make: (text: string) => number) {
    this.#bytes = bytes
    this.#make = make
  }

  find(start: number, end: number): number {
    const bytes = this.#bytes
    let hash = 0x811c9dc5
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193)
    hash ^= hash >>> 15
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (let found = this.#slots[slot]!; found !== 0; found = this.#slots[slot]!) {
      if (this.#hash[found - 1] === hash && this.#same(found - 1, start, end - start)) return this.#frame[found - 1]!
      slot = (slot + 1) & mask
    }
    const frame = this.#make(this.#decoder.decode(bytes.subarray(start, end)))
    const row = this.#start.push(start)
    this.#length.push(end - start)
    this.#hash.push(hash)
    this.#frame.push(frame)
    this.#slots[slot] = row
    if (row * 2 > mask) this.#widen()
    return frame
  }

  #same(row: number, start: number, length: number): boolean {
    if (this.#length[row] !== length) return false
    const bytes = this.#bytes
    const from = this.#start[row]!
    for (let i = 0; i < length; i++) if (bytes[from + i] !== bytes[start + i]) return false
    return true
  }

  #widen(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let row = 0; row < this.#hash.length; row++) {
      let slot = this.#hash[row]! & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = row + 1
    }
    this.#slots = slots
  }
}
