import { describe, expect, it } from 'vitest'
import type { SignalRange } from '../signals/range.ts'
import type { Signals } from '../signals/signal.ts'
import { signalsOf } from '../testing/evidence.ts'
import { stated } from './words.ts'

function withRange(range: SignalRange | undefined): Signals {
  const id = 'lock_wait_pct'
  const absent = { state: 'absent' as const, id, why: { id: 'length-unknown' as const } } as const
  return { ...signalsOf({}), lock_wait_pct: range === undefined ? absent : { ...absent, range } }
}

describe('a signal in a sentence', () => {
  it.each<[SignalRange | undefined, string | undefined]>([
    [undefined, undefined],
    [{ low: 81.6 }, 'at least 82 %'],
    [{ low: 81.6, high: 100 }, 'at least 82 %'],
    [{ low: 0, high: 3.5 }, 'at most 3.5 %'],
    [{ low: 72.8, high: 94 }, '73 to 94 %'],
    [{ low: 0, high: 100 }, undefined],
  ])('%j reads %s', (range, text) => {
    expect(stated(withRange(range), 'lock_wait_pct')).toBe(text)
  })

  it('that was measured is its value', () => {
    expect(stated(signalsOf({ lock_wait_pct: 71 }), 'lock_wait_pct')).toBe('71 %')
  })
})
