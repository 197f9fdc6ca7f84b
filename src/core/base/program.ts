/** What tells programs apart, as files say it. */
import { type Collections, areOfTwo } from './collections.ts'
import type { EpochMs } from './units.ts'

/** A build’s id, a process and when it started (each 0: not said), or when its collections were. */
export type Program =
  | { readonly build: string }
  | { readonly pid: number; readonly startedMs: EpochMs }
  | { readonly collections: Collections }

/** Two recorders of one process do not agree to the millisecond on when it began. */
const slackMs = 5000

/** What is said in different ways is not compared: a build is none of a process. */
export function isOther(one: Program | undefined, other: Program | undefined): boolean {
  if (one === undefined || other === undefined) return false
  if ('build' in one) return 'build' in other && one.build !== other.build
  if ('collections' in one) return 'collections' in other && areOfTwo(one.collections, other.collections)
  if ('build' in other || 'collections' in other) return false
  // A page of counters says when its process began, and not which it is.
  return (
    (one.pid > 0 && other.pid > 0 && one.pid !== other.pid) ||
    (one.startedMs > 0 && other.startedMs > 0 && Math.abs(one.startedMs - other.startedMs) > slackMs)
  )
}
