/** Numbers as async-profiler's heat map packs them into the text of a page: see `asyncHeatmap.ts`. */

/** What is packed cannot be. */
export class Contradiction extends Error {}

/** From after the first letter to before the last, which keep a page from trimming what is between them. */
export class Packed {
  readonly #text: string
  #at = 1

  constructor(text: string) {
    this.#text = text
  }

  get length(): number {
    return this.#text.length
  }

  six(): number {
    const digit = this.#digit(this.#at)
    this.#at += 1
    return digit
  }

  number(): number {
    let value = 0
    for (let scale = 1; ; scale *= 61) {
      const digit = this.six()
      value += (digit % 61) * scale
      if (!Number.isSafeInteger(value)) throw new Contradiction()
      if (digit < 61) return value
    }
  }

  /** As many numbers as it says. */
  list(): readonly number[] {
    const count = this.number()
    if (count > this.length) throw new Contradiction()
    return Array.from({ length: count }, () => this.number())
  }

  /** 27 bits, the first one lowest. */
  bits(): number {
    return ((this.six() * 123 + this.six()) * 123 + this.six()) * 123 + this.six()
  }

  /** Six bits each, the lowest first. */
  fixed(digits: number): number {
    let value = 0
    for (let i = 0; i < digits; i++) value += this.six() * 64 ** i
    return value
  }

  /** One of the five numbers at the end, 0 the last. */
  trailer(fromEnd: number): number {
    let value = 0
    for (let i = 0; i < 5; i++) value += this.#digit(this.length - 1 - 5 * (fromEnd + 1) + i) * 64 ** i
    return value
  }

  #digit(at: number): number {
    const code = at < 0 ? Number.NaN : this.#text.charCodeAt(at)
    // Past the end there is no number, and no page has one above.
    if (!(code < 128)) throw new Contradiction()
    return moved.get(code) ?? code
  }
}

const moved: ReadonlyMap<number, number> = new Map([
  [127, 0],
  [126, 13],
  [125, 38],
  [124, 60],
  [123, 62],
])
