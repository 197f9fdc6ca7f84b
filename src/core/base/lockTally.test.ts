import { describe, expect, it } from 'vitest'
import { LockTally } from './lockTally.ts'

const evidence = 'printed-owner' as const

describe('LockTally', () => {
  it('makes one row of a lock that is waited for in two places, and of two locks waited for in one place', () => {
    const tally = new LockTally()
    const first = tally.lock('monitor', 'Account', '0x1', 'Bank.pay')
    tally.waited(first, 'Bank.pay', 10)
    tally.waited(tally.lock('monitor', 'Account', '0x1', 'Bank.read'), 'Bank.read', 30)
    tally.waited(tally.lock('monitor', 'Account', '0x2', 'Bank.pay'), 'Bank.pay', 5)
    tally.waited(tally.lock('monitor', 'Queue', '0x3', 'Bank.pay'), 'Bank.pay', 1)
    const { waits } = tally.finish()
    expect(waits.map(({ lock, instances, waitNs }) => `${lock} ${instances} ${waitNs}`)).toEqual([
      'Account 2 45',
      'Queue 1 1',
    ])
    expect(waits[0]?.waiters).toEqual([
      { site: 'Bank.read', ns: 30 },
      { site: 'Bank.pay', ns: 15 },
    ])
  })

  it('finds rows to be the same lock after both have been counted', () => {
    const tally = new LockTally()
    tally.waited(tally.lock('monitor', 'A', '0x1', 'x'), 'x', 1)
    tally.waited(tally.lock('monitor', 'A', '0x2', 'y'), 'y', 2)
    tally.lock('monitor', 'A', '0x1', 'y')
    expect(tally.finish().waits.map(({ waitNs, instances }) => [waitNs, instances])).toEqual([[3, 2]])
  })

  it('says of which lock a ring of waiting was seen, and of no other', () => {
    const tally = new LockTally()
    const [ringed, free] = ['A', 'B'].map((name) => tally.lock('monitor', name, '', name))
    for (const lock of [ringed!, free!]) tally.waited(lock, 'x', 1)
    tally.ring([ringed!], 'printed')
    expect(tally.finish().waits.map(({ lock, deadlock }) => [lock, deadlock])).toEqual([
      ['A', 'printed'],
      ['B', undefined],
    ])
  })

  it('holds shares to the whole wait, and says what was not seen', () => {
    const tally = new LockTally()
    const lock = tally.lock('monitor', 'A', '', 'x')
    tally.waited(lock, 'x', 100)
    tally.held(lock, { site: 'x', thread: '1', ns: 100, heldNs: 50, evidence })
    tally.did(lock, 'disk', 'write', 40)
    tally.did(lock, 'cpu', 'work', 120)
    expect(tally.finish().waits[0]).toMatchObject({
      owner: {
        doing: [
          { kind: 'cpu', name: 'work', share: 0.6 },
          { kind: 'disk', name: 'write', share: 0.4 },
        ],
      },
      evidence,
    })
  })

  it('stays bounded however many objects and names there are, and drops no time', () => {
    const tally = new LockTally()
    for (let i = 0; i < 50_000; i++)
      tally.waited(tally.lock('monitor', `C${i % 300}`, `0x${i}`, `s${i % 300}`), `s${i % 300}`, 1)
    const { waits, restNs } = tally.finish()
    expect(waits).toHaveLength(100)
    expect(waits.reduce((sum, { waitNs }) => sum + waitNs, 0) + restNs).toBe(50_000)
  })

  it('keeps what costs next to nothing out of the list', () => {
    const tally = new LockTally()
    tally.waited(tally.lock('monitor', 'A', '', 'x'), 'x', 20e6)
    tally.waited(tally.lock('monitor', 'B', '', 'y'), 'y', 0.5e6)
    const { waits, restNs } = tally.finish({ fromMs: 0, untilMs: 10_000 })
    expect(waits.map(({ lock }) => lock)).toEqual(['A'])
    expect(restNs).toBe(0.5e6)
  })

  it('keeps what the chain of a listed lock leads to, however little was waited for it', () => {
    const tally = new LockTally()
    const order = tally.lock('monitor', 'Order', '', 'place')
    const shelf = tally.lock('monitor', 'Shelf', '', 'reserve')
    tally.waited(order, 'place', 100e6)
    tally.waited(shelf, 'reserve', 1e6)
    tally.did(order, 'lock', '', 90e6, shelf)
    const { waits, restNs } = tally.finish({ fromMs: 0, untilMs: 10_000 })
    expect(waits.map(({ lock, chain }) => [lock, chain])).toEqual([
      ['Order', [order, shelf]],
      ['Shelf', [shelf]],
    ])
    expect(restNs).toBe(0)
  })
})
