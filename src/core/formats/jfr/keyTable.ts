/**
 * Keys of a constant pool → small numbers. Nearly all keys are numbers, and a chunk has hundreds of thousands of them, looked up once an
 * event in no order: typed arrays miss the cache half as often as a `Map`.
 */
import { NumberTable } from '../../profile/numberTable.ts'
import type { JfrKey } from './cursor.ts'

/** What the typed arrays hold at most. */
const mostValue = 2 ** 31 - 2

export class KeyTable {
  readonly #numbers: NumberTable
  /** Keys beyond 2^53, and values that have no room there. */
  #others: Map<JfrKey, number> | undefined

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
    else (this.#others ??= new Map<JfrKey, number>()).set(key, value)
  }
}
