/**
 * Stacks of addresses, kept as paths from the root. Their ids are good until the next sequence point only, and a stack may follow the events
 * that name it: so what names one waits for that point.
 */
import { IdMap } from '../../base/idMap.ts'
import { GrowableFloat64, GrowableInt32 } from '../../profile/growable.ts'
import { PairTable } from '../../profile/pairTable.ts'
import { IdTable } from '../pprof/ids.ts'
import { NettraceProblem, type Cursor } from './cursor.ts'

const maxPaths = 16_000_000
const maxDepth = 10_000

export class AddressStacks {
  readonly #ids = new IdTable()
  /** Of each address met: its halves. */
  readonly low: GrowableFloat64 = new GrowableFloat64()
  readonly high: GrowableFloat64 = new GrowableFloat64()
  readonly #paths = new PairTable()
  #byId = new IdMap<number, number>()
  /** Entries of `pathOf` that still hold an id. */
  readonly #pending: { readonly into: GrowableInt32; readonly row: number; readonly id: number }[] = []

  /** A block of stacks, each leaf first. */
  readBlock(cursor: Cursor, pointerBytes: number): void {
    const first = cursor.u32()
    const count = cursor.u32()
    for (let i = 0; i < count; i += 1) {
      const size = cursor.u32()
      const from = cursor.at
      cursor.skip(size)
      const until = cursor.at
      const depth = Math.floor(size / pointerBytes)
      if (depth > maxDepth)
        throw new NettraceProblem('too-large', `it has a stack of more than ${maxDepth.toLocaleString('en')} frames`)
      let path = -1
      for (let k = depth - 1; k >= 0; k -= 1) {
        cursor.at = from + k * pointerBytes
        if (pointerBytes === 8) cursor.u64()
        else {
          cursor.low = cursor.u32()
          cursor.high = 0
        }
        path = this.#paths.add(path, this.#address(cursor.low, cursor.high))
      }
      cursor.at = until
      this.#byId.set(first + i, path)
      if (this.#paths.length > maxPaths)
        throw new NettraceProblem(
          'too-large',
          `its stacks hold more than ${maxPaths.toLocaleString('en')} different frames`,
        )
    }
  }

  /** Pushes the stack with this id onto `into`, now or when it is known. */
  push(into: GrowableInt32, id: number): void {
    const path = id === 0 ? -1 : this.#byId.get(id)
    const row = into.push(path ?? -1)
    if (path === undefined) this.#pending.push({ into, row, id })
  }

  /** Ids begin anew. */
  sequencePoint(): void {
    for (const { into, row, id } of this.#pending) into.data[row] = this.#byId.get(id) ?? -1
    this.#pending.length = 0
    this.#byId = new IdMap<number, number>()
  }

  #address(low: number, high: number): number {
    const known = this.#ids.find(low, high)
    if (known >= 0) return known
    const index = this.low.push(low)
    this.high.push(high)
    this.#ids.add(low, high, index)
    return index
  }

  /** Parent path (−1: none) and address of each. */
  take(): { readonly parent: Int32Array; readonly key: Int32Array } {
    return this.#paths.take()
  }
}
