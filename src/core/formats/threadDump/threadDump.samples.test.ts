import { describe, expect, it } from 'vitest'
import type { LookState, ThreadLook } from '../../base/looks.ts'
import { parsedSample } from '../../testing/samples.ts'

async function looksOf(name: string): Promise<readonly ThreadLook[]> {
  const [part] = (await parsedSample(`thread-dumps/${name}.gz`)).parts
  return part?.looks ?? []
}

/** Application threads by state, of one look. */
function states(look: ThreadLook | undefined): Partial<Record<LookState, number>> {
  const counts: Partial<Record<LookState, number>> = {}
  for (const { role, state, count = 1 } of look?.threads ?? [])
    if (role === 'application') counts[state] = (counts[state] ?? 0) + count
  return counts
}

/** `holder: lock, doing`, of threads that hold something. */
function holders(look: ThreadLook | undefined): string[] {
  return (look?.threads ?? []).flatMap(({ name, id, role, holds, doing }) =>
    role !== 'application' || holds.length === 0
      ? []
      : [
          `${name === '' ? id : name} holds ${holds.map(({ lock, evidence }) => `${lock.kind} (${evidence})`).join(', ')}, ${doing.kind}: ${doing.name}`,
        ],
  )
}

describe('who waits, in dumps of programs whose situation is known', () => {
  it.each<[name: string, states: Partial<Record<LookState, number>>]>([
    ['jdk17-sleep.jstack.txt', { lock: 10, sleep: 3, idle: 20 }],
    ['jdk17-chain.jstack.txt', { lock: 9, io: 1, sleep: 1 }],
    ['jdk17-deadlock.jstack.txt', { lock: 5, sleep: 5 }],
    ['jdk25-reentrant.print-l.txt', { lock: 9, io: 1, sleep: 3 }],
    ['jdk25-virtual.dump.txt', { lock: 16, sleep: 8, idle: 3 }],
    ['jdk25-virtual.dump.json', { lock: 16, sleep: 8, idle: 3 }],
    ['gdb-lock.txt', { lock: 9, sleep: 1, condition: 1 }],
    ['gdb-rwlock.txt', { lock: 3, sleep: 6, condition: 1 }],
    // The goroutine that net/http starts with the request for the dump is nobody’s work; in text it has an address and no name.
    ['go-lock.debug2.txt', { lock: 19, sleep: 6, idle: 2 }],
    ['go-rwlock.debug2.txt', { lock: 11, sleep: 1, idle: 2 }],
    ['go-labels.debug2.txt', { lock: 11, sleep: 1, idle: 2 }],
    ['go-labels.debug1.txt', { lock: 11, sleep: 1, idle: 2 }],
    ['py-spy-with.native-6.txt', { lock: 8, sleep: 3 }],
    ['py-spy-explicit.native-6.txt', { lock: 9, sleep: 2 }],
  ])('%s', async (name, expected) => {
    const looks = await looksOf(name)
    expect(states(looks[1] ?? looks[0])).toEqual(expected)
  })
})

describe('nobody waits for a lock in dumps of', () => {
  it.each([
    ['jdk17-semaphore.jstack.txt', 'pool'],
    ['jdk17-idle.jstack.txt', 'idle'],
    ['jdk17-io.jstack.txt', 'io'],
    ['jdk17-conditions.jstack.txt', 'condition'],
    ['gdb-idle.txt', 'condition'],
    ['gdb-io.txt', 'io'],
    ['gdb-cpu.txt', 'running'],
    ['go-idle.debug2.txt', 'idle'],
    ['go-io.debug2.txt', 'io'],
    ['go-conditions.debug2.txt', 'condition'],
    ['go-cpu.debug2.txt', 'running'],
    ['py-spy-idle.dumps-12.txt', 'idle'],
    ['py-spy-idle.native-6.txt', 'idle'],
    ['py-spy-io.dumps-12.txt', 'unknown'],
    ['py-spy-sleep.dumps-12.txt', 'unknown'],
    ['py-spy-conditions.dumps-12.txt', 'condition'],
    ['py-spy-churn.dumps-12.txt', 'unknown'],
  ] as const)('%s, of which most are %s', async (name, most) => {
    const looks = await looksOf(name)
    const totals: Partial<Record<LookState, number>> = {}
    for (const look of looks)
      for (const [state, count] of Object.entries(states(look)) as [LookState, number][])
        totals[state] = (totals[state] ?? 0) + count
    expect(totals.lock ?? 0).toBe(0)
    const [first] = Object.entries(totals).toSorted((a, b) => b[1] - a[1])
    expect(first?.[0]).toBe(most)
  })
})

describe('who holds it', () => {
  it.each([
    ['jdk17-sleep.jstack.txt', ['desk-2 holds Threads$Ledger (printed), sleep: Threads.hold']],
    [
      'jdk17-chain.jstack.txt',
      [
        'inner-0 holds java.lang.Object (printed), disk: Threads$Flusher.flush',
        'outer-6 holds java.lang.Object (printed), lock: Threads.lambda$main$20',
      ],
    ],
    [
      'jdk25-reentrant.print-l.txt',
      ['desk-3 holds java.util.concurrent.locks.ReentrantLock$NonfairSync (printed), disk: Threads$Flusher.flush'],
    ],
    ['jdk25-virtual.dump.json', ['monitor-1 holds Threads$Ledger (printed), sleep: Threads.hold']],
    ['go-lock.debug2.txt', ['25 holds sync.Mutex (inside-section), sleep: main.(*Book).appendAudit']],
    ['gdb-rwlock.txt', []],
    // Without -l, who owns a ReentrantLock is said of a deadlock alone, below the stacks.
    [
      'jdk17-ring.jstack.txt',
      [
        'reserve-1 holds java.util.concurrent.locks.ReentrantLock$NonfairSync (printed), lock: Ring.reserve',
        'refund-1 holds java.util.concurrent.locks.ReentrantLock$NonfairSync (printed), lock: Ring.refund',
      ],
    ],
    ['py-spy-with.native-6.txt', ['worker-2 holds lock (inside-section), sleep: threads.Book.append']],
  ])('%s', async (name, expected) => {
    const looks = await looksOf(name)
    expect(holders(looks[1] ?? looks[0])).toEqual(expected)
  })

  it('is a ring of threads, where the dump says so', async () => {
    const [look] = await looksOf('jdk17-deadlock.jstack.txt')
    expect(look?.deadlocks).toEqual([['debit-first-0', 'credit-first-0']])
  })
})

describe('what else a dump gives', () => {
  it('counts each dump of a file as a look of its own, with the CPU of every thread and of the collector', async () => {
    const looks = await looksOf('jdk17-cpu.jstack-5.txt')
    expect(looks).toHaveLength(5)
    const ages = looks.map(({ uptimeMs = 0 }) => uptimeMs)
    expect(ages).toEqual(ages.toSorted((a, b) => a - b))
    const collecting = looks[0]?.threads.filter(({ role }) => role === 'collector') ?? []
    expect(collecting.map(({ name }) => name)).toContain('GC Thread#0')
    expect(collecting.every(({ cpuNs }) => cpuNs !== undefined)).toBe(true)
  })

  it('says when threads are missing from it', async () => {
    expect((await looksOf('jdk25-virtual.print-l.txt'))[0]?.misses).toBe('virtual-threads')
    expect((await looksOf('jdk25-virtual.dump.txt'))[0]?.misses).toBeUndefined()
    expect((await looksOf('jdk25-reentrant.print-l.txt'))[0]?.misses).toBeUndefined()
  })

  it('keeps labels of goroutines out, with every goroutine in', async () => {
    const [part] = (await parsedSample('thread-dumps/go-labels.debug2.txt.gz')).parts
    const text = JSON.stringify([part?.profile.labelSets, part?.profile.strings, part?.looks])
    expect(text).not.toMatch(/t-17|secret-tenant|pay]now|tenant/)
    expect(part?.looks?.[0]?.threads).toHaveLength(16)
  })
})
