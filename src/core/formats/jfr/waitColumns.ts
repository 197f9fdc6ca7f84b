/** What a chunk says of waits and of the threads that may have caused them, as columns until the chunk ends. */
import { GrowableFloat64, GrowableInt32 } from '../../profile/growable.ts'

/** More waits in one chunk than this are not joined with what holders did: their own time still counts. */
export const mostWaits: number = 2 ** 20

/** Times in nanoseconds since the chunk began. `what`, `who`, `site` … are indexes given by whoever fills them. */
export class WaitColumns {
  readonly startNs: GrowableFloat64 = new GrowableFloat64()
  readonly endNs: GrowableFloat64 = new GrowableFloat64()
  readonly thread: GrowableInt32 = new GrowableInt32()
  /** Thread that let go of the lock at `endNs`, −1 for unknown. */
  readonly owner: GrowableInt32 = new GrowableInt32()
  readonly lock: GrowableInt32 = new GrowableInt32()
  readonly site: GrowableInt32 = new GrowableInt32()

  get length(): number {
    return this.startNs.length
  }

  push(startNs: number, endNs: number, thread: number, owner: number, lock: number, site: number): void {
    this.startNs.push(startNs)
    this.endNs.push(endNs)
    this.thread.push(thread)
    this.owner.push(owner)
    this.lock.push(lock)
    this.site.push(site)
  }
}

/** Stretches of time (or samples, as stretches of their period) of threads, for looking up one thread's by time. */
export class ThreadStretches {
  readonly startNs: GrowableFloat64 = new GrowableFloat64()
  readonly endNs: GrowableFloat64 = new GrowableFloat64()
  readonly thread: GrowableInt32 = new GrowableInt32()
  readonly what: GrowableInt32 = new GrowableInt32()
  #rows: Int32Array = new Int32Array(0)
  #from: Int32Array = new Int32Array(1)

  push(startNs: number, endNs: number, thread: number, what: number): void {
    if (this.startNs.length >= mostWaits * 2) return
    this.startNs.push(startNs)
    this.endNs.push(endNs)
    this.thread.push(thread)
    this.what.push(what)
  }

  /** Sorts by thread, then by start. Call once, when all are in. */
  index(threads: number): void {
    const order = orderByTime(this.startNs)
    const from = new Int32Array(threads + 1)
    for (const row of order) from[this.thread.data[row]! + 1]! += 1
    for (let thread = 0; thread < threads; thread += 1) from[thread + 1]! += from[thread]!
    const next = from.slice()
    const rows = new Int32Array(order.length)
    for (const row of order) {
      const thread = this.thread.data[row]!
      rows[next[thread]!] = row
      next[thread]! += 1
    }
    this.#rows = rows
    this.#from = from
  }

  /** As long as `onRow` answers true. Calls back with the rows of a thread that begin before `untilNs` and end after `fromNs`, by start. Stretches of one thread follow one another. */
  forEach(thread: number, fromNs: number, untilNs: number, onRow: (row: number) => boolean): void {
    let low = this.#from[thread] ?? 0
    const end = this.#from[thread + 1] ?? 0
    let high = end
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.endNs.data[this.#rows[middle]!]! <= fromNs) low = middle + 1
      else high = middle
    }
    for (; low < end; low += 1) {
      const row = this.#rows[low]!
      if (this.startNs.data[row]! >= untilNs || !onRow(row)) return
    }
  }
}

const rowBits = 2 ** 21

/** Rows in the order of their times, to a microsecond. One number holds time and row, which sorts natively. */
export function orderByTime(times: GrowableFloat64): Int32Array {
  const keys = new Float64Array(times.length)
  // 2^32 µs are over an hour; what lies beyond is put last, in file order.
  const latest = 2 ** 32 - 1
  for (let row = 0; row < times.length; row += 1) {
    const us = Math.min(latest, Math.max(0, Math.floor(times.data[row]! / 1000)))
    keys[row] = us * rowBits + row
  }
  keys.sort()
  return Int32Array.from(keys, (key) => key % rowBits)
}
