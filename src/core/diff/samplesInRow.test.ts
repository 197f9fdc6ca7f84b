import { describe, expect, it } from 'vitest'
import { mulberry32, type Random } from '../base/random.ts'
import { learnedInRow } from './samplesInRow.ts'
import type { LogRatio } from './statistics/spreadOfRuns.ts'

/** About normal: twelve uniforms. */
const normal = (random: Random): number => Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6)

/** Of `count` functions that differ by so many variances of chance; the last `changed` of them by a factor of three. */
function ratios(count: number, d: number, changed = 0): readonly LogRatio[] {
  const random = mulberry32(11)
  return Array.from({ length: count }, (_, at) => {
    const variance = 1 / (20 + 10 * at)
    return { variance, value: Math.sqrt(d * variance) * normal(random) + (at < count - changed ? 0 : Math.log(3)) }
  })
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length

describe('how many samples in a row are one event', () => {
  it('is what the functions of two recordings show, between one and the most that is feared', () => {
    const [calm, busy] = [learnedInRow(ratios(60, 1), 8), learnedInRow(ratios(60, 6), 8)]
    expect(calm).toBeGreaterThan(1)
    expect(calm).toBeLessThan(2.5)
    expect(busy).toBeGreaterThan(4.5)
    expect(learnedInRow(ratios(60, 40), 8)).toBe(8)
  })

  it('is what is feared where few tell, and one where nothing is', () => {
    expect(learnedInRow([], 8)).toBe(8)
    expect(learnedInRow(ratios(3, 0.1), 8)).toBeGreaterThan(5)
    expect(learnedInRow(ratios(60, 6), 1)).toBe(1)
  })

  it('is not told by the functions that changed', () => {
    expect(learnedInRow(ratios(60, 1, 12), 8)).toBeLessThan(3)
    // As their mean would tell it: the most.
    const ofChanged = ratios(60, 1, 12)
    expect(mean(ofChanged.map(({ value, variance }) => value ** 2 / variance))).toBeGreaterThan(40)
  })
})
