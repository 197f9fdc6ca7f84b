import { describe, expect, it } from 'vitest'
import { buildCallTree } from './buildCallTree.ts'
import type { CallTree } from './callTree.ts'
import { profileFromText } from '../testing/fromText.ts'
import { topWaits } from './topWaits.ts'

const treeOf = (text: string): CallTree => buildCallTree(profileFromText(text), { column: 0, unit: 'count' })

describe('topWaits', () => {
  it('names the caller outside the runtime, however deep in the runtime the wait is', () => {
    const tree = treeOf(`
      net/http.(*conn).serve      net/http.(*conn).serve      main.main
      acme.io/book.(*Book).Add    acme.io/book.(*Book).Add    acme.io/log.Print
      sync.(*Mutex).Lock          sync.(*Mutex).Lock          sync.(*Mutex).Lock
      sync.(*Mutex).lockSlow
      5                           1                           3
    `)
    expect(topWaits(tree, 5)).toEqual([
      { name: 'sync.(*Mutex).lockSlow', caller: 'acme.io/book.(*Book).Add', self: 5, total: 5, samples: 5 },
      { name: 'sync.(*Mutex).Lock', caller: 'acme.io/log.Print', self: 3, total: 3, samples: 3 },
      { name: 'sync.(*Mutex).Lock', caller: 'acme.io/book.(*Book).Add', self: 1, total: 6, samples: 1 },
    ])
  })

  it('adds up the same wait of the same caller on several paths, and needs no caller', () => {
    const tree = treeOf(`
      views.pay           views.refund        sync.(*Mutex).Lock
      ledger.Cache.get    ledger.Cache.get
      sync.(*Mutex).Lock  sync.(*Mutex).Lock
      2                   4                   1
    `)
    expect(topWaits(tree, 5).map(({ caller, self }) => [caller, self])).toEqual([
      ['ledger.Cache.get', 6],
      [undefined, 1],
    ])
    expect(topWaits(tree, 1)).toHaveLength(1)
  })
})
