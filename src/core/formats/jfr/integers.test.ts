import { describe, expect, it } from 'vitest'
import { JfrCursor } from './cursor.ts'
import { readIntegers } from './integers.ts'
import { KeyTable } from './keyTable.ts'
import { keyOf, newRow } from './valueRow.ts'

/** As a recorder writes it: seven bits a byte, of the ninth all eight. */
function written(value: bigint): number[] {
  const bytes: number[] = []
  let left = BigInt.asUintN(64, value)
  for (let at = 0; at < 8; at += 1) {
    if (left < 128n) return [...bytes, Number(left)]
    bytes.push(Number(left & 127n) | 128)
    left >>= 7n
  }
  return [...bytes, Number(left)]
}

describe('numbers read in one loop', () => {
  const values = [0n, 127n, 128n, 2n ** 14n, 2n ** 21n - 1n, 2n ** 28n, 2n ** 35n + 5n, 2n ** 53n - 1n, 2n ** 53n, -1n]

  it('are those that are read one by one, wanted or not, keys as exact as they come', () => {
    const bytes = Uint8Array.from([...values, ...values, 7n].flatMap(written))
    const count = values.length
    const steps = {
      slots: Int32Array.from({ length: 2 * count + 1 }, (_, at) => (at < count ? -1 : at - count)),
      isByte: new Uint8Array(2 * count + 1),
      isKey: new Uint8Array(2 * count + 1).fill(1),
      widths: new Uint8Array(2 * count + 1).fill(8),
    }
    const row = newRow(count + 1)
    readIntegers(new JfrCursor(bytes), steps, row)
    expect(Array.from({ length: count + 1 }, (_, slot) => BigInt(keyOf(row, slot)))).toEqual([...values, 7n])
  })

  it('are signed where they are ints, and whole bytes where they are bytes', () => {
    const steps = {
      slots: Int32Array.of(0, 1, 2),
      isByte: Uint8Array.of(0, 1, 0),
      isKey: new Uint8Array(3),
      widths: Uint8Array.of(4, 1, 8),
    }
    const row = newRow(3)
    readIntegers(new JfrCursor(Uint8Array.from([...written(0xffff_fffen), 0xff, ...written(300n)])), steps, row)
    expect([...row.numbers]).toEqual([-2, 255, 300])
  })
})

describe('numbers that nobody wants, passed four bytes at a time', () => {
  const short = [1n, 200n, 3n, 20_000n, 5n, 6n, 7n]
  const long = [-1n, 2n ** 63n, -(2n ** 56n), 2n ** 62n]

  it('end where they do one by one, wherever they begin and whichever of them has nine bytes', () => {
    for (const odd of [[], long, [...long, ...short, ...long]])
      for (let before = 0; before < 9; before += 1) {
        const values = [...short, ...short].slice(0, before).concat(odd, short, short)
        const bytes = Uint8Array.from([...Array<number>(before).fill(0xff), ...values.flatMap(written), 0x80])
        for (let count = 0; count <= values.length; count += 1) {
          const cursor = new JfrCursor(bytes)
          cursor.at = before
          cursor.skipIntegers(count)
          expect(cursor.at - before).toBe(values.slice(0, count).flatMap(written).length)
        }
        const cursor = new JfrCursor(bytes.subarray(before))
        expect(() => cursor.skipIntegers(values.length + 1)).toThrow('runs past the end')
      }
  })
})

describe('a table of keys that is packed', () => {
  it('answers as before, whether its keys lie close together or far apart', () => {
    for (const keys of [[5, 6, 9], [5, 1_000_000], [], [2 ** 40, 2 ** 40 + 1]]) {
      const table = new KeyTable()
      keys.forEach((key, value) => table.set(key, value))
      table.set(2n ** 60n, 77)
      table.pack()
      expect([...keys, 4, 7, 10, 2n ** 60n].map((key) => table.get(key))).toEqual([...keys.keys(), -1, -1, -1, 77])
      const empty = table.emptyLike()
      expect(keys.map((key) => empty.get(key))).toEqual(keys.map(() => -1))
      empty.set(7, 3)
      empty.set(6, 4)
      expect([empty.get(7), empty.get(6), table.get(7)]).toEqual([3, 4, -1])
    }
  })
})
