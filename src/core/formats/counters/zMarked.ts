/**
 * What ZGC says of each collection with `gc*`, at the end of marking: all that is live, to the megabyte, where what is used is whole pages.
 *
 *   GC(35)      Live:         -                70M (18%) …         one generation: all of it
 *   GC(68) Y:      Live:         -                15M (4%) …       the young one is marked with the old one, or promoted
 *   GC(68) O:      Live:         -                54M (14%) …      whole before, and then marked again: the last counts
 *   GC(67) y:      Live:         -                15M (4%) …       young alone: of the old one nothing is known
 */
import type { GcEvent } from './gcEvent.ts'
import { sizeOf } from './numbers.ts'

type Generation = 'Y' | 'O' | ''
type Marked = NonNullable<GcEvent['marked']>

const most = 1000

export class ZMarked {
  readonly #byId = new Map<string, Partial<Record<Generation, Marked>>>()

  /** @param text what follows `GC(id)` and the generation */
  line(id: string, generation: Generation, text: string): void {
    const found = /^\s{0,8}(Live|Allocated):\s{1,20}-\s{1,30}(\d{1,9})([KMGT]) \(/.exec(text)
    if (!found) return
    if (this.#byId.size > most) this.#byId.clear()
    const own = this.#byId.get(id) ?? {}
    this.#byId.set(id, own)
    const bytes = sizeOf(found[2] ?? '', found[3] ?? '')
    if (found[1] === 'Live') own[generation] = { liveBytes: bytes, meanwhileBytes: 0 }
    else if (own[generation]) own[generation] = { ...own[generation], meanwhileBytes: bytes }
  }

  /** Undefined where it did not mark everything, or does not say. */
  of(id: string): Marked | undefined {
    const { Y: young, O: old, '': all } = this.#byId.get(id) ?? {}
    if (all !== undefined) return all
    if (young === undefined || old === undefined) return undefined
    return {
      liveBytes: young.liveBytes + old.liveBytes,
      meanwhileBytes: young.meanwhileBytes + old.meanwhileBytes,
    }
  }
}
