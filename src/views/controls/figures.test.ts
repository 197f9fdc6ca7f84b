import type { SignalId } from '../../core/base/vocabulary.ts'
import { describe, expect, test } from 'vitest'
import type { ToldPresentSignal } from '../../core/diagnosis/story.ts'
import { signalFigure } from './figures.ts'

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
