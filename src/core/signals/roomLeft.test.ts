import { expect, test } from 'vitest'
import { parseTyped } from '../base/typed.ts'
import { evidenceOf } from '../testing/evidence.ts'
import { withRoomLeft } from './typedSignals.ts'

const limit = parseTyped('limit', '4GB')
const rss = parseTyped('rss', '3GB')
if (limit === undefined || rss === undefined) throw new Error('both are amounts')

function left(slope: number, typed: object, rssBytes?: number): readonly unknown[] {
  const { signals, profiles } = evidenceOf({
    signals: { live_heap_slope_mb_h: slope },
    profiles: rssBytes === undefined ? {} : { rssBytes },
  })
  const signal = withRoomLeft(signals.live_heap_slope_mb_h, { profiles, facts: [], settings: { typed } })
  return signal.state === 'present' ? signal.companions : []
}

test('measured growth, a typed limit and what is in use make the time that is left', () => {
  expect(left(500, { limit, rss })).toEqual([{ id: 'hours_to_limit', value: 2, limitBytes: 4e9 }])
  expect(left(500, { limit }, 3.5e9)).toEqual([{ id: 'hours_to_limit', value: 1, limitBytes: 4e9 }])
})

test('what was typed is believed before a file, and above the limit no time is left', () => {
  expect(left(500, { limit, rss }, 1e9)).toEqual([{ id: 'hours_to_limit', value: 2, limitBytes: 4e9 }])
  expect(left(500, { limit: rss }, 4e9)).toEqual([{ id: 'hours_to_limit', value: 0, limitBytes: 3e9 }])
})

test('a JVM says what its heap may grow to, and full collections what is live', () => {
  const inHeap = (collection: 'full' | 'young') => {
    const { signals, profiles } = evidenceOf({
      signals: { live_heap_slope_mb_h: 500 },
      profiles: { heapLimitBytes: 4e9, liveHeapPoints: [{ timeMs: 0, bytes: 3e9, collection }] },
    })
    const signal = withRoomLeft(signals.live_heap_slope_mb_h, { profiles, facts: [], settings: {} })
    return signal.state === 'present' ? signal.companions : []
  }
  expect(inHeap('full')).toEqual([{ id: 'hours_to_limit', value: 2, limitBytes: 4e9, of: 'heap' }])
  expect(inHeap('young')).toEqual([])
})

test('without a limit, without what is in use, or without growth there is nothing to say', () => {
  expect(left(500, { rss })).toEqual([])
  expect(left(500, { limit })).toEqual([])
  expect(left(0, { limit, rss })).toEqual([])
})
