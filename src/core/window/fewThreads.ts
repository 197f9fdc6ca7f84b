/** Where the threads stand of a program that has one or two: no crowd and no queue, so what there is to read in its dumps is where each is. */
import type { LookState, LookThread, ThreadLook } from '../base/looks.ts'

export interface FewThreads {
  /** One or two, in every look. */
  readonly threads: number
  /** The most first; `seen`: in so many looks, of each thread. */
  readonly places: readonly { readonly site: string; readonly state: LookState; readonly seen: number }[]
}

const few = 2

/** @param own threads of the program in a look */
export function fewThreadsOf(
  looks: readonly ThreadLook[],
  own: (look: ThreadLook) => readonly LookThread[],
): FewThreads | undefined {
  const counts = looks.map((look) => own(look).reduce((sum, { count = 1 }) => sum + count, 0))
  const [threads = 0] = counts
  // What a dump leaves out stands anywhere.
  const isWhole = looks.every(({ missing, misses, isCut }) => !missing && misses === undefined && isCut !== true)
  if (threads < 1 || threads > few || !isWhole || counts.some((count) => count !== threads)) return undefined
  const byPlace = new Map<string, { readonly site: string; readonly state: LookState; seen: number }>()
  for (const { state, doing, count = 1 } of looks.flatMap((look) => own(look))) {
    if (doing.name === '') return undefined
    const key = `${state} ${doing.name}`
    const place = byPlace.get(key) ?? { site: doing.name, state, seen: 0 }
    place.seen += count
    byPlace.set(key, place)
  }
  return { threads, places: [...byPlace.values()].toSorted((a, b) => b.seen - a.seen) }
}
