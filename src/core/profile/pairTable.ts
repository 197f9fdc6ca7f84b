import { GrowableInt32 } from './growable.ts'

/**
 * (a, b) → row, rows numbered 0, 1, 2 … in order of first appearance: the prefix tree of stacks and of call trees.
 * Open addressing over one Int32Array (row + 1, 0 = free) and two columns; no object per row.
 *
 *   slots   [ 0 3 0 1 0 2 … ]      a   [ −1 0 0 … ]      b   [ 7 7 9 … ]
 *               └── row 2 ────────────────────^──────────────────^
 *
 * Because a parent is always added before its children, a row's `a` (its parent) is always smaller than the row.
 */
export class PairTable {
  readonly #a: GrowableInt32
  readonly #b: GrowableInt32
  #slots: Int32Array
  #mask: number

  constructor(capacity = 1024) {
    let size = 16
    while (size < capacity * 2) size *= 2
    this.#slots = new Int32Array(size)
    this.#mask = size - 1
    this.#a = new GrowableInt32(capacity)
    this.#b = new GrowableInt32(capacity)
  }

  get length(): number {
    return this.#a.length
  }

  /** Row of (a, b), added when it is new. */
  add(a: number, b: number): number {
    const slots = this.#slots
    const mask = this.#mask
    const as = this.#a.data
    const bs = this.#b.data
    let slot = hashPair(a, b) & mask
    for (;;) {
      const found = slots[slot]!
      if (found === 0) break
      if (as[found - 1] === a && bs[found - 1] === b) return found - 1
      slot = (slot + 1) & mask
    }
    const row = this.#a.push(a)
    this.#b.push(b)
    slots[slot] = row + 1
    if ((row + 1) * 2 > mask) this.#widen()
    return row
  }

  a(row: number): number {
    return this.#a.data[row]!
  }

  b(row: number): number {
    return this.#b.data[row]!
  }

  /** Exact copies of the two columns. */
  take(): { readonly a: Int32Array; readonly b: Int32Array } {
    return { a: this.#a.take(), b: this.#b.take() }
  }

  #widen(): void {
    const size = (this.#mask + 1) * 2
    const slots = new Int32Array(size)
    const mask = size - 1
    for (let row = 0; row < this.length; row++) {
      let slot = hashPair(this.a(row), this.b(row)) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = row + 1
    }
    this.#slots = slots
    this.#mask = mask
  }
}

/** Multiplication mixes upwards only, so the high bits are folded back before masking. */
function hashPair(a: number, b: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 0x7f4a7c15, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return hash ^ (hash >>> 13)
}
