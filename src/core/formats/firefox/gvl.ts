/**
 * States of Ruby's threads as Vernier writes them: markers from when to when a thread held the global VM lock (`Thread Running`), was ready and
 * waited for it (`Thread Stalled`), or had nothing to run (`Thread Suspended`). Waits are exact to the marker; where a thread stood is
 * what its sample at that time says.
 */
import { LockTally } from '../../base/lockTally.ts'
import type { LockWaits } from '../../base/lockWaits.ts'
import type { TimeWindow } from '../../base/units.ts'
import { asArray, asIndex, asNumber, asRecord, asText, type JsonRecord } from '../json.ts'

/** Leaf of a thread that is ready and waits for its turn; no frame of the program. */
export const gvlFrame = '<waiting for the GVL>'

/** These call what they guard from inside: a thread that stands still at one of them, and is not ready, waits to enter. */
export const entersLock: RegExp = /^((Thread::)?Mutex|Monitor(Mixin)?)#(mon_)?synchronize$/
export const lockFrame = 'Thread::Mutex#lock'

interface Span {
  readonly fromMs: number
  readonly untilMs: number
}

/** Who ran while one thread waited: more changes than this are not looked through. */
const mostHolders = 200

const spanOrder = (a: Span, b: Span): number => a.fromMs - b.fromMs

/** The markers of one thread. */
export class GvlStates {
  readonly running: readonly Span[]
  readonly stalled: readonly Span[]
  readonly seen: boolean

  constructor(thread: JsonRecord, shared: readonly unknown[]) {
    const table = asRecord(thread['markers'])
    const strings = Array.isArray(thread['stringArray']) ? asArray(thread['stringArray']) : shared
    const names = asArray(table?.['name'])
    const starts = asArray(table?.['startTime'])
    const ends = asArray(table?.['endTime'])
    const spans = { 'Thread Running': [] as Span[], 'Thread Stalled': [] as Span[], 'Thread Suspended': [] as Span[] }
    for (const [i, index] of names.entries()) {
      const name = asText(strings[asIndex(index, strings.length) ?? -1])
      if (name !== 'Thread Running' && name !== 'Thread Stalled' && name !== 'Thread Suspended') continue
      const fromMs = asNumber(starts[i])
      const untilMs = asNumber(ends[i])
      if (fromMs !== undefined && untilMs !== undefined && untilMs > fromMs) spans[name].push({ fromMs, untilMs })
    }
    this.running = spans['Thread Running'].sort(spanOrder)
    this.stalled = spans['Thread Stalled'].sort(spanOrder)
    this.seen = this.running.length + this.stalled.length + spans['Thread Suspended'].length > 0
  }

  isStalled(atMs: number): boolean {
    return isIn(this.stalled, atMs)
  }

  isRunning(atMs: number): boolean {
    return isIn(this.running, atMs)
  }
}

function isIn(spans: readonly Span[], atMs: number): boolean {
  const found = spans[lastFrom(spans, atMs)]
  return found !== undefined && atMs < found.untilMs
}

/** Index of the last span that begins at or before `atMs`; −1 for none. */
function lastFrom(spans: readonly Span[], atMs: number): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (spans[middle]!.fromMs <= atMs) low = middle + 1
    else high = middle
  }
  return low - 1
}

interface WatchedThread {
  readonly id: string
  readonly states: GvlStates
  /** Rising. */
  readonly times: Float64Array
  /** Function of the program in which the sample stands; '' for none. */
  readonly site: (sample: number) => string
}

/** All threads of a file, to say who held the lock while others waited. */
export class GvlWatch {
  readonly #threads: WatchedThread[] = []

  add(thread: WatchedThread): void {
    if (thread.states.seen) this.#threads.push(thread)
  }

  finish(window: TimeWindow | undefined): LockWaits | undefined {
    const running = this.#threads
      .flatMap((thread) => thread.states.running.map((span) => ({ ...span, thread })))
      .sort(spanOrder)
    const tally = new LockTally()
    const gvl = tally.lock('gil', 'the GVL', 'gvl', '')
    let waitedNs = 0
    for (const waiter of this.#threads) {
      for (const { fromMs, untilMs } of waiter.states.stalled) {
        const ns = (untilMs - fromMs) * 1e6
        waitedNs += ns
        tally.waited(gvl, siteAt(waiter, fromMs), ns)
        // One thread holds it at a time, so spans follow one another.
        let looked = 0
        for (let i = Math.max(0, lastFrom(running, fromMs)); i < running.length && looked < mostHolders; i += 1) {
          const held = running[i]!
          looked += 1
          if (held.fromMs >= untilMs) break
          const overlapNs = (Math.min(untilMs, held.untilMs) - Math.max(fromMs, held.fromMs)) * 1e6
          if (overlapNs <= 0 || held.thread === waiter) continue
          const site = siteAt(held.thread, Math.max(fromMs, held.fromMs))
          tally.held(gvl, { site, thread: held.thread.id, ns: overlapNs, heldNs: overlapNs, evidence: 'printed-owner' })
          tally.did(gvl, 'cpu', site, overlapNs)
        }
      }
    }
    return waitedNs > 0 ? tally.finish(window) : undefined
  }
}

/** Where the last sample at or before that time stands, or else the first. */
function siteAt({ times, site }: WatchedThread, atMs: number): string {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! <= atMs) low = middle + 1
    else high = middle
  }
  return times.length === 0 ? '' : site(Math.max(0, low - 1))
}
