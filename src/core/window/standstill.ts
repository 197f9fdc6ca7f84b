/**
 * Locks that nobody is about to give back. Go prints what every goroutine does at one instant, for which the world stands still: whoever
 * holds a lock runs, or could, or sleeps, or waits for bytes, or waits itself; and when it has let go, the next one could run. So where
 * none does any of the first, the holder waits for another goroutine.
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
    if (!isPrinted || look.isCut || waiting.length < fewestWaiting || !others.every(({ state }) => standing.has(state)))
      return undefined
    return others.every(isServing) ? 'is-none' : 'waits'
  })
  if (found.length === 0 || found.includes(undefined)) return undefined
  return found.includes('waits') ? 'waits' : 'is-none'
}

/** In the libraries alone, or `main` that waits for connections or for the end. */
const isServing = ({ state, doing }: LookThread): boolean =>
  !isOwnName(doing.name) || (state === 'idle' && doing.name === 'main.main')
