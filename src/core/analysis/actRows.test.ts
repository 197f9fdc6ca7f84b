import { describe, expect, it, test } from 'vitest'
import { type Drawn, drawnView } from '../testing/evidence.ts'
import { readingOf } from '../testing/drawnFindings.ts'
import { fullPool } from '../testing/shortCases.ts'
import { calm, contention, held, leakWith, lockText, queue, told, wait } from '../testing/drawnWaits.ts'
import { actRows } from './actRows.ts'

/** What each row of the table says, and a window in which it is the one that speaks. */
const spoken: Readonly<Record<string, readonly [Drawn, string]>> = {
  logging: [
    {
      signals: queue,
      views: { lock: 'views.pay\nlogging.Handler.handle\nLock.acquire\n900' },
      profiles: { runtime: 'cpython' },
    },
    'Raise the log level for a minute: if the waits vanish, log asynchronously or to a buffer.',
  ],
  holder: [
    contention(held(wait({}))),
    'Buffer what audit.Append writes, or let it flush outside the lock that a.io/tickets.Reserve waits for.',
  ],
  'changes-hands': [
    contention(
      held(
        wait({
          owner: { doing: [{ kind: 'unseen', name: '', share: 1 }] },
          hands: { changes: 5000, meanHeldNs: 1e6, topThreadShare: 0.05 },
        }),
      ),
    ),
    'Enter a.io/tickets.Reserve less often or split its lock: nobody holds it for long.',
  ],
  'holder-of-largest': [
    contention(
      held(
        wait({ waitNs: 400e9 }),
        wait({
          id: 2,
          lock: 'sync.Mutex',
          waitNs: 350e9,
          waiters: [{ site: 'b.io/stock.Take', ns: 350e9 }],
          chain: [2],
        }),
      ),
    ),
    'Begin with the largest of several (43 % of all waiting for locks): buffer what audit.Append writes, or let it flush outside the lock that a.io/tickets.Reserve waits for.',
  ],
  'holder-place': [
    contention(held(wait({ owner: { doing: [{ kind: 'unseen', name: 'audit.sync', share: 0.9 }] } })), {
      profiles: { runtime: 'cpython' },
    }),
    'See what audit.sync does while it holds the lock of a.io/tickets.Reserve: it computes, or it is in a call such as a flush.',
  ],
  'readers-before': [
    contention(
      held(
        wait({
          evidence: 'holder-profile',
          owner: { doing: [] },
          letGoLast: true,
          readersBefore: { site: 'routes.Export', writer: 'routes.Announce', waitNs: 28e9, ofTime: 0.93 },
        }),
      ),
    ),
    'Read what routes.Export does before it unlocks: 93 % of the time routes.Announce waited for it or another reader, and all others behind routes.Announce.',
  ],
  'holder-calls': [
    contention(
      held(
        wait({
          evidence: 'holder-profile',
          hands: { changes: 9000, meanHeldNs: 2e6, isMost: true },
          owner: {
            doing: [{ kind: 'unseen', name: '', share: 1 }],
            cpuAtMost: 0.08,
            calls: [{ kind: 'network', name: 'journal.replicate' }],
          },
        }),
      ),
    ),
    'Read what a.io/tickets.Reserve waits for before it unlocks (it computes for at most 8.0 % of the wait; journal.replicate uses the network), and move that out of the lock.',
  ],
  'diluted-held': [
    {
      signals: {
        ...calm,
        lock_wait_pct: {
          value: 9,
          companions: [
            { id: 'average_waiters', value: 7 },
            { id: 'contention_ratio', value: 98 },
          ],
        },
      },
      views: { lock: lockText },
      profiles: { lockWaits: held(wait({})) },
    },
    'Buffer what audit.Append writes, or let it flush outside the lock that a.io/tickets.Reserve waits for.',
  ],
  'held-by': [
    contention(undefined, {
      views: {
        lock: drawnView('lock', lockText, {
          cautions: [{ id: 'held-by', holders: [{ name: 'journal.Write', share: 0.9 }] }],
        }),
      },
    }),
    'Read what journal.Write does before it unlocks (it holds the lock in 90 % of the wait), and move that out of the lock.',
  ],
  'find-holder': [
    contention(),
    'Find who holds the lock that a.io/tickets.Reserve waits for: take three dumps of all goroutines; the holder stands inside it.',
  ],
  pool: [
    {
      signals: { ...calm, cpu_user_pct: 82, cpu_alloc_pct: 40, alloc_rate_mb_s: 200 },
      views: { heap_alloc: 'http.serve  http.serve\na.io/wire.Marshal  strings.Clone\n80  20' },
    },
    'Reuse what a.io/wire.Marshal allocates (80 % of all bytes) on one instance, and compare both windows.',
  ],
  'keep-less': [
    {
      signals: { ...calm, live_heap_slope_mb_h: 400 },
      views: { heap_live: 'http.serve  http.serve\nquotes.render  rules.load\n80  20' },
    },
    'Find the cache, map or list that keeps what quotes.render makes: is its limit unset or zero? Restart before memory runs out.',
  ],
  'free-goroutines': [
    leakWith(26_000_000, 4_000_000),
    'Let the 400 goroutines go on that stand at main.fetchPrice (chan send) for ever: they keep up to 87 % of the heap, and no cache does. Restart before memory runs out.',
  ],
  'slow-finalizer': [
    {
      signals: { ...calm, live_heap_slope_mb_h: 400 },
      views: { heap_live: 'main  main\nmain.openHandle  cache.get\n26000000  4000000' },
      profiles: {
        runtime: 'go',
        looks: readingOf({ finalizer: { site: 'main.openHandle.func1', looks: 3 } }),
      },
    },
    'See why main.openHandle.func1 takes so long: it is a finalizer, they run one after the other, and what waits for one is not freed. Restart before memory runs out.',
  ],
  'end-goroutines': [
    {
      signals: { ...calm, live_heap_slope_mb_h: 400 },
      views: { heap_live: 'main  main\nmain.quote.func1  cache.get\n26000000  4000000' },
      profiles: {
        runtime: 'go',
        looks: readingOf({
          crowd: { site: 'main.quote.func1', state: 'condition', byLook: [300, 340, 390], all: 350 },
        }),
      },
    },
    'See why the goroutines in main.quote.func1 never end: they became more (300 to 390), and what grows is made there. Restart before memory runs out.',
  ],
  shed: [
    { signals: { ...queue, cpu_user_pct: 84, alloc_rate_mb_s: 240 }, views: { lock: lockText } },
    'Limit requests and retries in front of it now; what cannot be passed any faster is a.io/tickets.Reserve.',
  ],
  'hot-function': [
    {
      signals: { ...calm, cpu_user_pct: 84 },
      views: { cpu: 'http.serve  http.serve\na.io/rsa.Verify  ledger.Post\n80  20' },
    },
    'Ask whether a.io/rsa.Verify (80 % of CPU) must run so often: cache its result or call it less.',
  ],
  'leaked-goroutines': [
    {
      profiles: {
        leakedGoroutines: {
          count: 400,
          sites: [{ site: 'main.fetchPrice', waits: 'chan send', begunBy: 'main.price', count: 400 }],
        },
      },
    },
    'Let the goroutines end that stand at main.fetchPrice: begin with what main.price does when nobody waits for them any more.',
  ],
  'threads-all-busy': [
    { signals: { cpu_user_pct: 5 }, profiles: { runtime: 'jvm', looks: readingOf({ runtime: 'jvm', fullPool }) } },
    'See what takes Stock.ask so long: no thread of its pool is free. Give it a time limit before the pool is made larger.',
  ],
  'loop-in-call': [
    {
      signals: { cpu_user_pct: 5 },
      profiles: { runtime: 'cpython', looks: readingOf({ heldLoop: { site: 'shop.ask', state: 'io', looks: 1 } }) },
    },
    'Let shop.ask not wait on the event loop: call it with asyncio.to_thread, or await a client that does not block.',
  ],
  'lone-thread': [
    {
      signals: { cpu_user_pct: 2 },
      profiles: {
        runtime: 'cpython',
        looks: readingOf({ few: { threads: 1, places: [{ site: 'shop.ask', state: 'io', seen: 1 }] } }),
      },
    },
    'Take another dump: if it still stands in shop.ask, see what that waits for outside the process.',
  ],
  'names-looked-up': [
    { signals: calm, profiles: { looks: readingOf({ lookups: 30 }) } },
    'Time a lookup where the process runs, and read its /etc/resolv.conf: servers, search and ndots.',
  ],
  'pool-used-up': [
    {
      signals: { cpu_user_pct: 5 },
      profiles: { looks: readingOf({ runtime: 'jvm', states: { pool: 21, idle: 13 } }) },
    },
    'See in dumps what those do who have a connection or a permit of the pool, and limit that, before the pool is made larger.',
  ],
  'look-outside': [
    { signals: calm, profiles: { otherWaits: [{ kind: 'chan', ns: 53_504e9 }] } },
    'If it is slow, look outside these profiles: database, network, CPU limits (seen waiting for channels: 53,504 s).',
  ],
  decides: [{ signals: { cpu_user_pct: 5 } }, 'Draw it'],
  'held-leading': [
    {
      signals: { ...calm, lock_wait_pct: 45 },
      views: { lock: lockText },
      profiles: { lockWaits: held(wait({})) },
    },
    'Buffer what audit.Append writes, or let it flush outside the lock that a.io/tickets.Reserve waits for.',
  ],
  'compare-leading': [
    {
      signals: { ...calm, cpu_user_pct: 45 },
      views: { cpu: 'http.serve  http.serve\npricing.applies  wire.read\n80  20' },
    },
    'Compare with a window from before it got slow: is pricing.applies new or larger?',
  ],
}

describe('the rows of acts', () => {
  test.each(Object.entries(spoken))('%s', (_, [drawn, text]) => {
    expect(told(drawn).next).toBe(text)
  })

  it('has a window for each row that is not the last resort of its pattern or told by another test', () => {
    const elsewhere = [
      'stopped-loop',
      'unnamed-lines',
      'heap-full',
      'deadlock',
      'deadlock-seen',
      'spin',
      'longer',
      'diluted',
      'compare',
    ]
    expect(actRows.map(({ id }) => id).filter((id) => !elsewhere.includes(id) && spoken[id] === undefined)).toEqual([])
  })

  it('acts on the holder before it asks for a longer window, and after it has asked for what was not measured', () => {
    const order = actRows.map(({ id }) => id)
    const near = ['decides', 'held-leading', 'longer']
    expect(near.map((id) => order.indexOf(id)).toSorted((one, other) => one - other)).toEqual(
      near.map((id) => order.indexOf(id)),
    )
  })
})
