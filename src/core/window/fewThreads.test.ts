import { describe, expect, it } from 'vitest'
import type { ThreadLook } from '../base/looks.ts'
import { lookOf } from '../testing/drawnLooks.ts'
import { fewThreadsOf } from './fewThreads.ts'

const look = (threads: Readonly<Record<string, string>>, more: Partial<ThreadLook> = {}): ThreadLook => {
  const drawn = lookOf(Object.keys(threads), more)
  const sites = Object.values(threads)
  return {
    ...drawn,
    threads: drawn.threads.map((one, at) => ({ ...one, doing: { kind: 'unknown', name: sites[at] ?? '' } })),
  }
}
const few = (...looks: readonly ThreadLook[]) => fewThreadsOf(looks, ({ threads }) => threads)
const asking = look({ 'main: io': 'shop.ask' })

describe('a program of one or two threads', () => {
  it('has a place for each of them, the one seen most first', () => {
    expect(few(asking)).toEqual({ threads: 1, places: [{ site: 'shop.ask', state: 'io', seen: 1 }] })
    expect(few(look({ 'main: running': 'shop.count' }), asking, asking)).toEqual({
      threads: 1,
      places: [
        { site: 'shop.ask', state: 'io', seen: 2 },
        { site: 'shop.count', state: 'running', seen: 1 },
      ],
    })
    expect(few(look({ 'a: io': 'shop.ask', 'b: io': 'shop.ask' }))?.places).toEqual([
      { site: 'shop.ask', state: 'io', seen: 2 },
    ])
  })

  it.each([
    ['three', [look({ 'a: io': 'x', 'b: io': 'x', 'c: io': 'x' })]],
    ['another number in another dump', [asking, look({ 'a: io': 'x', 'b: io': 'x' })]],
    ['a dump that ends within a thread', [look({ 'main: io': 'shop.ask' }, { isCut: true })]],
    ['threads that the dump counts and leaves out', [look({ 'main: io': 'shop.ask' }, { missing: 40 })]],
    ['threads that no such dump lists', [look({ 'main: io': 'shop.ask' }, { misses: 'virtual-threads' })]],
    ['no name', [look({ 'main: io': '' })]],
    ['none', [look({})]],
  ])('is none with %s', (_, looks) => {
    expect(few(...looks)).toBeUndefined()
  })
})
