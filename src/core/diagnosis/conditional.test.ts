import { describe, expect, it } from 'vitest'
import type { Signal, Signals } from '../signals/signal.ts'
import { signalsOf } from '../testing/evidence.ts'
import { diagnose } from './classify.ts'

const absent = (id: Signal['id'], ask: 'cores' | 'threads', value: number): Signal => ({
  state: 'absent',
  id,
  why: ask === 'cores' ? { id: 'cores-unknown', coresUsed: value } : { id: 'threads-unknown', waiters: value },
  ask,
  standIn: { id: ask === 'cores' ? 'cores_used' : 'threads_waiting', value },
})

/** CPU by cores in use, lock wait by threads that wait on average: both without their denominator. */
function without(cores: number, waiting: number, known: Parameters<typeof signalsOf>[0] = {}): Signals {
  return {
    ...signalsOf(known),
    cpu_user_pct: absent('cpu_user_pct', 'cores', cores),
    lock_wait_pct: absent('lock_wait_pct', 'threads', waiting),
  }
}

describe('a verdict for a range of what nobody measured', () => {
  it('names contention up to so many threads, on half a core or more', () => {
    const diagnosis = diagnose(without(0.06, 55))
    expect(diagnosis).toMatchObject({
      pattern: 'contention-bound',
      kind: 'conditional',
      aside: '— for up to 91 threads, on half a core or more',
      condition: { of: 'threads', upTo: 91, cores: 0.5 },
    })
    expect((100 * 55) / 91).toBeGreaterThan(60)
    expect((100 * 55) / 92).toBeLessThan(60)
  })

  it('does not where more cores than one would have to be there, or where few wait', () => {
    expect(diagnose(without(3, 55)).kind).toBe('cannot-tell')
    expect(diagnose(without(0.06, 2)).kind).toBe('cannot-tell')
  })

  it('does not where another rule would hold for more threads', () => {
    const leaking = diagnose(without(0.06, 55, { live_heap_slope_mb_h: 90 }))
    expect(leaking).toMatchObject({ pattern: 'no-clear-pattern', kind: 'cannot-tell' })
  })

  it('needs no word on cores where CPU was measured', () => {
    const signals = { ...without(0.06, 55), cpu_user_pct: signalsOf({ cpu_user_pct: 4 }).cpu_user_pct }
    expect(diagnose(signals)).toMatchObject({ condition: { of: 'threads', upTo: 91 }, kind: 'conditional' })
    expect(diagnose(signals).condition?.cores).toBeUndefined()
  })

  it('holds on a stated number of cores where only they are missing', () => {
    const signals = { ...without(0.09, 0), lock_wait_pct: signalsOf({ lock_wait_pct: 80 }).lock_wait_pct }
    expect(diagnose(signals)).toMatchObject({
      pattern: 'contention-bound',
      kind: 'conditional',
      condition: { of: 'cores', from: expect.closeTo(0.6, 9) },
    })
  })
})
