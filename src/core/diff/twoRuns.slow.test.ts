import { describe, expect, it } from 'vitest'
import { curvePoint } from '../testing/powerCurves.ts'
import { compareDrawnRuns, plantedName } from '../testing/twoRuns.ts'

const pairs = 60
const seeds = Array.from({ length: pairs }, (_, at) => 1000 + at)

describe('two runs of one program', () => {
  it('that differ by what runs differ by list nothing, whether that is little or much', () => {
    let all = 0
    for (const perRun of [0.005, 0.02, 0.05, 0.1]) {
      const alarms = seeds.filter(
        (seed) => compareDrawnRuns({ functions: 200, samples: 12_000, perRun, seed }).length > 0,
      )
      // 5 %, and two standard errors of so many pairs.
      expect(alarms.length / pairs, `runs that differ by ${perRun}`).toBeLessThanOrEqual(0.05 + 0.056)
      all += alarms.length
    }
    expect(all / pairs / 4, 'all together').toBeLessThanOrEqual(0.05)
  })

  it('that agree well show a function that became a fifth dearer, with the truth inside its interval', () => {
    const { z, first, covered, assumed } = curvePoint({ samples: 60_000, perRun: 0.005, factor: 1.2 }, pairs)
    expect(z).toBeLessThan(9)
    expect(first).toBeGreaterThanOrEqual(0.9)
    expect(covered).toBeGreaterThanOrEqual(0.95)
    // An assumed difference of 10 % per function never finds it, with any amount of data.
    expect(assumed.first).toBe(0)
  })

  it('show one that is half dearer though they differ by 5 % per function', () => {
    const { first, assumed } = curvePoint({ samples: 40_000, perRun: 0.05, factor: 1.5 }, pairs)
    expect(first).toBeGreaterThanOrEqual(0.9)
    expect(assumed.first).toBeLessThan(first - 0.1)
  })

  it.each([
    [200, 10_000, 0.05],
    [200, 40_000, 0.02],
    [200, 100_000, 0.1],
    [30, 40_000, 0.05],
    [30, 100_000, 0.1],
    [12, 40_000, 0.1],
  ])(
    'of %i functions and %i samples keep the truth in the interval, differ as they may: %d',
    (functions, samples, perRun) => {
      const { held } = curvePoint({ functions, samples, perRun, factor: 1.2 }, 150)
      // 95 %, less two standard errors of 150 pairs.
      expect(held).toBeGreaterThanOrEqual(0.95 - 0.036)
    },
  )

  it('show first what stands out by four standard deviations as it was measured', () => {
    const { standing } = curvePoint({ samples: 20_000, perRun: 0.02, factor: 1.2 }, 150)
    expect(standing.pairs).toBeGreaterThan(60)
    expect(standing.first).toBeGreaterThanOrEqual(0.9)
  })

  it('that differ much do not show the same function', () => {
    const planted = { share: 0.08, factor: 1.2 }
    const found = seeds.filter((seed) => {
      const changes = compareDrawnRuns({ functions: 200, samples: 30_000, perRun: 0.15, planted, seed })
      return changes.some(({ name }) => name === plantedName)
    })
    expect(found.length / pairs).toBeLessThanOrEqual(0.1)
  })
})
