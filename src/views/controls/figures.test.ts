import { describe, expect, test } from 'vitest'
import type { PresentSignal, SignalId } from '../../core/signals/signal.ts'
import { bytes, digitsFor, fixed, percent, plain, seconds, signalFigure } from './figures.ts'

const narrow = (text: string): string => text.replaceAll('\u202f', ' ')

function signal(id: SignalId, value: number, low: number, high: number, raw?: number): PresentSignal {
  const rest = { samples: 100, samplesOf: 'samples', how: '', of: '', companions: [] }
  return { state: 'present', id, value, low, high, ...rest, ...(raw === undefined ? {} : { raw }) }
}

describe('digits follow the interval', () => {
  test.each([
    ['71.23 with ±2', signal('lock_wait_pct', 71.23, 69.2, 73.2), '71', '69–73'],
    ['5.02 with ±0.2', signal('cpu_user_pct', 5.02, 4.8, 5.2), '5.0', '4.8–5.2'],
    ['5.02 with ±3', signal('cpu_user_pct', 5.02, 2, 8), '5', '2–8'],
    ['480.4 with no interval', signal('live_heap_mb', 480.4, 480.4, 480.4), '480', undefined],
  ])('%s', (_, given, value, interval) => {
    const figure = signalFigure(given)
    expect(figure.value).toBe(value)
    expect(figure.interval).toBe(interval)
  })
  test('growth shows the raw estimate with its sign, not the gated zero', () => {
    const figure = signalFigure(signal('live_heap_slope_mb_h', 0, -30, 210, 90))
    expect([figure.value, narrow(figure.plusMinus ?? ''), figure.interval]).toEqual(['+90', '± 120', '−30 to 210'])
  })
  test('an interval without end claims no digits of its own', () => {
    expect(digitsFor(5.25, Number.POSITIVE_INFINITY)).toBe(1)
  })
})

test('minus is a minus sign, thousands are grouped, minus zero is zero', () => {
  expect([fixed(-1234.5, 1), fixed(-0.04, 1), fixed(27264, 0)]).toEqual(['−1,234.5', '0.0', '27,264'])
})

test('what is not a number is a dash, never NaN', () => {
  expect(fixed(Number.NaN, 1)).toBe('–')
})

test('units are decimal and stand in the text', () => {
  expect([bytes(480e6), bytes(19.7e6), bytes(512), bytes(1.5e9)].map(narrow)).toEqual([
    '480 MB',
    '19.7 MB',
    '512 B',
    '1.50 GB',
  ])
  expect([seconds(30.1e9), seconds(2.4e6), seconds(27264e9), seconds(0)].map(narrow)).toEqual([
    '30.1 s',
    '2.4 ms',
    '27,264 s',
    '0 s',
  ])
  expect([percent(0.713), percent(0.0001), percent(0), percent(1)].map(narrow)).toEqual([
    '71.3 %',
    '< 0.1 %',
    '0 %',
    '100 %',
  ])
  expect([plain(60), plain(4.8), plain(0.25)]).toEqual(['60', '4.8', '0.25'])
})
