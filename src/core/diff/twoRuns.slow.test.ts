import { describe, expect, it } from 'vitest'
import { curvePoint, type CurvePoint } from '../testing/powerCurves.ts'
import { compareDrawnRuns, plantedName } from '../testing/twoRuns.ts'

const pairs = 60
const seeds = Array.from({ length: pairs }, (_, at) => 1000 + at)
/** As many show what runs differ by; of two hundred a comparison takes twice as long. */
const functions = 100

const known = new Map<string, CurvePoint>()

/** Of 100 pairs in which one became a fifth dearer: two tests look at the same ones. */
function fifthDearer(at: Pick<CurvePoint, 'functions' | 'samples' | 'perRun'>): CurvePoint {
  const key = JSON.stringify(at)
  const point = known.get(key) ?? curvePoint({ ...at, factor: 1.2 }, 100)
  known.set(key, point)
  return point
}

describe('two runs of one program', () => {
  it('that differ by what runs differ by list nothing, whether that is little or much', () => {
    let all = 0
    for (const perRun of [0.005, 0.02, 0.05, 0.1]) {
      const alarms = seeds.filter((seed) => compareDrawnRuns({ functions, samples: 12_000, perRun, seed }).length > 0)
      // 5 %, and two standard errors of so many pairs.
      expect(alarms.length / pairs, `runs that differ by ${perRun}`).toBeLessThanOrEqual(0.05 + 0.056)
      all += alarms.length
    }
    expect(all / pairs / 4, 'all together').toBeLessThanOrEqual(0.05)
  })

  it('that agree well show a function that became a fifth dearer, with the truth inside its interval', () => {
    const { z, first, covered, assumed } = curvePoint({ functions, samples: 60_000, perRun: 0.005, factor: 1.2 }, pairs)
    expect(z).toBeLessThan(9)
    expect(first).toBeGreaterThanOrEqual(0.9)
    expect(covered).toBeGreaterThanOrEqual(0.95)
    // An assumed difference of 10 % per function never finds it, with any amount of data.
    expect(assumed.first).toBe(0)
  })

  it('show one that is half dearer though they differ by 5 % per function', () => {
    const { first, assumed } = curvePoint({ functions, samples: 40_000, perRun: 0.05, factor: 1.5 }, pairs)
    expect(first).toBeGreaterThanOrEqual(0.9)
    expect(assumed.first).toBeLessThan(first - 0.1)
  })

  it.each([
    [functions, 10_000, 0.05],
    [functions, 20_000, 0.02],
    [functions, 100_000, 0.1],
    [30, 100_000, 0.1],
    [12, 40_000, 0.1],
  ])(
    'of %i functions and %i samples keep the truth in the interval, differ as they may: %d',
    (ofProgram, samples, perRun) => {
      const { held } = fifthDearer({ functions: ofProgram, samples, perRun })
      // 95 %, less two standard errors of 100 pairs.
      expect(held).toBeGreaterThanOrEqual(0.95 - 0.044)
    },
  )

  it('show first what stands out by four standard deviations as it was measured', () => {
    const { standing } = fifthDearer({ functions, samples: 20_000, perRun: 0.02 })
    expect(standing.pairs).toBeGreaterThan(40)
    expect(standing.first).toBeGreaterThanOrEqual(0.9)
  })

  it('that differ much do not show the same function', () => {
    const planted = { share: 0.08, factor: 1.2 }
    const found = seeds.filter((seed) => {
      const changes = compareDrawnRuns({ functions, samples: 30_000, perRun: 0.15, planted, seed })
      return changes.some(({ name }) => name === plantedName)
    })
    expect(found.length / pairs).toBeLessThanOrEqual(0.1)
  })
})
