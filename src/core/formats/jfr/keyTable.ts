/**
 * Keys of a constant pool → small numbers. Nearly all keys are numbers, and a chunk has hundreds of thousands of them, looked up once an
 * event in no order: typed arrays miss the cache half as often as a `Map`.
 */
import { IdMap } from '../../base/idMap.ts'
import { NumberTable } from '../../profile/numberTable.ts'
import type { JfrKey } from './cursor.ts'

/** What the typed arrays hold at most. */
const mostValue = 2 ** 31 - 2

export class KeyTable {
  #numbers: NumberTable
  /** Value + 1 of the keys from `#low` on, where they are packed; 0 for those that are not there. */
  #packed = nothing
  #low = 0
  /** Keys beyond 2^53, and values that have no room there. */
  #others: IdMap<JfrKey, number> | undefined

  constructor(capacity = 256) {
    this.#numbers = new NumberTable(capacity)
  }

  /** −1 when the key is not there. */
  get(key: JfrKey): number {
    if (typeof key === 'number') {
      const at = key - this.#low
      const value = at >= 0 && at < this.#packed.length ? this.#packed[at]! - 1 : this.#numbers.get(key)
      if (value >= 0 || this.#others === undefined) return value
    }
    return this.#others?.get(key) ?? -1
  }

  /** The last value counts. `value`: 0 or more. */
  set(key: JfrKey, value: number): void {
    if (typeof key === 'number' && value <= mostValue) {
      const at = key - this.#low
      if (at >= 0 && at < this.#packed.length) this.#packed[at] = value + 1
      else this.#numbers.set(key, value)
    } else (this.#others ??= new IdMap<JfrKey, number>()).set(key, value)
  }

  /** When all keys are in: recorders count what they name, and keys that lie close together need no looking up. */
  pack(): void {
    if (this.#numbers.size === 0) return
    let low = Infinity
    let high = -Infinity
    this.#numbers.forEach((key) => {
      low = Math.min(low, key)
      high = Math.max(high, key)
    })
    if (!(high - low < packedRoom * this.#numbers.size)) return
    const packed = new Int32Array(high - low + 1)
    this.#numbers.forEach((key, value) => {
      packed[key - low] = value + 1
    })
    this.#low = low
    this.#packed = packed
    this.#numbers = new NumberTable(16)
  }

  /** An empty one for the same keys. */
  emptyLike(): KeyTable {
    const made = new KeyTable(16)
    made.#low = this.#low
    if (this.#packed !== nothing) made.#packed = new Int32Array(this.#packed.length)
    return made
  }
}

/** Places in a packed table for one key, at most. */
const packedRoom = 4
const nothing = new Int32Array(0)

/** Keys below this, which is nearly all of a recorder that counts its threads, are looked up by themselves. */
const smallKeys = 4096

/** Numbers for keys in the order in which they come; 0 is the key that points nowhere. */
export class KeyNumbers {
  readonly #small = new Int32Array(smallKeys)
  readonly #table = new KeyTable()
  readonly keys: JfrKey[] = [0]

  of(key: JfrKey): number {
    if (key === 0) return 0
    const isSmall = typeof key === 'number' && key > 0 && key < smallKeys
    const known = isSmall ? this.#small[key]! : this.#table.get(key)
    if (known > 0) return known
    const number = this.keys.push(key) - 1
    if (isSmall) this.#small[key] = number
    else this.#table.set(key, number)
    return number
  }
}
