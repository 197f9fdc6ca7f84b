/** The locks of a chunk: objects of a class as they are asked for at one site, with what was waited for each. */
import type { LockTally } from '../../base/lockTally.ts'
import { GrowableFloat64, GrowableInt32 } from '../../profile/growable.ts'
import { NumberTable } from '../../profile/numberTable.ts'
import type { LockClass } from './lockClasses.ts'

/** Site numbers beyond this are one. */
const mostSites = 2 ** 20
/** Nor can a chunk hold so many addresses. */
const mostObjects = 2 ** 26

export class ChunkLocks {
  readonly #tally: LockTally
  readonly #siteNames: readonly string[]
  readonly #kinds = new NumberTable()
  readonly #objects = new NumberTable()
  readonly #rows = new NumberTable()
  readonly #hands = new NumberTable()
  /** Row of the tally, and index in `handRows`, by row. */
  readonly #tallyRow = new GrowableInt32()
  readonly #hand = new GrowableInt32()
  readonly #site = new GrowableInt32()
  readonly #waitNs = new GrowableFloat64()
  readonly #waits = new GrowableInt32()
  /** Rows of the tally, by the chunk's own number of an object. */
  readonly handRows: GrowableInt32 = new GrowableInt32()

  /** @param siteNames by number; grows while the chunk is read */
  constructor(tally: LockTally, siteNames: readonly string[]) {
    this.#tally = tally
    this.#siteNames = siteNames
  }

  /** Counts a wait. @param address 0 for unknown. @returns the row */
  waited(lock: LockClass, address: number, site: number, ns: number): number {
    const kindKey = lock.number * mostSites + Math.min(site, mostSites - 1)
    const kind = numbered(this.#kinds, kindKey)
    const object = numbered(this.#objects, address)
    const key = kind * mostObjects + object
    let row = this.#rows.get(key)
    if (row < 0) {
      row = this.#add(lock, address, object, site)
      this.#rows.set(key, row)
    }
    this.#waitNs.data[row]! += ns
    this.#waits.data[row]! += 1
    return row
  }

  tallyRow(row: number): number {
    return this.#tallyRow.data[row]!
  }

  hand(row: number): number {
    return this.#hand.data[row]!
  }

  /** Once, when the chunk ends. */
  addToTally(): void {
    for (let row = 0; row < this.#site.length; row += 1)
      this.#tally.waited(
        this.tallyRow(row),
        this.#siteNames[this.#site.data[row]!] ?? '',
        this.#waitNs.data[row]!,
        this.#waits.data[row]!,
      )
  }

  #add(lock: LockClass, address: number, object: number, site: number): number {
    const name = address === 0 ? '' : String(address)
    const tallyRow = this.#tally.lock(lock.how, lock.name, name, this.#siteNames[site] ?? '')
    // Locks of one row of the tally can be many objects: each address has hands of its own.
    const handKey = tallyRow * mostObjects + object
    let hand = this.#hands.get(handKey)
    if (hand < 0) {
      hand = this.handRows.push(tallyRow)
      this.#hands.set(handKey, hand)
    }
    this.#hand.push(hand)
    this.#site.push(site)
    this.#waitNs.push(0)
    this.#waits.push(0)
    return this.#tallyRow.push(tallyRow)
  }
}

function numbered(table: NumberTable, key: number): number {
  const known = table.get(key)
  if (known >= 0) return known
  table.set(key, table.size)
  return table.size - 1
}
