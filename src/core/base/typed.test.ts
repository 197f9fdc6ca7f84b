import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTyped, typedIds } from './typed.ts'

/** What people type, more or less. */
const amounts = fc
  .tuple(fc.double({ min: 0, max: 1e7, noNaN: true }), fc.constantFrom('', '%', 'MB', 'GB', 'Mi', 'MB/h', 'MB/s', 'm'))
  .map(([amount, unit]) => `${amount}${unit}`)

describe('numbers that people type', () => {
  it.each([
    ['cpu', '0.4', 0.4, 0.35, 0.45],
    ['cpu', '400m', 0.4, 0.3995, 0.4005],
    ['cpu', '40%', 0.4, 0.395, 0.405],
    ['growth', '120MB/h', 120e6, 119.5e6, 120.5e6],
    ['growth', '−2 MiB/min', -2 * 60 * 2 ** 20, -2.5 * 60 * 2 ** 20, -1.5 * 60 * 2 ** 20],
    ['alloc', '30MB/s', 30e6, 29.5e6, 30.5e6],
    ['alloc', '1,8 GB/min', 3e7, 1.75e9 / 60, 1.85e9 / 60],
    ['rss', '8GB', 8e9, 7.5e9, 8.5e9],
    ['limit', '4Gi', 2 ** 32, 3.5 * 2 ** 30, 4.5 * 2 ** 30],
  ] as const)('%s %s', (id, text, value, low, high) => {
    const typed = parseTyped(id, text)
    expect(typed?.value).toBeCloseTo(value, 9)
    expect(typed?.low).toBeCloseTo(low, 3)
    expect(typed?.high).toBeCloseTo(high, 3)
  })

  it.each([
    ['cpu', '-0.4'],
    ['cpu', '0.4GB'],
    ['growth', '120'],
    ['growth', '120MB'],
    ['alloc', '30/s'],
    ['rss', '8GB/h'],
    ['rss', 'much'],
    ['limit', '1e999GB'],
    ['cpu', '9'.repeat(5000)],
  ] as const)('are not guessed at: %s %s', (id, text) => {
    expect(parseTyped(id, text)).toBeUndefined()
  })

  it('hold the value between their limits, whatever is typed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...typedIds), fc.oneof(fc.string(), amounts), (id, text) => {
        const typed = parseTyped(id, text) ?? { low: 0, value: 0, high: 0 }
        expect(typed.low).toBeLessThanOrEqual(typed.value)
        expect(typed.high).toBeGreaterThanOrEqual(typed.value)
      }),
    )
  })
})
