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
  readonly #numbers: NumberTable
  /** Keys beyond 2^53, and values that have no room there. */
  #others: IdMap<JfrKey, number> | undefined

  constructor(capacity = 256) {
    this.#numbers = new NumberTable(capacity)
  }

  /** −1 when the key is not there. */
  get(key: JfrKey): number {
    if (typeof key === 'number') {
      const value = this.#numbers.get(key)
      if (value >= 0 || this.#others === undefined) return value
    }
    return this.#others?.get(key) ?? -1
  }

  /** The last value counts. `value`: 0 or more. */
  set(key: JfrKey, value: number): void {
    if (typeof key === 'number' && value <= mostValue) this.#numbers.set(key, value)
    else (this.#others ??= new IdMap<JfrKey, number>()).set(key, value)
  }
}

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
