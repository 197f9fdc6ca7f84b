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
import type { LockTally } from '../base/lockTally.ts'
import { didAt, kindOf, lockOf, placeOf } from './did.ts'
import { type HoldNames, HoldSums } from './holdSums.ts'
import { type CpuUses, ranShares } from './ranShare.ts'
import { orderByTime, type ThreadStretches, type WaitColumns } from './waitColumns.ts'

export interface JoinInput extends HoldNames {
  readonly waits: WaitColumns
  /** Which moment `waits.owner` is of: who let go of the lock as the wait ended, or who had it as it began. */
  readonly ownersAt: 'end' | 'start'
  /** Events of threads with a length: I/O, sleep, waits. */
  readonly events: ThreadStretches
  /** Samples of CPU or of wall time, each as long as its period. */
  readonly samples: ThreadStretches
  /** Each is what the thread did until the next one, and not a point in a period. */
  readonly samplesLast?: boolean
  /** CPU that was used, where the samples are of threads that could run, with a CPU or without. */
  readonly cpu?: CpuUses
  /** Pauses of all threads in the order of time: start, end, start, end … */
  readonly pauses: readonly number[]
}

/** How it is known who has a lock, as `evidences` counts. */
const byOrder = 0
const atEnd = 1
const atStart = 2

/** The locks while the waits go by, each one's state in a row of columns. */
class LockStates {
  readonly #isKnown: Uint8Array
  readonly waiting: Int32Array
  readonly atNs: Float64Array
  /** Thread time waited since it last changed hands. */
  readonly waitedNs: Float64Array
  /** Since when it has been held, as far as somebody waited. */
  readonly sinceNs: Float64Array
  /** Who has it; −1 for unknown. */
  readonly lastThread: Int32Array
  /** 1: that thread was named by the recorder as the one that has it. */
  readonly isNamed: Uint8Array

  constructor(locks: number) {
    this.#isKnown = new Uint8Array(locks)
    this.waiting = new Int32Array(locks)
    this.atNs = new Float64Array(locks)
    this.waitedNs = new Float64Array(locks)
    this.sinceNs = new Float64Array(locks)
    this.lastThread = new Int32Array(locks).fill(-1)
    this.isNamed = new Uint8Array(locks)
  }

  /** One more thread waits from `startNs` on. */
  begin(lock: number, startNs: number): void {
    if (this.#isKnown[lock] === 0) {
      this.#isKnown[lock] = 1
      this.atNs[lock] = startNs
    }
    if (this.waiting[lock] === 0) {
      // Nobody waited until now: what the holder did before held nobody up.
      this.sinceNs[lock] = startNs
      this.waitedNs[lock] = 0
    } else this.waitedNs[lock]! += this.waiting[lock]! * Math.max(0, startNs - this.atNs[lock]!)
    this.waiting[lock]! += 1
    this.atNs[lock] = Math.max(this.atNs[lock]!, startNs)
  }

  isKnown(lock: number): boolean {
    return this.#isKnown[lock] === 1
  }
}

export function joinLocks(tally: LockTally, input: JoinInput): void {
  const { waits } = input
  const threads = input.threadNames.length
  input.events.index(threads)
  input.samples.index(threads)
  new Join(input).run(orderByTime(waits.startNs, waits.length), orderByTime(waits.endNs, waits.length)).addTo(tally)
}

class Join {
  readonly #input: JoinInput
  readonly #states: LockStates
  readonly #sums: HoldSums
  readonly #split: HoldSplit

  constructor(input: JoinInput) {
    this.#input = input
    this.#states = new LockStates(input.lockIds.length)
    this.#sums = new HoldSums(input)
    this.#split = new HoldSplit(input, this.#sums)
  }

  /** @param byStart,byEnd rows of the waits in the order in which they begin and end */
  run(byStart: Int32Array, byEnd: Int32Array): HoldSums {
    const { waits, ownersAt } = this.#input
    const isNamedAtStart = ownersAt === 'start'
    const states = this.#states
    let starts = 0
    for (const row of byEnd) {
      const endNs = waits.endNs[row]!
      for (; starts < byStart.length && waits.startNs[byStart[starts]!]! < endNs; starts += 1) {
        const one = byStart[starts]!
        states.begin(waits.lock[one]!, waits.startNs[one]!)
        if (isNamedAtStart) this.#named(one)
      }
      const lock = waits.lock[row]!
      if (!states.isKnown(lock)) states.begin(lock, waits.startNs[row]!)
      states.waitedNs[lock]! += states.waiting[lock]! * Math.max(0, endNs - states.atNs[lock]!)
      const thread = waits.thread[row]!
      const written = isNamedAtStart ? -1 : waits.owner[row]!
      const isWritten = written >= 0 && written !== thread
      const holder = isWritten ? written : states.lastThread[lock]!
      if (holder !== thread)
        this.#ended(lock, holder, endNs, written >= 0 ? atEnd : states.isNamed[lock] === 1 ? atStart : byOrder)
      states.waiting[lock] = Math.max(0, states.waiting[lock]! - 1)
      states.atNs[lock] = endNs
      states.sinceNs[lock] = endNs
      states.waitedNs[lock] = 0
      states.lastThread[lock] = thread
      states.isNamed[lock] = 0
      this.#sums.taken(lock, thread, waits.site[row]!)
    }
    return this.#sums
  }

  /** A wait began, and its event says who has the lock. Whoever had it before has let go at some time since then. */
  #named(row: number): void {
    const { waits } = this.#input
    const states = this.#states
    const owner = waits.owner[row]!
    const lock = waits.lock[row]!
    if (owner === waits.thread[row]!) return
    // Between two waits it went through hands that nobody wrote down.
    if (owner < 0 && states.waiting[lock] === 1) states.lastThread[lock] = -1
    if (owner < 0) return
    if (owner !== states.lastThread[lock]!) {
      const atNs = waits.startNs[row]!
      this.#ended(lock, states.lastThread[lock]!, atNs, states.isNamed[lock] === 1 ? atStart : byOrder)
      states.sinceNs[lock] = atNs
      states.waitedNs[lock] = 0
      states.lastThread[lock] = owner
    }
    states.isNamed[lock] = 1
  }

  #ended(lock: number, holder: number, untilNs: number, evidence: number): void {
    const waitedNs = this.#states.waitedNs[lock]!
    if (holder < 0 || !(waitedNs > 0)) return
    const fromNs = this.#states.sinceNs[lock]!
    this.#sums.held(lock, holder, evidence, waitedNs, untilNs - fromNs)
    this.#split.add(lock, holder, fromNs, untilNs, waitedNs)
  }
}

/** Rows looked at per chunk: real recordings need a few per wait, and a hostile one could lay all events into all holds. */
const mostWork = 6_000_000

const paused = didAt('gc', 0)
const handedOver = didAt('handover', 0)

class HoldSplit {
  readonly #input: JoinInput
  readonly #sums: HoldSums
  /** By thread: part of its samples of computing in which it had a CPU. */
  readonly #ran: Float64Array | undefined
  #workLeft = mostWork

  constructor(input: JoinInput, sums: HoldSums) {
    this.#input = input
    this.#sums = sums
    const { samples, threadNames, cpu } = input
    this.#ran = cpu && ranShares(samples, threadNames.length, cpu)
  }

  /**
   * Splits `waitedNs`, the thread time waited during a hold from `fromNs` to `untilNs`, over what the holder did in it, in the order: own
   * events, pauses, samples; the rest stays unseen.
   */
  add(lock: number, holder: number, fromNs: number, untilNs: number, waitedNs: number): void {
    const { events, samples, samplesLast, lockIds } = this.#input
    const length = untilNs - fromNs
    if (!(length > 0) || this.#workLeft <= 0) return
    const id = lockIds[lock]!
    const scale = waitedNs / length
    let at = fromNs
    let hasLetGo = false
    const firstEvent = events.first(holder, fromNs)
    for (let place = firstEvent, end = events.end(holder); place < end; place += 1) {
      if (events.startNs[place]! >= untilNs) break
      const startNs = Math.max(events.startNs[place]!, at)
      const endNs = Math.min(events.endNs[place]!, untilNs)
      const what = events.what[place]!
      this.#workLeft -= 1
      if (this.#workLeft <= 0) break
      if (endNs <= startNs) continue
      this.#paused(id, at, startNs, scale)
      if (lockOf(what) === id) {
        // It queues for the lock again: it has let go, and whoever is next has not run yet.
        this.#sums.did(id, handedOver, (untilNs - startNs) * scale)
        hasLetGo = true
        break
      }
      this.#sums.did(id, what, (endNs - startNs) * scale)
      at = endNs
    }
    if (!hasLetGo) this.#paused(id, at, untilNs, scale)
    const end = samples.end(holder)
    const lastEvent = events.end(holder)
    let event = firstEvent
    let seen = 0
    for (let place = samples.first(holder, fromNs); place < end && this.#workLeft > 0; place += 1) {
      const atNs = samples.startNs[place]!
      if (atNs >= untilNs) break
      this.#workLeft -= 1
      if (atNs < fromNs) continue
      while (event < lastEvent && events.endNs[event]! <= atNs) event += 1
      // Of a sampler that looks at waiting threads as well: the event says it already.
      if (event < lastEvent && events.startNs[event]! <= atNs) continue
      if (samplesLast === true) {
        // The one before it is of another time: from the beginning of the hold on it was as the first look shows.
        const isNext = seen === 0 && samples.startNs[place - 1]! < fromNs && samples.endNs[place - 1]! >= atNs
        const lastNs = Math.min(untilNs, samples.endNs[place]!) - (isNext ? fromNs : atNs)
        this.#sampled(id, holder, samples.what[place]!, lastNs * scale)
      } else this.#sampled(id, holder, samples.what[place]!, (samples.endNs[place]! - atNs) * scale)
      seen += 1
    }
  }

  #sampled(id: number, holder: number, what: number, ns: number): void {
    const ran = kindOf(what) === 'cpu' ? (this.#ran?.[holder] ?? 1) : 1
    this.#sums.did(id, what, ns * ran)
    if (ran < 1) this.#sums.did(id, didAt('queue', placeOf(what)), ns * (1 - ran))
  }

  /** Pauses are in order and apart. */
  #paused(id: number, fromNs: number, untilNs: number, scale: number): void {
    const { pauses } = this.#input
    if (pauses.length === 0 || !(untilNs > fromNs)) return
    let low = 0
    let high = pauses.length / 2
    while (low < high) {
      const middle = (low + high) >> 1
      if (pauses[2 * middle + 1]! <= fromNs) low = middle + 1
      else high = middle
    }
    let ns = 0
    for (let i = low; 2 * i < pauses.length && pauses[2 * i]! < untilNs && this.#workLeft > 0; i += 1) {
      this.#workLeft -= 1
      ns += Math.max(0, Math.min(untilNs, pauses[2 * i + 1]!) - Math.max(fromNs, pauses[2 * i]!))
    }
    if (ns > 0) this.#sums.did(id, paused, ns * scale)
  }
}
