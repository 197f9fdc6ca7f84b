/** Windows in which threads wait, with what is known of who holds the lock, and the story told of them. */
import type { LockWait, LockWaits } from '../base/lockWaits.ts'
import { findingsOf } from '../diagnosis/findings/findings.ts'
import type { Story } from '../diagnosis/story.ts'
import { tellStory } from '../analysis/tell.ts'
import { type Drawn, evidenceOf } from './evidence.ts'

export function told(drawn: Drawn): Story {
  const evidence = evidenceOf(drawn)
  const { profiles, signals, diagnosis } = evidence
  return tellStory({ profiles, signals, diagnosis, findings: findingsOf(evidence), zone: 'Asia/Kolkata' })
}

export const calm = {
  cpu_alloc_pct: 2,
  alloc_rate_mb_s: 5,
  live_heap_mb: 100,
  live_heap_slope_mb_h: 0,
  lock_wait_pct: 2,
  cpu_user_pct: 6,
}
export const queue = { ...calm, lock_wait_pct: 80 }
export const lockText =
  'http.serve  http.serve\na.io/tickets.Reserve  a.io/cache.get\nsync.(*Mutex).Lock  sync.(*Mutex).Lock\n900  100'

export function wait(more: Partial<LockWait>): LockWait {
  return {
    id: 1,
    lock: 'sync.Mutex',
    how: 'mutex',
    waitNs: 900e9,
    waits: 9000,
    waiters: [{ site: 'a.io/tickets.Reserve', ns: 900e9 }],
    holders: [{ site: 'a.io/tickets.Reserve', ns: 900e9 }],
    owner: { doing: [{ kind: 'disk', name: 'audit.Append', share: 0.8 }] },
    chain: [1],
    knot: false,
    evidence: 'previous-owner',
    ...more,
  }
}

export const held = (...waits: readonly LockWait[]): LockWaits => ({ waits, restNs: 0 })
export const contention = (lockWaits?: LockWaits, more: Drawn = {}): Drawn => ({
  signals: queue,
  views: { lock: lockText },
  ...more,
  profiles: { ...(lockWaits === undefined ? {} : { lockWaits }), ...more.profiles },
})

/** Bytes that the function holds which began the leaked goroutines, and those of a cache. */
export function leakWith(leaked: number, cached: number): Drawn {
  return {
    signals: { ...calm, live_heap_slope_mb_h: 400 },
    views: { heap_live: `main  main\nmain.price  cache.get\n${leaked}  ${cached}` },
    profiles: {
      leakedGoroutines: {
        count: 400,
        sites: [{ site: 'main.fetchPrice', waits: 'chan send', begunBy: 'main.price', count: 400 }],
      },
    },
  }
}
