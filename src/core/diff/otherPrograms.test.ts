import { describe, expect, it } from 'vitest'
import { drawnRun, type DrawnRun } from '../testing/drawnService.ts'
import { drawnWindow, windowToCompare, type Drawn } from '../testing/labelledService.ts'
import { tellHeadline } from '../analysis/words/headline.ts'
import { headlineShape } from '../snapshot/headlineShape.ts'
import { plainText } from '../diagnosis/words.ts'
import { compareWindows } from './compare.ts'

const compared = (base: Drawn, head: Drawn) =>
  compareWindows(windowToCompare(base, false), windowToCompare(head, false), true).comparison
const factsOf = (base: Drawn, head: Drawn) =>
  compared(base, head).comparability.filter(({ id }) => id === 'other-programs')
const drawn = (run: DrawnRun): Drawn => drawnRun(run)
const another = drawnWindow({
  from: 0,
  blockSeconds: 300,
  blocks: [
    { '': { 'main;search;rank': 900, 'main;search;score': 1400, 'main;index;tokens': 700, 'main;function3': 400 } },
  ],
})

describe('two windows of two programs', () => {
  it('are said to be so, with how much of each is in functions that both have', () => {
    const [fact] = factsOf(drawn({ seed: 1 }), another)
    expect(fact).toMatchObject({ level: 'warning', id: 'other-programs' })
    expect(fact && 'partB' in fact && fact.partB).toBeCloseTo(400 / 3400, 2)
  })

  it('have no change: the headline says what they are and names no function', () => {
    const { headline, changes, comparability } = compared(drawn({ seed: 1 }), another)
    expect(headline).toMatchObject({ id: 'other-programs' })
    expect(changes.length).toBeGreaterThan(0)
    const told = tellHeadline(headline)
      .map(({ text }) => text)
      .join('')
    expect(told).toContain('These look like two different programs')
    expect(changes.some(({ name }) => told.includes(name))).toBe(false)
    // What one of them calls took the place of nothing in the other, and no machine was slower.
    expect(changes.some(({ switched, text }) => switched !== undefined || text.includes('instead'))).toBe(false)
    expect(comparability.some(({ id }) => id === 'moved-together')).toBe(false)
    expect(headlineShape.check(headline, 'headline')).toBeUndefined()
    // One program in which a function became much dearer is not two.
    expect(compared(drawn({ seed: 1 }), drawn({ seed: 2, one: { function0: 60 } })).headline.id).not.toBe(
      'other-programs',
    )
  })

  it('are told by their own code where the runtime has most of the CPU of both', () => {
    const beside = (own: Record<string, number>): Drawn =>
      drawnWindow({
        from: 0,
        blockSeconds: 300,
        blocks: [{ '': { 'runtime.mstart;runtime.mcall;runtime.schedule': 3000, ...own } }],
      })
    const inRuntime = (own: string, more: Record<string, number> = {}): Drawn =>
      beside({
        [`main.main;${own}.Serve;${own}.Read`]: 200,
        [`main.main;${own}.Serve;${own}.Write;runtime.mallocgc`]: 300,
        ...more,
      })
    const [shop, bank] = [inRuntime('example.com/shop'), inRuntime('example.com/bank')]
    expect(factsOf(shop, bank)).toMatchObject([{ id: 'other-programs', of: 'own', partA: 0, partB: 0 }])
    const told = tellHeadline(compared(shop, bank).headline).map(({ text }) => text)
    expect(told.join('')).toContain('they share nothing of their own code')
    expect(headlineShape.check(compared(shop, bank).headline, 'headline')).toBeUndefined()
    // Of two builds without symbols nothing is known.
    const bare = (at: string): Drawn =>
      beside({ [`main.main;libshop.so+0x${at}1;libshop.so+0x${at}2;libshop.so+0x${at}3;runtime.mallocgc`]: 500 })
    expect(factsOf(bare('a'), bare('b'))).toEqual([])
    // What one of them does besides, and one function that took the place of another, are changes of one program.
    expect(factsOf(shop, inRuntime('example.com/shop', { 'main.main;example.com/shop.Audit': 900 }))).toEqual([])
    expect(factsOf(inRuntime('example.com/shop', { 'main.main;example.com/shop.Old': 900 }), shop)).toEqual([])
  })

  it('are told by their packages where one house builds both on the same code', () => {
    const service = (packages: readonly string[], more: Record<string, number> = {}): Drawn =>
      drawnWindow({
        from: 0,
        blockSeconds: 300,
        blocks: [
          {
            '': {
              'main.main;house/web.Serve;house/web.Decode': 150,
              ...Object.fromEntries(
                packages.map((name) => [`main.main;house/web.Serve;house/${name}.Work;runtime.mallocgc`, 300]),
              ),
              ...more,
            },
          },
        ],
      })
    const [shop, bank] = [service(['cart', 'prices']), service(['ledger', 'accounts'])]
    const { headline } = compared(shop, bank)
    expect(headline).toMatchObject({ id: 'other-programs', of: 'packages', partA: 0.8, partB: 0.8 })
    expect(headlineShape.check(headline, 'headline')).toBeUndefined()
    expect(plainText(tellHeadline(headline))).toContain('is in packages that the other does not have')
    // A package that took the place of another, and one that does most of it now, are changes of one program; and so is all of one process.
    expect(compared(shop, service(['cart', 'rates'])).headline.id).not.toBe('other-programs')
    expect(compared(shop, service(['cart', 'prices', 'audit', 'export'])).headline.id).not.toBe('other-programs')
    const oneProcess = compareWindows(windowToCompare(shop), windowToCompare(bank), false).comparison
    expect(oneProcess.headline.id).not.toBe('other-programs')
  })

  it('are told where all that one of them has is in a single package', () => {
    const run = (stacks: Record<string, number>): Drawn =>
      drawnWindow({
        from: 0,
        blockSeconds: 300,
        blocks: [{ '': { 'main.main;house/web.Serve;house/web.Decode': 200, ...stacks } }],
      })
    const inside = (of: string, names: readonly string[]): Record<string, number> =>
      Object.fromEntries(names.map((name) => [`main.main;house/web.Serve;${of}.${name};runtime.mallocgc`, 300]))
    const shop = run(inside('house/shop', ['Search', 'Rank', 'Suggest', 'Voucher', 'render']))
    const scores = run({ ...inside('house/api', ['Scorecard', 'Ball']), ...inside('house/serde', ['Encode', 'Over']) })
    for (const [a, b] of [
      [shop, scores],
      [scores, shop],
    ] as const) {
      const { headline } = compared(a, b)
      expect(headline).toMatchObject({ id: 'other-programs', of: 'packages' })
      expect(plainText(tellHeadline(headline))).not.toContain('takes its place')
    }
    // One program of a single package in which nearly everything became another function; one whose package was split; one function's new home.
    const rewritten = run(inside('house/shop', ['Find', 'Order', 'Complete', 'Coupon', 'draw']))
    expect(compared(shop, rewritten).headline.id).not.toBe('other-programs')
    const split = run({
      ...inside('house/find', ['Search', 'Rank', 'Suggest']),
      ...inside('house/pay', ['Voucher', 'render']),
    })
    expect(compared(shop, split).headline.id).not.toBe('other-programs')
    expect(compared(run(inside('house/old', ['Work'])), run(inside('house/new', ['Run']))).headline.id).not.toBe(
      'other-programs',
    )
  })

  it('are not two runs of one, whatever grew in it', () => {
    expect(factsOf(drawn({ seed: 1 }), drawn({ seed: 2 }))).toEqual([])
    expect(factsOf(drawn({ seed: 1 }), drawn({ seed: 2, one: { function0: 60 } }))).toEqual([])
  })
})
