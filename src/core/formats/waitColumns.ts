/** What a recording, or a chunk of one, says of waits and of the threads that may have caused them, as columns until it ends. */
import { GrowableFloat64, GrowableInt32 } from '../profile/growable.ts'

/** More waits in one chunk than this are not joined with what holders did: their own time still counts. */
export const mostWaits: number = 2 ** 20

/** Times in nanoseconds since the recording or the chunk began. `what`, `who`, `site` … are indexes given by whoever fills them. */
export class WaitColumns {
  readonly startNs: GrowableFloat64 = new GrowableFloat64()
  readonly endNs: GrowableFloat64 = new GrowableFloat64()
  readonly thread: GrowableInt32 = new GrowableInt32()
  /** Thread that let go of the lock at `endNs`, or that had it at `startNs`, by recorder; −1 for unknown. */
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

  /** Place of a thread's first row that ends after `fromNs`; those that follow, up to `end`, are by start. Stretches of one thread follow one another. */
  first(thread: number, fromNs: number): number {
    let low = this.#from[thread] ?? 0
    let high = this.end(thread)
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.endNs.data[this.#rows[middle]!]! <= fromNs) low = middle + 1
      else high = middle
    }
    return low
  }

  end(thread: number): number {
    return this.#from[thread + 1] ?? 0
  }

  rowAt(place: number): number {
    return this.#rows[place]!
  }
}

/** Bits of a time in microseconds that one pass sorts by. */
const digitBits = 11
const digits = 2 ** digitBits

/** Rows in the order of their times, to a microsecond; equal ones as they are in the file. A pass over all rows for each eleven bits. */
export function orderByTime(times: GrowableFloat64): Int32Array {
  const { length } = times
  const keys = new Uint32Array(length)
  // 2^32 µs are over an hour; what lies beyond is put last, in file order.
  const latest = 2 ** 32 - 1
  let inOrder = true
  let most = 0
  for (let row = 0; row < length; row += 1) {
    const us = Math.min(latest, Math.max(0, Math.floor(times.data[row]! / 1000)))
    inOrder &&= row === 0 || us >= keys[row - 1]!
    most = Math.max(most, us)
    keys[row] = us
  }
  let order = new Int32Array(length)
  for (let row = 0; row < length; row += 1) order[row] = row
  if (inOrder) return order
  let next = new Int32Array(length)
  for (let shift = 0; shift < 32 && most / 2 ** shift >= 1; shift += digitBits) {
    const at = new Int32Array(digits + 1)
    for (let row = 0; row < length; row += 1) at[((keys[row]! >>> shift) & (digits - 1)) + 1]! += 1
    for (let digit = 0; digit < digits; digit += 1) at[digit + 1]! += at[digit]!
    for (let place = 0; place < length; place += 1) {
      const row = order[place]!
      const digit = (keys[row]! >>> shift) & (digits - 1)
      next[at[digit]!] = row
      at[digit]! += 1
    }
    ;[order, next] = [next, order]
  }
  return order
}

/** Start, end, start, end … in order and without overlap. */
export function apart(stretches: readonly (readonly [from: number, until: number])[]): readonly number[] {
  const flat: number[] = []
  for (const [from, until] of stretches.toSorted((a, b) => a[0] - b[0])) {
    const last = flat.at(-1)
    if (last !== undefined && from <= last) flat[flat.length - 1] = Math.max(last, until)
    else flat.push(from, until)
  }
  return flat
}
