import type { SignalId } from '../../core/base/vocabulary.ts'
import { describe, expect, test } from 'vitest'
import type { ToldPresentSignal } from '../../core/diagnosis/story.ts'
import { boundFigure, recordedNone, signalFigure } from './figures.ts'

function signal(id: SignalId, value: number, low: number, high: number, raw?: number): ToldPresentSignal {
  const rest = { samples: 100, samplesOf: 'samples', how: '', of: '', companions: [] }
  return { state: 'present', id, value, low, high, ...rest, ...(raw === undefined ? {} : { raw }) }
}

describe('digits follow the interval', () => {
  test.each([
    ['71.23 with ±2', signal('lock_wait_pct', 71.23, 69.2, 73.2), '71', '69–73'],
    ['5.02 with ±0.2', signal('cpu_user_pct', 5.02, 4.8, 5.2), '5.0', '4.8–5.2'],
    ['5.02 with ±3', signal('cpu_user_pct', 5.02, 2, 8), '5', '2–8'],
    ['480.4 without interval', signal('live_heap_mb', 480.4, 480.4, 480.4), '480', undefined],
    ['8.04 without interval', signal('alloc_rate_mb_s', 8.04, 8.04, 8.04), '8.0', undefined],
  ])('%s', (_, given, value, interval) => {
    const figure = signalFigure(given)
    expect(figure.value).toBe(value)
    expect(figure.interval).toBe(interval)
  })
  test('growth shows the raw estimate with its sign, not the gated zero', () => {
    const figure = signalFigure(signal('live_heap_slope_mb_h', 0, -30, 210, 90))
    expect([figure.value, figure.plusMinus, figure.interval]).toEqual(['+90', '± 120', '−30 to 210'])
  })
})

test('a live heap below one sample is not zero, and says so wherever it is shown', () => {
  expect(signalFigure(signal('live_heap_mb', 0, 0, 0))).toEqual({ value: '< 1 sample', unit: '' })
  expect(signalFigure(signal('live_heap_mb', 0.9, 0.9, 0.9))).toMatchObject({ value: '0.9', unit: 'MB' })
  expect(signalFigure(signal('alloc_rate_mb_s', 0, 0, 0))).toMatchObject({ value: '0.0', unit: 'MB/s' })
})

test('what is only bounded is shown as its bound, and as not recorded where nothing bounds it', () => {
  const absent = { state: 'absent', id: 'cpu_alloc_pct', why: '', next: '' } as const
  expect(boundFigure({ ...absent, range: { low: 1.1, high: 23 } })).toBe('between 1.1 and 23 %')
  expect(boundFigure({ ...absent, range: { low: 0 } })).not.toContain('0 %')
  expect(boundFigure({ ...absent, range: { low: 0.001 } })).toBe('unknown')
  expect(boundFigure({ ...absent, range: { low: 0.02 } })).toBe('at least 0.02 %')
  expect(boundFigure(absent)).toBe('not recorded')
  // What failed may have been recorded all the same.
  expect(boundFigure({ ...absent, recorded: true, failed: true })).toBe('could not be read')
  expect(boundFigure({ ...absent, recorded: true })).toBe('not known')
})

test('a lower bound that rounds to none says what was recorded; any other stays a bound', () => {
  const none = signal('lock_wait_pct', 0.02, 0, 100)
  expect(recordedNone({ ...none, bound: 'lower' })).toBe(true)
  expect(recordedNone(none)).toBe(false)
  expect(recordedNone({ ...none, value: 4, bound: 'lower' })).toBe(false)
  // Its digits follow the interval, and it is the figure on screen that says nothing.
  const wide = signal('lock_wait_pct', 0.4, 0, 100)
  expect(signalFigure(wide).value).toBe('0')
  expect(recordedNone({ ...wide, bound: 'lower' })).toBe(true)
})
