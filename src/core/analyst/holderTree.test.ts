import { describe, expect, it } from 'vitest'
import type { LockWait } from '../base/lockWaits.ts'
import { drawTree } from '../testing/drawTree.ts'
import { holderTreeOf, knowsHolders, waiterTreeOf } from './holderTree.ts'

const reserve: LockWait = {
  id: 0,
  lock: 'shop.Inventory',
  how: 'monitor',
  waitNs: 100,
  waits: 9,
  waiters: [{ site: 'Inventory.reserve', ns: 100 }],
  holders: [{ site: 'Inventory.reserve', ns: 100 }],
  owner: {
    doing: [
      { kind: 'disk', name: 'Audit.append', share: 0.8 },
      { kind: 'unseen', name: '', share: 0.2 },
    ],
  },
  chain: [0],
  knot: false,
}

describe('what holders did, as a tree', () => {
  it('stands under the place where the others wait, so that both are one name', () => {
    expect(drawTree(holderTreeOf({ waits: [reserve], restNs: 0 }))).toBe(
      ['Inventory.reserve 100 0', '  Audit.append 80 0', '    waits for the disk 80 80', '  not seen 20 20'].join('\n'),
    )
  })

  it('names where the lock was taken, where that is another place, and is all of the wait where nothing was seen', () => {
    const elsewhere = { ...reserve, holders: [{ site: 'Stock.refresh', ns: 100 }], owner: { doing: [] } }
    expect(drawTree(holderTreeOf({ waits: [elsewhere], restNs: 0 }))).toBe(
      'Inventory.reserve 100 0\n  Stock.refresh 100 100',
    )
  })

  it('is not drawn where no holder of any lock is known: a whole of nothing seen would look like an answer', () => {
    const unknown: LockWait = { ...reserve, holders: [], owner: { doing: [{ kind: 'unseen', name: '', share: 1 }] } }
    expect(knowsHolders({ waits: [unknown], restNs: 0 })).toBe(false)
    expect(knowsHolders({ waits: [reserve, unknown], restNs: 0 })).toBe(true)
    // Beside one that is known, it is a part that was not seen.
    const other = { ...unknown, id: 1, waiters: [{ site: 'Cart.total', ns: 50 }], waitNs: 50 }
    expect(drawTree(holderTreeOf({ waits: [reserve, other], restNs: 0 }))).toContain(
      'Cart.total 50 0\n  not seen 50 50',
    )
  })

  it('counts threads where dumps know no times', () => {
    expect(holderTreeOf({ waits: [reserve], restNs: 0, looks: 3 }).unit).toBe('count')
  })

  it('calls a deadlock one, and draws who waits where no time of it was recorded', () => {
    const doing = [{ kind: 'lock', name: 'shop.Audit', share: 1 }] as const
    const waits = { waits: [{ ...reserve, waitNs: 4, owner: { doing } }], restNs: 0, looks: 1 }
    const dead = { ...waits, waits: waits.waits.map((wait) => ({ ...wait, deadlock: 'printed' as const })) }
    expect(drawTree(holderTreeOf(dead))).toContain('waits in a deadlock 4 4')
    expect(drawTree(holderTreeOf(waits))).toContain('waits for another lock 4 4')
    expect(drawTree(waiterTreeOf(dead))).toBe('Inventory.reserve 100 100')
    expect(waiterTreeOf(dead).unit).toBe('count')
  })
})
