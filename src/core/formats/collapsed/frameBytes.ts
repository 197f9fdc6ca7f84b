/**
 * Frames of a text format looked up by their bytes: a name that occurs a million times is decoded once. Open addressing; the
 * text of the first occurrence stands for all.
 */
import { tableSeed } from '../../base/tableSeed.ts'
import { ByteStore } from '../byteStore.ts'

const semicolon = 0x3b

export class FrameBytes {
  readonly #seed = tableSeed() ^ 0x811c9dc5
  readonly #make: (text: string) => number
  readonly #names = new ByteStore()
  #slots = new Int32Array(1 << 12)
  #hash: number[] = []
  #frame: number[] = []

  /** `make` turns the text of a frame seen for the first time into its index. */
  constructor(make: (text: string) => number) {
    this.#make = make
  }

  /** Where the frame that was found last ends. */
  stop = 0

  /** The name from `start` to the next semicolon or `end`, as a number of its own: see `frameOf` and `stop`. */
  find(bytes: Uint8Array, start: number, end: number): number {
    let hash = this.#seed
    let stop = start
    for (; stop < end; stop++) {
      const byte = bytes[stop]!
      if (byte === semicolon) break
      hash = Math.imul(hash ^ byte, 0x01000193)
    }
    this.stop = stop
    hash ^= hash >>> 15
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (let found = this.#slots[slot]!; found !== 0; found = this.#slots[slot]!) {
      if (this.#hash[found - 1] === hash && this.#names.equals(found - 1, bytes, start, stop - start)) return found - 1
      slot = (slot + 1) & mask
    }
    const name = this.#names.add(bytes, start, stop - start)
    const frame = this.#make(this.#names.text(name))
    this.#hash.push(hash)
    this.#frame.push(frame)
    this.#slots[slot] = name + 1
    if ((name + 1) * 2 > mask) this.#widen()
    return name
  }

  /** Whether what begins at `start` is this name, whole; then `stop` is where it ends. */
  isHere(name: number, view: DataView, start: number, end: number): boolean {
    const stop = start + this.#names.length(name)
    if (stop > end || (stop < end && view.getUint8(stop) !== semicolon)) return false
    if (!this.#names.equalsIn(name, view, start, stop - start)) return false
    this.stop = stop
    return true
  }

  /** As `make` said. Names of two spellings may be one frame. */
  frameOf(name: number): number {
    return this.#frame[name]!
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
