import { describe, expect, it } from 'vitest'
import type { LockWait, LockWaits } from '../base/lockWaits.ts'
import { lockWaitsOf, seesMore } from './gatherLockWaits.ts'

const wait = (id: number, lock: string, waitNs: number, disk: number, chain: readonly number[] = [id]): LockWait => ({
  id,
  lock,
  how: 'monitor',
  waitNs,
  waits: 10,
  waiters: [{ site: `${lock}.take`, ns: waitNs }],
  holders: [{ site: `${lock}.take`, ns: waitNs }],
  hands: { changes: 10, meanHeldNs: waitNs / 10, topThreadShare: 0.5 },
  owner: {
    doing: [
      { kind: 'disk', name: 'write', share: disk },
      { kind: 'unseen', name: '', share: 1 - disk },
    ],
  },
  chain,
  knot: false,
})
const file = (name: string, fromMs: number, ...waits: readonly LockWait[]) => ({
  file: name,
  facts: { lockWaits: { waits, restNs: 0, window: { fromMs, untilMs: fromMs + 1000 } } satisfies LockWaits },
})

describe('lockWaitsOf', () => {
  it('adds up what files of one process say of the same lock, by how long was waited in each', () => {
    const window = { fromMs: 0, untilMs: 2000 }
    const found = lockWaitsOf({
      window,
      facts: [
        file('a', 0, wait(3, 'Orders', 100, 1, [3, 5]), wait(5, 'Stock', 40, 0)),
        file('b', 1000, wait(0, 'Stock', 10, 0), wait(1, 'Orders', 300, 0.5)),
      ],
    })
    expect(found?.window).toEqual(window)
    expect(found?.waits.map(({ lock, waitNs, waits }) => `${lock} ${waitNs} ${waits}`)).toEqual([
      'Orders 400 20',
      'Stock 50 20',
    ])
    const [orders, stock] = found?.waits ?? []
    expect(orders?.owner.doing[0]).toEqual({ kind: 'disk', name: 'write', share: 0.625 })
    expect(orders?.hands?.meanHeldNs).toBe(20)
    // In the file in which most was waited, its holder waited for nobody.
    expect(orders?.chain).toEqual([orders?.id])
    expect(stock?.id).not.toBe(orders?.id)
  })

  it('leaves out files of another time', () => {
    const facts = [file('a', 0, wait(0, 'Orders', 100, 1)), file('b', 60_000, wait(0, 'Orders', 900, 0))]
    expect(lockWaitsOf({ facts, window: { fromMs: 0, untilMs: 1000 } })?.waits.map(({ waitNs }) => waitNs)).toEqual([
      100,
    ])
    expect(lockWaitsOf({ facts, window: { fromMs: 5000, untilMs: 6000 } })).toBeUndefined()
  })
})

describe('dumps beside a recording', () => {
  const of = (...waits: readonly LockWait[]): LockWaits => ({ waits, restNs: 0 })
  it('say what the holder of its largest lock does, where its events saw nothing of that', () => {
    const [orders, unseen] = [wait(0, 'Orders', 3, 1), wait(0, 'Orders', 900, 0.2)]
    expect(seesMore(of(orders), of(unseen))).toBe(true)
    expect(seesMore(of(orders), of(wait(0, 'Orders', 900, 0.8)))).toBe(false)
    expect(seesMore(of(unseen), of(unseen))).toBe(false)
    // Of a lock that is waited for somewhere else they say nothing.
    expect(seesMore(of(wait(0, 'Stock', 3, 1)), of(unseen, wait(1, 'Stock', 20, 0)))).toBe(false)
  })
})
