import { describe, expect, it } from 'vitest'
import { curvePoint } from '../testing/powerCurves.ts'

/** A third of what tells 5 % from 9: what is looked for are the 17 to 25 % that it was once. */
const pairs = 50
/** 5 %, and two standard errors of three times as many. */
const mostAlarms = 0.05 + 0.036

/** Two runs show what runs differ by in all that did not change, and few functions show little of it. */
describe('two runs of a program of few functions', () => {
  it.each([
    [5, 20_000, 0.1],
    [7, 20_000, 0.1],
    [12, 10_000, 0.2],
    [12, 100_000, 0.1],
    [20, 40_000, 0.2],
    [30, 100_000, 0.1],
    [60, 40_000, 0.1],
  ])('of only %i functions and %i samples list nothing where these differ by %d', (functions, samples, perRun) => {
    for (const shape of ['flat', 'deep'] as const) {
      const { any } = curvePoint({ functions, samples, perRun, factor: 1, shape }, pairs)
      expect(any, shape).toBeLessThanOrEqual(mostAlarms)
    }
  })

  it.each([
    // A handful of functions on the CPU: none was found in one of them, with any amount of data.
    [5, 20_000, 0.02, 2, 0.9],
    [7, 40_000, 0.005, 1.5, 0.9],
    [12, 20_000, 0.02, 1.5, 0.9],
    [28, 40_000, 0.005, 1.2, 0.8],
    [60, 40_000, 0.02, 1.2, 0.7],
  ])(
    'of %i functions and %i samples that differ by %d show one that is ×%d as dear, also in programs of another shape than the settings were tuned on',
    (functions, samples, perRun, factor, least) => {
      for (const shape of ['flat', 'deep'] as const) {
        const { first, covered } = curvePoint({ functions, samples, perRun, factor, shape }, pairs)
        expect(first, shape).toBeGreaterThanOrEqual(least)
        expect(covered, shape).toBeGreaterThanOrEqual(0.9)
      }
    },
  )
})
