import { describe, expect, it } from 'vitest'
import type { LockWait, LockWaits } from '../base/lockWaits.ts'
import { type WinSignals, waitedNs, winOf, winOfLock } from './win.ts'

const signal = (value: number, more: object = {}) =>
  ({ state: 'present', value, low: value, high: value, ...more }) as const
const signals = (lock: WinSignals['lock_wait_pct'], cpu: WinSignals['cpu_user_pct'] = signal(10)): WinSignals => ({
  lock_wait_pct: lock,
  cpu_user_pct: cpu,
})

function wait(id: number, waitNs: number, more: Partial<LockWait> = {}): LockWait {
  return {
    id,
    lock: `Lock${id}`,
    how: 'monitor',
    waitNs,
    waits: 10,
    waiters: [],
    holders: [],
    owner: { doing: [{ kind: 'disk', name: 'write', share: 1 }] },
    chain: [id],
    knot: false,
    ...more,
  }
}
const all = (...waits: readonly LockWait[]): LockWaits => ({ waits, restNs: 0 })
const timeOf = (lock: LockWait, waits: LockWaits, of = signals(signal(60)), viewNs?: number): number | undefined =>
  winOfLock(of, lock, waits, viewNs)?.timePct

describe('what there is to win without one lock', () => {
  const [ledger, shelf] = [wait(1, 45e9), wait(2, 15e9)]

  it('is its part of all lock waiting, by the upper end of what was measured', () => {
    expect(timeOf(ledger, all(ledger, shelf))).toBeCloseTo(45)
    expect(timeOf(shelf, all(ledger, shelf))).toBeCloseTo(15)
    expect(timeOf(ledger, all(ledger, shelf), signals(signal(60, { high: 80 })))).toBeCloseTo(60)
  })

  it('counts what was waited for locks whose holders waited for this one, and not the other way round', () => {
    const orders = wait(1, 45e9, {
      chain: [1, 2],
      owner: {
        doing: [
          { kind: 'lock', name: 'Lock2', share: 0.8 },
          { kind: 'cpu', name: 'f', share: 0.2 },
        ],
      },
    })
    expect(timeOf(shelf, all(orders, shelf))).toBeCloseTo(15 + 0.8 * 45)
    expect(timeOf(orders, all(orders, shelf))).toBeCloseTo(45)
  })

  it('counts what nobody saw of other locks’ holders: they may have waited for this one', () => {
    const unseen = wait(1, 45e9, { owner: { doing: [{ kind: 'unseen', name: '', share: 0.5 }] } })
    expect(timeOf(shelf, all(unseen, shelf))).toBeCloseTo(15 + 0.5 * 45)
    const nobody = wait(1, 45e9, { owner: { doing: [] } })
    expect(timeOf(shelf, all(nobody, shelf))).toBeCloseTo(60)
  })

  it('is not made smaller by a file that reaches beyond the window, nor by one that knows a part of it', () => {
    expect(timeOf(shelf, all(ledger, shelf), signals(signal(60)), 30e9)).toBeCloseTo(30)
    expect(timeOf(shelf, all(ledger, shelf), signals(signal(60)), 600e9)).toBeCloseTo(15)
  })

  it('is the most that a bound leaves where lock waiting was not measured, and nothing where nothing bounds it', () => {
    expect(timeOf(ledger, all(ledger), signals({ state: 'absent', range: { low: 40, high: 90 } }))).toBeCloseTo(90)
    expect(timeOf(ledger, all(ledger), signals({ state: 'absent', range: { low: 40 } }))).toBeUndefined()
    expect(timeOf(ledger, all(ledger), signals({ state: 'absent' }))).toBeUndefined()
  })

  it('is of the recorded waits where a recorder leaves some out', () => {
    expect(winOfLock(signals(signal(60, { bound: 'lower' })), ledger, all(ledger))?.ofRecorded).toBe(true)
    expect(winOfLock(signals(signal(60)), ledger, all(ledger))?.ofRecorded).toBe(false)
  })

  it('says how busy the CPU would be if the threads work as they do now', () => {
    // They work 40 of 100; with 15 more they would use 55/40 of the 10 %.
    expect(winOfLock(signals(signal(60)), shelf, all(ledger, shelf))?.cpuThenPct).toBeCloseTo(13.75)
    expect(winOfLock(signals(signal(100)), ledger, all(ledger))?.cpuThenPct).toBe(Infinity)
    const unknown = winOfLock(signals(signal(60), { state: 'absent' }), ledger, all(ledger))
    expect(unknown).toEqual({ timePct: 60, ofRecorded: false })
    const more = winOfLock(signals(signal(60), signal(10, { bound: 'lower' })), ledger, all(ledger))
    expect(more).toEqual({ timePct: 60, ofRecorded: false })
  })

  it('is not said of a lock that next to nobody waits for, unless others lead to it', () => {
    const small = wait(4, 0.1e9)
    expect(timeOf(small, all(ledger, small))).toBeUndefined()
    const led = { ...ledger, chain: [ledger.id, small.id] }
    expect(timeOf(small, all(led, small))).toBeDefined()
  })

  it('is nothing for the interpreter’s own lock, which is no part of the programs’', () => {
    const gil = wait(3, 100e9, { how: 'gil' })
    expect(timeOf(gil, all(gil, ledger))).toBeUndefined()
    expect(timeOf(ledger, all(gil, ledger))).toBeCloseTo(60)
  })
})

describe('what there is to win without all of them', () => {
  it('is not said where next to nothing was waited', () => {
    expect(winOf(signals(signal(4)))).toBeUndefined()
    expect(winOf(signals(signal(6)))?.timePct).toBe(6)
  })
})

describe('the lock waiting of a view', () => {
  it('is that of those who wait, in time', () => {
    expect(waitedNs({ state: 'measured', total: 5, unit: 'nanoseconds' })).toBe(5)
    expect(waitedNs({ state: 'measured', total: 5, unit: 'nanoseconds', lockSide: 'holder' })).toBeUndefined()
    expect(waitedNs({ state: 'measured', total: 5, unit: 'count' })).toBeUndefined()
    expect(waitedNs({ state: 'measured', total: 5, unit: 'nanoseconds', shows: 'off_cpu' })).toBeUndefined()
    expect(waitedNs({ state: 'absent' })).toBeUndefined()
  })
})
