/**
 * One answer for all who ask the same at about the same time: captures, timeline, labels and the strip of pods of one window begin with the
 * same questions. The request ends when everybody who asked has gone; what failed is not kept.
 */
import { err, type Result } from '../../core/base/result.ts'
import type { SourceError } from '../source.ts'

interface Kept<T> {
  readonly answer: Promise<Result<T, SourceError>>
  readonly control: AbortController
  waiting: number
}

/** Answers are lists of labels and types: a few windows back is enough, and more would be of yesterday. */
const mostKept = 24

export class SharedAnswers<T> {
  readonly #kept = new Map<string, Kept<T>>()
  readonly #most: number

  /** @param most answers that are kept; fewer of those that are megabytes */
  constructor(most: number = mostKept) {
    this.#most = most
  }

  ask(
    key: string,
    signal: AbortSignal | undefined,
    make: (signal: AbortSignal) => Promise<Result<T, SourceError>>,
  ): Promise<Result<T, SourceError>> {
    const known = this.#kept.get(key) ?? this.#begin(key, make)
    known.waiting++
    if (signal === undefined) return known.answer
    return new Promise((resolve) => {
      let gone = false
      const leave = (): void => {
        if (gone) return
        gone = true
        known.waiting--
        if (known.waiting <= 0) {
          known.control.abort()
          this.#forget(key, known)
        }
        resolve(err(cancelled))
      }
      if (signal.aborted) return leave()
      signal.addEventListener('abort', leave, { once: true })
      void known.answer.then((answer) => {
        signal.removeEventListener('abort', leave)
        // Whoever got the answer needs the request no more and must not end it for the others.
        gone = true
        resolve(answer)
      })
    })
  }

  #begin(key: string, make: (signal: AbortSignal) => Promise<Result<T, SourceError>>): Kept<T> {
    const control = new AbortController()
    const kept: Kept<T> = { answer: make(control.signal), control, waiting: 0 }
    this.#kept.set(key, kept)
    void kept.answer.then((answer) => {
      if (!answer.ok) this.#forget(key, kept)
    })
    for (const old of this.#kept.keys()) {
      if (this.#kept.size <= this.#most) break
      this.#kept.delete(old)
    }
    return kept
  }

  #forget(key: string, kept: Kept<T>): void {
    if (this.#kept.get(key) === kept) this.#kept.delete(key)
  }
}

export const cancelled: SourceError = {
  code: 'cancelled',
  where: '',
  what: 'the request was cancelled',
  todo: 'ask again if it is still wanted',
}
