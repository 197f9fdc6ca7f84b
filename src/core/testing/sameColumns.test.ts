import { describe, expect, it } from 'vitest'

describe('columns of numbers', () => {
  const numbers = Float64Array.from({ length: 300_000 }, (_, at) => at / 7)

  it('are the same where every number is, however deep they lie, and no longer in coming than a reading', () => {
    const before = process.cpuUsage()
    expect({ of: [{ numbers }] }).toEqual({ of: [{ numbers: numbers.slice() }] })
    // Number by number it is seconds.
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(1)
    expect(Float64Array.of(Number.NaN)).toEqual(Float64Array.of(Number.NaN))
  })

  it.each([
    ['a number', Float64Array.of(1, 2), Float64Array.of(1, 3)],
    ['a sign', Float64Array.of(0), Float64Array.of(-0)],
    ['their length', Float64Array.of(1, 2), Float64Array.of(1)],
    ['their type', Float64Array.of(1, 2), Float32Array.of(1, 2)],
    ['being a list', Float64Array.of(1, 2), [1, 2]],
  ])('are others where they differ in %s', (_, one, other) => {
    expect({ one }).not.toEqual({ one: other })
    expect([one]).not.toStrictEqual([other])
  })
})
