/**
 * Lines of a program at which several threads stand of which a dump does not say what they wait for: Python's `with lock:` and `recv` have
 * no function of their own. What the line waits for is for its reader to see; that many stand there, who is further on, and that none of
 * them moved is in the dumps.
 */
import type { LookThread, ThreadLook } from '../base/looks.ts'
import { isAhead } from './convoys.ts'
import type { UnnamedLine } from './looksReading.ts'

const fewestThere = 2
const leastShare = 0.2
const mostLines = 2

/** @param own threads of the program in a look */
export function unnamedLines(
  looks: readonly ThreadLook[],
  own: (look: ThreadLook) => readonly LookThread[],
): readonly UnnamedLine[] {
  if (looks.length === 0 || looks.some(({ sees }) => sees !== 'names')) return []
  const mean = looks.reduce((sum, look) => sum + own(look).length, 0) / looks.length
  const places = new Map<string, { readonly name: string; readonly line: number; readonly ids: string[][] }>()
  looks.forEach((look, index) => {
    for (const { id, state, places: [leaf] = [] } of own(look)) {
      if (state !== 'unknown' || leaf === undefined || leaf.line === 0) continue
      const key = `${leaf.line} ${leaf.name}`
      const found = places.get(key) ?? { ...leaf, ids: looks.map(() => []) }
      found.ids[index]?.push(id)
      places.set(key, found)
    }
  })
  return [...places.values()]
    .filter(({ ids }) => ids.every((there) => there.length >= fewestThere))
    .map(({ name, line, ids }): UnnamedLine => {
      const ahead = looks.map((look) => own(look).filter((thread) => isAhead(thread, { name, line })))
      const first = ids[0]?.toSorted().join('\n')
      return {
        name,
        line,
        threads: ids.reduce((sum, there) => sum + there.length, 0) / looks.length,
        areSame: looks.length > 1 && ids.every((there) => there.toSorted().join('\n') === first),
        ...(ahead.every((threads) => threads.length === 1)
          ? { ahead: ahead.at(-1)?.[0]?.places?.[0]?.name ?? name }
          : {}),
      }
    })
    .filter(({ threads }) => threads >= leastShare * mean)
    .toSorted((a, b) => b.threads - a.threads)
    .slice(0, mostLines)
}
