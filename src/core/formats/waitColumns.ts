/**
 * What a recording, or a chunk of one, says of waits and of the threads that may have caused them, as columns until it ends. A busy
 * service writes hundreds of thousands of them: none is an object, and all columns of a table grow together.
 */

/** More waits in one chunk than this are not joined with what holders did: their own time still counts. */
export const mostWaits: number = 2 ** 20

const firstRows = 1024

function widerFloats(data: Float64Array): Float64Array {
  const wider = new Float64Array(data.length * 2)
  wider.set(data)
  return wider
}

function widerInts(data: Int32Array): Int32Array {
  const wider = new Int32Array(data.length * 2)
  wider.set(data)
  return wider
}

/** Times in nanoseconds since the recording or the chunk began. `site`, `thread` … are indexes given by whoever fills them. */
export class WaitColumns {
  length = 0
  startNs: Float64Array = new Float64Array(firstRows)
  endNs: Float64Array = new Float64Array(firstRows)
  thread: Int32Array = new Int32Array(firstRows)
  /** Thread that let go of the lock at `endNs`, or that had it at `startNs`, by recorder; −1 for unknown. */
  owner: Int32Array = new Int32Array(firstRows)
  lock: Int32Array = new Int32Array(firstRows)
  site: Int32Array = new Int32Array(firstRows)

  push(startNs: number, endNs: number, thread: number, owner: number, lock: number, site: number): void {
    if (this.length === this.startNs.length) this.#widen()
    const row = this.length
    this.startNs[row] = startNs
    this.endNs[row] = endNs
    this.thread[row] = thread
    this.owner[row] = owner
    this.lock[row] = lock
    this.site[row] = site
    this.length = row + 1
  }

  #widen(): void {
    this.startNs = widerFloats(this.startNs)
    this.endNs = widerFloats(this.endNs)
    this.thread = widerInts(this.thread)
    this.owner = widerInts(this.owner)
    this.lock = widerInts(this.lock)
    this.site = widerInts(this.site)
  }
}

/**
 * Stretches of time (or samples, as stretches of their period) of threads. Filled in any order; once `index` has put one thread's after
 * the other's, each by its start, they are looked up by time:
 *
 *   for (let at = stretches.first(thread, fromNs); at < stretches.end(thread); at += 1) stretches.startNs[at] …
 *
 * What is asked of a thread mostly follows what was asked before: a search begins where the last one ended.
 */
export class ThreadStretches {
  length = 0
  startNs: Float64Array = new Float64Array(firstRows)
  endNs: Float64Array = new Float64Array(firstRows)
  /** What the thread did, see did.ts. */
  what: Int32Array = new Int32Array(firstRows)
  #thread: Int32Array = new Int32Array(firstRows)
  #from: Int32Array = new Int32Array(1)
  #last: Int32Array = new Int32Array(0)

  push(startNs: number, endNs: number, thread: number, what: number): void {
    if (this.length >= mostWaits * 2) return
    if (this.length === this.startNs.length) this.#widen()
    const row = this.length
    this.startNs[row] = startNs
    this.endNs[row] = endNs
    this.#thread[row] = thread
    this.what[row] = what
    this.length = row + 1
  }

  /** Once, when all are in. */
  index(threads: number): void {
    const { length } = this
    const from = new Int32Array(threads + 1)
    for (let row = 0; row < length; row += 1) from[this.#thread[row]! + 1]! += 1
    for (let thread = 0; thread < threads; thread += 1) from[thread + 1]! += from[thread]!
    const next = from.slice()
    const startNs = new Float64Array(length)
    const endNs = new Float64Array(length)
    const what = new Int32Array(length)
    for (let row = 0; row < length; row += 1) {
      const place = next[this.#thread[row]!]!++
      startNs[place] = this.startNs[row]!
      endNs[place] = this.endNs[row]!
      what[place] = this.what[row]!
    }
    this.startNs = startNs
    this.endNs = endNs
    this.what = what
    this.#from = from
    this.#last = from.slice(0, threads)
    for (let thread = 0; thread < threads; thread += 1) this.#sort(from[thread]!, from[thread + 1]!)
  }

  /** Place of a thread's first row that ends after `fromNs`; those that follow, up to `end`, are by start. Stretches of one thread follow one another. */
  first(thread: number, fromNs: number): number {
    const { endNs } = this
    let low = this.#from[thread] ?? 0
    let high = this.end(thread)
    if (low === high) return low
    // Wider and wider steps away from where the last search ended, until the answer lies between two of them.
    const last = this.#last[thread]!
    if (last < high && endNs[last]! <= fromNs) {
      low = last + 1
      for (let step = 1; last + step < high; step *= 2) {
        if (endNs[last + step]! > fromNs) {
          high = last + step
          break
        }
        low = last + step + 1
      }
    } else {
      high = last
      for (let step = 1; last - step >= low; step *= 2) {
        if (endNs[last - step]! <= fromNs) {
          low = last - step + 1
          break
        }
        high = last - step
      }
    }
    while (low < high) {
      const middle = (low + high) >> 1
      if (endNs[middle]! <= fromNs) low = middle + 1
      else high = middle
    }
    this.#last[thread] = low
    return low
  }

  end(thread: number): number {
    return this.#from[thread + 1] ?? 0
  }

  /** Recorders write what one thread did in its order, nearly always. */
  #sort(from: number, until: number): void {
    let place = from + 1
    while (place < until && this.startNs[place]! >= this.startNs[place - 1]!) place += 1
    if (place >= until) return
    const startNs = this.startNs.slice(from, until)
    const endNs = this.endNs.slice(from, until)
    const what = this.what.slice(from, until)
    orderByTime(startNs, until - from).forEach((row, at) => {
      this.startNs[from + at] = startNs[row]!
      this.endNs[from + at] = endNs[row]!
      this.what[from + at] = what[row]!
    })
  }

  #widen(): void {
    this.startNs = widerFloats(this.startNs)
    this.endNs = widerFloats(this.endNs)
    this.#thread = widerInts(this.#thread)
    this.what = widerInts(this.what)
  }
}

/** Bits of a time in microseconds that one pass sorts by. */
const digitBits = 11
const digits = 2 ** digitBits

/** The first `length` rows in the order of their times, to a microsecond; equal ones as they are in the file. A pass over all rows for each eleven bits. */
export function orderByTime(times: Float64Array, length: number): Int32Array {
  const keys = new Uint32Array(length)
  // 2^32 µs are over an hour; what lies beyond is put last, in file order.
  const latest = 2 ** 32 - 1
  let inOrder = true
  let most = 0
  for (let row = 0; row < length; row += 1) {
    const us = Math.min(latest, Math.max(0, Math.floor(times[row]! / 1000)))
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
