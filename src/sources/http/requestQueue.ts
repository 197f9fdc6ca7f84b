/**
 * At most `limit` requests at a time over all sources, first come first served. Browsers allow six connections per
 * origin; a seventh would wait there, where it cannot be seen or cancelled. One of the six is the page's own: behind six
 * questions that a store lets hang, a reload or a part of the page that is needed now would wait for as long as they do.
 */
export class RequestQueue {
  readonly limit: number
  #running = 0
  readonly #waiting: (() => void)[] = []

  constructor(limit = 5) {
    this.limit = limit
  }

  get running(): number {
    return this.#running
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** Resolves with a function that gives the place back (once), or undefined when `signal` fired while waiting. */
  async enter(signal?: AbortSignal): Promise<(() => void) | undefined> {
    if (signal?.aborted === true) return undefined
    if (this.#running < this.limit) this.#running++
    else if (!(await this.#turn(signal))) return undefined
    let held = true
    return () => {
      if (!held) return
      held = false
      // The place is handed over, not freed and taken again: nobody can slip in between.
      const next = this.#waiting.shift()
      if (next === undefined) this.#running--
      else next()
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const start = (): void => {
        signal?.removeEventListener('abort', giveUp)
        resolve(true)
      }
      const giveUp = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(start), 1)
        resolve(false)
      }
      this.#waiting.push(start)
      signal?.addEventListener('abort', giveUp, { once: true })
    })
  }
}
