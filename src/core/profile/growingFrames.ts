/**
 * The frames of a profile being made: (name, file, module, flags) → row, rows numbered 0, 1, 2 … in order of first appearance. Looked up
 * by open addressing over the columns themselves: a key made of text for each costs more than all else where a million names are new.
 */
import { tableSeed } from '../base/tableSeed.ts'
import { GrowableInt32 } from './growable.ts'
import type { FrameTable } from './profile.ts'

export class GrowingFrames {
  readonly #seed = tableSeed()
  readonly #name = new GrowableInt32(256)
  readonly #file = new GrowableInt32(256)
  readonly #line = new GrowableInt32(256)
  readonly #lineEnd = new GrowableInt32(256)
  readonly #module = new GrowableInt32(256)
  readonly #flags = new GrowableInt32(256)
  /** Row + 1, 0 where there is none. */
  #slots = new Int32Array(1024)

  nameOf(row: number): number {
    return this.#name.data[row]!
  }

  /** Texts as indexes. The row's `line` becomes the smallest and its `lineEnd` the largest seen; 0 is unknown. */
  add(name: number, file: number, line: number, module: number, flags: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = hashOf(name ^ this.#seed, file, module, flags) & mask
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      const row = found - 1
      if (
        this.#name.data[row] === name &&
        this.#file.data[row] === file &&
        this.#module.data[row] === module &&
        this.#flags.data[row] === flags
      ) {
        const before = this.#line.data[row]!
        if (line > 0 && (before === 0 || line < before)) this.#line.data[row] = line
        if (line > this.#lineEnd.data[row]!) this.#lineEnd.data[row] = line
        return row
      }
      slot = (slot + 1) & mask
    }
    const row = this.#name.push(name)
    this.#file.push(file)
    this.#line.push(line > 0 ? line : 0)
    this.#lineEnd.push(line > 0 ? line : 0)
    this.#module.push(module)
    this.#flags.push(flags)
    slots[slot] = row + 1
    if ((row + 1) * 2 > mask) this.#widen()
    return row
  }

  take(): FrameTable {
    return {
      length: this.#name.length,
      name: this.#name.take(),
      file: this.#file.take(),
      line: this.#line.take(),
      lineEnd: this.#lineEnd.take(),
      module: this.#module.take(),
      flags: Uint8Array.from(this.#flags.take()),
    }
  }

  #widen(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let row = 0; row < this.#name.length; row++) {
      let slot =
        hashOf(
          this.#name.data[row]! ^ this.#seed,
          this.#file.data[row]!,
          this.#module.data[row]!,
          this.#flags.data[row]!,
        ) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = row + 1
    }
    this.#slots = slots
  }
}

/** Multiplication mixes upwards only, so the high bits are folded back before masking. */
function hashOf(name: number, file: number, module: number, flags: number): number {
  let hash = Math.imul(name, 0x9e3779b1) ^ Math.imul(file + 0x7f4a7c15, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) ^ Math.imul(module * 8 + flags + 1, 0x297a2d39)
  hash = Math.imul(hash ^ (hash >>> 15), 0x27d4eb2f)
  return hash ^ (hash >>> 13)
}
