import { describe, expect, it } from 'vitest'
import type { CallTree } from '../profile/callTree.ts'
import { alignTrees } from './alignTrees.ts'
import { treeOf } from '../testing/treeOf.ts'
import { renamedPackages } from './renamedPackages.ts'

const timeOf = (paths: Readonly<Record<string, number>>): CallTree =>
  treeOf(Object.entries(paths), { unit: 'nanoseconds' })

const equal = { baseExposure: 1, headExposure: 1 }

describe('packages that moved', () => {
  it.each([
    ['shop.example/api/v1', 'shop.example/api/v2', ''],
    ['github.com/old/shop/cart', 'github.com/new/shop/cart', ''],
    ['com.acme.api.v1', 'com.acme.api.v2', '.Shop'],
  ])('%s → %s: the same functions under the new name, and nothing new or gone', (from, to, type) => {
    const of = (name: string): CallTree =>
      timeOf({
        [`main;${name}.handle;${name}.parse`]: 400,
        [`main;${name}.handle;${name}.render`]: 300,
        'main;other.Work': 100,
      })
    const base = of(from + type)
    const head = of(to + type)
    const aligned = alignTrees(base, head, equal)
    expect(aligned.packages).toEqual([{ base: from, head: to }])
    expect(aligned.union.length).toBe(base.length)
    expect([...aligned.base.total]).toEqual([...aligned.head.total])
    expect(aligned.union.names.some((name) => name.startsWith(from))).toBe(false)
  })

  it('does not take one library that replaced another for a move, though both have Get and New', () => {
    const base = timeOf({ 'main;shop.example/lru.Get': 400, 'main;shop.example/lru.New': 100 })
    const head = timeOf({ 'main;shop.example/redis.Get': 500, 'main;shop.example/redis.New': 90 })
    expect(renamedPackages(base, head).packages).toEqual([])
  })

  it('leaves a package alone that is still there beside its next version', () => {
    const base = timeOf({ 'main;shop.example/api/v1.Get': 400, 'main;shop.example/api/v1.List': 100 })
    const head = timeOf({
      'main;shop.example/api/v2.Get': 300,
      'main;shop.example/api/v2.List': 90,
      'main;shop.example/api/v1.Old': 50,
    })
    expect(renamedPackages(base, head).packages).toEqual([])
  })

  it('puts a renamed package together by its functions where there are many', () => {
    const functions = ['Open', 'Book', 'Settle', 'Refund', 'Report', 'close']
    const of = (name: string): CallTree =>
      timeOf(Object.fromEntries(functions.map((one, at) => [`main;shop.example/${name}.${one}`, 100 + at])))
    expect(renamedPackages(of('billing'), of('invoicing')).packages).toEqual([
      { base: 'shop.example/billing', head: 'shop.example/invoicing' },
    ])
  })

  it('takes no time for builds that have nothing in common', () => {
    const of = (name: string): CallTree =>
      timeOf(Object.fromEntries(Array.from({ length: 15_000 }, (_, at) => [`main;x/${name}${at}.F`, 1])))
    const startedAt = process.cpuUsage().user
    expect(renamedPackages(of('a'), of('b')).packages).toEqual([])
    expect(process.cpuUsage().user - startedAt).toBeLessThan(3e6)
  })
})
