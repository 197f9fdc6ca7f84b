import type { TimelineSeries } from '../../core/analysis/analysis.ts'
import { describe, expect, test } from 'vitest'
import { pointedText, valueText } from './seriesText.ts'

const flow = (value: number, more: Partial<TimelineSeries> = {}): TimelineSeries => ({
  unit: 'cores',
  points: [{ fromMs: 0, untilMs: 100, value }],
  covered: [],
  ...more,
})
const window = { fromMs: 0, untilMs: 100 }
const outside = { fromMs: 200, untilMs: 300 }
const nothing: TimelineSeries = { unit: 'cores', points: [], covered: [] }

describe('what two windows amount to', () => {
  test('has one unit where both lines have it', () => {
    expect(valueText(flow(0.45), window, { series: flow(0.21), window })).toBe('0.21 → 0.45 cores')
    const waiters = { unit: 'waiters' } as const
    expect(valueText(flow(0, waiters), window, { series: flow(0.2, waiters), window })).toBe('0.2 → 0.0 waiting')
  })
  test('says of a heap below one sample that it is, never that it was zero', () => {
    const held = { unit: 'bytes' } as const
    const window0 = { series: flow(0, held), window }
    expect(valueText(flow(0, held), window, window0)).toBe('< 1 sample → < 1 sample')
    expect(valueText(flow(2e6, held), window, window0)).toBe('< 1 sample → 2.0 MB held')
    expect(valueText(flow(0, held), window, { series: flow(2e6, held), window })).toBe('2.0 MB → < 1 sample')
    expect(valueText(flow(0.4), window, { series: flow(0), window })).toBe('0.00 → 0.40 cores')
  })
  test('names both units where a store says waiters and a recording says shares', () => {
    const before = { series: flow(3.2, { unit: 'waiters' }), window }
    expect(valueText(flow(0.71, { unit: 'share' }), window, before)).toBe('3.2 waiting → 71 % waiting')
  })
  test('says where one side is only a bound', () => {
    const before = { series: flow(0.03, { bound: 'lower' }), window }
    expect(valueText(flow(0.1), window, before)).toBe('≥ 0.03 → 0.10 cores')
    const waits = { unit: 'share', bound: 'lower' } as const
    expect(valueText(flow(0.3, waits), window)).toBe('≥ 30 % waiting')
    expect(valueText(flow(0.3, { unit: 'share' }), window)).toBe('30 % waiting')
    // "At least none" bounds nothing.
    expect(valueText(flow(0.0002, waits), window)).toBe('below 0.1 % waiting, as recorded')
    expect(valueText(flow(0.002, waits), window)).toBe('≥ 0.2 % waiting')
    expect(valueText(flow(0.01, { unit: 'waiters', bound: 'lower' }), window)).toBe('0.0 waiting, as recorded')
    expect(valueText(flow(0, { bound: 'lower' }), window)).toBe('0.00 cores, sampled')
  })
  test('never makes a zero of what was not measured', () => {
    expect(valueText(flow(0.4), window, { series: flow(0.2), window: outside })).toBe('– → 0.40 cores')
    expect(valueText(nothing, window, { series: flow(0.2), window })).toBe('0.20 cores → –')
    expect(valueText(flow(0.4), outside, { series: flow(0.2), window })).toBe('0.20 cores → –')
    expect(valueText(flow(0.4), outside, { series: flow(0.2), window: outside })).toBe('– → –')
    expect(valueText(nothing, window, { series: nothing, window })).toBe('not recorded')
  })
  test('says of what cannot wait that it does not, never that nobody looked', () => {
    expect(valueText({ ...nothing, unit: 'share', none: true }, window)).toBe('0 %, no locks to wait for')
    expect(pointedText({ ...nothing, unit: 'share', none: true }, 50, 100)).toBe('0 %, no locks to wait for')
  })
  test('says that a line failed, not that it was not recorded', () => {
    const failed = { ...nothing, failed: { text: 'prod: it took too long (504)' } }
    expect(valueText(failed, window)).toBe('could not be read')
    expect(pointedText(failed, 50, 100)).toBe('could not be read')
    expect(pointedText(nothing, 50, 100)).toBe('not recorded')
  })
})
