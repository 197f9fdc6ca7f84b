/**
 * `with lock:` has no function of its own: threads that wait in it stand idle on the line. They give themselves away over many
 * looks: at least two of them on one line, and nearly always exactly one thread further on in the same function, which is inside.
 * Sleepers, readers and workers of a pool stand on one line too, with nobody ahead of them. Of three looks a third would show the
 * picture by chance; it is asked of eight.
 */
import type { LookPlace, LookThread, ThreadLook } from '../base/looks.ts'
import type { Convoy } from './looksReading.ts'

const fewestLooks = 8
const leastWithOne = 0.8
const mostWithMore = 0.05

interface Line {
  looks: number
  one: number
  more: number
}

const keyOf = ({ name, line }: LookPlace): string => `${line} ${name}`

export function convoysOf(looks: readonly ThreadLook[]): readonly Convoy[] {
  if (looks.length < fewestLooks) return []
  const lines = new Map<string, Line & { readonly place: LookPlace }>()
  for (const { threads } of looks) {
    for (const { place, waiting } of queues(threads)) {
      if (waiting < 2) continue
      const key = keyOf(place)
      const line = lines.get(key) ?? { place, looks: 0, one: 0, more: 0 }
      lines.set(key, line)
      line.looks += 1
      const ahead = threads.filter((thread) => isAhead(thread, place)).length
      if (ahead === 1) line.one += 1
      else if (ahead > 1) line.more += 1
    }
  }
  return [...lines.values()].flatMap(({ place, looks: seen, one, more }) =>
    seen >= fewestLooks && one >= leastWithOne * seen && more <= mostWithMore * seen
      ? [{ name: place.name, line: place.line, looks: seen, withOneAhead: one }]
      : [],
  )
}

/** Threads of which nothing is known, by the line they stand on. */
function queues(threads: readonly LookThread[]): Iterable<{ readonly place: LookPlace; readonly waiting: number }> {
  const found = new Map<string, { place: LookPlace; waiting: number }>()
  for (const { state, places } of threads) {
    const leaf = places?.[0]
    if (state !== 'unknown' || leaf === undefined || leaf.line === 0) continue
    const known = found.get(keyOf(leaf))
    if (known === undefined) found.set(keyOf(leaf), { place: leaf, waiting: 1 })
    else known.waiting += 1
  }
  return found.values()
}

export function isAhead({ places }: LookThread, { name, line }: LookPlace): boolean {
  return places?.some((place) => place.name === name && place.line > line) ?? false
}

/** The look with the queues of these convoys as what they are: threads that wait, and one that holds. */
export function withConvoys(look: ThreadLook, convoys: readonly Convoy[]): ThreadLook {
  if (convoys.length === 0) return look
  return {
    ...look,
    threads: look.threads.map((thread): LookThread => {
      const leaf = thread.places?.[0]
      const at = convoys.find(({ name, line }) => leaf?.name === name && leaf.line === line)
      if (at !== undefined && thread.state === 'unknown')
        return { ...thread, state: 'lock', waitsFor: { kind: 'lock', site: at.name } }
      const inside = convoys.filter((convoy) => isAhead(thread, convoy))
      if (inside.length === 0) return thread
      const held = inside.map(({ name }) => ({
        lock: { kind: 'lock', site: name },
        evidence: 'inside-section' as const,
      }))
      return { ...thread, holds: [...thread.holds, ...held] }
    }),
  }
}
