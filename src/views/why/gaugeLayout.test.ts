import type { SignalId } from '../../core/base/vocabulary.ts'
import { expect, test } from 'vitest'
import { classify } from '../../core/diagnosis/classify.ts'
import type { ToldPresentSignal } from '../../core/diagnosis/story.ts'
import { gaugeLayout } from './gaugeLayout.ts'

const contention = {
  cpu_user_pct: 5,
  cpu_alloc_pct: 2,
  alloc_rate_mb_s: 8,
  live_heap_mb: 480,
  live_heap_slope_mb_h: 0.2,
  lock_wait_pct: 71,
}
const diagnosis = classify(contention)

function present(id: SignalId, value: number, low = value, high = value): ToldPresentSignal {
  return { state: 'present', id, value, low, high, samples: 1, samplesOf: 'samples', how: '', of: '', companions: [] }
}

test('the thresholds that decided are marked, shared ones once', () => {
  const { ticks, max } = gaugeLayout('lock_wait_pct', present('lock_wait_pct', 71, 69, 73), diagnosis)
  expect(max).toBe(100)
  expect(ticks.map(({ label, deciding }) => (deciding ? `[${label}]` : label))).toEqual([
    '< 10',
    '< 15',
    '> 50',
    '[> 60]',
  ])
  expect(ticks.find(({ label }) => label === '< 15')?.rules).toEqual(['cpu-bound'])
})

test('no two labels on one side come closer than a label is wide', () => {
  for (const id of Object.keys(contention) as SignalId[]) {
    const { ticks } = gaugeLayout(id, present(id, contention[id]), diagnosis)
    for (const side of ['above', 'below'] as const) {
      const places = ticks.filter((tick) => tick.side === side).map(({ at }) => at)
      places.slice(1).forEach((place, index) => expect(place - (places[index] ?? 0)).toBeGreaterThanOrEqual(0.2))
    }
    expect(ticks.every(({ deciding, side }) => !deciding || side !== 'none')).toBe(true)
  }
})

test('an interval is cut to the gauge, a negative growth does not leave it', () => {
  const layout = gaugeLayout('live_heap_slope_mb_h', present('live_heap_slope_mb_h', -3, -10, 4), diagnosis)
  expect(layout.fill).toBe(0)
  expect(layout.interval?.from).toBe(0)
})

test('what was not measured has thresholds but no bar', () => {
  const absent = { state: 'absent', id: 'lock_wait_pct', why: '', next: '' } as const
  const layout = gaugeLayout('lock_wait_pct', absent, diagnosis)
  expect(layout.fill).toBeUndefined()
  expect(layout.ticks).toHaveLength(4)
})

test('what is only bounded has no bar, and shows how far it may reach', () => {
  const bounded = { state: 'absent', id: 'lock_wait_pct', why: '', next: '', range: { high: 40 } } as const
  const layout = gaugeLayout('lock_wait_pct', bounded, diagnosis)
  expect(layout.fill).toBeUndefined()
  expect(layout.interval).toEqual({ from: 0, to: 0.4 })
})

test('a signal no rule reads still has a scale that holds its value', () => {
  const layout = gaugeLayout('live_heap_mb', present('live_heap_mb', 480), diagnosis)
  expect([layout.max, layout.ticks.length]).toEqual([500, 0])
})
