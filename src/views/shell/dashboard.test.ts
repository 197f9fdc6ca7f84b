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
})
