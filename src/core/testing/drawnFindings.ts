/** What locks, dumps and a process look like where a finding is made of them. */
import type { LockWait, LockWaits } from '../base/lockWaits.ts'
import type { LooksReading } from '../window/looksReading.ts'
import type { Drawn } from './evidence.ts'

export const readingOf = (more: Partial<LooksReading>): LooksReading => ({
  files: ['dump.txt'],
  sees: 'states',
  looks: [{ threads: 40, waiting: 30, unknown: 0, running: 10, parked: 0, maybeParked: 0 }],
  states: {},
  deadlocks: [],
  convoys: [],
  ...more,
})

const nine = { threads: 9, waiting: 1, unknown: 0, running: 0, parked: 0, maybeParked: 0 }
/** Two looks at nine threads. */
export const twoOfPython = (states: LooksReading['states']): LooksReading =>
  readingOf({ runtime: 'cpython', states, looks: [nine, nine] })

/** Go’s profiles know who held it and not what he did; its CPU profile bounds that. */
export const computedAtMost = (cpuAtMost: number, more: Partial<LockWait> = {}): NonNullable<Drawn['profiles']> => {
  const { lockWaits } = heldLock(0, 10e6)
  return {
    lockWaits: {
      restNs: 0,
      waits: (lockWaits?.waits ?? []).map((wait) => ({
        ...wait,
        evidence: 'holder-profile',
        owner: { doing: [{ kind: 'unseen', name: '', share: 1 }], cpuAtMost },
        ...more,
      })),
    },
  }
}

/** A lock whose holder spends `share` of the wait in a file, held for `meanHeldNs` at a time. */
export const heldLock = (share: number, meanHeldNs: number): NonNullable<Drawn['profiles']> => ({
  lockWaits: {
    restNs: 0,
    waits: [
      {
        id: 0,
        lock: 'shop.Ledger',
        how: 'monitor',
        waitNs: 9e9,
        waits: 900,
        waiters: [{ site: 'shop.Ledger.post', ns: 9e9 }],
        holders: [{ site: 'shop.Ledger.post', ns: 9e9 }],
        hands: { changes: 800, meanHeldNs, topThreadShare: 0.2 },
        owner: {
          doing: [
            { kind: 'disk', name: 'shop.Journal.append', share },
            { kind: 'unseen', name: '', share: 1 - share },
          ],
        },
        chain: [0],
        knot: false,
        evidence: 'previous-owner',
      },
    ],
  },
})

/** Waits for the GIL, `share` of them while one function had it. */
export const gilHeld = (share: number): LockWaits => ({
  restNs: 0,
  waits: [
    {
      id: 0,
      lock: 'the GIL',
      how: 'gil',
      waitNs: 3e9,
      waits: 300,
      waiters: [{ site: 'app.serve', ns: 3e9 }],
      holders: [{ site: 'app.render', ns: 3e9 * share }],
      owner: { doing: [{ kind: 'cpu', name: 'app.render', share }] },
      chain: [0],
      knot: false,
      evidence: 'printed-owner',
    },
  ],
})

/** Threads seen waiting for one ledger in three looks together. */
export const queueOf = (waiting: number): LockWaits => ({
  looks: 3,
  restNs: 0,
  waits: [
    {
      id: 0,
      lock: 'com.example.Ledger',
      how: 'monitor',
      waitNs: waiting,
      waits: waiting,
      waiters: [{ site: 'com.example.Ledger.post', ns: waiting }],
      holders: [{ site: 'com.example.Ledger.post', ns: waiting }],
      owner: { doing: [{ kind: 'disk', name: 'com.example.Journal.append', share: 1 }] },
      chain: [0],
      knot: false,
      evidence: 'printed-owner',
    },
  ],
})

/** Two locks whose holders wait for each other. */
export const ringOf = (deadlock: 'printed' | 'likely'): LockWaits => {
  const { waits, ...rest } = queueOf(3)
  return {
    ...rest,
    waits: waits.flatMap((wait) => [
      { ...wait, deadlock },
      { ...wait, id: 1, deadlock },
    ]),
  }
}

/** A process that grows by `mbPerMinute` for ten minutes, in direct buffers. */
export const processOf = (mbPerMinute: number): NonNullable<Drawn['profiles']> => {
  const points = Array.from({ length: 11 }, (_, i) => ({ timeMs: i * 60_000, bytes: 400e6 + i * mbPerMinute * 1e6 }))
  return { nativeMemory: { rss: points, series: [{ category: 'Direct buffers', points }] } }
}
/** Two looks at what the JVM asked the system for, a minute apart. */
export const outsideHeap = (rise: number): NonNullable<Drawn['profiles']> => {
  const points = [0, rise].map((bytes, at) => ({ timeMs: at * 60_000, bytes: 10e6 + bytes }))
  return { nativeMemory: { rss: [], series: [{ category: 'Other', points }] } }
}
export const mallocs = (bytes: number): NonNullable<Drawn['profiles']> => ({
  nativeMemory: {
    series: [],
    rss: [],
    heap: {
      counts: 'kept',
      window: { fromMs: 0, untilMs: 60_000 },
      bytes,
      allocatedBytes: 2 * bytes,
      sites: [{ site: 'shop.Zip.open', bytes }],
    },
  },
})
export const stopped = (throttledPeriods: number): NonNullable<Drawn['profiles']> => ({
  throttling: { periods: 500, throttledPeriods, throttledNs: throttledPeriods * 40e6, fromMs: 0, untilMs: 50_000 },
})

/** So much of the CPUs is busy, with so much of that in the collector; little is allocated. */
export const collecting = (cpuPct: number, collectorPct: number): Drawn => ({
  signals: {
    cpu_user_pct: cpuPct,
    lock_wait_pct: 2,
    live_heap_slope_mb_h: 0,
    cpu_alloc_pct: collectorPct,
    alloc_rate_mb_s: 20,
  },
  views: { cpu: `runtime.scanobject  work\n${collectorPct}  ${100 - collectorPct}` },
})
