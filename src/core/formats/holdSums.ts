/** What a chunk says of holds, added up by number: a wait costs no text and no object. Names come when all is added up. */
import type { HolderEvidence } from '../base/lockWaits.ts'
import type { LockTally } from '../base/lockTally.ts'
import { GrowableFloat64, GrowableInt32 } from '../profile/growable.ts'
import { NumberTable } from '../profile/numberTable.ts'
import { kindOf, lockOf, placeOf } from './did.ts'

/** How it is known who had the lock, by number. */
export const evidences: readonly HolderEvidence[] = ['acquisition-order', 'previous-owner', 'named-owner']

export interface HoldNames {
  /** Id in the tally by the chunk's index of a lock. */
  readonly lockIds: Int32Array
  readonly siteNames: readonly string[]
  readonly threadNames: readonly string[]
  /** Name of a place of what threads did; '' for place 0. */
  readonly placeName: (place: number) => string
}

/** What a thread did is a number from −2^31 on: with a lock's id before it, one number says both. */
const lowest = 2 ** 31
const room = 2 ** 32

export class HoldSums {
  readonly #names: HoldNames
  readonly #didRows = new NumberTable()
  readonly #didKeys = new GrowableFloat64()
  readonly #didNs = new GrowableFloat64()
  /** A lock in one thread's hands. */
  readonly #hands = new NumberTable()
  readonly #handLock = new GrowableInt32()
  readonly #handThread = new GrowableInt32()
  /** Where the thread took it last; −1 for unknown. */
  readonly #handSite = new GrowableInt32()
  /** By hand, place and evidence. */
  readonly #heldRows = new NumberTable()
  readonly #heldKeys = new GrowableFloat64()
  readonly #waitedNs = new GrowableFloat64()
  readonly #heldNs = new GrowableFloat64()
  readonly #changes = new GrowableInt32()

  constructor(names: HoldNames) {
    this.#names = names
  }

  /** @param lock id in the tally */
  did(lock: number, what: number, ns: number): void {
    const key = lock * room + what + lowest
    let row = this.#didRows.get(key)
    if (row < 0) {
      row = this.#didKeys.push(key)
      this.#didNs.push(0)
      this.#didRows.set(key, row)
    }
    this.#didNs.data[row]! += ns
  }

  /** @param lock the chunk's index of it */
  taken(lock: number, thread: number, site: number): void {
    this.#handSite.data[this.#handOf(lock, thread)] = site
  }

  /** `thread` had the lock for `heldNs`, in which all others together waited `waitedNs`. */
  held(lock: number, thread: number, evidence: number, waitedNs: number, heldNs: number): void {
    const hand = this.#handOf(lock, thread)
    const key =
      (hand * (this.#names.siteNames.length + 1) + this.#handSite.data[hand]! + 1) * evidences.length + evidence
    let row = this.#heldRows.get(key)
    if (row < 0) {
      row = this.#heldKeys.push(key)
      this.#waitedNs.push(0)
      this.#heldNs.push(0)
      this.#changes.push(0)
      this.#heldRows.set(key, row)
    }
    this.#waitedNs.data[row]! += waitedNs
    this.#heldNs.data[row]! += heldNs
    this.#changes.data[row]! += 1
  }

  addTo(tally: LockTally): void {
    const { siteNames, lockIds, threadNames, placeName } = this.#names
    for (let row = 0; row < this.#heldKeys.length; row += 1) {
      const key = this.#heldKeys.data[row]!
      const evidence = key % evidences.length
      const handAndSite = (key - evidence) / evidences.length
      const site = (handAndSite % (siteNames.length + 1)) - 1
      const hand = Math.floor(handAndSite / (siteNames.length + 1))
      const held = {
        site: siteNames[site] ?? '',
        thread: threadNames[this.#handThread.data[hand]!] ?? '',
        ns: this.#waitedNs.data[row]!,
        heldNs: this.#heldNs.data[row]!,
        evidence: evidences[evidence]!,
      }
      tally.held(lockIds[this.#handLock.data[hand]!]!, held, this.#changes.data[row]!)
    }
    for (let row = 0; row < this.#didKeys.length; row += 1) {
      const key = this.#didKeys.data[row]!
      const what = (key % room) - lowest
      tally.did(Math.floor(key / room), kindOf(what), placeName(placeOf(what)), this.#didNs.data[row]!, lockOf(what))
    }
  }

  #handOf(lock: number, thread: number): number {
    const key = lock * 2 ** 24 + thread
    let hand = this.#hands.get(key)
    if (hand < 0) {
      hand = this.#handLock.push(lock)
      this.#handThread.push(thread)
      this.#handSite.push(-1)
      this.#hands.set(key, hand)
    }
    return hand
  }
}
