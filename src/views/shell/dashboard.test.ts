import { describe, expect, it } from 'vitest'
import { evidenceOf } from '../../core/testing/evidence.ts'
import { askedNumbers } from './dashboard.ts'

const asked = (signals: Parameters<typeof evidenceOf>[0]['signals']) =>
  askedNumbers(evidenceOf(signals ? { signals } : {}))

describe('what the page asks a reader to read off a dashboard', () => {
  it('is the deciding number first', () => {
    expect(asked({ lock_wait_pct: { range: { low: 74 } } })).toEqual(['cpu', 'growth', 'alloc'])
  })

  it('is nothing that was measured, and nothing that changes nothing', () => {
    expect(asked({ lock_wait_pct: 72, cpu_user_pct: 4 })).toEqual([])
    expect(asked({ lock_wait_pct: 3, cpu_user_pct: 4, cpu_alloc_pct: 2 })).toEqual(['growth'])
  })

  it('is the room that is left, where the heap leaks and nobody knows how much there is', () => {
    const leak = { cpu_user_pct: 5, cpu_alloc_pct: 2, alloc_rate_mb_s: 3, lock_wait_pct: 1 }
    expect(asked({ ...leak, live_heap_slope_mb_h: 400 })).toEqual(['limit', 'rss'])
    const known = { value: 400, companions: [{ id: 'hours_to_limit', value: 3, limitBytes: 4e9 }] } as const
    expect(asked({ ...leak, live_heap_slope_mb_h: known })).toEqual([])
  })
})
