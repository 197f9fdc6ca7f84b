import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scrollToRow, visibleRows } from './visibleRows.ts'

test('ten thousand services draw a screenful', () => {
  const { first, end } = visibleRows(120_000, 280, 28, 10_000)
  expect(first).toBe(4279)
  expect(end - first).toBeLessThan(25)
})

test('whatever the scroll position, the range stays inside the list', () => {
  fc.assert(
    fc.property(fc.integer({ min: -500, max: 5_000_000 }), fc.nat(1000), fc.nat(20_000), (top, height, count) => {
      const { first, end } = visibleRows(top, height, 28, count)
      expect(first).toBeGreaterThanOrEqual(0)
      expect(end).toBeGreaterThanOrEqual(first)
      expect(end).toBeLessThanOrEqual(count)
    }),
  )
})

test('a row in sight does not scroll, one above or below does by as much as needed', () => {
  expect(scrollToRow(3, 0, 280, 28)).toBe(0)
  expect(scrollToRow(10, 0, 280, 28)).toBe(28)
  expect(scrollToRow(2, 280, 280, 28)).toBe(56)
})
