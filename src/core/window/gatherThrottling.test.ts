import { describe, expect, it } from 'vitest'
import { throttlingOf } from './gatherThrottling.ts'

const at = (timeMs: number, periods: number, throttledPeriods: number) => ({
  timeMs,
  periods,
  throttledPeriods,
  throttledNs: throttledPeriods * 50e6,
})
const window = { fromMs: 0, untilMs: 60_000 }
const of = (...throttling: readonly ReturnType<typeof at>[]) => throttlingOf([{ facts: { throttling } }], window)

describe('throttlingOf', () => {
  it('is the difference of the counters about the window', () => {
    expect(of(at(5_000, 1000, 100), at(35_000, 1300, 250), at(55_000, 1500, 300))).toEqual({
      periods: 500,
      throttledPeriods: 200,
      throttledNs: 10e9,
      fromMs: 5_000,
      untilMs: 55_000,
    })
  })

  it('is unknown from one reading, from readings of another time, and over a restart', () => {
    expect(of(at(5_000, 1000, 900))).toBeUndefined()
    expect(of(at(500_000, 1000, 100), at(600_000, 2000, 900))).toBeUndefined()
    expect(of(at(5_000, 1000, 100), at(55_000, 40, 2))).toBeUndefined()
  })
})
