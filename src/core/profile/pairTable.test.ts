import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PairTable } from './pairTable.ts'

describe('a table of pairs', () => {
  it('numbers each pair once, in order of first appearance, whichever children were asked for last', () => {
    // Few keys, 0 and below among them, so that parents have one, three, or more children than an entry remembers.
    const steps = fc.array(fc.record({ up: fc.nat(40), key: fc.integer({ min: -3, max: 5 }) }), { maxLength: 400 })
    fc.assert(
      fc.property(steps, (asked) => {
        const table = new PairTable(1)
        const known = new Map<string, number>()
        for (const { up, key } of asked) {
          const parent = known.size === 0 ? -1 : (up % (known.size + 1)) - 1
          const name = `${parent} ${key}`
          const row = known.get(name) ?? known.size
          known.set(name, row)
          expect(table.add(parent, key)).toBe(row)
          expect([table.parent(row), table.key(row)]).toEqual([parent, key])
        }
        expect(table.length).toBe(known.size)
        const { parent, key } = table.take()
        expect(Array.from(parent, (one, row) => `${one} ${key[row]!}`)).toEqual([...known.keys()])
      }),
    )
  })

  it('numbers pairs that nobody asks for again among the others, whatever room there was', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 300 }), fc.nat(500), (isAppended, room) => {
        const table = new PairTable(1)
        table.reserve(room)
        for (const [row, appended] of isAppended.entries())
          expect(appended ? table.append(row - 1, 7) : table.add(row - 1, 7)).toBe(row)
        for (const [row, appended] of isAppended.entries()) {
          if (!appended) expect(table.add(row - 1, 7)).toBe(row)
          expect([table.parent(row), table.key(row)]).toEqual([row - 1, 7])
        }
        expect(table.length).toBe(isAppended.length)
      }),
    )
  })
})
