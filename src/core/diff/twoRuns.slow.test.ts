import { describe, expect, it } from 'vitest'
import { compareDrawnRuns, plantedName } from '../testing/twoRuns.ts'

const pairs = 60
const seeds = Array.from({ length: pairs }, (_, at) => 1000 + at)

describe('two runs of one program', () => {
  it('that differ by what runs differ by list nothing, whether that is little or much', () => {
    for (const perRun of [0.005, 0.02, 0.05]) {
      const alarms = seeds.filter(
        (seed) => compareDrawnRuns({ functions: 200, samples: 12_000, perRun, seed }).length > 0,
      )
      expect(alarms.length / pairs, `runs that differ by ${perRun}`).toBeLessThanOrEqual(0.05)
    }
  })

  it('that agree well show a function that became a fifth dearer, with the truth inside its interval', () => {
    const planted = { share: 0.08, factor: 1.2 }
    const found = seeds.flatMap((seed) => {
      const changes = compareDrawnRuns({ functions: 200, samples: 30_000, perRun: 0.005, planted, seed })
      return changes.slice(0, 1).filter(({ name }) => name === plantedName)
    })
    // An assumed difference of 10 % per function never finds it, with any amount of data.
    expect(found.length / pairs).toBeGreaterThan(0.5)
    const holding = found.filter(({ ratio }) => ratio.low <= 1.2 && ratio.high >= 1.2)
    expect(holding.length / found.length).toBeGreaterThanOrEqual(0.95)
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
