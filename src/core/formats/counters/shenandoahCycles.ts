/**
 * A cycle of Shenandoah cleans twice, and only the second time leaves what is live:
 *
 *   GC(20) Collectable Garbage: 274M (99%), …         of all there is; regions with little of it are left as they are
 *   GC(20) Concurrent cleanup 340M->234M(400M)        what was garbage alone
 *   GC(20) Concurrent cleanup 237M->66M(400M)         what was copied out of the others; 3 MB were allocated in between
 */
import type { GcEvent } from './gcEvent.ts'
import { sizeOf } from './numbers.ts'

const most = 1000

export class ShenandoahCycles {
  readonly #left = new Map<string, number>()
  readonly #cleaned = new Map<string, GcEvent>()

  line(id: string, text: string): void {
    const found = /^Collectable Garbage: (\d{1,9})([BKMGT]) \((\d{1,3})%\)/.exec(text)
    if (!found) return
    if (this.#left.size > most) this.#left.clear()
    // The percentage is cut to a whole one.
    const percent = Math.max(1, Number(found[3]))
    this.#left.set(id, (sizeOf(found[1] ?? '', found[2] ?? '') * (101 - percent)) / percent)
  }

  /** @returns the cleanup, with what is live after it where the log says it */
  cleaned(id: string, event: GcEvent): GcEvent {
    const before = this.#cleaned.get(id)
    if (this.#cleaned.size > most) this.#cleaned.clear()
    this.#cleaned.set(id, event)
    if (before?.heap === undefined || event.heap === undefined) return event
    before.superseded = true
    const left = this.#left.get(id)
    if (left === undefined) return { ...event, startBytes: before.heap.beforeBytes }
    const meanwhileBytes = left + Math.max(0, event.heap.beforeBytes - before.heap.afterBytes)
    return { ...event, marked: { liveBytes: event.heap.afterBytes, meanwhileBytes } }
  }
}
