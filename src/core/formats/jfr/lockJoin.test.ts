import { describe, expect, it } from 'vitest'
import type { HolderDoingKind, LockWait } from '../../base/lockWaits.ts'
import { parsedSample, sampleJson } from '../../testing/samples.ts'
import { ms, plain, pooled, pools, read, stackField, threadField, ticks, types } from '../../testing/drawnShop.ts'
import { LockTally } from '../../base/lockTally.ts'
import { didAt } from '../did.ts'
import { joinLocks } from '../lockJoin.ts'
import { ThreadStretches, WaitColumns } from '../waitColumns.ts'
import type { DrawnChunk, DrawnTypes } from '../../testing/drawJfr.ts'

type Truth = Readonly<Record<'waited' | 'held' | 'disk' | 'network' | 'cpu' | 'inner' | 'sleep', number>> & {
  /** Nobody had the lock, though somebody waited for it: whoever is next had not run yet. */
  readonly free?: number
}

async function recorded(name: string): Promise<{ readonly waits: readonly LockWait[]; readonly truth: Truth }> {
  const { facts } = await parsedSample(`jfr/locks/${name}.jfr.gz`)
  return { waits: facts.lockWaits?.waits ?? [], truth: sampleJson(`jfr/locks/${name}.truth.json`) as Truth }
}

const shareOf = (wait: LockWait | undefined, kind: HolderDoingKind): number =>
  (wait?.owner.doing ?? []).reduce((sum, one) => sum + (one.kind === kind ? one.share : 0), 0)

describe('what holders of locks do, against the programs’ own timers', () => {
  it.each([
    ['disk', 'disk', 'LockTruth$Ledger', 'LockTruth$Ledger.append', 'previous-owner'],
    [
      'network',
      'network',
      'java.util.concurrent.locks.ReentrantLock$NonfairSync',
      'LockTruth$Quotes.question',
      'acquisition-order',
    ],
    [
      'fair',
      'network',
      'java.util.concurrent.locks.ReentrantLock$FairSync',
      'LockTruth$Quotes.question',
      'acquisition-order',
    ],
    ['cpu', 'cpu', 'LockTruth$Pricing', 'LockTruth$Pricing.compute', 'previous-owner'],
    // Nineteen threads for two CPUs: most of what could run did not.
    ['cpu-busy', 'cpu', 'LockTruth$Pricing', 'LockTruth$Pricing.compute', 'previous-owner'],
    // Who sleeps does so in the open; the same on JDK 25.
    ['sleep', 'sleep', 'LockTruth$Dozer', 'LockTruth$Dozer.doze', 'previous-owner'],
    ['sleep-25', 'sleep', 'LockTruth$Dozer', 'LockTruth$Dozer.doze', 'previous-owner'],
    ['disk-25', 'disk', 'LockTruth$Ledger', 'LockTruth$Ledger.append', 'previous-owner'],
    [
      'fair-25',
      'network',
      'java.util.concurrent.locks.ReentrantLock$FairSync',
      'LockTruth$Quotes.question',
      'acquisition-order',
    ],
  ] as const)(
    '%s: the share of %s is within 10 points, in the right function',
    async (name, kind, lock, site, evidence) => {
      const { waits, truth } = await recorded(name)
      const [wait] = waits
      expect(wait).toMatchObject({ lock, evidence, chain: [wait?.id], knot: false })
      expect(Math.abs((wait?.waitNs ?? 0) / truth.waited - 1)).toBeLessThan(0.02)
      expect(Math.abs(shareOf(wait, kind) - truth[kind] / (truth.held + (truth.free ?? 0)))).toBeLessThan(0.1)
      expect(wait?.owner.doing.find((one) => one.kind === kind)?.name).toBe(site)
    },
  )

  it.each([
    ['chain', ['restock', 'reserve']],
    ['chain-busy', ['restock', 'reserve']],
  ])('%s: a lock whose holder waits for a second one leads to what that one’s holder does', async (name, sites) => {
    const { waits, truth } = await recorded(name)
    const [orders, shelf] = waits
    expect(orders).toMatchObject({ lock: 'LockTruth$Orders', chain: [orders?.id, shelf?.id], knot: false })
    expect(Math.abs(shareOf(orders, 'lock') - truth.inner / (truth.held + (truth.free ?? 0)))).toBeLessThan(0.1)
    expect(shelf?.lock).toBe('LockTruth$Shelf')
    expect(shareOf(shelf, 'disk')).toBeGreaterThan(0.8)
    expect(shelf?.waiters.map(({ site }) => site)).toEqual(sites.map((site) => `LockTruth$Stock.${site}`))
  })

  it('a lock that goes from hand to hand has no single holder', async () => {
    const [baton] = (await recorded('relay')).waits
    expect(baton?.hands?.topThreadShare).toBeLessThan(0.3)
    expect(baton?.hands?.changes).toBeGreaterThan(1000)
    expect(baton?.hands?.meanHeldNs).toBeLessThan(5e6)
  })

  it('pools, conditions and monitors that are waited on for work are no locks', async () => {
    expect((await recorded('idle')).waits).toEqual([])
  })
})

const doing: DrawnTypes = {
  ...types,
  'jdk.JavaMonitorEnter': [
    ticks('startTime'),
    ticks('duration'),
    threadField('eventThread'),
    stackField,
    pooled('monitorClass', 'java.lang.Class'),
    threadField('previousOwner'),
    plain('address', 'long'),
  ],
  'jdk.ThreadPark': [
    ticks('startTime'),
    ticks('duration'),
    threadField('eventThread'),
    stackField,
    pooled('parkedClass', 'java.lang.Class'),
    plain('address', 'long'),
  ],
  'jdk.SocketRead': [ticks('startTime'), ticks('duration'), threadField('eventThread'), stackField],
  'jdk.GCPhasePause': [ticks('startTime'), ticks('duration')],
  'jdk.ThreadSleep': [ticks('startTime'), ticks('duration'), threadField('eventThread'), stackField],
}
const waitsIn = (events: DrawnChunk['events'], more: Partial<DrawnChunk> = {}): readonly LockWait[] =>
  read({ types: doing, durationMs: 3000, events, ...more }).facts.lockWaits?.waits ?? []
const doingLines = (wait: LockWait | undefined): readonly string[] =>
  (wait?.owner.doing ?? []).map(({ kind, name, share }) => `${kind} ${name} ${Math.round(100 * share)}`)

/** Thread 1 waits for the monitor of class 1 at 0xa from 100 to 500 ms; thread 2 let go of it. */
const enter = (fromMs: number, forMs: number, thread: number, owner: number, lock = 1, address = 0xa) =>
  ['jdk.JavaMonitorEnter', ms(fromMs), ms(forMs), thread, 1, lock, owner, address] as const

describe('a hold, split by what the holder did in it', () => {
  it('in this order: its own events, pauses of the collector, samples; the rest was not seen', () => {
    const [wait] = waitsIn([
      enter(100, 400, 1, 2),
      ['jdk.SocketRead', ms(50), ms(150), 2, 2],
      ['jdk.GCPhasePause', ms(180), ms(60)],
      ['jdk.ExecutionSample', ms(300), 2, 1, 1],
      ['jdk.ExecutionSample', ms(700), 2, 1, 1],
      ['jdk.ExecutionSample', ms(300), 1, 1, 1],
    ])
    // 100–200 socket, 200–240 pause, one sample of 20 ms at 300.
    expect(doingLines(wait)).toEqual(['unseen  60', 'network shop.Shop.serve 25', 'gc  10', 'cpu shop.Cart.total 5'])
    expect(wait?.hands).toEqual({ changes: 1, meanHeldNs: 400e6, topThreadShare: 1 })
  })

  it('weighs what it made all threads wait', () => {
    const threads = { 'java.lang.Thread': [...pools['java.lang.Thread']!, [3, 'third', 43, 'third', 8] as const] }
    const [wait] = waitsIn(
      [
        enter(0, 100, 1, 2),
        enter(0, 300, 3, 1),
        ['jdk.SocketRead', ms(0), ms(100), 2, 2],
        ['jdk.SocketRead', ms(100), ms(50), 1, 2],
      ],
      { pools: { ...pools, ...threads } },
    )
    // Two threads wait for 100 ms on thread 2, then one for 200 ms on thread 1, who reads for 50 of them.
    expect(wait?.waitNs).toBeCloseTo(400e6, -3)
    expect(doingLines(wait)).toEqual(['network shop.Shop.serve 63', 'unseen  38'])
  })

  it('says that locks wait for each other in turn', () => {
    const waits = waitsIn([enter(0, 500, 1, 2, 1, 0xa), enter(0, 490, 2, 1, 2, 0xb)])
    expect(waits.map(({ lock, knot }) => `${lock} ${knot}`)).toEqual(['shop.Shop true', 'shop.Cart true'])
  })

  it('knows no holder of permits of a semaphore, which is a pool and no lock', () => {
    const semaphore = {
      ...pools,
      'jdk.types.Symbol': [...pools['jdk.types.Symbol']!, [9, 'java/util/concurrent/Semaphore$NonfairSync'] as const],
      'java.lang.Class': [...pools['java.lang.Class']!, [6, 9, 0] as const],
    }
    const park = (fromMs: number, thread: number, lock: number) =>
      ['jdk.ThreadPark', ms(fromMs), ms(100), thread, 1, lock, 0xc] as const
    expect(waitsIn([park(0, 1, 6), park(50, 2, 6)], { pools: semaphore })).toEqual([])
    const [lock] = waitsIn([park(0, 1, 4), park(50, 2, 4)])
    expect(lock).toMatchObject({ holders: [{ site: 'shop.Cart.total' }], evidence: 'acquisition-order' })
  })

  it('is bounded where all events lie in all holds', () => {
    const waits = new WaitColumns()
    const events = new ThreadStretches()
    const many = 30_000
    for (let i = 0; i < many; i += 1) {
      waits.push(0, 1e9 + i * 1000, 1, 0, i, 0)
      events.push(i * 1000, i * 1000 + 500, 0, didAt('disk', 1))
    }
    const tally = new LockTally()
    const lock = tally.lock('monitor', 'shop.Ledger', '', 'shop.Ledger.post')
    tally.waited(lock, 'shop.Ledger.post', 1e9 * many)
    joinLocks(tally, {
      waits,
      ownersAt: 'end',
      events,
      samples: new ThreadStretches(),
      pauses: [],
      siteNames: ['shop.Ledger.post'],
      lockIds: new Int32Array(many).fill(lock),
      threadNames: ['owner', 'waiter'],
      placeName: () => 'write',
    })
    // Nine hundred million rows, of which the first few million are looked at: the rest was not seen, and is said to be so.
    const [unseen, disk] = tally.finish().waits[0]?.owner.doing ?? []
    expect([unseen?.kind, disk?.kind]).toEqual(['unseen', 'disk'])
    expect(disk?.share).toBeLessThan(0.02)
  })

  it('takes a thread that parks again at once for one that was woken in vain', () => {
    const symbols = [...pools['jdk.types.Symbol']!]
    const park = (fromMs: number, forMs: number, thread: number) =>
      ['jdk.ThreadPark', ms(fromMs), ms(forMs), thread, 1, 4, 0xc] as const
    const again = waitsIn([park(0, 50, 2), park(0, 100, 1), park(100.1, 99.9, 1)], {
      pools: { ...pools, 'jdk.types.Symbol': symbols },
    })
    expect(again[0]?.hands?.changes).toBe(1)
    const later = waitsIn([park(0, 50, 2), park(0, 100, 1), park(150, 50, 2), park(190, 60, 1)])
    expect(later[0]?.hands?.changes).toBe(3)
  })
})

/** With where the other end is, as the JDK writes it; the last column is a name. */
const sockets: DrawnTypes = {
  ...doing,
  'jdk.SocketRead': [
    ...doing['jdk.SocketRead']!,
    plain('host', 'java.lang.String'),
    plain('address', 'java.lang.String'),
    plain('port', 'int'),
  ],
}
const socketRead = (fromMs: number, forMs: number, host: string, address: string, port: number) =>
  ['jdk.SocketRead', ms(fromMs), ms(forMs), 2, 2, host, address, port] as const
const socketsIn = (...events: DrawnChunk['events']): ReturnType<typeof read>['facts'] =>
  read({ types: sockets, durationMs: 3000, events: [...events, ['jdk.ExecutionSample', ms(300), 1, 1, 1]] }).facts

describe('the other end of sockets', () => {
  const endsOf = ({ socketWaits = [] }: ReturnType<typeof read>['facts']) =>
    socketWaits.map(({ to, ns }) => [to.address, to.port, Math.round(ns / 1e6)])

  it('is kept as a number, never the name of the host', () => {
    const facts = socketsIn(
      socketRead(0, 400, 'db-7.secret.corp', '10.0.0.7', 5432),
      socketRead(500, 100, 'cache.secret.corp', 'fd00:0:0:0:0:0:0:7%eth0', 6379),
      socketRead(700, 50, 'x.secret.corp', 'x.secret.corp', 80),
      socketRead(800, 50, 'y.secret.corp', '', 80),
    )
    expect(endsOf(facts)).toEqual([
      ['10.0.0.7', 5432, 400],
      ['fd00:0:0:0:0:0:0:7', 6379, 100],
    ])
    expect(JSON.stringify(facts)).not.toMatch(/secret|eth0/)
    // All of it is I/O, whether its other end is known or not.
    expect((facts.typedWaits ?? []).reduce((sum, { ns }) => sum + ns, 0)).toBeCloseTo(600e6, -4)
  })

  it('of a machine with many ports is that machine: they are those of callers', () => {
    const facts = socketsIn(
      ...[50_001, 50_002, 50_003, 50_004].map((port, at) => socketRead(at * 100, 90, '', '10.0.0.9', port)),
      socketRead(500, 90, '', '10.0.0.7', 5432),
    )
    expect(endsOf(facts).filter(([address]) => address === '10.0.0.9')).toEqual(
      Array.from({ length: 4 }, () => ['10.0.0.9', undefined, 90]),
    )
    expect(endsOf(facts)).toContainEqual(['10.0.0.7', 5432, 90])
  })

  it('is not known of recordings that do not write it', () => {
    const { facts } = read({
      types: doing,
      durationMs: 3000,
      events: [
        ['jdk.SocketRead', ms(200), ms(300), 2, 2],
        ['jdk.ExecutionSample', ms(300), 1, 1, 1],
      ],
    })
    expect(facts.socketWaits).toBeUndefined()
  })
})

describe('what events say of threads off the CPU, waiting for locks or not', () => {
  it('is kept by kind and second, pauses of the collector as the time that they took', () => {
    const { facts } = read({
      types: doing,
      durationMs: 3000,
      events: [
        ['jdk.SocketRead', ms(200), ms(300), 2, 2],
        ['jdk.ThreadSleep', ms(900), ms(200), 1, 2],
        ['jdk.GCPhasePause', ms(500), ms(60)],
        ['jdk.ExecutionSample', ms(300), 1, 1, 1],
      ],
    })
    const fromMs = Math.min(...(facts.typedWaits ?? []).map(({ timeMs }) => timeMs))
    expect(
      (facts.typedWaits ?? []).map(({ timeMs, kind, ns }) => [timeMs - fromMs, kind, Math.round(ns / 1e6)]),
    ).toEqual([
      [0, 'io', 300],
      [0, 'sleep', 100],
      [1000, 'sleep', 100],
    ])
    expect((facts.stops ?? []).map(({ ns }) => Math.round(ns / 1e6))).toEqual([60])
    expect(facts.lockWaits).toBeUndefined()
  })
})
