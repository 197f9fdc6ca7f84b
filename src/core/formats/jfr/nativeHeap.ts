/**
 * Native allocations of async-profiler (`profiler.Malloc`, `profiler.Free`): what was allocated and not given back, by place.
 * What was allocated in the last tenth of the recording may still be given back and is left out, as its own converter does.
 */
import { GrowableFloat64, GrowableInt32 } from '../../profile/growable.ts'
import type { FileFacts } from '../parsedFile.ts'
import type { TimeWindow } from '../../base/units.ts'
import type { JfrPart } from './part.ts'

/** Events beyond this many are not matched: what was read until then is a lower bound. */
const mostEvents = 2_000_000
const mostSites = 20
const tooYoung = 0.1

interface Indexed {
  readonly site: number
  /** Rows of the part's builder. */
  readonly stack: number
  readonly thread: number
}
const nowhere: Indexed = { site: -1, stack: -1, thread: -1 }

export interface AllocatedAt extends Omit<Indexed, 'site'> {
  readonly site: string
}

export class NativeHeap {
  readonly #timeMs = new GrowableFloat64()
  readonly #address = new GrowableFloat64()
  /** −1 for giving back. */
  readonly #bytes = new GrowableFloat64()
  readonly #site = new GrowableInt32()
  readonly #stack = new GrowableInt32()
  readonly #thread = new GrowableInt32()
  readonly #sites = new Map<string, number>()
  #frees = 0
  #isCut = false

  /** @param sampledBytes bytes between two samples; a smaller allocation stands for so many. 0: every one is recorded. */
  allocated(timeMs: number, address: number, size: number, sampledBytes: number, at: AllocatedAt): void {
    const { site, stack, thread } = at
    let index = this.#sites.get(site)
    if (index === undefined) this.#sites.set(site, (index = this.#sites.size))
    this.#push(timeMs, address, Math.max(size, sampledBytes, 0), { site: index, stack, thread })
  }

  freed(timeMs: number, address: number): void {
    // Giving back nothing is allowed, and common.
    if (address === 0) return
    this.#frees += 1
    this.#push(timeMs, address, -1, nowhere)
  }

  /** @param part what is drawn of it: one sample for each allocation that counts */
  finish(window: TimeWindow, part: JfrPart | undefined): FileFacts['nativeHeap'] {
    if (this.#sites.size === 0) return undefined
    const totals = new Float64Array(this.#sites.size)
    let allocatedBytes = 0
    for (let row = 0; row < this.#bytes.length; row += 1) allocatedBytes += Math.max(0, this.#bytes.data[row]!)
    const recordsFrees = this.#frees > 0
    const untilMs = window.untilMs - tooYoung * (window.untilMs - window.fromMs)
    for (const row of recordsFrees ? this.#kept() : Array.from({ length: this.#bytes.length }, (_, i) => i)) {
      if (recordsFrees && this.#timeMs.data[row]! > untilMs) continue
      totals[this.#site.data[row]!]! += this.#bytes.data[row]!
      if (part === undefined) continue
      const extras = { thread: this.#thread.data[row]!, timeMs: this.#timeMs.data[row]! }
      part.builder.setValue(part.builder.sample(this.#stack.data[row]!, this.#bytes.data[row]!, extras), 1, 1)
    }
    if (recordsFrees) part?.keepsWhatIsHeld()
    if (this.#isCut) part?.builder.note(`more than ${mostEvents.toLocaleString('en')} native events: a lower bound`)
    const sites = [...this.#sites.keys()]
      .map((site, index) => ({ site, bytes: totals[index]! }))
      .filter(({ bytes }) => bytes > 0)
      .toSorted((a, b) => b.bytes - a.bytes)
    return {
      counts: recordsFrees ? 'kept' : 'allocated',
      window,
      allocatedBytes,
      bytes: totals.reduce((sum, bytes) => sum + bytes, 0),
      sites: sites.slice(0, mostSites),
      ...(this.#isCut ? { bound: 'lower' as const } : {}),
    }
  }

  #push(timeMs: number, address: number, bytes: number, at: Indexed): void {
    if (this.#timeMs.length >= mostEvents) {
      this.#isCut = true
      return
    }
    this.#timeMs.push(timeMs)
    this.#address.push(address)
    this.#bytes.push(bytes)
    this.#site.push(at.site)
    this.#stack.push(at.stack)
    this.#thread.push(at.thread)
  }

  /** Rows of what was not given back. Buffers of threads are written one after the other: events have to be put in order first. */
  #kept(): Iterable<number> {
    const times = this.#timeMs.data
    const rows = Array.from({ length: this.#timeMs.length }, (_, row) => row).toSorted(
      (a, b) => times[a]! - times[b]! || a - b,
    )
    const held = new Map<number, number>()
    for (const row of rows) {
      const address = this.#address.data[row]!
      if (this.#bytes.data[row]! < 0) held.delete(address)
      else held.set(address, row)
    }
    return held.values()
  }
}
