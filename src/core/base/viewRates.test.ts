import { describe, expect, it } from 'vitest'
import { formatViewRate, formatViewRates } from './viewRates.ts'

describe('what a profile costs, in units people know', () => {
  it('is two digits with the unit once', () => {
    expect(formatViewRates('cpu', 0.023e9, 0.05e9, 'nanoseconds')).toBe('0.023 → 0.050 cores')
    expect(formatViewRates('lock', 0, 41e9, 'nanoseconds')).toBe('0 → 41 threads waiting')
    expect(formatViewRates('heap_live', 3.2e6, 54e6, 'bytes')).toBe('3.2 MB → 54 MB held')
    expect(formatViewRate('cpu', 1e9, 'nanoseconds')).toBe('1.0 core')
  })

  it('are no two figures where both are too small to tell', () => {
    expect(formatViewRates('cpu', 0.0004e9, 0.00001e9, 'nanoseconds')).toBe('below 0.001 cores in both')
    expect(formatViewRates('cpu', 0.0004e9, 0.01e9, 'nanoseconds')).toBe('below 0.001 → 0.010 cores')
    expect(formatViewRates('cpu', 0, 0, 'nanoseconds')).toBe('0 → 0 cores')
  })
})
