/**
 * Tests of hundreds of thousands of paths under one false discovery rate, of which a few pass: only for those that could is the exact sum
 * made. The dispersed G alone bounds each p from below, so how many can be small is known before any p is; Benjamini & Hochberg let none
 * pass above rate · that many / all, and with fewer left the bound is asked again.
 */
import { chiSquare1Tail } from './distributions.ts'
import { largestPassing } from './falseDiscovery.ts'

/** p of a row that cannot pass is 1; the others are exact. */
export interface Settled {
  readonly p: Float64Array
  /** The largest p that passes, −1 when none. */
  readonly largest: number
}

export class ManyTests {
  readonly #bound: Float64Array
  #count = 0

  constructor(most: number) {
    this.#bound = new Float64Array(most)
  }

  get count(): number {
    return this.#count
  }

  /** One more row: its statistic as if nothing were dispersed, and the design effect. */
  add(g: number, d: number): void {
    this.#bound[this.#count++] = g / d
  }

  /**
   * @param exact p of a row
   * @param isAsked rows whose p is wanted wherever it is at most the rate
   */
  settle(rate: number, exact: (row: number) => number, isAsked: (row: number) => boolean = () => false): Settled {
    const m = this.#count
    const bound = this.#bound
    let from = quantileOf(rate)
    const small = from
    for (let left = m; ;) {
      let reach = 0
      for (let row = 0; row < m; row++) if (bound[row]! >= from) reach++
      if (reach === 0 || reach === left) break
      left = reach
      from = quantileOf((rate * reach) / m)
    }
    const p = new Float64Array(m).fill(1)
    for (let row = 0; row < m; row++) {
      const x = bound[row]!
      if (x >= from || (x >= small && isAsked(row))) p[row] = exact(row)
    }
    return { p, largest: largestPassing(p, rate) }
  }
}

/** Where the tail of χ²₁ is this large, or a hair before: that of F(1, ν) is larger still. */
function quantileOf(tail: number): number {
  let low = 0
  let high = 1
  while (chiSquare1Tail(high) > tail) high *= 2
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (chiSquare1Tail(middle) > tail) low = middle
    else high = middle
  }
  return low * (1 - 1e-9)
}
