/** What each finding is told from. */
import type { Account } from '../signals/account.ts'
import type { GrowthState } from '../signals/growth.ts'
import { shortCases } from './shortCases.ts'
import { captureOf } from './captures.ts'
import {
  collecting,
  computedAtMost,
  gilHeld,
  heldLock,
  mallocs,
  outsideHeap,
  processOf,
  queueOf,
  readingOf,
  stopped,
  twoOfPython,
} from './drawnFindings.ts'
import { aligned, drawnView, type Drawn } from './evidence.ts'

const idle = { id: 'idle_marking', value: 8, amount: 3e9, unit: 'nanoseconds' } as const
const waiters = { id: 'average_waiters', value: 2.7 } as const
const ratio = { id: 'contention_ratio', value: 71 } as const
const growing = (state: GrowthState): Account => ({
  id: 'growth',
  growth: { state, raw: 0, gated: 0, low: -2, high: 2, points: 9, spanHours: 1, stepAtMs: 0 },
  source: { id: 'line', points: 9, of: 'snapshots', spanSeconds: 3600 },
})

const fullHeap = (bytes: number, wanderBytes = 0): NonNullable<Drawn['profiles']> => ({
  runtime: 'jvm',
  heapLimitBytes: 136e6,
  liveHeapPoints: [{ timeMs: 0, bytes, collection: 'old', wanderBytes }],
})

export const postLine = { name: 'book.post', line: 17, threads: 30, ahead: 'book.send', areSame: true }
const unnamedGrowth: NonNullable<Drawn['profiles']> = {
  nativeMemory: { rss: processOf(6).nativeMemory?.rss ?? [], series: [] },
}

/** One drawing that fires each finding, and one next to it that does not. */
export const findingCases: Readonly<Record<string, { readonly fires: Drawn; readonly doesNot: Drawn }>> = {
  deadlock: {
    fires: { profiles: { looks: readingOf({ deadlocks: [['debit-first', 'credit-first']] }) } },
    doesNot: { profiles: { looks: readingOf({ states: { lock: 30 } }) } },
  },
  'lock-in-dumps': {
    fires: { profiles: { looks: readingOf({}), lockWaits: queueOf(90) } },
    // 1.3 of 40 threads.
    doesNot: { profiles: { looks: readingOf({}), lockWaits: queueOf(4) } },
  },
  'stuck-in-dumps': {
    fires: { profiles: { looks: readingOf({ runtime: 'go', longestWaitMs: 720_000 }), lockWaits: queueOf(1) } },
    doesNot: { profiles: { looks: readingOf({ runtime: 'go', longestWaitMs: 720_000 }), lockWaits: queueOf(40) } },
  },
  'nobody-ran': {
    fires: { profiles: { looks: twoOfPython({ lock: 1, condition: 8 }), lockWaits: queueOf(1) } },
    doesNot: { profiles: { looks: twoOfPython({ lock: 1, io: 8 }), lockWaits: queueOf(1) } },
  },
  'finalizer-in-dumps': {
    fires: { profiles: { looks: readingOf({ finalizer: { site: 'main.openHandle.func1', looks: 3 } }) } },
    doesNot: { profiles: { looks: readingOf({}) } },
  },
  'threads-in-dumps': {
    fires: { profiles: { looks: readingOf({ states: { idle: 30, running: 10 } }) } },
    doesNot: { profiles: { looks: readingOf({ misses: 'virtual-threads' }) } },
  },
  'pool-used-up': {
    fires: { profiles: { looks: readingOf({ runtime: 'jvm', states: { pool: 21, idle: 13 } }) } },
    doesNot: { profiles: { looks: readingOf({ runtime: 'jvm', states: { pool: 3, idle: 31 } }) } },
  },
  ...shortCases,
  'crowd-in-dumps': {
    fires: {
      profiles: {
        looks: readingOf({ crowd: { site: 'main.(*Gate).Acquire', state: 'idle', byLook: [70, 80], all: 90 } }),
      },
    },
    doesNot: { profiles: { looks: readingOf({}) } },
  },
  'line-in-dumps': {
    fires: { profiles: { looks: readingOf({ sees: 'names', lines: [postLine] }) } },
    doesNot: { profiles: { looks: readingOf({ sees: 'names', lines: [] }) } },
  },
  'contention-in-logging': {
    fires: {
      signals: { lock_wait_pct: 71 },
      views: { lock: 'main  main\nlogging.Handler.handle  cache.get\n900  100' },
    },
    doesNot: {
      signals: { lock_wait_pct: 71 },
      views: { lock: 'main  main\nlogging.Handler.handle  cache.get\n300  700' },
    },
  },
  'lock-holder': {
    fires: { signals: { lock_wait_pct: 40 }, profiles: heldLock(0.8, 10e6) },
    doesNot: { signals: { lock_wait_pct: 40 }, profiles: heldLock(0.3, 10e6) },
  },
  'lock-changes-hands': {
    fires: { signals: { lock_wait_pct: 40 }, profiles: heldLock(0.1, 1e6) },
    doesNot: { signals: { lock_wait_pct: 40 }, profiles: heldLock(0.1, 50e6) },
  },
  'holder-hardly-computes': {
    fires: { signals: { lock_wait_pct: 40 }, profiles: computedAtMost(0.08) },
    doesNot: { signals: { lock_wait_pct: 40 }, profiles: computedAtMost(0.6) },
  },
  'gil-holder': {
    fires: { profiles: { lockWaits: gilHeld(0.6), gilWaitNs: 3e9, gilWholeNs: 10e9 } },
    doesNot: { profiles: { lockWaits: gilHeld(0.6), gilWaitNs: 2e8, gilWholeNs: 10e9 } },
  },
  'native-growth': {
    fires: { signals: { live_heap_slope_mb_h: 0 }, profiles: processOf(6) },
    doesNot: { signals: { live_heap_slope_mb_h: 300 }, profiles: processOf(6) },
  },
  'goroutine-leak': {
    fires: {
      profiles: {
        leakedGoroutines: {
          count: 412,
          sites: [{ site: 'main.fetchPrice', waits: 'chan send', begunBy: 'main.price', count: 400 }],
        },
      },
      views: { heap_live: 'main  main\nmain.price  cache.get\n26000000  4000000' },
    },
    doesNot: {
      profiles: {
        leakedGoroutines: {
          count: 4,
          sites: [{ site: 'main.fetchPrice', waits: 'chan send', begunBy: 'main.price', count: 4 }],
        },
      },
    },
  },
  'process-growth': {
    fires: { signals: { live_heap_slope_mb_h: 0 }, profiles: unnamedGrowth },
    // Whatever the heap does lies in so wide a range.
    doesNot: {
      signals: { live_heap_slope_mb_h: { value: 0, low: -1400, high: 1400 } },
      profiles: unnamedGrowth,
    },
  },
  'native-categories': {
    fires: { profiles: outsideHeap(150e6) },
    // What a program loads while it starts.
    doesNot: { profiles: outsideHeap(15e6) },
  },
  'native-allocations': {
    fires: { profiles: mallocs(30e6) },
    doesNot: { profiles: mallocs(3e5) },
  },
  'cpu-throttled': {
    fires: { signals: { cpu_user_pct: 40 }, profiles: stopped(200) },
    doesNot: { signals: { cpu_user_pct: 40 }, profiles: stopped(20) },
  },
  'lock-limited': {
    fires: { signals: { lock_wait_pct: 72, cpu_user_pct: 45 } },
    doesNot: { signals: { lock_wait_pct: { value: 52, low: 49, high: 55 }, cpu_user_pct: 45 } },
  },
  'gil-bound': {
    fires: {
      signals: { cpu_user_pct: 12.5 },
      views: { lock: drawnView('lock', 'main\n5', { wholeNs: 1000, ticks: 500 }) },
      profiles: { runtime: 'cpython', gilWaitNs: 450, cores: { value: 8, from: 'given' } },
    },
    doesNot: {
      signals: { cpu_user_pct: 50 },
      views: { lock: drawnView('lock', 'main\n5', { wholeNs: 1000, ticks: 500 }) },
      profiles: { runtime: 'cpython', gilWaitNs: 450, cores: { value: 8, from: 'given' } },
    },
  },
  'worker-pool-starvation': {
    fires: {
      signals: { cpu_user_pct: 5 },
      captures: [
        captureOf({
          kind: 'goroutines',
          covers: 'gauge',
          text: aligned('main  main\ndatabase/sql.(*DB).conn  idle\n190  10'),
          valueType: { type: 'goroutine', unit: 'count' },
        }),
      ],
    },
    doesNot: {
      signals: { cpu_user_pct: 5 },
      captures: [
        captureOf({
          kind: 'goroutines',
          covers: 'gauge',
          text: aligned('main  main\ndatabase/sql.(*DB).conn  idle\n100  100'),
          valueType: { type: 'goroutine', unit: 'count' },
        }),
      ],
    },
  },
  'waits-nobody-sees': {
    fires: {
      signals: { cpu_user_pct: 6, lock_wait_pct: 2, cpu_alloc_pct: 2 },
      profiles: { otherWaits: [{ kind: 'io', ns: 9e9 }] },
    },
    doesNot: { signals: { cpu_user_pct: 6, lock_wait_pct: 12, cpu_alloc_pct: 2 } },
  },
  'diluted-by-idle-threads': {
    fires: { signals: { lock_wait_pct: { value: 3, companions: [waiters, ratio] } } },
    doesNot: { signals: { lock_wait_pct: { value: 70, companions: [waiters, ratio] } } },
  },
  'heap-full': {
    fires: { signals: { live_heap_mb: 134 }, profiles: fullHeap(134e6) },
    // Of one that collects beside the program, so much may be garbage that is left.
    doesNot: { signals: { live_heap_mb: 134 }, profiles: fullHeap(134e6, 30e6) },
  },
  'leak-to-gc': {
    fires: { signals: { cpu_alloc_pct: 45, live_heap_slope_mb_h: { value: 90, low: 70, high: 110 } } },
    doesNot: { signals: { cpu_alloc_pct: 45, live_heap_slope_mb_h: { value: 90, low: 30, high: 150 } } },
  },
  'large-objects': {
    fires: {
      signals: { alloc_rate_mb_s: 180 },
      views: { heap_alloc: drawnView('heap_alloc', 'main\n9', { largeShare: 0.8 }) },
    },
    doesNot: {
      signals: { alloc_rate_mb_s: 180 },
      views: { heap_alloc: drawnView('heap_alloc', 'main\n9', { largeShare: 0.2 }) },
    },
  },
  'alloc-storm': {
    fires: { signals: { alloc_rate_mb_s: 200, cpu_alloc_pct: 9, live_heap_mb: 300 } },
    doesNot: { signals: { alloc_rate_mb_s: 200, cpu_alloc_pct: 9, live_heap_mb: 30_000 } },
  },
  'rss-gap': {
    fires: { signals: { live_heap_mb: 200 }, profiles: { rssBytes: 1200e6 } },
    doesNot: { signals: { live_heap_mb: 200 }, profiles: { rssBytes: 480e6 } },
  },
  'heap-step': {
    fires: { signals: { live_heap_slope_mb_h: { value: 0, how: growing('step') } } },
    doesNot: { signals: { live_heap_slope_mb_h: { value: 0, how: growing('not-established') } } },
  },
  'every-allocation-recorded': {
    fires: { views: { heap_alloc: drawnView('heap_alloc', 'main\n9', { heapPeriod: 1 }) } },
    doesNot: { views: { heap_alloc: drawnView('heap_alloc', 'main\n9', { heapPeriod: 524_288 }) } },
  },
  'spin-contention': {
    fires: {
      signals: { cpu_user_pct: 95, lock_wait_pct: 2 },
      views: { cpu: 'main  main\nruntime.procyield  work\n400  600' },
    },
    doesNot: {
      signals: { cpu_user_pct: 95, lock_wait_pct: 2 },
      views: { cpu: 'main  main\nruntime.procyield  work\n50  950' },
    },
  },
  'gc-assist': {
    fires: { views: { cpu: 'main  main\nruntime.mallocgc  work\nruntime.gcAssistAlloc\n150  850' } },
    doesNot: { views: { cpu: 'main  main\nruntime.mallocgc  work\nruntime.gcAssistAlloc\n20  980' } },
  },
  'idle-gc-workers': {
    fires: { signals: { cpu_alloc_pct: { value: 20, companions: [idle] } }, views: { cpu: 'main\n9' } },
    doesNot: {
      signals: { cpu_alloc_pct: { value: 20, companions: [{ ...idle, value: 1 }] } },
      views: { cpu: 'main\n9' },
    },
  },
  'loop-stopped': {
    fires: { views: { cpu: drawnView('cpu', 'main\n9', { stopped: { ns: 40e9, site: 'convert' } }) } },
    // 5 of 60 s.
    doesNot: { views: { cpu: drawnView('cpu', 'main\n9', { stopped: { ns: 5e9, site: 'convert' } }) } },
  },
  'one-hot-thread': {
    fires: {
      signals: { cpu_user_pct: 25 },
      views: { cpu: drawnView('cpu', 'main\n9', { busiestThread: { name: 'loop', ns: 58e9 } }) },
      profiles: { cores: { value: 4, from: 'given' } },
    },
    doesNot: {
      signals: { cpu_user_pct: 25 },
      views: { cpu: drawnView('cpu', 'main\n9', { busiestThread: { name: 'loop', ns: 20e9 } }) },
      profiles: { cores: { value: 4, from: 'given' } },
    },
  },
  'profiler-in-profile': {
    fires: { views: { cpu: 'net/http/pprof.Profile  work\n60  940' } },
    doesNot: { views: { cpu: 'runtime/pprof.Do  work\n60  940' } },
  },
  'collector-beside-work': { fires: collecting(80, 22), doesNot: collecting(80, 8) },
  // Next to nothing of a CPU that is idle may be anything.
  'collector-in-quiet': { fires: collecting(12, 80), doesNot: collecting(1, 80) },
  'profiles-disagree': {
    fires: {
      signals: { cpu_user_pct: 5, lock_wait_pct: 71 },
      views: { cpu: 'encoding/json.Marshal  app.work\n60  40', lock: 'app.log\nsync.(*Mutex).Lock\n9' },
    },
    doesNot: {
      signals: { cpu_user_pct: 5, lock_wait_pct: 71 },
      views: { cpu: 'app.work\n60', lock: 'app.work\nsync.(*Mutex).Lock\n9' },
    },
  },
  'cpu-and-alloc-agree': {
    fires: { views: { cpu: 'app.render  app.work\n40  60', heap_alloc: 'app.render  app.work\n90  10' } },
    doesNot: { views: { cpu: 'app.render  app.work\n5  95', heap_alloc: 'app.render  app.other\n90  10' } },
  },
}
