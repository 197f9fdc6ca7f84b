/**
 * What the holder of a lock did while others waited for it, of every recording that writes waits down one by one (Flight Recorder,
 * .NET's events). A wait ends when its thread gets the lock: between the ends of two waits the lock was held by the thread that let go
 * of it at the second (`previousOwner`), or, where that is not written, by the one that got it at the first. .NET writes who has the
 * lock when a wait begins: from there on it is that thread's, until another one gets it or has it when the next wait begins. Each such hold weighs the time that all threads waited during it; inside it, the holder's own
 * events, pauses of the collector and samples say what it did. (Idea: wait-for edges of wPerf, OSDI '18.)
 *
 *   waiters   ──────────┤A gets it
 *             ─────────────────────────┤B gets it, previousOwner A
 *   holds     …         │  A           │  B …
 *   A                   │ FileForce    │
 */
import type { HolderDoingKind, HolderEvidence } from '../base/lockWaits.ts'
import type { LockTally } from '../base/lockTally.ts'
import { orderByTime, type ThreadStretches, type WaitColumns } from './waitColumns.ts'

export interface Done {
  readonly kind: HolderDoingKind
  readonly name: string
  /** The lock that is waited for, −1 for none. */
  readonly lock: number
}

export interface JoinInput {
  readonly waits: WaitColumns
  /** Which moment `waits.owner` is of: who let go of the lock as the wait ended, or who had it as it began. */
  readonly ownersAt: 'end' | 'start'
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
  /** That thread was named by the recorder as the one that has it. */
  isNamed: boolean
  /** Where each thread took it last. */
  readonly takenAt: Map<number, number>
}

/** A lock in one thread's hands: nanoseconds, and the thread time that was waited for it meanwhile. */
interface Hold {
  lock: number
  holder: number
  /** Where it took the lock; −1 for unknown. */
  site: number
  /** By the recorder: 0 no, 1 as a wait ended, 2 as one began. */
  written: number
  fromNs: number
  untilNs: number
  waitedNs: number
}

/** Rows looked at per chunk: real recordings need a few per wait, and a hostile one could lay all events into all holds. */
const mostWork = 6_000_000

const evidences: readonly HolderEvidence[] = ['acquisition-order', 'previous-owner', 'named-owner']

/** Sums of a chunk by number, so that a wait costs no text and no object. */
class Sums {
  readonly #input: JoinInput
  /** By lock and row of `done`; two rows more for what has no name: pauses, and locks that were let go already. */
  readonly #did = new Map<number, number>()
  readonly #held = new Map<number, Float64Array>()
  readonly #gc: number
  readonly #handover: number
  readonly #width: number

  constructor(input: JoinInput) {
    this.#input = input
    this.#gc = input.done.length
    this.#handover = input.done.length + 1
    this.#width = input.done.length + 2
  }

  did(lock: number, what: number, ns: number): void {
    const key = this.#input.lockIds[lock]! * this.#width + what
    this.#did.set(key, (this.#did.get(key) ?? 0) + ns)
  }

  paused(lock: number, ns: number): void {
    if (ns > 0) this.did(lock, this.#gc, ns)
  }

  handedOver(lock: number, ns: number): void {
    this.did(lock, this.#handover, ns)
  }

  held({ lock, holder, site, written, fromNs, untilNs, waitedNs }: Hold): void {
    const { threads, siteNames } = this.#input
    const key = ((lock * threads + holder) * (siteNames.length + 1) + site + 1) * evidences.length + written
    let sums = this.#held.get(key)
    if (sums === undefined) this.#held.set(key, (sums = new Float64Array(3)))
    sums[0]! += waitedNs
    sums[1]! += untilNs - fromNs
    sums[2]! += 1
  }

  addTo(tally: LockTally): void {
    const { threads, siteNames, lockIds, threadNames, done } = this.#input
    for (const [key, [ns = 0, heldNs = 0, changes = 0]] of this.#held) {
      const written = key % evidences.length
      const rest = (key - written) / evidences.length
      const site = (rest % (siteNames.length + 1)) - 1
      const lockAndHolder = Math.floor(rest / (siteNames.length + 1))
      const held = {
        site: site < 0 ? '' : siteNames[site]!,
        thread: threadNames[lockAndHolder % threads]!,
        ns,
        heldNs,
        evidence: evidences[written]!,
      }
      tally.held(lockIds[Math.floor(lockAndHolder / threads)]!, held, changes)
    }
    for (const [key, ns] of this.#did) {
      const id = Math.floor(key / this.#width)
      const what = key % this.#width
      const named = done[what]
      if (named !== undefined) tally.did(id, named.kind, named.name, ns, named.lock)
      else tally.did(id, what === this.#gc ? 'gc' : 'handover', '', ns)
    }
  }
}

export function joinLocks(tally: LockTally, input: JoinInput): void {
  const work = { left: mostWork }
  const { waits } = input
  const isNamedAtStart = input.ownersAt === 'start'
  const sums = new Sums(input)
  input.events.index(input.threads)
  input.samples.index(input.threads)
  const byStart = orderByTime(waits.startNs)
  const byEnd = orderByTime(waits.endNs)
  const held: (Held | undefined)[] = Array.from({ length: input.locks })
  // One for all: there may be a million of them.
  const hold: Hold = { lock: 0, holder: 0, site: -1, written: 0, fromNs: 0, untilNs: 0, waitedNs: 0 }
  const ended = (state: Held, lock: number, holder: number, untilNs: number, written: number): void => {
    if (holder < 0 || !(state.waitedNs > 0)) return
    hold.lock = lock
    hold.holder = holder
    hold.site = state.takenAt.get(holder) ?? -1
    hold.written = written
    hold.fromNs = state.sinceNs
    hold.untilNs = untilNs
    hold.waitedNs = state.waitedNs
    sums.held(hold)
    attribute(sums, input, work, hold)
  }
  /** A wait began, and its event says who has the lock. Whoever had it before has let go at some time since then. */
  const named = (state: Held, row: number): void => {
    const owner = waits.owner.data[row]!
    if (owner === waits.thread.data[row]!) return
    // Between two waits it went through hands that nobody wrote down.
    if (owner < 0 && state.waiting === 1) state.lastThread = -1
    if (owner < 0) return
    if (owner !== state.lastThread) {
      const atNs = waits.startNs.data[row]!
      ended(state, waits.lock.data[row]!, state.lastThread, atNs, state.isNamed ? 2 : 0)
      state.sinceNs = atNs
      state.waitedNs = 0
      state.lastThread = owner
    }
    state.isNamed = true
  }
  let starts = 0
  for (const row of byEnd) {
    const endNs = waits.endNs.data[row]!
    for (; starts < byStart.length && waits.startNs.data[byStart[starts]!]! < endNs; starts += 1) {
      const one = byStart[starts]!
      const state = begin(held, waits.lock.data[one]!, waits.startNs.data[one]!)
      if (isNamedAtStart) named(state, one)
    }
    const lock = waits.lock.data[row]!
    const state = held[lock] ?? begin(held, lock, waits.startNs.data[row]!)
    state.waitedNs += state.waiting * Math.max(0, endNs - state.atNs)
    const thread = waits.thread.data[row]!
    const written = isNamedAtStart ? -1 : waits.owner.data[row]!
    const holder = written >= 0 && written !== thread ? written : state.lastThread
    if (holder !== thread) ended(state, lock, holder, endNs, written >= 0 ? 1 : state.isNamed ? 2 : 0)
    state.waiting = Math.max(0, state.waiting - 1)
    state.atNs = endNs
    state.sinceNs = endNs
    state.waitedNs = 0
    state.lastThread = thread
    state.isNamed = false
    if (state.takenAt.size < 10_000) state.takenAt.set(thread, waits.site.data[row]!)
  }
  sums.addTo(tally)
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
      isNamed: false,
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

/**
 * Splits `waitedNs`, the thread time waited during a hold from `fromNs` to `untilNs`, over what the holder did in it, in the order: own
 * events, pauses, samples; the rest stays unseen.
 */
function attribute(sums: Sums, input: JoinInput, work: { left: number }, hold: Hold): void {
  const { events, samples, done, pauses, lockIds } = input
  const { lock, holder, fromNs, untilNs, waitedNs } = hold
  const length = untilNs - fromNs
  if (!(length > 0) || work.left <= 0) return
  const id = lockIds[lock]!
  const scale = waitedNs / length
  let at = fromNs
  let hasLetGo = false
  for (let place = events.first(holder, fromNs); place < events.end(holder); place += 1) {
    const row = events.rowAt(place)
    if (events.startNs.data[row]! >= untilNs) break
    const startNs = Math.max(events.startNs.data[row]!, at)
    const endNs = Math.min(events.endNs.data[row]!, untilNs)
    const what = events.what.data[row]!
    work.left -= 1
    if (work.left <= 0) break
    if (endNs <= startNs) continue
    sums.paused(lock, overlap(pauses, at, startNs, work) * scale)
    if (done[what]!.lock === id) {
      // It queues for the lock again: it has let go, and whoever is next has not run yet.
      sums.handedOver(lock, (untilNs - startNs) * scale)
      hasLetGo = true
      break
    }
    sums.did(lock, what, (endNs - startNs) * scale)
    at = endNs
  }
  if (!hasLetGo) sums.paused(lock, overlap(pauses, at, untilNs, work) * scale)
  for (let place = samples.first(holder, fromNs); place < samples.end(holder) && work.left > 0; place += 1) {
    const row = samples.rowAt(place)
    const atNs = samples.startNs.data[row]!
    if (atNs >= untilNs) break
    work.left -= 1
    if (atNs >= fromNs) sums.did(lock, samples.what.data[row]!, (samples.endNs.data[row]! - atNs) * scale)
  }
}

/** Nanoseconds of [from, until) inside the stretches, which are in order and apart. */
function overlap(stretches: readonly number[], fromNs: number, untilNs: number, work: { left: number }): number {
  if (stretches.length === 0 || !(untilNs > fromNs)) return 0
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
