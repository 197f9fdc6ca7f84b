/** A position in a mangled name, with bounds on everything that it can ask for. */

/** Unwinds the reader; never leaves this folder. */
export class UnreadableName extends Error {}

const deepest = 120
const mostSteps = 20_000
const longestOutput = 6000

export class MangledReader {
  readonly text: string
  at = 0
  #depth = 0
  #steps = 0

  constructor(text: string) {
    this.text = text
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length
  }

  /** The character here, "" at the end. */
  get here(): string {
    return this.text[this.at] ?? ''
  }

  unreadable(): never {
    throw new UnreadableName(`at ${this.at} of ${this.text.slice(0, 200)}`)
  }

  startsWith(expected: string): boolean {
    return this.text.startsWith(expected, this.at)
  }

  /** Steps over `expected` if it is here. */
  take(expected: string): boolean {
    if (!this.startsWith(expected)) return false
    this.at += expected.length
    return true
  }

  expect(expected: string): void {
    if (!this.take(expected)) this.unreadable()
  }

  next(): string {
    const { here } = this
    if (here === '') this.unreadable()
    this.at++
    return here
  }

  /** As many of its characters as match. */
  takeWhile(shape: RegExp): string {
    const from = this.at
    while (!this.isAtEnd && shape.test(this.here)) this.at++
    return this.text.slice(from, this.at)
  }

  decimal(): number {
    const digits = this.takeWhile(/\d/)
    if (digits === '' || digits.length > 6) this.unreadable()
    return Number(digits)
  }

  /** Runs `work` one level deeper. */
  nested<T>(work: () => T): T {
    this.#steps++
    if (++this.#depth > deepest || this.#steps > mostSteps) this.unreadable()
    try {
      return work()
    } finally {
      this.#depth--
    }
  }

  /** The text itself, unless it has become longer than any name. */
  bounded(text: string): string {
    if (text.length > longestOutput) this.unreadable()
    return text
  }
}
