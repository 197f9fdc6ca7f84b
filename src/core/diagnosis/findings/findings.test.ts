import { describe, expect, it } from 'vitest'
import type { LockWait } from '../../base/lockWaits.ts'
import { computedAtMost, heldLock, queueOf, readingOf, twoOfPython, ringOf } from '../../testing/drawnFindings.ts'
import { evidenceOf } from '../../testing/evidence.ts'
import { findingCases, postLine } from '../../testing/findingCases.ts'
import { fullPool } from '../../testing/shortCases.ts'
import { findingRows, findingsOf } from './findings.ts'

describe('the finding of a lock in dumps', () => {
  it('says who waits where, for what, and what the holder does', () => {
    const states = { lock: 30, running: 9.5, idle: 0.5 }
    const found = findingsOf(evidenceOf({ profiles: { looks: readingOf({ states }), lockWaits: queueOf(90) } }))
    expect(found.map(({ text }) => text)).toEqual([
      'On average of 3 looks 30 threads wait at com.example.Ledger.post for one com.example.Ledger: its holder waited for the disk in com.example.Journal.append. Buffer the write, or flush it outside the lock.',
      'In one look at 40 threads: 30 waiting for a lock, 9.5 running or ready to run and 0.5 parked for want of work.',
    ])
  })
})

describe('findings', () => {
  it('have a case each, and say where they come from and what would confirm them', () => {
    expect(Object.keys(findingCases).toSorted()).toEqual(findingRows.map((row) => row.id).toSorted())
    for (const row of findingRows) {
      expect(row.reference.length, row.id).toBeGreaterThan(10)
      expect(row.confirm.length, row.id).toBeGreaterThan(10)
      expect(row.threshold.length, row.id).toBeGreaterThan(10)
    }
  })

  it('do not say that a lock only changes hands where its holders sleep: whoever waited has it for a moment after', () => {
    const drawn = { signals: { lock_wait_pct: 40 }, profiles: heldLock(0.9, 1e6) }
    const ids = findingsOf(evidenceOf(drawn)).map(({ id }) => id)
    expect(ids).toContain('lock-holder')
    expect(ids).not.toContain('lock-changes-hands')
  })

  it('do not say that a writer waited for something unseen where it waited for its readers', () => {
    const ids = (more: Partial<LockWait>): readonly string[] =>
      findingsOf(evidenceOf({ signals: { lock_wait_pct: 40 }, profiles: computedAtMost(0.08, more) })).map(
        ({ id }) => id,
      )
    expect(ids({})).toContain('holder-hardly-computes')
    const readersBefore = { site: 'main.Export', writer: 'main.Set', waitNs: 20e9, ofTime: 0.7 }
    expect(ids({ readersBefore })).not.toContain('holder-hardly-computes')
  })

  it('call a deadlock likely where no dump prints who holds what, and only there', () => {
    const told = (deadlocks: readonly string[][], deadlock: 'printed' | 'likely'): readonly string[] =>
      findingsOf(evidenceOf({ profiles: { looks: readingOf({ deadlocks }), lockWaits: ringOf(deadlock) } })).map(
        ({ text }) => text,
      )
    expect(told([], 'likely')).toContainEqual(expect.stringMatching(/^Most likely a deadlock: .* wait for each other/))
    expect(told([['a', 'b']], 'printed')).toContainEqual(expect.stringMatching(/^Deadlock: a and b wait/))
    const asleep = findingsOf(evidenceOf({ profiles: { looks: readingOf({ standstill: 'asleep' }) } }))
    expect(asleep.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^Deadlock: Go found all goroutines asleep/),
    )
    expect(told([], 'printed')).not.toContainEqual(expect.stringMatching(/deadlock/i))
  })

  it('say where threads stand of whom nothing else is known, and call it no lock', () => {
    const looks = readingOf({ lines: [postLine, { name: 'book.read', line: 9, threads: 8, areSame: false }] })
    const found = findingsOf(evidenceOf({ profiles: { looks } })).find(({ id }) => id === 'line-in-dumps')
    expect(found?.text).toBe(
      'At that instant 30 of 40 threads stand at book.post, line 17, and one further on in book.send, as in a lock taken there; 8 at book.read, line 9: without native frames nothing says what these lines wait for.',
    )
  })

  it.each([
    [
      fullPool,
      '60 threads wait for the result of a task, and none of the 4 like pool-1-thread-2 is free: 4 waiting for bytes in Stock.ask. That is no lock: see what takes them so long, before the pool is made larger.',
    ],
    [
      { ...fullPool, threads: 1, there: 1, asksItself: true },
      '60 threads wait for the result of a task, and the one that runs them, pool-1-thread-2, is not free: it waits for such results itself. Where those are of the same pool, nobody is left to make them: give the inner tasks another pool.',
    ],
  ])('say of a pool without a free thread where its threads stand: %j', (pool, said) => {
    const found = findingsOf(evidenceOf({ profiles: { looks: readingOf({ fullPool: pool }) } }))
    expect(found.find(({ id }) => id === 'threads-all-busy')?.text).toBe(said)
  })

  const asks = { site: 'shop.ask', state: 'io', seen: 1 } as const
  const sleeps = { site: 'shop.tick', state: 'sleep', seen: 1 } as const
  it.each([
    [1, 1, [asks], 'The only thread stands in shop.ask, waiting for bytes.'],
    [2, 1, [{ ...asks, seen: 2 }], 'Both threads stand in shop.ask, waiting for bytes.'],
    [1, 3, [{ ...asks, seen: 3 }], 'The only thread stood in shop.ask, waiting for bytes, in all 3 looks.'],
    [
      2,
      1,
      [asks, sleeps],
      'Of two threads one stands in shop.ask (waiting for bytes) and one stands in shop.tick (asleep).',
    ],
    [
      1,
      3,
      [{ ...asks, seen: 2 }, sleeps],
      'In 3 looks the only thread was in shop.ask (waiting for bytes, 2 of 3 times) and in shop.tick (asleep, 1 of 3 times).',
    ],
  ])('say where each thread of %d stands in %d looks', (threads, looks, places, said) => {
    const nine = { threads, waiting: 0, unknown: 0, running: 0, parked: 0, maybeParked: 0 }
    const reading = readingOf({ few: { threads, places }, looks: Array.from({ length: looks }, () => nine) })
    const found = findingsOf(evidenceOf({ profiles: { looks: reading } }))
    expect(found.find(({ id }) => id === 'few-in-dumps')?.text).toBe(said)
  })

  it.each([
    [{}, {}, 'for one sync.Mutex; who holds it does not show.'],
    [
      { standstill: 'is-none' as const, longestWaitMs: 420_000 },
      {},
      'for one sync.Mutex, the longest for 7 minutes; who holds it does not show, and no other goroutine in it could give it back: most likely a deadlock, or a lock that was never unlocked.',
    ],
    [
      { standstill: 'waits' as const },
      {},
      'for one sync.Mutex; who holds it does not show, but no goroutine runs: it waits itself, for another lock or to be told something.',
    ],
    [{ owners: 'printed' as const }, {}, 'for one sync.Mutex; no thread in the dump has it.'],
    [
      { owners: 'printed' as const, neverRan: { threads: 9, seconds: 8 }, states: { lock: 9 } },
      {},
      'for one sync.Mutex; no thread in the dump has it, and none of them ran in the 8 s between the dumps: nobody gave it back.',
    ],
    [
      twoOfPython({ lock: 8, condition: 1 }),
      {},
      'for one sync.Mutex; who holds it does not show, and in none of the 2 looks any thread of the process ran.',
    ],
    [twoOfPython({ lock: 8, running: 1 }), {}, 'for one sync.Mutex; who holds it does not show.'],
    // One of them ran: it goes from hand to hand.
    [
      { neverRan: { threads: 8, seconds: 8 }, states: { lock: 9 } },
      {},
      'for one sync.Mutex; who holds it does not show.',
    ],
    [{}, { instances: 8 }, 'for 8 locks, each a sync.Mutex; who holds it does not show.'],
    [{}, { instances: 8, how: 'native' as const }, 'for 8 locks, each a sync.Mutex; who holds it does not show.'],
    // Without an address nobody knows of how many.
    [{}, { lock: 'lock', how: 'native' as const }, 'for a lock; who holds it does not show.'],
    // A JVM moves its objects: two addresses may be one lock.
    [{}, { instances: 8, how: 'park' as const }, 'for one sync.Mutex; who holds it does not show.'],
  ])('say of a lock without a holder what dumps know of it: %j %j', (reading, wait, said) => {
    const queue = queueOf(90)
    const waits = queue.waits.map((one) => ({
      ...one,
      how: 'mutex' as const,
      lock: 'sync.Mutex',
      ...wait,
      holders: [],
      owner: { doing: [] },
    }))
    const found = findingsOf(evidenceOf({ profiles: { looks: readingOf(reading), lockWaits: { ...queue, waits } } }))
    expect(found.find(({ id }) => id === 'lock-in-dumps')?.text.slice(-said.length)).toBe(said)
  })

  it('say of a collector that is only bounded “at least”, and nothing where the verdict is about it', () => {
    const said = (drawn: Parameters<typeof evidenceOf>[0]): string | undefined =>
      findingsOf(evidenceOf(drawn)).find(({ id }) => id === 'collector-in-quiet')?.text
    const quiet = { cpu_user_pct: 12, lock_wait_pct: 2, live_heap_slope_mb_h: 0 }
    expect(said({ signals: { ...quiet, cpu_alloc_pct: { range: { low: 55 } } } })).toBe(
      'Of the CPU in use (12 % of what there is) allocator and collector have at least 55 %.',
    )
    expect(
      said({ signals: { ...quiet, cpu_alloc_pct: 55, alloc_rate_mb_s: 5 }, profiles: { runtime: 'jvm' } }),
    ).toMatch(/collector have 55 %, though only 5\.0 MB\/s are allocated: its log says why it collects/)
    expect(said({ signals: { ...quiet, cpu_alloc_pct: { range: { high: 90 } } } })).toBeUndefined()
    // The CPU is at most so much.
    const atMost = { ...quiet, cpu_user_pct: { value: 12, low: 12, high: 12, bound: 'upper' as const } }
    expect(said({ signals: { ...atMost, cpu_alloc_pct: 55 } })).toBeUndefined()
    expect(said({ signals: { ...quiet, cpu_alloc_pct: 55, alloc_rate_mb_s: 300 } })).toBeUndefined()
  })

  describe.each(Object.entries(findingCases))('%s', (id, { fires, doesNot }) => {
    it('fires', () => {
      const finding = findingsOf(evidenceOf(fires)).find((found) => found.id === id)
      expect(finding?.text).toMatch(/\.$/)
      expect([...(finding?.evidence ?? []), ...(finding?.points ?? [])].length).toBeGreaterThan(0)
    })

    it('does not fire next to it, nor on nothing', () => {
      expect(findingsOf(evidenceOf(doesNot)).map((found) => found.id)).not.toContain(id)
      expect(findingsOf(evidenceOf({}))).toEqual([])
    })
  })
})
