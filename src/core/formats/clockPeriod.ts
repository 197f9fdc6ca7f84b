import type { Profile } from '../profile/profile.ts'

/**
 * inferno's collapse-perf adds up periods: of a clock sampled 99 times a second every stack has a multiple of 10,101,010 ns. Only rates
 * that do not divide a second are told so; a round million can be bytes.
 */
const fewest = 5
const shortestNs = 1e5

/** @returns nanoseconds that one sample stands for, undefined where the weights are no such multiples */
function clockPeriodNs(weights: ArrayLike<number>): number | undefined {
  if (weights.length < fewest) return undefined
  let period = 0
  for (let at = 0; at < weights.length && (at === 0 || period >= shortestNs); at++) {
    const weight = weights[at] ?? 0
    if (!Number.isSafeInteger(weight) || weight < 0) return undefined
    period = commonDivisor(period, weight)
  }
  if (period < shortestNs) return undefined
  const hz = Math.round(1e9 / period)
  const isRate = hz > 1 && 1e9 % hz !== 0 && Math.floor(1e9 / hz) === period
  return isRate ? period : undefined
}

function commonDivisor(a: number, b: number): number {
  let [large, small] = [a, b]
  while (small > 0) [large, small] = [small, large % small]
  return large
}

/** Numbers of a file that does not say what they are, as time where they can be nothing else. */
export function inClockTime(profile: Profile): Profile {
  const period = clockPeriodNs(profile.samples.values[0] ?? [])
  if (period === undefined) return profile
  const column = { type: 'time', unit: 'nanoseconds' } as const
  const note = `its numbers are all multiples of ${period.toLocaleString('en')}: nanoseconds of a clock that was looked at ${Math.round(1e9 / period)} times a second`
  return {
    ...profile,
    valueTypes: [column],
    meta: { ...profile.meta, periodType: column, period, notes: [...profile.meta.notes, note] },
  }
}
