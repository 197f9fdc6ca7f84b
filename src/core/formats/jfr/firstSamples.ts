/**
 * The first allocation sample of a thread weighs everything the thread allocated before it. For a thread older than the
 * recording that was not now: it is left out, in the open.
 */
import type { JfrPart } from './part.ts'

export class FirstSamples {
  readonly #seen = new Set<string>()
  #count = 0
  #bytes = 0

  /** @param isOld whether the thread ran before the recording began */
  isFirst(thread: string, bytes: number, isOld: () => boolean): boolean {
    if (this.#seen.has(thread)) return false
    this.#seen.add(thread)
    if (!isOld()) return false
    this.#count += 1
    this.#bytes += bytes
    return true
  }

  annotate({ leftOut, builder }: JfrPart): void {
    if (this.#count === 0) return
    const threads = this.#count === 1 ? '1 thread' : `${this.#count} threads`
    const text = `the first allocation sample of ${threads} older than the recording weighs what was allocated before it`
    leftOut.push({ id: 'first-sample', text, amount: this.#bytes })
    builder.note(`${(this.#bytes / 1e6).toFixed(1)} MB left out: ${text}`)
  }
}
