import { describe, expect, it } from 'vitest'
import type { LockWaits } from '../base/lockWaits.ts'
import type { LookThread } from '../base/looks.ts'
import { dumpsOf, lookOf } from '../testing/drawnLooks.ts'
import { gather } from '../testing/gathered.ts'
import { parsedSample, sampleJson } from '../testing/samples.ts'

async function waitsOf(name: string): Promise<LockWaits | undefined> {
  const [part] = (await parsedSample(`thread-dumps/${name}.gz`)).parts
  return gather(dumpsOf(part?.looks ?? [], part?.profile.meta.runtime)).lockWaits
}

/** `8 at Desk.post < held in Desk.post, disk: Journal.append` of each lock; the chain by the places of its locks. */
function drawn(found: LockWaits | undefined): string[] {
  const waits = found?.waits ?? []
  return waits.map(({ waitNs, waiters, holders, owner, chain, knot }) => {
    const [doing] = owner.doing
    const places = chain.map((id) => waits.find((wait) => wait.id === id)?.waiters[0]?.site ?? '?')
    const held = holders.map(({ site }) => site).join(', ')
    const along = chain.length < 2 ? '' : ` | ${places.join(' → ')}${knot ? ' → back' : ''}`
    return `${waitNs} at ${waiters.map(({ site }) => site).join(', ')} < ${held}, ${doing?.kind}: ${doing?.name}${along}`
  })
}

describe('waits for locks in dumps', () => {
  it.each([
    ['jdk17-sleep.jstack.txt', ['10 at Threads.lambda$main$0 < Threads$Ledger.settle, sleep: Threads.hold']],
    [
      // Eight take `outer`, and inside it `inner`, whose other takers flush: two locks of one class, in one line of the program.
      'jdk17-chain.jstack.txt',
      [
        '7 at Threads.lambda$main$20 < Threads.lambda$main$20, lock: java.lang.Object | Threads.lambda$main$20 → Threads.lambda$main$18',
        '2 at Threads.lambda$main$18, Threads.lambda$main$20 < Threads.lambda$main$18, disk: Threads$Flusher.flush',
      ],
    ],
    ['go-lock.debug2-3.txt', ['56 at main.(*Book).Submit < main.(*Book).Submit, sleep: main.(*Book).appendAudit']],
    ['gdb-lock.txt', ['9 at Book::post < Book::post, sleep: Audit::append']],
    ['py-spy-log.native-6.txt', ['49 at logging.Handler.handle < logging.Handler.handle, sleep: threads.Audit.emit']],
    // os.fsync stands in the section itself; asyncio's tasks and who waits to be told wait for no lock.
    ['py-spy-waits-lock.native-10.txt', ['50 at waits.save_inline < waits.save_inline, disk: waits.save_inline']],
    ['py-spy-waits-lock.dumps-10.txt', ['50 at waits.save_inline < waits.save_inline, still: waits.save_inline']],
    [
      'py-spy-waits-rlock.native-10.txt',
      ['49 at waits.save_reentrant < waits.save_reentrant, disk: waits.save_reentrant'],
    ],
    ['py-spy-waits-cond.native-10.txt', []],
    ['py-spy-waits-cond.dumps-10.txt', []],
    ['py-spy-waits-asyncio.native-10.txt', []],
    ['py-spy-waits-asyncio.dumps-10.txt', []],
    ['jdk17-idle.jstack.txt', []],
    ['jdk17-semaphore.jstack.txt', []],
    ['jdk17-conditions.jstack.txt', []],
    ['go-conditions.debug2.txt', []],
    ['py-spy-idle.native-6.txt', []],
  ])('%s', async (name, expected) => {
    expect(drawn(await waitsOf(name))).toEqual(expected)
  })

  it.each([
    ['py-spy-handler.native', 'disk'],
    // Dumps without native frames do not say what for; that it stands still, mostly, they do.
    ['py-spy-handler', 'still'],
  ] as const)('of a Python service name the work under a log handler’s lock: %s', async (name, kind) => {
    const found = await waitsOf(`${name}.dumps-20.txt`)
    const truth = sampleJson(`thread-dumps/${name}.truth.json`) as Readonly<Record<'waited' | 'held' | 'disk', number>>
    const [handler] = found?.waits ?? []
    expect(handler?.waiters.map(({ site }) => site)).toEqual(['logging.Handler.handle'])
    expect(handler?.owner.doing[0]).toMatchObject({ kind, name: 'handler.AuditHandler.sync' })
    const there = (handler?.owner.doing ?? []).filter(({ kind: one }) => one === kind || one === 'unseen')
    expect(new Set(there.map(({ name: site }) => site))).toEqual(new Set(['handler.AuditHandler.sync']))
    const share = there.reduce((sum, one) => sum + one.share, 0)
    expect(Math.abs(share - truth.disk / truth.held)).toBeLessThan(0.1)
    // Somebody held it all the time: so many of the eight workers waited on average.
    const waiting = (handler?.waitNs ?? 0) / (found?.looks ?? 1)
    expect(Math.abs(waiting - truth.waited / truth.held) / 8).toBeLessThan(0.1)
  })

  it.each([
    // A reader holds it, in no function that others wait in; a writer that waits for readers holds nothing.
    ['rw', ['36 at main.(*Catalog).Find < , unseen: ', '24 at main.(*Catalog).Update < , unseen: ']],
    ['cond', []],
    ['chan', []],
    // Two mutexes taken in one function, each for its own work.
    [
      'either',
      [
        '23 at main.(*Pair).Either < main.(*Pair).Either, sleep: main.(*Pair).Either',
        '12 at main.(*Pair).Either < main.(*Pair).Either, disk: main.flushReport',
      ],
    ],
  ])('of goroutines are told for what they are: %s', async (name, expected) => {
    const [part] = (await parsedSample(`go-locks/${name}.goroutines.txt.gz`)).parts
    expect(drawn(gather(dumpsOf(part?.looks ?? [], 'go')).lockWaits)).toEqual(expected)
  })

  it('of Python name who holds the GIL and who waits for it, apart from locks of the program', async () => {
    const found = await waitsOf('py-spy-churn.native-6.txt')
    expect(found?.waits.map(({ how, lock, evidence }) => [how, lock, evidence])).toEqual([
      ['gil', 'GIL', 'printed-owner'],
    ])
    expect(found?.waits[0]?.waiters[0]?.site).toBe('threads.main.<locals>.burn')
    expect(found?.waits[0]?.owner.doing[0]).toMatchObject({ kind: 'cpu', name: 'threads.main.<locals>.burn' })
  })

  it('are a knot where two threads wait for each other, and only there', async () => {
    expect((await waitsOf('jdk17-deadlock.jstack.txt'))?.waits.map(({ knot }) => knot)).toEqual([true, true])
    expect((await waitsOf('jdk17-chain.jstack.txt'))?.waits.map(({ knot }) => knot)).toEqual([false, false])
  })

  it.each([
    ['jdk17-deadlock.jstack.txt', 'printed', ['4 in Threads.lambda$main$13', '1 in Threads.lambda$main$14']],
    ['jdk17-ring.jstack.txt', 'printed', ['3 in Ring.reserve', '1 in Ring.refund']],
    ['go-ring.debug2.txt', 'likely', ['4 in main.(*Shop).Refund', '4 in main.(*Shop).Reserve']],
  ])('are a deadlock where all of a ring wait at one instant: %s', async (name, known, held) => {
    const found = await waitsOf(name)
    const ring = (found?.waits ?? []).filter(({ deadlock }) => deadlock !== undefined)
    expect(ring.map(({ deadlock }) => deadlock)).toEqual([known, known])
    expect(ring.map(({ waitNs, holders }) => `${waitNs} in ${holders[0]?.site}`)).toEqual(held)
  })

  it.each(['jdk17-chain.jstack.txt', 'jdk17-sleep.jstack.txt', 'go-deadlock.debug2.txt', 'py-spy-log.native-6.txt'])(
    'are no deadlock where nobody is known to hold what its holder waits for: %s',
    async (name) => {
      const found = await waitsOf(name)
      expect(found?.waits.length).toBeGreaterThan(0)
      expect(found?.waits.filter(({ deadlock }) => deadlock !== undefined)).toEqual([])
    },
  )

  it.each([
    // Two transfers, each at the one's second lock, and ten that want the first of them.
    [
      ['pay:9 1', 'pay:9 2', ...Array.from({ length: 10 }, () => 'read:4 1')],
      ['11', '1'],
    ],
    // A lock each.
    [Array.from({ length: 8 }, (_, at) => `row:5 ${at}`), ['8 in 8']],
    [Array.from({ length: 8 }, () => 'row:5 7'), ['8']],
  ])('of Go are of one lock where they are for one object: %#', (texts, expected) => {
    const threads = texts.map((text, at): LookThread => {
      const [, site = '', line = '', id = ''] = /^(\w+):(\d+) (\d+)$/.exec(text) ?? []
      const waitsFor = { id: `0x${id}`, kind: 'sync.Mutex', site, line: Number(line) }
      return { ...(lookOf([`g-${at}: lock`]).threads[0] as LookThread), waitsFor }
    })
    const found = gather(dumpsOf([{ ...lookOf([]), threads }], 'go')).lockWaits
    expect(
      found?.waits.map(({ waitNs, instances }) => `${waitNs}${instances === undefined ? '' : ` in ${instances}`}`),
    ).toEqual(expected)
  })

  it('are a knot and no deadlock where two locks wait for each other in different looks', () => {
    const thread = (name: string, waitsFor: string, holds: string): LookThread => ({
      ...(lookOf([`${name}: lock`]).threads[0] as LookThread),
      waitsFor: { id: waitsFor, kind: 'Ledger', site: `take${waitsFor}` },
      holds: [{ lock: { id: holds, kind: 'Ledger', site: `take${holds}` }, evidence: 'printed' }],
    })
    const inTurn = [[thread('a', '1', '2')], [thread('b', '2', '1')]]
    const queue = (of: string): LookThread => ({ ...thread('c', of, 'none'), holds: [] })
    const looks = inTurn.map((threads, index) => ({
      ...lookOf([]),
      threads: [...threads, queue(index === 0 ? '2' : '1')],
    }))
    const found = gather(dumpsOf(looks, 'go')).lockWaits
    expect(found?.waits.map(({ knot }) => knot)).toEqual([true, true])
    expect(found?.waits.map(({ deadlock }) => deadlock)).toEqual([undefined, undefined])
  })

  it('say a ring by printed owners alone, where nobody looked for one', () => {
    const thread = (
      name: string,
      waitsFor: string,
      holds: string,
      evidence: 'printed' | 'inside-section',
    ): LookThread => ({
      ...(lookOf([`${name}: lock`]).threads[0] as LookThread),
      waitsFor: { id: waitsFor, kind: 'Ledger' },
      holds: [{ lock: { id: holds, kind: 'Ledger' }, evidence }],
    })
    const ring = (evidence: 'printed' | 'inside-section') =>
      gather(dumpsOf([{ ...lookOf([]), threads: [thread('a', '1', '2', evidence), thread('b', '2', '1', evidence)] }]))
        .looks?.deadlocks
    expect(ring('printed')).toEqual([['a', 'b']])
    expect(ring('inside-section')).toEqual([])
    // The runtime's own threads are in no queue of the program.
    const own = ['a', 'b'].map((name, at) => ({
      ...thread(name, `${1 + at}`, `${2 - at}`, 'printed'),
      role: 'runtime' as const,
    }))
    expect(gather(dumpsOf([{ ...lookOf([]), threads: own }])).lockWaits).toBeUndefined()
  })
})
