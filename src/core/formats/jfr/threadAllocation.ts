/** `jdk.ThreadAllocationStatistics`: what each thread allocated so far, written when a chunk begins and ends. */
import type { FileFacts } from '../parsedFile.ts'
import type { TimeWindow } from '../../base/units.ts'

interface ThreadTotals {
  first: number
  firstMs: number
  last: number
  lastMs: number
}

/** Statistics written at the same instant lie this close together. */
const oneWritingMs = 100

export class ThreadAllocation {
  readonly #threads = new Map<string, ThreadTotals>()
  /** Bytes by tenth of a second. */
  readonly #sampled = new Map<string, Map<number, number>>()
  #fromMs = Infinity
  #untilMs = -Infinity
  #endedThreads = 0

  counted(timeMs: number, thread: string, bytes: number): void {
    this.#fromMs = Math.min(this.#fromMs, timeMs)
    this.#untilMs = Math.max(this.#untilMs, timeMs)
    const known = this.#threads.get(thread)
    if (known === undefined) {
      this.#threads.set(thread, { first: bytes, firstMs: timeMs, last: bytes, lastMs: timeMs })
      return
    }
    known.first = Math.min(known.first, bytes)
    known.firstMs = Math.min(known.firstMs, timeMs)
    known.last = Math.max(known.last, bytes)
    known.lastMs = Math.max(known.lastMs, timeMs)
  }

  /** Bytes an allocation sample stands for. */
  sampled(timeMs: number, thread: string, bytes: number): void {
    let byTime = this.#sampled.get(thread)
    if (byTime === undefined) this.#sampled.set(thread, (byTime = new Map<number, number>()))
    const slot = Math.floor(timeMs / oneWritingMs)
    byTime.set(slot, (byTime.get(slot) ?? 0) + bytes)
  }

  #sampledInside(thread: string, window: TimeWindow): number {
    let bytes = 0
    for (const [slot, amount] of this.#sampled.get(thread) ?? [])
      if (slot * oneWritingMs >= window.fromMs && slot * oneWritingMs < window.untilMs) bytes += amount
    return bytes
  }

  threadEnded(): void {
    this.#endedThreads += 1
  }

  /**
   * A thread that ended took its counter with it: the samples know what it allocated. Without samples of the ended ones the
   * counters of the living say too little, and nothing is said.
   */
  interval(): FileFacts['allocatedInterval'] {
    const window: TimeWindow = { fromMs: this.#fromMs, untilMs: this.#untilMs }
    if (window.untilMs - window.fromMs < 1000) return undefined
    let bytes = 0
    let vanished = 0
    for (const [thread, { first, firstMs, last, lastMs }] of this.#threads) {
      if (window.untilMs - lastMs > oneWritingMs) {
        vanished += 1
        bytes += this.#sampledInside(thread, window)
        continue
      }
      // A thread that was not there at the beginning allocated all of it in between.
      bytes += Math.max(0, last - (firstMs - window.fromMs < oneWritingMs ? first : 0))
    }
    for (const thread of this.#sampled.keys())
      if (!this.#threads.has(thread)) bytes += this.#sampledInside(thread, window)
    const ended = Math.max(vanished, this.#endedThreads)
    if (ended > 0 && this.#sampled.size === 0) return undefined
    const living = 'jdk.ThreadAllocationStatistics of the threads alive when it was written'
    return { window, bytes, how: ended === 0 ? living : `${living}, and allocation samples of those that ended` }
  }
}
