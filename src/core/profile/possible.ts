/**
 * What amounts and times of a profile can be. A file may hold any number in any field; what no profiler can have measured is not
 * added up with what it did measure. Asked once per file, on its finished profiles (`formats/possible.ts`).
 */
import type { EpochMs } from '../base/units.ts'
import type { Profile } from './profile.ts'

/** Counters have 64 bits at most; 2^63 nanoseconds are 292 years. */
export const mostAmount: number = 2 ** 63
/** Of a column's total. */
const rounding = 1e-12
/** No profile is older than its epoch or comes from later: what says so has its unit wrong, or is damaged. */
const latestMs: EpochMs = Date.UTC(2200, 0)

export const isTime = (ms: number): boolean => ms >= 0 && ms < latestMs
/** Whole or not, zero or more, and no more than a counter holds. */
export const isAmount = (value: number): boolean => value >= 0 && value <= mostAmount

export interface ImpossibleAmounts {
  readonly negative: number
  readonly tooLarge: number
  /** Amounts that are not 0, those included. */
  readonly of: number
  /** A column whose amounts are possible one by one adds up to what is not. */
  readonly total: boolean
}

/**
 * Sets amounts that cannot be to 0, in place, and counts them: no numbers, those beyond any counter, and negative ones unless
 * `signed`. A sample's time that cannot be becomes NaN, as of one that does not say.
 */
export function settleAmounts({ samples }: Profile, signed: boolean): ImpossibleAmounts & { readonly times: number } {
  let negative = 0
  let tooLarge = 0
  let of = 0
  let total = false
  for (const column of samples.values) {
    let sum = 0
    let odd = false
    for (let row = 0; row < samples.length; row++) {
      const size = Math.abs(column[row] ?? 0)
      if (size === 0) continue
      of++
      if (size <= mostAmount) sum += size
      // Of numbers and of what is none.
      odd ||= !(size <= mostAmount && (signed || column[row]! > 0))
    }
    total ||= sum > mostAmount
    for (let row = 0; odd && row < samples.length; row++) {
      const value = column[row] ?? 0
      const size = Math.abs(value)
      if (size <= mostAmount && (value >= 0 || signed)) continue
      column[row] = 0
      if (!(size <= mostAmount)) tooLarge++
      // Amounts that were made by subtracting from a whole are off by its last digits.
      else if (size > sum * rounding) negative++
    }
  }
  return { negative, tooLarge, of, total, times: settleTimes(samples) }
}

function settleTimes({ timeMs, length }: Profile['samples']): number {
  let odd = 0
  for (let row = 0; timeMs && row < length; row++) {
    const ms = timeMs[row] ?? Number.NaN
    // NaN is a sample that does not say. Times of a process's own clock begin near 0, on either side of it.
    if (Number.isNaN(ms) || Math.abs(ms) < latestMs) continue
    timeMs[row] = Number.NaN
    odd++
  }
  return odd
}

/** Sums of what is above zero and of what is below, both as positive numbers. */
export function weighBelowZero(column: Float64Array): { readonly above: number; readonly below: number } {
  let above = 0
  let below = 0
  for (const value of column) {
    if (value > 0) above += value
    else below -= value
  }
  return { above, below }
}
