import { describe, expect, it } from 'vitest'
import { drawTree } from '../profile/drawTree.ts'
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import type { AnalysisSettings } from '../workspace/questions.ts'
import type { Capture } from './capture.ts'
import { gatherWindow } from './gather.ts'
import { atSecond, captureOf, goHeap, pySpyWall } from './testing/captures.ts'
import type { MeasuredView, ViewKind, WindowProfiles } from './windowProfiles.ts'

const window = { fromMs: atSecond(0), untilMs: atSecond(60) }
const gather = (captures: readonly Capture[], settings: AnalysisSettings = {}): WindowProfiles =>
  gatherWindow({ captures, facts: [], window, settings })

function view(profiles: WindowProfiles, kind: ViewKind): MeasuredView {
  const found = profiles.views[kind]
  if (found.state === 'absent') throw new Error(found.text)
  return found
}

const delay = { type: 'delay', unit: 'nanoseconds' }

const blockText = (lock: number, chan: number): string => `
  main                main
  book.Add            worker
  sync.(*Mutex).Lock  runtime.chanrecv1
  ${String(lock).padEnd(18)}  ${chan}
`

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
    expect(lock.leftOut).toEqual([{ id: 'parking', text: 'also waiting, not on locks: channels', amount: 60e9 }])
    expect(profiles.otherWaits).toEqual([{ kind: 'channels', ns: 60e9 }])
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
    expect(view(profiles, 'lock').cautions).toContain('Held by, says the mutex profile: journal.Flush (100 %).')
    const alone = view(gather([mutex(0, 0), mutex(60, 9e9)]), 'lock')
    expect(alone.lockSide).toBe('holder')
    expect(alone.cautions.join()).toContain('Held by, not waiting at')
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
    expect(absent.state === 'absent' && absent.next.command).toContain('debug/pprof/block')
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
    expect(profiles.otherWaits).toEqual([{ kind: 'other threads to finish', ns: 7 }])
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
    expect(gather([goroutines(5, 90), goroutines(50, 110), goroutines(500, 9000)], { process }).threads?.value).toBe(
      100,
    )
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
      { kind: 'conditions and queues', ns: 9e9 },
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
    expect(lock).toMatchObject({ state: 'absent', reason: 'off' })
    expect(lock.state === 'absent' && lock.text).toContain('--native')
  })
})

describe('heap', () => {
  const kb = 1000
  const cache = { stack: ['main', 'cache.put'], size: 10 * kb }
  const own = {
    stack: ['net/http.(*conn).serve', 'net/http/pprof.handler.ServeHTTP', 'compress/flate.NewWriter'],
    size: 800 * kb,
  }

  it('takes the last snapshot of the window and never a sum over snapshots', () => {
    const snapshots = [0, 20, 40, 60].map((at, i) =>
      goHeap(at, [{ ...cache, allocated: 1000 + i * 100, live: 100 + i }]),
    )
    const profiles = gather(snapshots)
    expect(view(profiles, 'heap_live').total).toBe(103 * 10 * kb)
    expect(view(profiles, 'heap_live').how).toBe('one snapshot, 02:05:00 IST')
    expect(view(profiles, 'heap_alloc').total).toBe(300 * 10 * kb)
    expect(profiles.liveHeapPoints.map((point) => point.bytes)).toEqual([100, 101, 102, 103].map((n) => n * 10 * kb))
  })

  it('leaves the profiler’s own stacks out of live heap, allocation and points, with the amount', () => {
    const profiles = gather([
      goHeap(0, [
        { ...cache, allocated: 100, live: 100 },
        { ...own, allocated: 10, live: 0 },
      ]),
      goHeap(60, [
        { ...cache, allocated: 110, live: 100 },
        { ...own, allocated: 30, live: 5 },
      ]),
    ])
    expect(view(profiles, 'heap_live')).toMatchObject({ total: 1e6, leftOut: [{ id: 'profiler', amount: 4e6 }] })
    expect(view(profiles, 'heap_alloc')).toMatchObject({ total: 1e5, leftOut: [{ id: 'profiler', amount: 16e6 }] })
    expect(profiles.liveHeapPoints.map((point) => point.bytes)).toEqual([1e6, 1e6])
  })

  it('keeps the program’s own work under runtime/pprof.Do', () => {
    const labelled = { stack: ['main', 'runtime/pprof.Do', 'app.handle'], size: 1 * kb, allocated: 50, live: 50 }
    expect(view(gather([goHeap(60, [labelled])]), 'heap_live').total).toBe(50 * kb)
  })

  it('shares most of the sampling error between snapshots that hold the same objects', () => {
    const still = gather([
      goHeap(0, [{ ...cache, allocated: 5000, live: 5000 }]),
      goHeap(60, [{ ...cache, allocated: 5000, live: 5000 }]),
    ])
    expect(still.liveHeapGrowthErrorBytes).toBe(0)
    const churned = gather([
      goHeap(0, [{ ...cache, allocated: 5000, live: 5000 }]),
      goHeap(60, [{ ...cache, allocated: 50_000, live: 5000 }]),
    ])
    const alone = churned.liveHeapPoints[0]!.standardErrorBytes!
    expect(churned.liveHeapGrowthErrorBytes).toBeCloseTo(alone * Math.SQRT2, -3)
  })

  it('reads negative bytes in use as growth, not as a level', () => {
    const delta = goHeap(60, [{ ...cache, allocated: 100, live: -3 }], {
      covers: 'interval',
      meta: { durationMs: 30_000 },
    })
    const profiles = gather([delta])
    expect(profiles.views.heap_live.state).toBe('absent')
    expect(profiles.liveHeapDelta).toMatchObject({ bytes: -30 * kb, seconds: 30 })
    expect(view(profiles, 'heap_alloc')).toMatchObject({ total: 1e6, coveredSeconds: 30 })
  })

  it('asks what bytes in use of an ambiguous delta are, and still knows what was allocated', () => {
    const delta = goHeap(60, [{ ...cache, allocated: 100, live: 3 }], {
      covers: 'interval',
      meta: { durationMs: 30_000 },
      file: 'profile-12',
    })
    const profiles = gather([delta])
    expect(profiles.views.heap_live).toMatchObject({ state: 'absent', reason: 'needs-answer' })
    expect(view(profiles, 'heap_alloc').total).toBe(1e6)
  })

  it('divides what a store has summed, and refuses a level where it does not say over how many', () => {
    const summed = goHeap(60, [{ ...cache, allocated: 0, live: 400 }], {
      covers: 'gauge',
      hints: { summedSnapshots: 4 },
    })
    expect(view(gather([summed]), 'heap_live')).toMatchObject({ total: 1e6 })
    expect(view(gather([summed]), 'heap_live').how).toContain('divided by 4')
  })

  it('gives tracemalloc’s lines the names of the functions that py-spy saw there', () => {
    const file = '/srv/payments-api/payments/cache.py'
    const heap = new ProfileBuilder([{ type: 'inuse_space', unit: 'bytes' }])
    heap.sample(heap.stackFromRoot([heap.frame('payments/cache.py:41', file, 41)]), 7)
    heap.sample(heap.stackFromRoot([heap.frame('payments/cache.py:90', file, 90)]), 2)
    const cpu = new ProfileBuilder([{ type: 'cpu', unit: 'nanoseconds' }])
    for (const line of [38, 44]) cpu.sample(cpu.stackFromRoot([cpu.frame('payments.cache.put', file, line)]), 1)
    const at = { fromMs: atSecond(60), untilMs: atSecond(60) }
    const profiles = gather([
      {
        hash: 'h',
        file: 'h',
        kind: 'heap',
        covers: 'gauge',
        hints: {},
        window: at,
        profile: heap.finish({ format: 'tracemalloc', runtime: 'cpython' }),
      },
      {
        hash: 'c',
        file: 'c',
        kind: 'cpu',
        covers: 'interval',
        hints: {},
        window,
        profile: cpu.finish({ format: 'speedscope', runtime: 'cpython' }),
      },
    ])
    expect(drawTree(view(profiles, 'heap_live').tree)).toBe('payments.cache.put 7 7\npayments/cache.py:90 2 2')
  })
})

describe('the window', () => {
  const cpu = (from: number, until: number): Capture =>
    captureOf({ kind: 'cpu', from, until, text: 'main\n1000000000' })

  it('says so when the profiles were not taken at the same time', () => {
    const block = captureOf({
      kind: 'block',
      from: 40,
      until: 60,
      text: blockText(1, 1),
      valueType: delay,
      runtime: 'go',
    })
    const apart = gather([cpu(0, 20), block])
    expect(apart.misaligned).toBe(
      'The profiles were not taken at the same time: CPU 02:04:00–02:04:20 IST, lock 02:04:40–02:05:00 IST.',
    )
    expect(gather([cpu(35, 60), block]).misaligned).toBeUndefined()
  })

  it('tells never recorded from recorded at another time', () => {
    expect(gather([]).views.cpu).toMatchObject({ state: 'absent', reason: 'not-recorded' })
    expect(gather([cpu(600, 660)]).views.cpu).toMatchObject({ state: 'absent', reason: 'outside-window' })
  })

  it('does not take wall-clock samples for CPU', () => {
    const wall = pySpyWall(0, 60, [
      ['a', ['main@/srv/app.py'], 10],
      ['b', ['main@/srv/app.py'], 10],
    ])
    const absent = gather([wall]).views.cpu
    expect(absent.state === 'absent' && absent.text).toContain('wall-clock')
  })

  it('leaves V8’s idle out of CPU, in the open', () => {
    const node = captureOf({
      kind: 'cpu',
      from: 0,
      until: 60,
      runtime: 'v8',
      text: `
        (root)   (root)  (root)
        (idle)   render  (program)
        9        3       1
      `,
    })
    expect(view(gather([node]), 'cpu')).toMatchObject({ total: 4, leftOut: [{ id: 'parking', amount: 9 }] })
  })

  it('says that the process restarted, and when', () => {
    const block = (until: number, wait: number): Capture =>
      captureOf({
        kind: 'block',
        covers: 'cumulative',
        from: -100,
        until,
        text: blockText(wait, 0),
        valueType: delay,
        runtime: 'go',
      })
    const profiles = gather([block(0, 50e9), block(30, 80e9), block(60, 7e9)])
    expect(view(profiles, 'lock').total).toBe(37e9)
    expect(profiles.warnings[0]).toMatch(/^The process restarted about 02:0\d:\d\d IST/)
  })

  it('knows the cores from the person before the recording before the file', () => {
    const hinted = { ...cpu(0, 60), hints: { cores: 4 } }
    expect(gather([hinted]).cores).toEqual({ value: 4, from: 'recording' })
    expect(gather([hinted], { cores: 8 }).cores).toEqual({ value: 8, from: 'given' })
    expect(gather([cpu(0, 60)]).cores).toBeUndefined()
  })
})
