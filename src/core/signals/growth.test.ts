import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growthOf, type HeapPoint } from './growth.ts'
import { mulberry32 } from '../base/random.ts'
import { binned, theilSen } from './theilSen.ts'

const minute = 60_000

/** MB at equal distances. */
function every(minutes: number, megabytes: readonly number[]): readonly HeapPoint[] {
  return megabytes.map((mb, index) => ({ timeMs: index * minutes * minute, bytes: mb * 1e6 }))
}

/** Sum of twelve uniforms: normal enough for a false-alarm rate. */
const normal = (random: () => number): number =>
  Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6)

const exact = { samplingErrorBytes: 0, take: 'median' as const }

describe('theilSen', () => {
  it('gives the reference line and Kendall’s interval (SciPy theilslopes)', () => {
    const y = [1000, 1012, 1011, 1025, 1030, 1034, 1050, 1049, 1062, 1066, 1075, 1081]
    const line = theilSen(y.map((value, index) => ({ x: (index * 5) / 60, y: value })))
    expect(line?.slope).toBeCloseTo(88.582, 2)
    expect(line?.low).toBeCloseTo(78, 0)
    expect(line?.high).toBeCloseTo(96, 0)
  })

  it('is not moved by a spike', () => {
    const flat = Array.from({ length: 20 }, (_, x) => ({ x, y: x === 9 ? 5000 : 100 }))
    expect(theilSen(flat)?.slope).toBe(0)
  })

  it('has no interval with three points', () => {
    const line = theilSen([0, 1, 2].map((x) => ({ x, y: x })))
    expect([line?.low, line?.high]).toEqual([-Infinity, Infinity])
  })

  it('takes what a sawtooth keeps', () => {
    const saw = Array.from({ length: 120 }, (_, x) => ({ x, y: 100 + (x % 10) * 20 }))
    expect(new Set(binned(saw, 12, 'minimum').map((point) => point.y))).toEqual(new Set([100]))
  })
})

describe('growthOf', () => {
  it('establishes a strong leak within minutes, through its sampling noise', () => {
    const growth = growthOf({
      points: every(
        0.25,
        Array.from({ length: 15 }, (_, i) => 20 + 3.3 * i),
      ),
      samplingErrorBytes: 5e6,
      take: 'median',
    })
    expect(growth?.state).toBe('established')
    expect(growth?.gated).toBeCloseTo(792, -1)
    expect(growth!.low).toBeGreaterThan(500)
  })

  it('does not establish the same line when sampling alone could draw it', () => {
    const growth = growthOf({
      points: every(
        0.25,
        Array.from({ length: 15 }, (_, i) => 20 + 0.3 * i),
      ),
      samplingErrorBytes: 5e6,
      take: 'median',
    })
    expect(growth).toMatchObject({ state: 'not-established', gated: 0 })
    expect(growth!.raw).toBeCloseTo(72, 0)
    expect(growth!.needsHours).toBeGreaterThan(0.1)
  })

  it('reads a flat heap as zero growth with a narrow interval', () => {
    const growth = growthOf({ points: every(1, [100, 100.1, 99.9, 100, 100.1, 99.9, 100, 100.1]), ...exact })
    expect(growth).toMatchObject({ state: 'not-established', gated: 0 })
    expect(growth!.high).toBeLessThan(10)
  })

  it('calls one jump with flat ground on both sides a step, not a slope', () => {
    // Rising by a hair on both sides, so that the line alone would call it growth.
    const points = every(1, [100, 100.1, 100.2, 100.3, 100.4, 100.5, 300, 300.1, 300.2, 300.3, 300.4, 300.5])
    expect(growthOf({ points, ...exact })).toMatchObject({ state: 'step', gated: 0, stepAtMs: 6 * minute })
  })

  it('tells a warm-up from a slope: it grew for a quarter of the window and stopped', () => {
    const warm = Array.from({ length: 40 }, (_, i) => 20 + Math.min(i, 10) * 8 + (i % 3) * 0.2)
    const growth = growthOf({ points: every(1 / 50, warm), ...exact })!
    expect(growth.gated).toBe(0)
    expect(growth.state).not.toBe('established')
    // Its own scatter over 16 s; over the whole time it would be 5,650.
    expect(growth.high).toBeLessThan(120)
  })

  it('tells a plateau that is reached by and by from a slope that lasts', () => {
    const filling = Array.from({ length: 30 }, (_, i) => 400 * (1 - Math.exp(-i / 6)))
    const plateau = growthOf({ points: every(1, filling), ...exact })!
    expect(plateau.state).toBe('levelled-off')
    // On the whole it rose by 820 MB/h.
    expect(plateau.high).toBeLessThan(100)
    const lasting = filling.map((mb, i) => mb / 10 + i * 5)
    expect(growthOf({ points: every(1, lasting), ...exact })).toMatchObject({ state: 'established' })
  })

  it('establishes nothing by two collections between which those that clean less stopped to rise', () => {
    const two = every(30, [28, 61])
    const between = (levels: readonly number[]): readonly HeapPoint[] => every(2, levels)
    const growth = (levels: readonly number[]) =>
      growthOf({ points: two, ...exact, samplingErrorBytes: 2e6, ceiling: between(levels) })
    // A cache that filled in the first third, under garbage that comes and goes; a leak; and nothing seen in between.
    expect(growth([46, 56, 65, 72, 93, 151, 82, 104, 156, 82, 115, 156, 81, 102, 151])).toMatchObject({
      state: 'not-established',
      low: 0,
    })
    expect(growth([40, 33, 50, 36, 55, 40, 43, 60, 46, 65, 52, 70, 56, 75, 60])?.state).toBe('established')
    expect(growth([])?.state).toBe('established')
  })

  it('needs points over most of the window', () => {
    const points = every(1, [10, 20, 30, 40, 50, 60, 70, 80])
    expect(growthOf({ points, ...exact, windowMs: 10 * minute })).toMatchObject({ state: 'established' })
    const part = growthOf({ points, ...exact, windowMs: 60 * minute })
    expect(part).toMatchObject({ state: 'partial', gated: 0, low: -Infinity, high: Infinity })
  })

  it('bounds two exact points by nothing at all, and says so by not establishing them', () => {
    expect(growthOf({ points: every(10, [100, 150]), ...exact })).toMatchObject({ state: 'not-established', gated: 0 })
  })

  it('has no slope without two different times', () => {
    expect(growthOf({ points: [], ...exact })).toBeUndefined()
    expect(
      growthOf({
        points: [
          { timeMs: 1, bytes: 1 },
          { timeMs: 1, bytes: 2 },
        ],
        ...exact,
      }),
    ).toBeUndefined()
  })

  it('gates: what the rules read is zero or the estimate, and zero exactly when the interval holds zero or it is a step', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 2, maxLength: 30 }),
        fc.nat(1e7),
        (levels, error) => {
          const growth = growthOf({ points: every(1, levels), samplingErrorBytes: error, take: 'minimum' })!
          if (growth.state === 'established') {
            expect(growth.gated).toBe(growth.raw)
            expect(growth.low > 0 || growth.high < 0).toBe(true)
          } else expect(growth.gated).toBe(0)
          if (growth.state !== 'established') expect(growth.low <= 0 && growth.high >= 0).toBe(true)
        },
      ),
    )
  })

  it('rarely establishes growth of a heap that only wanders with its sampling noise', () => {
    const random = mulberry32(11)
    let established = 0
    for (let run = 0; run < 400; run++) {
      let level = 100
      const stepError = 1
      const levels = Array.from({ length: 15 }, () => (level += stepError * normal(random)))
      const growth = growthOf({
        points: every(0.25, levels),
        samplingErrorBytes: stepError * Math.sqrt(14) * 1e6,
        take: 'median',
      })
      if (growth?.state === 'established') established++
    }
    // Nominal 5 %; the scatter is added on top, so it is rather less.
    expect(established / 400).toBeLessThan(0.07)
  })
})
