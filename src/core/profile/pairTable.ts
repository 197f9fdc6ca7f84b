/**
 * (parent row or −1, key) → row, rows numbered 0, 1, 2 … in order of first appearance: the prefix tree of stacks and of call
 * trees. A parent is always added before its children, so it is always smaller.
 *
 *   pairs   [ parent key | parent key | … ]        one entry a row
 *   recent  [ key row+1 | key row+1 | … ]          one entry a parent (the first is for −1): the child asked for last
 *   slots   [ 0 3 0 1 0 2 … ]                      open addressing, row + 1, 0 = free
 *
 * Most nodes of most trees have one child, and the rows of one stack lie side by side because they were added together: going
 * down by `recent` stays within a few cache lines where hashing would miss the cache once per frame.
 */
export class PairTable {
  #pairs: Int32Array
  #recent: Int32Array
  #slots: Int32Array
  #mask: number
  #length = 0

  constructor(capacity = 1024) {
    let size = 16
    while (size < capacity * 2) size *= 2
    this.#slots = new Int32Array(size)
    this.#mask = size - 1
    this.#pairs = new Int32Array(size)
    this.#recent = new Int32Array(size + 2)
  }

  get length(): number {
    return this.#length
  }

  /** Row of (parent, key), added when it is new. `parent` must be −1 or a row. */
  add(parent: number, key: number): number {
    const recent = this.#recent
    const near = (parent + 1) * 2
    if (recent[near] === key && recent[near + 1]! > 0) return recent[near + 1]! - 1
    const row = this.#find(parent, key)
    // A new row may have made the table wider.
    this.#recent[near] = key
    this.#recent[near + 1] = row + 1
    return row
  }

  parent(row: number): number {
    return this.#pairs[row * 2]!
  }

  key(row: number): number {
    return this.#pairs[row * 2 + 1]!
  }

  /** Exact copies as two columns. */
  take(): { readonly parent: Int32Array; readonly key: Int32Array } {
    const parent = new Int32Array(this.#length)
    const key = new Int32Array(this.#length)
    for (let row = 0; row < this.#length; row++) {
      parent[row] = this.#pairs[row * 2]!
      key[row] = this.#pairs[row * 2 + 1]!
    }
    return { parent, key }
  }

  #find(parent: number, key: number): number {
    const slots = this.#slots
    const pairs = this.#pairs
    const mask = this.#mask
    let slot = hashPair(parent, key) & mask
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      const at = (found - 1) * 2
      if (pairs[at] === parent && pairs[at + 1] === key) return found - 1
      slot = (slot + 1) & mask
    }
    const row = this.#length++
    pairs[row * 2] = parent
    pairs[row * 2 + 1] = key
    slots[slot] = row + 1
    if ((row + 1) * 2 > mask) this.#widen()
    return row
  }

  #widen(): void {
    const size = this.#slots.length * 2
    const mask = size - 1
    const slots = new Int32Array(size)
    for (let row = 0; row < this.#length; row++) {
      let slot = hashPair(this.parent(row), this.key(row)) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = row + 1
    }
    this.#slots = slots
    this.#mask = mask
    const pairs = new Int32Array(size)
    pairs.set(this.#pairs)
    this.#pairs = pairs
    const recent = new Int32Array(size + 2)
    recent.set(this.#recent)
    this.#recent = recent
  }
}

/** Multiplication mixes upwards only, so the high bits are folded back before masking. */
function hashPair(parent: number, key: number): number {
  let hash = Math.imul(parent, 0x9e3779b1) ^ Math.imul(key + 0x7f4a7c15, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return hash ^ (hash >>> 13)
}
