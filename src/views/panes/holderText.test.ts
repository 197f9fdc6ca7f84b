import { describe, expect, it } from 'vitest'
import type { LockWait, LockWaits } from '../../core/base/lockWaits.ts'
import { lockLine } from './holderText.ts'

const reserve: LockWait = {
  id: 0,
  lock: 'shop.Inventory',
  how: 'monitor',
  waitNs: 28_143e9,
  waits: 900,
  waiters: [{ site: 'Inventory.Reserve', ns: 28_143e9 }],
  holders: [{ site: 'Inventory.Reserve', ns: 28_143e9 }],
  owner: {
    doing: [
      { kind: 'disk', name: 'audit.Append', share: 0.81 },
      { kind: 'cpu', name: 'Inventory.check', share: 0.19 },
    ],
  },
  chain: [0],
  knot: false,
  evidence: 'previous-owner',
}
const all = (...waits: readonly LockWait[]): LockWaits => ({ waits, restNs: 0 })

describe('a lock in one line', () => {
  it('says how long was waited where, who held it and what the wait was', () => {
    expect(lockLine(reserve, all(reserve))).toEqual({
      site: 'Inventory.Reserve',
      waited: 'waited 28,143 s at Inventory.Reserve',
      held: 'held by Inventory.Reserve → audit.Append, 81 % of the wait was disk',
      chain: undefined,
    })
  })

  it('says first that the file does not name the holder itself', () => {
    expect(lockLine({ ...reserve, evidence: 'holder-profile' }, all(reserve)).held).toMatch(
      /^most likely held by Inventory\.Reserve/,
    )
  })

  it('says what was not seen beside what was, where it is much', () => {
    const doing = [
      { kind: 'unseen', name: '', share: 0.6 },
      { kind: 'disk', name: 'audit.Append', share: 0.4 },
    ] as const
    expect(lockLine({ ...reserve, owner: { doing } }, all(reserve)).held).toBe(
      'held by Inventory.Reserve → audit.Append, 40 % of the wait was disk, 60 % was not seen',
    )
  })

  it('names nobody where the lock changes hands all the time, and nothing where nobody was seen', () => {
    const hands = { changes: 5000, meanHeldNs: 1e6, topThreadShare: 0.1 }
    expect(lockLine({ ...reserve, hands }, all(reserve)).held).toMatch(/^no single holder/)
    const { evidence: _none, ...blind } = { ...reserve, holders: [], owner: { doing: [] } }
    expect(lockLine(blind, all(blind)).held).toBeUndefined()
  })

  it('looks for no holder of what many have at once', () => {
    const of = (lock: string): string | undefined => {
      const blind: LockWait = { ...reserve, lock, holders: [], owner: { doing: [] } }
      return lockLine(blind, all(blind)).held
    }
    expect(of('java.util.concurrent.Semaphore$NonfairSync')).toBe(
      'a semaphore has no holder: its permits are with many',
    )
    expect(of('java.util.concurrent.locks.ReentrantReadWriteLock$FairSync')).toMatch(/^many may read at once/)
    expect(of('sync.RWMutex')).toMatch(/^many may read at once/)
    expect(of('java.util.concurrent.locks.ReentrantLock$FairSync')).toBeUndefined()
    expect(of('sync.Mutex')).toBeUndefined()
  })

  it('says that methods which take a lock alike may have one each', () => {
    const sites = [
      { site: 'Twins.Left', ns: 16e9 },
      { site: 'Twins.Right', ns: 15e9 },
    ]
    const twins: LockWait = { ...reserve, waiters: sites, holders: sites, mayBeSeveral: true, owner: { doing: [] } }
    expect(lockLine(twins, all(twins)).held).toBe('held by Twins.Left and Twins.Right (one lock, or one each)')
    const one: LockWait = { ...twins, waiters: sites.slice(0, 1), holders: sites.slice(0, 1) }
    expect(lockLine(one, all(one)).held).toBe('held by Twins.Left (one lock, or several)')
    expect(lockLine({ ...one, letGoLast: true }, all(one)).held).toMatch(
      /^held by Twins.Left \(who let go last of a read/,
    )
    const readersBefore = { site: 'Twins.Export', writer: 'Twins.Left', waitNs: 9e9, ofTime: 0.6 }
    expect(lockLine({ ...one, letGoLast: true, readersBefore }, all(one)).held).toBe(
      'held by Twins.Left (60 % of the time it waited itself, for Twins.Export or another reader)',
    )
  })

  it('draws a chain as a path and calls a knot one', () => {
    const audit: LockWait = { ...reserve, id: 1, lock: 'shop.Audit', chain: [1] }
    const chained: LockWait = { ...reserve, chain: [0, 1] }
    expect(lockLine(chained, all(chained, audit)).chain).toBe('chain: shop.Inventory → shop.Audit')
    const back: LockWait = { ...audit, chain: [1, 0], knot: true }
    expect(lockLine({ ...chained, knot: true }, all(chained, back)).chain).toBe(
      'a knot: shop.Inventory → shop.Audit → shop.Inventory, each waits for the next',
    )
  })

  it('calls a deadlock one, and what only waits for it behind it', () => {
    const waiting = { owner: { doing: [{ kind: 'lock', name: 'shop.Audit', share: 1 }] } } as const
    const stock: LockWait = { ...reserve, ...waiting, chain: [0, 1], knot: true, deadlock: 'printed' }
    const audit: LockWait = { ...stock, id: 1, lock: 'shop.Audit', chain: [1, 0] }
    const cart: LockWait = { ...reserve, id: 2, lock: 'shop.Cart', chain: [2, 0, 1], knot: true }
    const of = (one: LockWait, ...others: LockWait[]) => lockLine(one, all(one, ...others))
    expect(of(stock, audit)).toMatchObject({
      held: 'held by Inventory.Reserve, which waits for the next lock itself',
      chain: 'deadlock: shop.Inventory → shop.Audit → shop.Inventory, each waits for the next',
    })
    expect(of({ ...stock, deadlock: 'likely' }, { ...audit, deadlock: 'likely' }).chain).toMatch(
      /^most likely a deadlock: /,
    )
    expect(of(cart, stock, audit).chain).toBe(
      'behind a deadlock: shop.Inventory → shop.Audit → shop.Inventory, each waits for the next',
    )
  })

  it('names a second place where the first is not all, and says where holders cannot be told apart', () => {
    const both: LockWait = {
      ...reserve,
      waiters: [
        { site: 'Store.Post', ns: 18_000e9 },
        { site: 'Store.Ask', ns: 10_143e9 },
      ],
      holders: [
        { site: 'Store.Post', ns: 15e9 },
        { site: 'Store.Ask', ns: 9e9 },
      ],
      owner: { doing: [] },
    }
    expect(lockLine(both, all(both))).toMatchObject({
      waited: 'waited 28,143 s, most at Store.Post',
      held: 'held by Store.Post and Store.Ask',
    })
    const { evidence: _none, ...apart } = { ...both, holders: [], holdersApart: true as const }
    expect(lockLine(apart, all(apart)).held).toBe('which of the holders had it, the two profiles do not say')
  })

  it('tells locks of one class apart by where they are taken', () => {
    const debit: LockWait = { ...reserve, lock: 'java.lang.Object', chain: [0, 1], knot: true }
    const credit: LockWait = { ...debit, id: 1, holders: [{ site: 'Account.credit', ns: 1e9 }], chain: [1, 0] }
    expect(lockLine(debit, all(debit, credit)).chain).toBe(
      'a knot: Inventory.Reserve → Account.credit → Inventory.Reserve, each waits for the next',
    )
  })

  it('says of a turn at the interpreter that it is one: whoever waits for it stands anywhere', () => {
    const gil: LockWait = { ...reserve, lock: 'the GIL', how: 'gil', waitNs: 12e9 }
    expect(lockLine(gil, all(gil)).waited).toBe('waited 12 s for the GIL, most at Inventory.Reserve')
    const looked: LockWait = { ...gil, lock: 'GIL', waitNs: 6 }
    expect(lockLine(looked, { ...all(looked), looks: 3 }).waited).toBe(
      '6 threads in 3 looks waiting for the GIL, most at Inventory.Reserve',
    )
  })
})
