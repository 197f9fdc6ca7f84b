import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NumberTable } from './numberTable.ts'

const key = fc.oneof(
  fc.integer({ min: 0, max: 200 }),
  fc.maxSafeInteger().map(Math.abs),
  // Ids of a JVM and addresses: steps of a power of two, and numbers that differ only above bit 32.
  fc.integer({ min: 0, max: 500 }).map((n) => n * 2 ** 20),
  fc.integer({ min: 0, max: 500 }).map((n) => n * 2 ** 32 + 7),
)

describe('a table from whole numbers to small ones', () => {
  it('answers as a Map does, however many there are and in whichever order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.nat()), { maxLength: 2000 }), (entries) => {
        const table = new NumberTable(4)
        const map = new Map(entries)
        for (const [number, value] of entries) table.set(number, value)
        expect(table.size).toBe(map.size)
        for (const [number, value] of map) expect(table.get(number)).toBe(value)
        expect(table.get(2 ** 52 + 1)).toBe(map.get(2 ** 52 + 1) ?? -1)
      }),
      { numRuns: 50 },
    )
  })

  it('knows nothing of what was never put in, a number that is none among it', () => {
    const table = new NumberTable()
    table.set(0, 5)
    expect([table.get(0), table.get(1), table.get(2 ** 32), table.get(Number.NaN)]).toEqual([5, -1, -1, -1])
  })
})
