import { describe, expect, it } from 'vitest'
import { deriveSignals } from '../signals/derive.ts'
import { drawTree } from '../testing/drawTree.ts'
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import type { Capture } from './capture.ts'
import { atSecond, captureOf, pySpyWall } from '../testing/captures.ts'
import { blockText, delay, gather, view } from '../testing/gathered.ts'

describe('lock waits of Go', () => {
  const block = (until: number, lock: number, chan: number): Capture =>
    captureOf({
      kind: 'block',
      covers: 'cumulative',
      from: -100,
      until,
      text: blockText(lock, chan),
      valueType: delay,
      runtime: 'go',
    })

  it('subtracts two block profiles, keeps lock frames and shows parking beside them', () => {
    const profiles = gather([block(0, 1e9, 100e9), block(60, 31e9, 160e9)])
    const lock = view(profiles, 'lock')
    expect(drawTree(lock.tree)).toBe(
      'main 30000000000 0\n  book.Add 30000000000 0\n    sync.(*Mutex).Lock 30000000000 30000000000',
    )
    expect(lock.lockSide).toBe('waiter')
    expect(lock.leftOut).toEqual([{ id: 'parking', waits: ['chan'], amount: 60e9 }])
    expect(profiles.otherWaits).toEqual([{ kind: 'chan', ns: 60e9 }])
  })

  it('counts contentions, whole and at least one, beside a wait that is dwarfed by parking; they are not tested', () => {
    const at = (until: number, lock: readonly [number, number]): Capture => {
      const builder = new ProfileBuilder([{ type: 'contentions', unit: 'count' }, delay])
      const rows = [
        ['sync.(*Mutex).Lock', lock],
        ['runtime.chanrecv1', [4, 900e9 + until]],
      ] as const
      for (const [leaf, [count, ns]] of rows) {
        const stack = builder.stackFromRoot(['main', leaf].map((name) => builder.frame(name)))
        builder.setValue(builder.sample(stack, count), 1, ns)
      }
      const periodType = { type: 'contentions', unit: 'count' }
      const profile = builder.finish({ format: 'pprof', runtime: 'go', period: 1, periodType })
      const drawn = captureOf({ kind: 'block', covers: 'cumulative', from: -100, until, text: blockText(1, 1) })
      return { ...drawn, profile }
    }
    const lock = view(gather([at(0, [10, 5e3]), at(60, [13, 8e3])]), 'lock')
    expect([lock.samples, lock.testable]).toEqual([3, false])
    expect([...lock.tree.totalSamples]).toEqual([3, 3, 3])
    // Its count was scaled away, the wait was not.
    expect(view(gather([at(0, [10, 5e3]), at(60, [10, 8e3])]), 'lock').samples).toBe(1)
  })

  it('takes a mutex profile that was served empty, and looks like a block profile, for no restart between two of those', () => {
    const served = (until: number): Capture => ({
      ...block(until, 0, 0),
      profile: new ProfileBuilder([{ type: 'contentions', unit: 'count' }, delay]).finish({ format: 'pprof' }),
      hash: `empty-${until}`,
    })
    const lock = view(gather([block(0, 1e9, 100e9), served(1), served(59), block(60, 31e9, 160e9)]), 'lock')
    expect(lock.cautions.map(({ id }) => id)).not.toContain('restarted')
    // Not 31 s: since the start.
    expect([lock.total, lock.coveredSeconds]).toEqual([30e9, 60])
    const { lock: off } = gather([served(0), served(60)]).views
    expect(off.state).toBe('absent')
  })

  it('measures zero when only parking was recorded: idle workers are not contention', () => {
    const lock = view(gather([block(0, 0, 100e9), block(60, 0, 400e9)]), 'lock')
    expect(lock.total).toBe(0)
    expect(lock.coveredSeconds).toBe(60)
  })

  it('takes the wait from block and names the holder from mutex', () => {
    const mutex = (until: number, value: number): Capture =>
      captureOf({
        kind: 'lock',
        covers: 'cumulative',
        from: -100,
        until,
        valueType: delay,
        runtime: 'go',
        text: `
          main
          journal.Flush
          sync.(*Mutex).Unlock
          ${value}
        `,
      })
    const profiles = gather([mutex(0, 0), mutex(60, 9e9), block(0, 0, 0), block(60, 30e9, 0)])
    expect(view(profiles, 'lock').total).toBe(30e9)
    expect(profiles.heldBy).toEqual([{ name: 'journal.Flush', share: 1 }])
    expect(view(profiles, 'lock').cautions).toContainEqual({
      id: 'held-by',
      holders: [{ name: 'journal.Flush', share: 1 }],
    })
    const alone = view(gather([mutex(0, 0), mutex(60, 9e9)]), 'lock')
    expect(alone.lockSide).toBe('holder')
    expect(alone.cautions).toContainEqual({ id: 'holders' })
  })

  it('says "off" for a profile without a single record, which is not "no contention"', () => {
    const empty = captureOf({
      kind: 'block',
      covers: 'cumulative',
      from: -100,
      until: 30,
      text: '',
      valueType: delay,
      runtime: 'go',
    })
    const absent = gather([empty]).views.lock
    expect(absent).toMatchObject({ state: 'absent', reason: 'off' })
    expect(absent).toMatchObject({ why: { id: 'served-empty' }, next: { id: 'record', kind: 'lock', runtime: 'go' } })
  })

  it('reads WaitGroup.Wait on the shared semaphore as waiting for others, not for a lock', () => {
    const join = captureOf({
      kind: 'block',
      from: 0,
      until: 60,
      valueType: delay,
      runtime: 'go',
      text: `
        main                      main
        fan                       book.Add
        sync.(*WaitGroup).Wait    sync.(*RWMutex).RLock
        sync.runtime_Semacquire   sync.runtime_SemacquireRWMutexR
        7                         3
      `,
    })
    const profiles = gather([join])
    expect(view(profiles, 'lock').total).toBe(3)
    expect(profiles.otherWaits).toEqual([{ kind: 'join', ns: 7 }])
  })

  it('does not call it running that a Java thread stands still in the kernel right below a method: a monitor, perhaps', () => {
    const wall = (leaf: string) =>
      captureOf({
        kind: 'wall',
        from: 0,
        until: 60,
        valueType: { type: 'wall', unit: 'nanoseconds' },
        runtime: 'jvm',
        text: `
          main                            main                      main
          shop.Shop.price                 shop.Shop.take            shop.Shop.work
          ${leaf.padEnd(30)}  java.lang.Object.wait     shop.Shop.add
          70                              20                        10
        `,
      })
    const seen = gather([wall('__futex_abstimed_wait_common')])
    expect(seen.otherWaits).toEqual([{ kind: 'cond', ns: 20 }])
    expect(view(seen, 'lock').leftOut).toContainEqual({ id: 'unnamed-waits', amount: 70 })
    const { lock_wait_pct: bounded } = deriveSignals(seen, { facts: [], settings: {} })
    expect(bounded).toMatchObject({ state: 'present', value: 0, bound: 'lower', unended: 70 })
    // Whoever computes stands in no wait.
    const computing = gather([wall('shop.Shop.futexWaiters')])
    expect(view(computing, 'lock').leftOut.map(({ id }) => id)).not.toContain('unnamed-waits')
    expect(deriveSignals(computing, { facts: [], settings: {} }).lock_wait_pct).not.toHaveProperty('bound')
  })

  it('reads waiting for a permit or a connection of a pool as that, and what a pool locks as a lock', () => {
    const recorded = captureOf({
      kind: 'lock',
      from: 0,
      until: 60,
      valueType: delay,
      runtime: 'jvm',
      text: `
        main                                            main                                        main                                            main
        shop.Shop.price                                 shop.Shop.price                             shop.Shop.price                                 shop.Shop.take
        java.util.concurrent.Semaphore.acquire          com.zaxxer.hikari.util.ConcurrentBag.borrow org.shop.pool.Pool.getConnection                java.util.concurrent.SynchronousQueue.take
        java.util.concurrent.locks.LockSupport.park     java.util.concurrent.SynchronousQueue.poll  java.util.concurrent.locks.ReentrantLock.lock   java.util.concurrent.locks.LockSupport.park
        7                                               5                                           3                                               2
      `,
    })
    const profiles = gather([recorded])
    expect(view(profiles, 'lock').total).toBe(3)
    expect(profiles.otherWaits).toEqual([
      { kind: 'pool', ns: 12 },
      { kind: 'cond', ns: 2 },
    ])
  })

  it('takes goroutine gauges of the window as the denominator, and never OS threads', () => {
    const goroutines = (at: number, count: number): Capture =>
      captureOf({
        kind: 'goroutines',
        covers: 'gauge',
        from: at,
        text: `main\n${count}`,
        valueType: { type: 'goroutine', unit: 'count' },
        runtime: 'go',
      })
    const process = [{ atMs: atSecond(30), threads: 9 }]
    // 90 up to the middle of 5 and 50 s, 110 after it.
    const gauges = gather([goroutines(5, 90), goroutines(50, 110), goroutines(500, 9000)], { process })
    expect(gauges.threads?.value).toBeCloseTo((27.5 * 90 + 32.5 * 110) / 60, 5)
    expect(gather([block(0, 0, 1), block(60, 0, 2)], { process }).threads).toBeUndefined()
    expect(gather([goroutines(5, 90)], { threads: 64 }).threads).toEqual({ value: 64, from: 'given' })
  })
})

describe('lock waits of Python', () => {
  const wait = ['_bootstrap@/usr/lib/python3.11/threading.py', 'views.pay@/srv/app/views.py']
  const acquire = ['acquire_timed', '__new_sem_wait_slow64']

  it('finds the lock under the innermost Python frame, and keeps conditions, the GIL and sleep apart', () => {
    const profiles = gather([
      pySpyWall(0, 60, [
        [
          'a',
          [...wait, 'logging.Handler.acquire@/usr/lib/python3.11/logging/__init__.py', 'rlock_acquire', ...acquire],
          70,
        ],
        ['a', [...wait, 'take_gil', 'pthread_cond_timedwait'], 20],
        ['a', wait, 10],
        ['b', [...wait, 'queue.get@/usr/lib/python3.11/queue.py', 'lock_PyThread_acquire_lock', ...acquire], 90],
        ['b', [...wait, 'time_sleep', 'clock_nanosleep'], 10],
      ]),
    ])
    const lock = view(profiles, 'lock')
    expect(lock.total).toBe(7e9)
    expect(lock.wholeNs).toBe(20e9)
    expect(lock.ticks).toBe(100)
    expect(
      drawTree(lock.tree)
        .split('\n')
        .map((line) => line.trim().split(' ')[0]),
    ).toEqual(['_bootstrap', 'views.pay', 'logging.Handler.acquire', 'RLock.acquire'])
    expect(profiles.gilWaitNs).toBe(2e9)
    expect(profiles.otherWaits).toEqual([
      { kind: 'cond', ns: 9e9 },
      { kind: 'sleep', ns: 1e9 },
    ])
    expect(profiles.threads).toEqual({ value: 2, from: 'threads seen by the sampler' })
  })

  it('reads a bare timed condition wait as the GIL of a stripped build', () => {
    const profiles = gather([
      pySpyWall(0, 60, [
        ['a', [...wait, 'PyEval_EvalFrame', 'pthread_cond_timedwait'], 50],
        ['b', wait, 50],
      ]),
    ])
    expect(profiles.gilWaitNs).toBe(5e9)
  })

  it('says that lock waits are invisible without native frames', () => {
    const lock = gather([
      pySpyWall(0, 60, [
        ['a', wait, 50],
        ['b', wait, 50],
      ]),
    ]).views.lock
    // Nothing is switched off in the service: the sampler did not look.
    expect(lock).toMatchObject({ state: 'absent', reason: 'not-recorded' })
    expect(lock.state === 'absent' && lock.why.id).toBe('python-without-native')
  })
})
