import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../base/random.ts'
import { growthOf, type Growth, type HeapPoint } from './growth.ts'
import { fallsIn } from './growthParts.ts'

const minute = 60_000
/** Ten minutes of 40 points; the level in MB by the share of the time that has passed, with a little scatter. */
function over(level: (x: number) => number, count: number = 40): readonly HeapPoint[] {
  const random = mulberry32(7)
  return Array.from({ length: count }, (_, i) => {
    const x = i / (count - 1)
    return { timeMs: x * 10 * minute, bytes: (level(x) + 0.4 * (random() - 0.5)) * 1e6 }
  })
}
const read = (level: (x: number) => number, count?: number, more: { readonly ceiling?: readonly HeapPoint[] } = {}) =>
  growthOf({ points: over(level, count), samplingErrorBytes: 0, take: 'median', ...more })!
const holds = ({ low, high }: Growth, slope: number): boolean => low <= slope && slope <= high
/** MB over ten minutes → MB/h. */
const perHour = (mb: number): number => 6 * mb

const twoTeeth = (x: number): number => 50 + 200 * (x < 0.5 ? x : x - 0.5)

describe('a warm-up', () => {
  it.each([0.25, 0.5, 0.65, 0.8])('that ends after %d of the window is no slope that lasts', (share) => {
    const growth = read((x) => 20 + 100 * Math.min(1, x / share))
    expect(growth.gated).toBe(0)
    expect(growth.state).not.toBe('established')
    expect(growth.high).toBeLessThan(400)
  })

  it('before a leak does not lend it its pace', () => {
    const growth = read((x) => 20 + 200 * Math.min(1, x / 0.3) + 30 * x)
    expect(growth.state).toBe('established')
    expect(growth.raw).toBeCloseTo(perHour(30), -1)
    // The line through all of it would be 400.
    expect(holds(growth, perHour(30))).toBe(true)
  })

  it('between two collections that cleaned everything is seen by the young ones between them', () => {
    const twoOnly = { points: over((x) => (x < 0.3 ? 20 : 220), 2), samplingErrorBytes: 5e6, take: 'median' as const }
    expect(growthOf(twoOnly)?.state).toBe('established')
    const young = (level: (x: number) => number): readonly HeapPoint[] => over(level, 10)
    expect(growthOf({ ...twoOnly, ceiling: young((x) => (x < 0.3 ? 25 : 225)) })).toMatchObject({
      state: 'levelled-off',
      gated: 0,
    })
    // Young collections that rise all the time contradict nothing.
    expect(growthOf({ ...twoOnly, ceiling: young((x) => 25 + 200 * x) })?.state).toBe('established')
  })
})

describe('growth at a changing pace', () => {
  it('is what it is at the end, and the interval holds the whole', () => {
    const slower = read((x) => (x < 0.5 ? 20 + 400 * x : 220 + 120 * (x - 0.5)))
    expect([slower.state, holds(slower, perHour(120))]).toEqual(['established', true])
    expect(slower.raw).toBeCloseTo(perHour(120), -1.5)
    const later = read((x) => 50 + 200 * Math.max(0, x - 0.5))
    expect([later.state, holds(later, perHour(200))]).toEqual(['established', true])
    expect(later.raw).toBeCloseTo(perHour(200), -1.5)
  })

  it('that began in the last fifth is open, and not zero', () => {
    const growth = read((x) => 50 + 500 * Math.max(0, x - 0.8))
    expect([growth.state, holds(growth, perHour(500))]).toEqual(['not-established', true])
    expect(growth.raw).toBeGreaterThan(1000)
  })

  it('is a straight line’s own interval where there is no bend', () => {
    const growth = read((x) => 50 + 100 * x)
    expect([growth.state, holds(growth, perHour(100))]).toEqual(['established', true])
    expect(growth.high - growth.low).toBeLessThan(0.1 * growth.raw)
  })
})

describe('a heap that fell back', () => {
  it('is open after two teeth of a saw: a line through them would be a leak', () => {
    const growth = read(twoTeeth)
    expect(growth.state).toBe('fell')
    expect(growth.gated).toBe(0)
    expect(growth.stepAtMs).toBeGreaterThan(5 * minute)
    expect(growth.stepAtMs).toBeLessThan(5.5 * minute)
    expect(holds(growth, 0)).toBe(true)
  })

  it('grows as it did since, where it has outgrown all that was before', () => {
    const growth = read((x) => 50 + 400 * (x < 0.3 ? x : x - 0.3))
    expect(growth.state).toBe('established')
    expect(growth.raw).toBeCloseTo(perHour(400), -2)
    expect(holds(growth, perHour(400))).toBe(true)
  })

  it('is told from one that only shrinks, scatters, or falls at every collection', () => {
    expect(fallsIn(over((x) => 300 - 200 * x))).toEqual([])
    const random = mulberry32(3)
    expect(fallsIn(over(() => 100 + 20 * random()))).toEqual([])
    expect(fallsIn(over((x) => 50 + 100 * ((x * 12) % 1), 100))).toEqual([])
    expect(fallsIn(over(twoTeeth))).toHaveLength(1)
  })

  it('and grows below its teeth grows', () => {
    const growth = growthOf({
      points: over((x) => 50 + 60 * ((x * 12) % 1) + 100 * x, 120),
      samplingErrorBytes: 0,
      take: 'minimum',
    })!
    expect(growth.state).toBe('established')
    expect(growth.raw / perHour(100)).toBeCloseTo(1, 0.8)
  })
})

describe('what only wanders', () => {
  it('is rarely said to grow lately', () => {
    const random = mulberry32(21)
    let lately = 0
    for (let run = 0; run < 400; run++) {
      const growth = growthOf({
        points: Array.from({ length: 40 }, (_, i) => ({ timeMs: i * 15_000, bytes: 100e6 + 10e6 * random() })),
        samplingErrorBytes: 0,
        take: 'median',
      })!
      expect(growth.state === 'established' ? growth.gated : 0).toBe(growth.gated)
      if (growth.gated !== 0 || growth.raw > 200) lately++
    }
    expect(lately / 400).toBeLessThan(0.06)
  })
})
