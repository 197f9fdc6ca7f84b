/**
 * (parent row or −1, key) → row, rows numbered 0, 1, 2 … in order of first appearance: the prefix tree of stacks and of call
 * trees. A parent is always added before its children, so it is always smaller.
 *
 *   rows    [ parent key recentKey recent+1 | … ]   one entry a row (the first is for −1): what it is, and the child asked for last
 *   slots   [ 0 3 0 1 0 2 … ]                       open addressing, row + 1, 0 = free
 *
 * Most nodes of most trees have one child, and the rows of one stack lie side by side because they were added together: going
 * down by the child asked for last stays within a few cache lines where hashing would miss the cache once per frame. Where it must
 * hash, the line that says "this is the pair" says as well which child was asked for last: one miss for two questions.
 */
import { tableSeed } from '../base/tableSeed.ts'

const perRow = 4

export class PairTable {
  readonly #seed = tableSeed()
  #rows: Int32Array
  #slots: Int32Array
  #mask: number
  #length = 0

  constructor(capacity = 1024) {
    let size = 16
    while (size < capacity * 2) size *= 2
    this.#slots = new Int32Array(size)
    this.#mask = size - 1
    this.#rows = new Int32Array(roomFor(size))
  }

  get length(): number {
    return this.#length
  }

  /** Row of (parent, key), added when it is new. `parent` must be −1 or a row. */
  add(parent: number, key: number): number {
    const rows = this.#rows
    const near = (parent + 1) * perRow
    if (rows[near + 2] === key && rows[near + 3]! > 0) return rows[near + 3]! - 1
    const row = this.#find(parent, key)
    // A new row may have made the table wider.
    this.#rows[near + 2] = key
    this.#rows[near + 3] = row + 1
    return row
  }

  parent(row: number): number {
    return this.#rows[(row + 1) * perRow]!
  }

  key(row: number): number {
    return this.#rows[(row + 1) * perRow + 1]!
  }

  /** Exact copies as two columns. */
  take(): { readonly parent: Int32Array; readonly key: Int32Array } {
    const parent = new Int32Array(this.#length)
    const key = new Int32Array(this.#length)
    const rows = this.#rows
    for (let row = 0, at = perRow; row < this.#length; row++, at += perRow) {
      parent[row] = rows[at]!
      key[row] = rows[at + 1]!
    }
    return { parent, key }
  }

  #find(parent: number, key: number): number {
    const slots = this.#slots
    const rows = this.#rows
    const mask = this.#mask
    let slot = hashPair(parent, key, this.#seed) & mask
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      const at = found * perRow
      if (rows[at] === parent && rows[at + 1] === key) return found - 1
      slot = (slot + 1) & mask
    }
    const row = this.#length++
    rows[(row + 1) * perRow] = parent
    rows[(row + 1) * perRow + 1] = key
    slots[slot] = row + 1
    if ((row + 1) * 2 > mask) this.#widen()
    return row
  }

  #widen(): void {
    const size = this.#slots.length * 2
    const mask = size - 1
    const slots = new Int32Array(size)
    for (let row = 0; row < this.#length; row++) {
      let slot = hashPair(this.parent(row), this.key(row), this.#seed) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = row + 1
    }
    this.#slots = slots
    this.#mask = mask
    const rows = new Int32Array(roomFor(size))
    rows.set(this.#rows)
    this.#rows = rows
  }
}

/** Half of the slots are used at most, and −1 has an entry. */
const roomFor = (slots: number): number => (slots / 2 + 1) * perRow

/** Multiplication mixes upwards only, so the high bits are folded back before masking. */
function hashPair(parent: number, key: number, seed: number): number {
  let hash = Math.imul(parent ^ seed, 0x9e3779b1) ^ Math.imul(key + seed + 0x7f4a7c15, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return hash ^ (hash >>> 13)
}
