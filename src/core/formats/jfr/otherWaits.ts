/** Waiting that is no contention (idle pools, condition waits), by the second it happened in; never among the samples. */
import type { FileFacts } from '../parsedFile.ts'

/** A wait cut to the recording: the middle of what is left, in epoch ms, and its length. */
export interface CutWait {
  readonly timeMs: number
  readonly ns: number
}

const longestSpreadMs = 600_000

export class OtherWaits {
  readonly #waits: { readonly timeMs: number; readonly kind: string; ns: number }[] = []
  /** Of each kind, by the second. */
  readonly #rows = new Map<string, Map<number, { ns: number }>>()
  totalNs = 0

  /** Spread over the seconds it lasted, so that a window sees its own part; the longest ones count where their middle is. */
  add({ timeMs, ns }: CutWait, kind: string): void {
    this.totalNs += ns
    const endMs = timeMs + ns / 2e6
    let atMs = timeMs - ns / 2e6
    if (endMs - atMs > longestSpreadMs) {
      this.#add(timeMs, kind, ns)
      return
    }
    while (atMs < endMs) {
      const untilMs = Math.min(endMs, (Math.floor(atMs / 1000) + 1) * 1000)
      this.#add(atMs, kind, (untilMs - atMs) * 1e6)
      atMs = untilMs
    }
  }

  #add(timeMs: number, kind: string, ns: number): void {
    const second = Math.floor(timeMs / 1000) * 1000
    let rows = this.#rows.get(kind)
    if (rows === undefined) this.#rows.set(kind, (rows = new Map<number, { ns: number }>()))
    const known = rows.get(second)
    if (known !== undefined) {
      known.ns += ns
      return
    }
    const row = { timeMs: second, kind, ns }
    rows.set(second, row)
    this.#waits.push(row)
  }

  finish(): NonNullable<FileFacts['otherWaits']> {
    return this.#waits.toSorted((a, b) => a.timeMs - b.timeMs)
  }
}
