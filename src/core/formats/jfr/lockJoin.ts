/**
 * What the holder of a lock did while others waited for it. A wait ends when its thread gets the lock: between the ends of two
 * waits the lock was held by the thread that let go of it at the second (`previousOwner`), or, where that is not written, by the
 * one that got it at the first. Each such hold weighs the time that all threads waited during it; inside it, the holder's own
 * events, pauses of the collector and samples say what it did. (Idea: wait-for edges of wPerf, OSDI '18.)
 *
 *   waiters   ──────────┤A gets it
 *             ─────────────────────────┤B gets it, previousOwner A
 *   holds     …         │  A           │  B …
 *   A                   │ FileForce    │
 */
import type { HolderDoingKind } from '../../base/lockWaits.ts'
import type { LockTally } from '../../base/lockTally.ts'
import { orderByTime, type ThreadStretches, type WaitColumns } from './waitColumns.ts'

export interface Done {
  readonly kind: HolderDoingKind
  readonly name: string
  /** The lock that is waited for, −1 for none. */
  readonly lock: number
}

export interface JoinInput {
  readonly waits: WaitColumns
  /** Events of threads with a length: I/O, sleep, waits. `what` is a row of `done`. */
  readonly events: ThreadStretches
  /** Samples of CPU or of wall time, each as long as its period. `what` is a row of `done`. */
  readonly samples: ThreadStretches
  readonly done: readonly Done[]
  /** Pauses of all threads in the order of time: start, end, start, end … */
  readonly pauses: readonly number[]
  readonly siteNames: readonly string[]
  /** Id in the tally by the chunk's index of a lock. */
  readonly lockIds: Int32Array
  readonly locks: number
  readonly threads: number
  readonly threadNames: readonly string[]
}

/** A lock while the waits go by. */
interface Held {
  waiting: number
  atNs: number
  /** Thread time waited since it last changed hands. */
  waitedNs: number
  /** Since when it has been held, as far as somebody waited. */
  sinceNs: number
  lastThread: number
  /** Where each thread took it last. */
  readonly takenAt: Map<number, number>
}

/** A lock in one thread's hands: nanoseconds, and the thread time that was waited for it meanwhile. */
interface Hold {
  readonly lock: number
  readonly holder: number
  readonly fromNs: number
  readonly untilNs: number
  readonly waitedNs: number
}

/** Rows looked at per chunk: real recordings need a few per wait, and a hostile one could lay all events into all holds. */
const mostWork = 6_000_000

export function joinLocks(tally: LockTally, input: JoinInput): void {
  const work = { left: mostWork }
  const { waits, lockIds } = input
  input.events.index(input.threads)
  input.samples.index(input.threads)
  const byStart = orderByTime(waits.startNs)
  const byEnd = orderByTime(waits.endNs)
  const held: (Held | undefined)[] = Array.from({ length: input.locks })
  let starts = 0
  for (const row of byEnd) {
    const endNs = waits.endNs.data[row]!
    for (; starts < byStart.length && waits.startNs.data[byStart[starts]!]! < endNs; starts += 1) {
      begin(held, waits.lock.data[byStart[starts]!]!, waits.startNs.data[byStart[starts]!]!)
    }
    const lock = waits.lock.data[row]!
    const state = held[lock] ?? begin(held, lock, waits.startNs.data[row]!)
    state.waitedNs += state.waiting * Math.max(0, endNs - state.atNs)
    const thread = waits.thread.data[row]!
    const written = waits.owner.data[row]!
    const holder = written >= 0 && written !== thread ? written : state.lastThread
    if (holder >= 0 && holder !== thread && state.waitedNs > 0) {
      const site = state.takenAt.get(holder)
      tally.held(lockIds[lock]!, {
        site: site === undefined ? '' : input.siteNames[site]!,
        thread: input.threadNames[holder]!,
        ns: state.waitedNs,
        heldNs: endNs - state.sinceNs,
        evidence: written >= 0 ? 'previous-owner' : 'acquisition-order',
      })
      attribute(tally, input, work, {
        lock,
        holder,
        fromNs: state.sinceNs,
        untilNs: endNs,
        waitedNs: state.waitedNs,
      })
    }
    state.waiting = Math.max(0, state.waiting - 1)
    state.atNs = endNs
    state.sinceNs = endNs
    state.waitedNs = 0
    state.lastThread = thread
    if (state.takenAt.size < 10_000) state.takenAt.set(thread, waits.site.data[row]!)
  }
}

function begin(held: (Held | undefined)[], lock: number, startNs: number): Held {
  let state = held[lock]
  if (state === undefined) {
    state = {
      waiting: 0,
      atNs: startNs,
      waitedNs: 0,
      sinceNs: startNs,
      lastThread: -1,
      takenAt: new Map<number, number>(),
    }
    held[lock] = state
  }
  if (state.waiting === 0) {
    // Nobody waited until now: what the holder did before held nobody up.
    state.sinceNs = startNs
    state.waitedNs = 0
  } else state.waitedNs += state.waiting * Math.max(0, startNs - state.atNs)
  state.waiting += 1
  state.atNs = Math.max(state.atNs, startNs)
  return state
}

/** Splits `waitedNs` over what the holder did in its hold, in the order: own events, pauses, samples; the rest stays unseen. */
function attribute(tally: LockTally, input: JoinInput, work: { left: number }, hold: Hold): void {
  const { lock, holder, fromNs, untilNs, waitedNs } = hold
  const length = untilNs - fromNs
  if (!(length > 0) || work.left <= 0) return
  const { events, samples, done, pauses, lockIds } = input
  const id = lockIds[lock]!
  const scale = waitedNs / length
  let at = fromNs
  let hasLetGo = false
  const paused = (gapFrom: number, gapUntil: number): void => {
    const ns = overlap(pauses, gapFrom, gapUntil, work)
    if (ns > 0) tally.did(id, 'gc', '', ns * scale)
  }
  events.forEach(holder, fromNs, untilNs, (row) => {
    const startNs = Math.max(events.startNs.data[row]!, at)
    const endNs = Math.min(events.endNs.data[row]!, untilNs)
    const what = done[events.what.data[row]!]!
    work.left -= 1
    if (hasLetGo || work.left <= 0) return false
    if (endNs <= startNs) return true
    if (what.lock === id) {
      // It queues for the lock again: it has let go, and whoever is next has not run yet.
      paused(at, startNs)
      tally.did(id, 'handover', '', (untilNs - startNs) * scale)
      hasLetGo = true
      return false
    }
    paused(at, startNs)
    tally.did(id, what.kind, what.name, (endNs - startNs) * scale, what.lock)
    at = endNs
    return true
  })
  if (!hasLetGo) paused(at, untilNs)
  samples.forEach(holder, fromNs, untilNs, (row) => {
    const atNs = samples.startNs.data[row]!
    work.left -= 1
    if (atNs < fromNs) return work.left > 0
    const what = done[samples.what.data[row]!]!
    tally.did(id, what.kind, what.name, (samples.endNs.data[row]! - atNs) * scale)
    return work.left > 0
  })
}

/** Nanoseconds of [from, until) inside the stretches, which are in order and apart. */
function overlap(stretches: readonly number[], fromNs: number, untilNs: number, work: { left: number }): number {
  let low = 0
  let high = stretches.length / 2
  while (low < high) {
    const middle = (low + high) >> 1
    if (stretches[2 * middle + 1]! <= fromNs) low = middle + 1
    else high = middle
  }
  let ns = 0
  for (let i = low; 2 * i < stretches.length && stretches[2 * i]! < untilNs && work.left > 0; i += 1) {
    work.left -= 1
    ns += Math.max(0, Math.min(untilNs, stretches[2 * i + 1]!) - Math.max(fromNs, stretches[2 * i]!))
  }
  return ns
}
