import { GrowableFloat64 } from '../../profile/growable.ts'
import { NumberTable } from '../../profile/numberTable.ts'

/**
 * Ids are any 64-bit numbers: usually 1, 2, 3 …, sometimes addresses, sometimes hashes. id → row, three ways by what is there. A `Map`
 * hashes numbers in a way that a file can be written for; texts it does not.
 */
export class IdTable {
  /** Small ids: row + 1 at index id. */
  #small = new Int32Array(1024)
  #numbers: NumberTable | undefined
  #big: Map<string, number> | undefined

  /** False when the id is taken. */
  add(low: number, high: number, row: number): boolean {
    if (this.find(low, high) >= 0) return false
    if (high === 0 && low < smallIds(row)) {
      if (low >= this.#small.length) {
        const wider = new Int32Array(Math.max(low + 1, this.#small.length * 2))
        wider.set(this.#small)
        this.#small = wider
      }
      this.#small[low] = row + 1
    } else if (high < 0x20_0000) {
      this.#numbers ??= new NumberTable()
      this.#numbers.set(high * 0x1_0000_0000 + low, row)
    } else {
      this.#big ??= new Map()
      this.#big.set(`${high} ${low}`, row)
    }
    return true
  }

  /** −1 when there is no such id. */
  find(low: number, high: number): number {
    if (high === 0 && low < this.#small.length) {
      const row = this.#small[low]!
      if (row > 0) return row - 1
    }
    if (high < 0x20_0000) return this.#numbers?.get(high * 0x1_0000_0000 + low) ?? -1
    return this.#big?.get(`${high} ${low}`) ?? -1
  }
}

/** Ids up to a few times the number of rows seen go into the flat table; an address must not make it a gigabyte long. */
const smallIds = (row: number): number => 65_536 + row * 8

/** Ids up to here are keys of a tree of paths themselves. */
const largestKey = 0x7fff_ffff

/** Ids as 32-bit keys: small ones are their own, those beyond 31 bits (addresses, hashes) are −1, −2, −3 … as they appear. */
export class IdKeys {
  readonly #rows = new IdTable()
  readonly #low = new GrowableFloat64()
  readonly #high = new GrowableFloat64()

  keyOf(low: number, high: number): number {
    if (high === 0 && low <= largestKey) return low
    let row = this.#rows.find(low, high)
    if (row < 0) {
      row = this.#low.push(low)
      this.#high.push(high)
      this.#rows.add(low, high, row)
    }
    return -1 - row
  }

  /** The row that `ids` has for the id behind a key; −1 when it has none. */
  rowIn(ids: IdTable, key: number): number {
    return key >= 0 ? ids.find(key, 0) : ids.find(this.#low.data[-1 - key]!, this.#high.data[-1 - key]!)
  }

  /** The ids behind −1, −2, −3 … */
  take(): { readonly low: Float64Array; readonly high: Float64Array } {
    return { low: this.#low.take(), high: this.#high.take() }
  }
}
