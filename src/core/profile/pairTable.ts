/**
 * (parent row or −1, key) → row, rows numbered 0, 1, 2 … in order of first appearance: the prefix tree of stacks and of call
 * trees. A parent is always added before its children, so it is always smaller.
 *
 *   rows    [ parent key key row+1 key row+1 key row+1 | … ]   one entry a row (the first is for −1): what it is, and the three
 *                                                              children asked for last, the latest first
 *   slots   [ 0 3 0 1 0 2 … ]                                  open addressing, row + 1, 0 = free
 *
 * Most nodes of most trees have a child or two, and the rows of one stack lie side by side because they were added together: going
 * down by the children asked for last stays within a few cache lines where hashing would miss the cache twice per frame. Two million
 * stacks in no order find one step in four elsewhere than at the latest child, and one in thirty elsewhere than at these three. An
 * entry is half a cache line: the one that says "this is the pair" says as well which children it has.
 */
import { tableSeed } from '../base/tableSeed.ts'

/** Numbers in an entry. */
export const pairRow = 8

export class PairTable {
  readonly #seed = tableSeed()
  #rows: Int32Array
  #slots: Int32Array
  #mask: number
  #length = 0

  constructor(capacity = 64) {
    let size = 16
    while (size < capacity * 2) size *= 2
    this.#slots = new Int32Array(size)
    this.#mask = size - 1
    this.#rows = new Int32Array(roomFor(size))
  }

  /** For a loop that goes down by the latest child itself; another array after `add`. */
  get rows(): Int32Array {
    return this.#rows
  }

  get length(): number {
    return this.#length
  }

  /** Row of (parent, key), added when it is new. `parent` must be −1 or a row. */
  add(parent: number, key: number): number {
    const rows = this.#rows
    const near = (parent + 1) * pairRow
    if (rows[near + 2] === key && rows[near + 3]! > 0) return rows[near + 3]! - 1
    return this.#addFar(near, key)
  }

  #addFar(near: number, key: number): number {
    let rows = this.#rows
    let child = rows[near + 4] === key ? rows[near + 5]! : 0
    if (child === 0) {
      child = rows[near + 6] === key ? rows[near + 7]! : 0
      if (child === 0) {
        child = this.#find(near / pairRow - 1, key) + 1
        // A new row may have made the table wider.
        rows = this.#rows
      }
      rows[near + 6] = rows[near + 4]!
      rows[near + 7] = rows[near + 5]!
    }
    rows[near + 4] = rows[near + 2]!
    rows[near + 5] = rows[near + 3]!
    rows[near + 2] = key
    rows[near + 3] = child
    return child - 1
  }

  /** The same for a pair that is known to be new and is never asked for again: it is not put where it could be found. */
  append(parent: number, key: number): number {
    const row = this.#length++
    this.#rows[(row + 1) * pairRow] = parent
    this.#rows[(row + 1) * pairRow + 1] = key
    if ((row + 1) * 2 > this.#mask) this.#widen()
    return row
  }

  /** Room for so many rows in all, made at once. */
  reserve(rows: number): void {
    if (rows * 2 > this.#mask) this.#widen(rows)
  }

  parent(row: number): number {
    return this.#rows[(row + 1) * pairRow]!
  }

  key(row: number): number {
    return this.#rows[(row + 1) * pairRow + 1]!
  }

  /** Exact copies as two columns. */
  take(): { readonly parent: Int32Array; readonly key: Int32Array } {
    const parent = new Int32Array(this.#length)
    const key = new Int32Array(this.#length)
    const rows = this.#rows
    for (let row = 0, at = pairRow; row < this.#length; row++, at += pairRow) {
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
      const at = found * pairRow
      if (rows[at] === parent && rows[at + 1] === key) return found - 1
      slot = (slot + 1) & mask
    }
    const row = this.#length++
    rows[(row + 1) * pairRow] = parent
    rows[(row + 1) * pairRow + 1] = key
    slots[slot] = row + 1
    if ((row + 1) * 2 > mask) this.#widen()
    return row
  }

  #widen(rowsWanted = 0): void {
    let size = this.#slots.length * 2
    while (size <= rowsWanted * 2) size *= 2
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
const roomFor = (slots: number): number => (slots / 2 + 1) * pairRow

/** Multiplication mixes upwards only, so the high bits are folded back before masking. */
function hashPair(parent: number, key: number, seed: number): number {
  let hash = Math.imul(parent ^ seed, 0x9e3779b1) ^ Math.imul(key + seed + 0x7f4a7c15, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return hash ^ (hash >>> 13)
}
