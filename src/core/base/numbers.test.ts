import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countOf,
  decimalsFor,
  formatBytes,
  formatNs,
  formatNumber,
  formatPlain,
  formatRange,
  formatShare,
  formatShortRange,
  formatSignal,
  formatSpan,
} from './numbers.ts'

describe('decimalsFor', () => {
  it.each([
    [12, 0],
    [3, 0],
    [1.7, 1],
    [0.4, 1],
    [0.12, 2],
    [0.03, 2],
  ])('±%f supports %i decimals', (half, decimals) => {
    expect(decimalsFor(half)).toBe(decimals)
  })
})

describe('numbers for people', () => {
  it('are the same for the same sum, in whatever order it was added up', () => {
    expect(formatNs(2218.5e9 - 0.002)).toBe(formatNs(2218.5e9))
    expect(formatNumber(0.1 + 0.2 + 0.15, 1)).toBe(formatNumber(0.15 + 0.2 + 0.1, 1))
    expect(formatNs(0.1e9 * 3 * 100)).toBe('30 s')
    expect(formatNs((0.1 + 0.2) * 1e11)).toBe('30 s')
  })

  it.each([
    [formatNumber(12345.678, 1), '12,345.7'],
    [formatNumber(-0.04, 1), '0.0'],
    [formatNumber(-3), '−3'],
    [formatSignal('lock_wait_pct', 71.24, 1.9), '71 %'],
    [formatSignal('live_heap_slope_mb_h', 0.2, 0.6), '0.2 MB/h'],
    [formatSignal('cpu_user_pct', 5.04, 3), '5 %'],
    [formatSignal('alloc_rate_mb_s', 254.3), '254 MB/s'],
    [formatRange('lock_wait_pct', { low: 0.001 }), 'unknown'],
    [formatRange('lock_wait_pct', { low: 0.001, high: 7 }), 'at most 7.0 %'],
    [formatShortRange('lock_wait_pct', { low: 0.02 }), '≥ 0.02 %'],
    [formatPlain('cpu_alloc_pct', 25), '25 %'],
    [formatShare(0.0004), 'below 0.1 %'],
    [formatShare(0.384), '38 %'],
    [formatBytes(480e6), '480 MB'],
    [formatBytes(1.23e9), '1.2 GB'],
    [formatBytes(12), '12 B'],
    [formatNs(30.1e9), '30.1 s'],
    [formatNs(2.4e6), '2.4 ms'],
    [formatNs(0), '0 s'],
    [formatSpan(600), '10 min'],
    [formatSpan(5760), '96 min'],
    [formatSpan(27_360), '7.6 h'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected)
  })

  it('never writes minus zero, whatever the number', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
        fc.nat(2),
        (value, decimals) => {
          expect(formatNumber(value, decimals)).not.toMatch(/^−0(\.0*)?$/)
        },
      ),
    )
  })
})

describe('countOf', () => {
  it('counts whole things, and never says that there were none where there was a part of one', () => {
    expect([0, 2.6e-7, 1, 1.6, 3010].map((count) => countOf(count, 'sample'))).toEqual([
      '0 samples',
      '1 sample',
      '1 sample',
      '2 samples',
      '3,010 samples',
    ])
  })
})
