/**
 * Locks that nobody is about to give back. Go prints what every goroutine does at one instant, for which the world stands still: whoever
 * holds a lock runs, or could, or sleeps, or waits for bytes, or waits itself; and when it has let go, the next one could run. So where
 * none does any of the first, the holder waits for another goroutine. (A thread of a JVM or of Python that was given its lock and has not run
 * since looks like one that waits; there only two looks tell, by the CPU that it used between them.)
 */
import type { LookState, LookThread, ThreadLook } from '../base/looks.ts'
import { isOwnName } from '../formats/threadDump/doing.ts'

/**
 *   waits     the holder waits itself, and may stand where others wait to be told something
 *   asleep    Go found so itself, of all goroutines, whatever they wait for
 *   is-none   nobody else stands in a function of the program: the locks are among those who wait, or were never given back
 */
export type Standstill = 'waits' | 'is-none' | 'asleep'

/** A lock that one goroutine waits for may be about to be handed on by code that no dump names. */
const fewestWaiting = 2

const standing: ReadonlySet<LookState> = new Set(['lock', 'idle', 'condition', 'pool'])

/** @param own threads of the program in a look */
export function standstillOf(
  looks: readonly ThreadLook[],
  own: (look: ThreadLook) => readonly LookThread[],
): Standstill | undefined {
  // It ends the program: there is no later look at it.
  if (looks.at(-1)?.allAsleep === true) return 'asleep'
  const found = looks.map((look): Standstill | undefined => {
    const threads = own(look)
    const waiting = threads.filter(({ state }) => state === 'lock')
    const others = threads.filter(({ state }) => state !== 'lock')
    // Counts of goroutines alike (`?debug=1`, pprof) do not tell who was woken from who waits.
    const isPrinted = look.runtime === 'go' && threads.every(({ count }) => count === undefined)
    if (!isPrinted || look.isCut || waiting.length < fewestWaiting || !others.every(standsStill)) return undefined
    return others.every(isServing) ? 'is-none' : 'waits'
  })
  if (found.length === 0 || found.includes(undefined)) return undefined
  return found.includes('waits') ? 'waits' : 'is-none'
}

/**
 * What runs in the libraries alone, as the server that was asked for the dump does, is inside no section of the program; where it writes, it
 * may be inside one of theirs, of a log.
 */
const standsStill = ({ state, doing }: LookThread): boolean =>
  standing.has(state) ||
  (state === 'running' && !isOwnName(doing.name) && doing.kind !== 'disk' && doing.kind !== 'network')

/** In the libraries alone, or `main` that waits for connections or for the end. */
const isServing = ({ state, doing }: LookThread): boolean =>
  !isOwnName(doing.name) || (state === 'idle' && doing.name === 'main.main')

export interface NeverRan {
  readonly threads: number
  readonly seconds: number
}

const shortestSeconds = 1

/** Whoever is woken uses CPU, be it to find the lock taken again. */
export function neverRanIn(
  looks: readonly ThreadLook[],
  own: (look: ThreadLook) => readonly LookThread[],
): NeverRan | undefined {
  const [first, ...later] = looks
  const last = later.at(-1)
  if (first === undefined || last === undefined) return undefined
  const waits = later.map((look) => new Map(own(look).map((thread) => [thread.id, thread])))
  const stood = own(first).filter(
    ({ id, state, cpuNs }) =>
      state === 'lock' &&
      cpuNs !== undefined &&
      waits.every((look) => look.get(id)?.state === 'lock' && look.get(id)?.cpuNs === cpuNs),
  )
  const [one] = stood
  const ages = [one?.elapsedNs, one && waits.at(-1)?.get(one.id)?.elapsedNs]
  const seconds = ((ages[1] ?? 0) - (ages[0] ?? 0)) / 1e9
  return seconds >= shortestSeconds ? { threads: stood.length, seconds } : undefined
}
