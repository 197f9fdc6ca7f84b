import { describe, expect, it } from 'vitest'
import { captureOf } from '../testing/captures.ts'
import { dumpsOf, lookOf } from '../testing/drawnLooks.ts'
import { delay, gather } from '../testing/gathered.ts'
import { parsedSample } from '../testing/samples.ts'
import type { Capture } from './capture.ts'

const profile = (kind: 'block' | 'lock', text: string, until = 60): Capture =>
  captureOf({ kind, from: 0, until, valueType: delay, runtime: 'go', text })

/** Stacks as columns, wide enough for every name in them. */
const inColumns = (...stacks: readonly (readonly string[])[]): string =>
  Array.from({ length: Math.max(...stacks.map(({ length }) => length)) }, (_, row) =>
    stacks.map((stack) => (stack[row] ?? '').padEnd(30)).join('  '),
  ).join('\n')

const waitsOf = (block: string, mutex: string) => gather([profile('block', block), profile('lock', mutex)])

describe('Go’s block profile beside its mutex profile', () => {
  it('puts waiters and holders together that stand in methods of one type', () => {
    const { lockWaits, holderTree } = waitsOf(
      inColumns(
        ['main', 'book.(*Book).Place', 'sync.(*Mutex).Lock', '90000000000'],
        ['main', 'book.(*Book).Depth', 'sync.(*RWMutex).RLock', '5000000000'],
        ['main', 'runtime.chanrecv1', '900000000000'],
      ),
      inColumns(
        ['main', 'book.(*Book).Place', 'sync.(*Mutex).Unlock', '80000000000'],
        ['main', 'book.(*Book).match.func1', 'sync.(*RWMutex).Unlock', '14000000000'],
      ),
    )
    const [book, ...others] = lockWaits?.waits ?? []
    expect(others).toEqual([])
    expect(book).toMatchObject({
      lock: 'book.(*Book)',
      how: 'mutex',
      waitNs: 95e9,
      waiters: [{ site: 'book.(*Book).Place' }, { site: 'book.(*Book).Depth' }],
      holders: [{ site: 'book.(*Book).Place', ns: 80e9 }, { site: 'book.(*Book).match.func1' }],
      evidence: 'holder-profile',
    })
    // A minute, two unlocks that somebody waited for: on average it was held for no longer than half of it.
    expect(book?.hands).toEqual({ changes: 2, meanHeldNs: 30e9, isMost: true })
    expect(holderTree?.total[0]).toBe(94e9)
  })

  it('keeps three mutexes of one package apart, each with its own holder', () => {
    const side = (leaf: string) =>
      inColumns(
        ['main', 'main.orders', `sync.(*Mutex).${leaf}`, '30000000000'],
        ['main', 'main.stock', `sync.(*Mutex).${leaf}`, '20000000000'],
        ['main', 'main.audit', `sync.(*Mutex).${leaf}`, '10000000000'],
      )
    const { lockWaits } = waitsOf(side('Lock'), side('Unlock'))
    expect(lockWaits?.waits.map(({ lock, holders }) => [lock, holders[0]?.site])).toEqual([
      ['main.orders', 'main.orders'],
      ['main.stock', 'main.stock'],
      ['main.audit', 'main.audit'],
    ])
  })

  it('takes what is alone in its package on both sides for one lock, and guesses nothing where there are two', () => {
    const waiting = (other: string) => `
      main                main
      store.get           ${other}
      sync.(*Mutex).Lock  sync.(*Mutex).Lock
      30000000000         20000000000
    `
    const holding = `
      main
      store.refresh
      sync.(*Mutex).Unlock
      50000000000
    `
    expect(waitsOf(waiting('web.serve'), holding).lockWaits?.waits[0]).toMatchObject({
      waiters: [{ site: 'store.get' }],
      holders: [{ site: 'store.refresh' }],
    })
    expect(waitsOf(waiting('store.put'), holding).lockWaits).toBeUndefined()
  })

  it('names nobody who only takes the lock in passing: who holds it stands in another function', () => {
    const { lockWaits, holderTree } = waitsOf(
      inColumns(
        ['main', 'main.read', 'sync.(*Mutex).Lock', '30000000000'],
        ['main', 'main.peek', 'sync.(*Mutex).Lock', '20000000000'],
        ['main', 'main.audit', 'sync.(*Mutex).Lock', '10000000000'],
      ),
      inColumns(
        ['main', 'main.refresh', 'sync.(*Mutex).Unlock', '29000000000'],
        ['main', 'main.rebuild', 'sync.(*Mutex).Unlock', '19000000000'],
        ['main', 'main.read', 'sync.(*Mutex).Unlock', '100000000'],
        ['main', 'main.peek', 'sync.(*Mutex).Unlock', '100000000'],
        // Of an old Go, where only the first in the queue counts.
        ['main', 'main.audit', 'sync.(*Mutex).Unlock', '4000000000'],
      ),
    )
    expect(lockWaits?.waits.map(({ lock, holders, holdersApart }) => [lock, holders[0]?.site, holdersApart])).toEqual([
      ['main.read', undefined, true],
      ['main.peek', undefined, true],
      ['main.audit', 'main.audit', undefined],
    ])
    expect(holderTree?.total[0]).toBe(52.2e9)
  })

  it.each([
    [
      'a writer that waited for readers half a minute',
      '30000000000',
      { waitNs: 30e9, ofTime: 0.5, writer: 'a.(*T).Set' },
    ],
    ['a writer that did not', '300000000', undefined],
  ])('tells %s from one that holds the lock', (_, readers, expected) => {
    const { lockWaits } = waitsOf(
      inColumns(
        ['main', 'a.(*T).Get', 'sync.(*RWMutex).RLock', '900000000000'],
        ['main', 'a.(*T).Set', 'sync.(*RWMutex).Lock', '30000000000'],
      ),
      inColumns(
        ['main', 'a.(*T).Set', 'sync.(*RWMutex).Unlock', '900000000000'],
        ['main', 'a.(*T).Export', 'sync.(*RWMutex).RUnlock', readers],
      ),
    )
    const readersBefore = lockWaits?.waits[0]?.readersBefore
    expect(readersBefore).toEqual(expected && { site: 'a.(*T).Export', ...expected })
  })

  it('does not take two places in a profile of goroutines, which has no addresses, for two locks', () => {
    const look = lookOf(['a: lock', 'b: lock', 'c: lock'])
    const sites = ['a.(*T).Get', 'a.(*T).Get', 'a.(*T).Set']
    const locksOf = (ids: readonly string[]): readonly string[] | undefined => {
      const threads = look.threads.map((one, at) => ({
        ...one,
        waitsFor: { kind: 'sync.RWMutex', site: sites[at] ?? '', ...(ids[at] === undefined ? {} : { id: ids[at] }) },
      }))
      const profiles = gather([
        profile(
          'block',
          inColumns(
            ['main', 'a.(*T).Get', 'sync.(*RWMutex).RLock', '900000000000'],
            ['main', 'a.(*T).Set', 'sync.(*RWMutex).Lock', '30000000000'],
          ),
        ),
        profile('lock', inColumns(['main', 'a.(*T).Set', 'sync.(*RWMutex).Unlock', '900000000000'])),
        ...dumpsOf([{ ...look, threads }], 'go'),
      ])
      return profiles.lockWaits?.waits.map(({ lock }) => lock)
    }
    expect(locksOf([])).toEqual(['a.(*T)'])
    expect(locksOf(['0x1', '0x1', '0x2'])).toEqual(['a.(*T).Get', 'a.(*T).Set'])
  })

  it('says nothing of holders where only one of the two was recorded', () => {
    const alone = gather([profile('block', 'main\nsync.(*Mutex).Lock\n30000000000')])
    expect([alone.lockWaits, alone.holderTree]).toEqual([undefined, undefined])
  })

  it.each([
    // A reader held it all the time; the profile names the writer that it kept waiting.
    [
      'rw',
      [
        {
          letGoLast: true,
          readersBefore: ['main.(*Catalog).Report', 'main.(*Catalog).Update', true],
          holders: ['main.(*Catalog).Update', 'main.(*Catalog).Report'],
        },
      ],
    ],
    // Two locks in one function are one row that may be several.
    ['either', [{ mayBeSeveral: true, holders: ['main.(*Pair).Either'] }]],
    ['cond', []],
    ['chan', []],
  ])('of real programs claims no more than the two can know: %s', async (name, expected) => {
    const captures = await Promise.all(
      (['block', 'mutex'] as const).map(async (kind): Promise<Capture> => {
        const [part] = (await parsedSample(`go-locks/${name}.${kind}.pb.gz`)).parts
        if (part === undefined) throw new Error(`nothing in ${name}`)
        return {
          ...profile(kind === 'mutex' ? 'lock' : kind, '', 3),
          profile: part.profile,
          kind: kind === 'mutex' ? 'lock' : kind,
        }
      }),
    )
    const long = (gather(captures).lockWaits?.waits ?? []).filter(({ waitNs }) => waitNs > 1e9)
    expect(
      long.map(({ letGoLast, readersBefore, mayBeSeveral, holders }) => ({
        ...(readersBefore === undefined
          ? {}
          : { readersBefore: [readersBefore.site, readersBefore.writer, readersBefore.ofTime > 0.9] }),
        ...(letGoLast === undefined ? {} : { letGoLast }),
        ...(mayBeSeveral === undefined ? {} : { mayBeSeveral }),
        holders: holders.slice(0, 2).map(({ site }) => site),
      })),
    ).toEqual(expected)
  })
})
