/**
 * Whole numbers up to 2^53 → small numbers, by open addressing over two typed arrays. A `Map` does the same, and looks up large numbers
 * (method ids of a JVM, addresses) several times slower, because each is an object to it.
 */
import { tableSeed } from '../base/tableSeed.ts'

export class NumberTable {
  readonly #seed = tableSeed()
  #keys: Float64Array
  /** Value + 1; 0 is a free slot. */
  #values: Int32Array
  #mask: number
  #size = 0

  constructor(capacity = 256) {
    let slots = 16
    while (slots < capacity * 2) slots *= 2
    this.#keys = new Float64Array(slots)
    this.#values = new Int32Array(slots)
    this.#mask = slots - 1
  }

  get size(): number {
    return this.#size
  }

  /** −1 when the number is not there. */
  get(key: number): number {
    const values = this.#values
    const keys = this.#keys
    const mask = this.#mask
    let slot = hashOf(key, this.#seed) & mask
    for (let value = values[slot]!; value !== 0; value = values[slot]!) {
      if (keys[slot] === key) return value - 1
      slot = (slot + 1) & mask
    }
    return -1
  }

  /** `value`: 0 or more. */
  set(key: number, value: number): void {
    const mask = this.#mask
    let slot = hashOf(key, this.#seed) & mask
    while (this.#values[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask
    const isNew = this.#values[slot] === 0
    this.#keys[slot] = key
    this.#values[slot] = value + 1
    if (isNew && ++this.#size * 2 > mask) this.#widen()
  }

  forEach(onEntry: (key: number, value: number) => void): void {
    for (let slot = 0; slot < this.#values.length; slot++)
      if (this.#values[slot] !== 0) onEntry(this.#keys[slot]!, this.#values[slot]! - 1)
  }

  #widen(): void {
    const keys = this.#keys
    const values = this.#values
    const mask = values.length * 2 - 1
    this.#keys = new Float64Array(mask + 1)
    this.#values = new Int32Array(mask + 1)
    this.#mask = mask
    for (let from = 0; from < values.length; from++) {
      if (values[from] === 0) continue
      let slot = hashOf(keys[from]!, this.#seed) & mask
      while (this.#values[slot] !== 0) slot = (slot + 1) & mask
      this.#keys[slot] = keys[from]!
      this.#values[slot] = values[from]!
    }
  }
}

/** Low and, where there are any, high 32 bits, mixed: ids count up in steps of a power of two, or differ only above bit 32. */
function hashOf(key: number, seed: number): number {
  const low = key | 0
  let hash = Math.imul(low ^ seed, 0x9e3779b1)
  if (low !== key) hash ^= Math.imul((key / 0x1_0000_0000 + seed) | 0, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return hash ^ (hash >>> 13)
}
