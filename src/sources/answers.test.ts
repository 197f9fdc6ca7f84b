import { expect, it } from 'vitest'
import { numberAt } from './answers.ts'

it('reads a number of a store’s answer that a counter can hold, written either way, and none of what it cannot', () => {
  for (const value of [0, -2.5, 1e18, '17', '-3']) expect(numberAt({ value }, 'value')).toBe(Number(value))
  for (const value of [-1e308, 1e20, '1e300', 'Infinity', Number.NaN, '', null, {}, undefined])
    expect(numberAt({ value }, 'value')).toBe(0)
})
