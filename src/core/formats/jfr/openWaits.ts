/**
 * Waits for locks that have not ended when the recording does. A recorder writes a wait when it ends, so that no event tells of these; a dump
 * of threads shows who waits, and any event of the thread after it that the wait was over.
 *
 *   events of the thread   ▪ ▪▪ ▪                          |
 *   dumps                  r          w          w         |      r runs   w waits for a lock
 *                               fromMs   seenMs     untilMs   endMs
 */
import type { LookThread, ThreadLook } from '../../base/looks.ts'
import type { TimeWindow } from '../../base/units.ts'
import type { FileFacts, OpenWait } from '../parsedFile.ts'
import type { ThreadLife } from './recordedThreads.ts'

/** Clocks of dumps and events are one; events are rounded to ticks. */
const slackMs = 1
/** Printed to a hundredth of a millisecond: whoever used no more since the dump before never left the wait it was in. */
const stoodStillNs = 15_000

/** @param looks in the order in which they were taken, each with its time */
export function openWaitsOf(
  looks: readonly ThreadLook[],
  lifeOf: (javaId: string) => ThreadLife | undefined,
  window: TimeWindow,
): readonly OpenWait[] {
  const last = looks.at(-1)
  if (last === undefined) return []
  const before = looks.slice(0, -1).toReversed()
  const byId = before.map((look) => new Map(look.threads.map((thread) => [thread.id, thread])))
  const stuck = stuckIn(last)
  return last.threads.flatMap((thread): OpenWait[] => {
    const atMs = last.atMs ?? window.untilMs
    if (thread.state !== 'lock' || thread.role !== 'application') return []
    const life = lifeOf(/^#(\d+)/.exec(thread.id)?.[1] ?? '')
    // Whatever it did since, it did after that wait.
    if (life !== undefined && life.lastMs > atMs + slackMs) return []
    const bornMs = thread.elapsedNs === undefined ? -Infinity : atMs - thread.elapsedNs / 1e6
    let fromMs = Math.max(window.fromMs, bornMs, life?.lastMs ?? -Infinity)
    let seenMs = atMs
    for (const [index, look] of before.entries()) {
      const lookMs = look.atMs ?? window.fromMs
      const earlier = byId[index]?.get(thread.id)
      if (lookMs < fromMs || earlier === undefined) break
      if (!isSameWait(earlier, thread)) {
        fromMs = Math.max(fromMs, lookMs)
        break
      }
      seenMs = lookMs
    }
    const untilMs = stuck.has(thread) ? Math.max(atMs, window.untilMs) : atMs
    return [{ fromMs: Math.min(fromMs, seenMs), seenMs, untilMs, endMs: Math.max(untilMs, window.untilMs) }]
  })
}

function isSameWait(a: LookThread, b: LookThread): boolean {
  return (
    a.state === 'lock' &&
    a.waitsFor?.site === b.waitsFor?.site &&
    a.waitsFor?.line === b.waitsFor?.line &&
    a.waitsFor?.kind === b.waitsFor?.kind &&
    a.cpuNs !== undefined &&
    b.cpuNs !== undefined &&
    b.cpuNs - a.cpuNs <= stoodStillNs
  )
}

/** A ring of threads that wait for one another never opens, nor do the locks that they hold for those behind them. */
function stuckIn({ threads, deadlocks }: ThreadLook): ReadonlySet<LookThread> {
  const ringed = new Set(deadlocks.flat())
  const stuck = new Set(threads.filter(({ name, state }) => state === 'lock' && ringed.has(name)))
  const taken = new Set([...stuck].flatMap(({ holds }) => holds.map(({ lock }) => lock.id ?? '')))
  // A set goes on with what is added while it is walked.
  for (const id of taken) {
    for (const thread of threads) {
      if (stuck.has(thread) || thread.state !== 'lock' || id === '' || thread.waitsFor?.id !== id) continue
      stuck.add(thread)
      for (const { lock } of thread.holds) taken.add(lock.id ?? '')
    }
  }
  return stuck
}

/** From so many events on a thread has a pace, and so many times that without one is out of it. */
const fewestEvents = 10
const outOfPace = 20
const leastSilentMs = 5000
const leastSilentShare = 0.1

/**
 * Without dumps nobody sees waits that have not ended. Threads that had a pace and lost it may be in one, or have nothing to do: which of the
 * two, the recording does not say.
 */
export function fellSilent(lives: readonly ThreadLife[], window: TimeWindow): FileFacts['fellSilent'] {
  const busy = lives.filter(({ events, hasEnded }) => events >= fewestEvents && !hasEnded)
  const least = Math.max(leastSilentMs, leastSilentShare * (window.untilMs - window.fromMs))
  const since = busy.flatMap(({ events, firstMs, lastMs }) => {
    const silentMs = window.untilMs - lastMs
    return silentMs > least && silentMs > (outOfPace * (lastMs - firstMs)) / (events - 1) ? [lastMs] : []
  })
  return since.length === 0 ? undefined : { since, endMs: window.untilMs, of: busy.length }
}
