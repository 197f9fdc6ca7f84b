import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../base/random.ts'
import { drawnView } from '../testing/twoRuns.ts'
import { partsOfRate } from './partsOfRate.ts'
import { falseDiscoveryRates } from './statistics/falseDiscovery.ts'

describe('the wrong rows that are allowed', () => {
  const { tested } = drawnView({
    functions: 120,
    samples: 20_000,
    perRun: 0.02,
    planted: { share: 0.08, factor: 1 },
    seed: 4,
  })
  const parts = partsOfRate(tested)

  it('are shared out whole, more of them to what costs more, and some to everything', () => {
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 9)
    const own = tested.flatMap((one, at) =>
      one.family === 'self' ? [{ share: one.pooledShare, part: parts[at]! }] : [],
    )
    own.sort((a, b) => a.share - b.share)
    for (const [at, { part }] of own.entries()) {
      expect(part).toBeGreaterThan(0)
      if (at > 0) expect(part).toBeGreaterThanOrEqual(own[at - 1]!.part)
    }
    expect(own.at(-1)!.part).toBeGreaterThan(10 / tested.length)
  })

  it('go to a frame that every sample passes through as to the least of them', () => {
    const root = tested.findIndex(({ pooledShare }) => pooledShare > 0.999)
    expect(parts[root]).toBeCloseTo(Math.min(...parts), 6)
  })

  it('stay as many as they were: where nothing changed, five comparisons in a hundred name anything', () => {
    const random = mulberry32(11)
    const comparisons = 4000
    let alarms = 0
    for (let at = 0; at < comparisons; at++)
      if (
        falseDiscoveryRates(
          Float64Array.from(parts, () => random()),
          parts,
        ).some((q) => q <= 0.05)
      )
        alarms++
    expect(alarms / comparisons).toBeGreaterThan(0.035)
    expect(alarms / comparisons).toBeLessThan(0.062)
  })

  it('are never spent on a test of no weight, and are shared alike where no weights are given', () => {
    expect([...falseDiscoveryRates([1e-9, 0.01], [0, 1])]).toEqual([1, 0.01])
    expect([...falseDiscoveryRates([0.01, 0.04, 0.5], [2, 2, 2])]).toEqual([...falseDiscoveryRates([0.01, 0.04, 0.5])])
  })
})
