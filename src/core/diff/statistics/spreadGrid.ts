/** The grid that spreadOfRuns.ts weighs: over τ, the part of the functions that is uneven and the part that changed. */

/** Of τ²: what it may be and how likely each is; the weights add up to 1. */
export interface Spread {
  readonly squares: readonly number[]
  readonly weights: readonly number[]
}

export interface TauRange {
  readonly least: number
  readonly most: number
}

/** Between one τ of the grid and the next: natural logarithm of τ. */
const step = 0.13
/** Standard deviation of log τ² of single functions around the common one. */
const ofSingleOnes = 0.4
/** Of that normal distribution so many standard deviations are looked at. */
const reach = 2.5
/** Part of the functions that differ by far more from run to run than most do, and how likely each is before: logarithms. */
export const unevenParts: readonly (readonly [part: number, logWeight: number])[] = [
  [0, 0],
  [0.03, -2],
  [0.1, -3.4],
  [0.25, -4.7],
]
/** Such a function has so many times the variance of most, any of them as likely. */
const ofUneven = { least: 2, most: 100 } as const
/** No function wanders by more than this, sd of its log-ratio: what is not there any more did not wander off. */
const mostOfOne = 1.5
/** Parts of the functions that may have changed in themselves or with their requests, and by how much those do: sd of the log-ratio. */
const changedParts: readonly number[] = [0.005, 0.02, 0.06, 0.2, 0.5]
const changedBy = 0.3
/** A point of less weight than this part of the best one says nothing, even without the one function that speaks against it most. */
const negligible = 1e-7

/** Of a square: less changes no p that is looked at. */
const leastWeight = 1e-6

/** Points of a grid: by τ, then the part that is uneven, then the part that changed. */
export const singles: number = unevenParts.length
export const parts: number = changedParts.length

/** Of one function: how likely its log-ratio is at each τ and h where it did not change, and at each τ where it did. */
export interface Likelihoods {
  readonly same: Float64Array
  readonly changed: Float64Array
}

/** Beyond these a product of likelihoods is turned into its logarithm, and a single one is not multiplied in. */
const [leastProduct, mostProduct, leastFactor] = [1e-200, 1e200, 1e-50]

/** Of functions that tell independently: a logarithm per product of many, because there are hundreds of functions and of points. */
export function addLogLikelihoods(weights: Float64Array, tables: readonly Likelihoods[]): void {
  const products = new Float64Array(weights.length).fill(1)
  for (const { same, changed } of tables) {
    for (let row = 0, at = 0; row < same.length; row++) {
      const unmoved = same[row]!
      const moved = changed[Math.floor(row / singles)]!
      for (let step = 0; step < parts; step++, at++) {
        const part = changedParts[step]!
        const one = (1 - part) * unmoved + part * moved
        if (one < leastFactor) {
          weights[at]! += Math.log(Math.max(Number.MIN_VALUE, one))
          continue
        }
        const product = products[at]! * one
        const fits = product > leastProduct && product < mostProduct
        if (!fits) weights[at]! += Math.log(product)
        products[at] = fits ? product : 1
      }
    }
  }
  for (const [at, product] of products.entries()) weights[at]! += Math.log(product)
}

/** Points of one grid that count: rows in which some do, and the weights of their parts, 0 where one does not. */
export class Weighed {
  readonly rows: Int32Array
  readonly weights: Float64Array

  private constructor(rows: Int32Array, weights: Float64Array) {
    this.rows = rows
    this.weights = weights
  }

  static of(weights: Float64Array): Weighed {
    const rows: number[] = []
    const kept: number[] = []
    for (let first = 0; first < weights.length; first += parts) {
      const some = weights.subarray(first, first + parts)
      if (!some.some((weight) => weight > negligible)) continue
      rows.push(first / parts)
      for (const weight of some) kept.push(weight > negligible ? weight : 0)
    }
    return new Weighed(Int32Array.from(rows), Float64Array.from(kept))
  }

  /** Of one of the rows; `without` what this function says. */
  sum(at: number, without?: Likelihoods): number {
    let sum = 0
    const first = at * parts
    if (without === undefined) {
      for (let step = 0; step < parts; step++) sum += this.weights[first + step]!
      return sum
    }
    const row = this.rows[at]!
    const unmoved = without.same[row]!
    const moved = without.changed[Math.floor(row / singles)]!
    for (let step = 0; step < parts; step++) {
      const weight = this.weights[first + step]!
      if (weight === 0) continue
      const part = changedParts[step]!
      const one = (1 - part) * unmoved + part * moved
      sum += weight / (one > Number.MIN_VALUE ? one : Number.MIN_VALUE)
    }
    return sum
  }
}

/** Squares in equal steps of their logarithm: of τ, and on both sides of those what single functions differ by. */
export class Scales {
  readonly taus: number
  readonly #squares: Float64Array
  /** Of the square that no function wanders beyond. */
  readonly #last: number
  /** How many squares there are before that of the least τ. */
  readonly #before: number
  /** Parts of the squares from the first of those around that of τ, of most functions. */
  readonly #usual: Float64Array
  /** Which of them an uneven one may be, any as likely. */
  readonly #uneven: { readonly from: number; readonly to: number }
  /** What is worked out for one function after the other is put into the same places: hundreds of columns are slow to make and to free. */
  readonly #likely: Float64Array
  readonly #sums: Float64Array
  readonly #ofUsual: Float64Array
  readonly #ofUneven: Float64Array

  constructor({ least, most }: TauRange) {
    this.taus = Math.max(2, Math.round(Math.log(most / least) / step) + 1)
    const apart = (2 * Math.log(most / least)) / (this.taus - 1)
    const below = Math.round((reach * ofSingleOnes) / apart)
    const [first, last] = [Math.round(Math.log(ofUneven.least) / apart), Math.round(Math.log(ofUneven.most) / apart)]
    const usual = Float64Array.from({ length: 2 * below + 1 }, (_, at) =>
      Math.exp(-(((at - below) * apart) ** 2) / 2 / ofSingleOnes ** 2),
    )
    const sum = usual.reduce((total, one) => total + one, 0)
    this.#usual = usual.map((one) => one / sum)
    this.#uneven = { from: below + first, to: below + last + 1 }
    this.#before = below
    this.#squares = Float64Array.from({ length: this.taus + below + last }, (_, at) =>
      Math.exp(2 * Math.log(least) + (at - this.#before) * apart),
    )
    const within = this.#squares.filter((square) => square <= Math.max(mostOfOne, most) ** 2)
    this.#last = within.length - 1
    this.#likely = new Float64Array(this.#squares.length)
    this.#sums = new Float64Array(this.#squares.length)
    this.#ofUsual = new Float64Array(this.taus)
    this.#ofUneven = new Float64Array(this.taus)
  }

  logTau(tau: number): number {
    return Math.log(this.#squares[tau + this.#before]!) / 2
  }

  likelihoods(value: number, variance: number): Likelihoods {
    const at = this.#likely
    for (let row = 0; row <= this.#last; row++) at[row] = density(value, variance + this.#squares[row]!)
    at.fill(at[this.#last]!, this.#last + 1)
    // One piece of memory for both: there are hundreds of functions.
    const rows = this.taus * singles
    const both = new Float64Array(rows + this.taus)
    const [same, changed] = [both.subarray(0, rows), both.subarray(rows)]
    const ofUsual = this.#usual
    const { from, to } = this.#uneven
    for (let tau = 0; tau < this.taus; tau++) {
      changed[tau] = density(value, variance + this.#squares[tau + this.#before]! + changedBy ** 2)
      let usual = 0
      for (let tap = 0; tap < ofUsual.length; tap++) usual += ofUsual[tap]! * at[tau + tap]!
      let uneven = 0
      for (let tap = from; tap < to; tap++) uneven += at[tau + tap]!
      for (let single = 0; single < singles; single++) {
        const part = unevenParts[single]![0]
        same[tau * singles + single] = (1 - part) * usual + (part * uneven) / (to - from)
      }
    }
    return { same, changed }
  }

  common(grids: readonly Weighed[]): Spread {
    const sums = new Float64Array(this.#squares.length)
    for (const grid of grids)
      for (const [at, row] of grid.rows.entries()) sums[Math.floor(row / singles) + this.#before]! += grid.sum(at)
    return this.#spreadOf(sums)
  }

  /** Around each τ what single functions differ by; `without` what one of them says of it, by grid. */
  ofSingle(grids: readonly Weighed[], without?: readonly Likelihoods[]): Spread {
    const [ofUsual, ofUneven] = [this.#ofUsual.fill(0), this.#ofUneven.fill(0)]
    for (const [which, grid] of grids.entries()) {
      for (let at = 0; at < grid.rows.length; at++) {
        const row = grid.rows[at]!
        const tau = Math.floor(row / singles)
        const part = unevenParts[row - tau * singles]![0]
        const weight = grid.sum(at, without?.[which])
        ofUsual[tau]! += (1 - part) * weight
        ofUneven[tau]! += part * weight
      }
    }
    const sums = this.#sums.fill(0)
    const { from, to } = this.#uneven
    for (let tau = 0; tau < this.taus; tau++) {
      if (ofUsual[tau] === 0) continue
      for (let tap = 0; tap < this.#usual.length; tap++)
        sums[Math.min(tau + tap, this.#last)]! += ofUsual[tau]! * this.#usual[tap]!
      for (let tap = from; tap < to; tap++) sums[Math.min(tau + tap, this.#last)]! += ofUneven[tau]! / (to - from)
    }
    return this.#spreadOf(sums)
  }

  #spreadOf(sums: Float64Array): Spread {
    const all = sums.reduce((total, one) => total + one, 0)
    const squares: number[] = []
    const weights: number[] = []
    for (let at = 0; at < sums.length; at++) {
      if (!(sums[at]! > leastWeight * all)) continue
      squares.push(this.#squares[at]!)
      weights.push(sums[at]! / all)
    }
    return { squares, weights }
  }
}

/** Of a normal distribution, up to a constant. */
const density = (value: number, variance: number): number =>
  Math.exp((-value * value) / 2 / variance) / Math.sqrt(variance)
