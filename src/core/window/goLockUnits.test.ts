import { describe, expect, it } from 'vitest'
import type { LockWait } from '../base/lockWaits.ts'
import { mayBeSeveral, unitsApart, type Unit } from './goLockUnits.ts'

/** Seconds and events of one method. */
const unit = (
  site: string,
  [waited, waits]: readonly [number, number],
  [caused, lets]: readonly [number, number],
): Unit => ({
  site,
  waited: { ns: waited * 1e9, events: waits },
  caused: { ns: caused * 1e9, events: lets },
})
const dump = (...sites: readonly string[]): LockWait => ({
  id: 0,
  lock: 'sync.Mutex',
  how: 'mutex',
  waitNs: 1,
  waits: 1,
  waiters: sites.map((site) => ({ site, ns: 1 })),
  holders: [],
  owner: { doing: [] },
  chain: [0],
  knot: false,
})
const apart = (units: readonly Unit[], ...dumps: readonly LockWait[]): readonly string[] =>
  [...unitsApart(units, dumps)].map(({ site }) => site)

const place = unit('Place', [19.3, 464], [19.1, 464])
const audit = unit('Audit', [12, 150], [12.1, 150])
const find = unit('Find', [18.2, 1640], [0.4, 1600])
const refill = unit('Refill', [1.8, 160], [19.6, 500])
const left = unit('Left', [15.6, 210], [16, 212])
const right = unit('Right', [16.7, 219], [16.3, 217])

describe('methods of one Go type', () => {
  it('have a lock each where each made others wait as long as it waited, in another queue', () => {
    expect(apart([place, audit])).toEqual(['Place', 'Audit'])
    expect(mayBeSeveral([], [])).toBe(false)
  })

  it('have one lock where one waits behind the other', () => {
    expect(apart([find, refill])).toEqual([])
    expect(mayBeSeveral([find, refill], [])).toBe(false)
  })

  it('with a third that is balanced leave that one its own', () => {
    expect(apart([find, refill, unit('Audit', [12, 60], [12.1, 60])])).toEqual(['Audit'])
  })

  it('that hold alike and wait alike may have one lock or one each', () => {
    expect(apart([left, right])).toEqual([])
    expect(mayBeSeveral([left, right], [])).toBe(true)
  })

  it('are told from the addresses in dumps where these show them, whatever the sums say', () => {
    expect(apart([left, right], dump('Left'), dump('Right'))).toEqual(['Left', 'Right'])
    expect(apart([place, audit], dump('Place', 'Audit'))).toEqual([])
    expect(mayBeSeveral([left, right], [dump('Left', 'Right')])).toBe(false)
    expect(mayBeSeveral([left, right], [dump('Left')])).toBe(true)
  })

  it('of few events are one lock as far as anybody knows', () => {
    expect(apart([unit('Place', [19, 5], [19, 5]), unit('Audit', [2, 5], [2, 5])])).toEqual([])
  })
})
