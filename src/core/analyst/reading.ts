/** What the profiles say of one function together, in a few words; empty when they say nothing in common. */
import type { ViewKind } from '../base/vocabulary.ts'
import type { FunctionValue } from './functionQuestions.ts'

/** From here on a function takes a part of a profile worth a word. */
const muchShare = 0.2
const littleShare = 0.03

export function readingOf(
  values: Readonly<Record<ViewKind, FunctionValue>>,
  totals: Readonly<Partial<Record<ViewKind, number>>>,
): string {
  const shareIn = (view: ViewKind): number | undefined => {
    const value = values[view]
    const total = totals[view]
    if (value.state === 'not-recorded' || total === undefined || !(total > 0)) return undefined
    return value.state === 'value' ? value.total / total : 0
  }
  const cpu = shareIn('cpu')
  const live = shareIn('heap_live')
  const alloc = shareIn('heap_alloc')
  const lock = shareIn('lock')
  const much = (share: number | undefined): boolean => share !== undefined && share >= muchShare
  const little = (share: number | undefined): boolean => share !== undefined && share < littleShare
  // A function near the root carries everything everywhere: true, and of no use.
  const carriesAll = [cpu, live, alloc, lock].filter((share) => share !== undefined && share > 0.9).length >= 2
  if (carriesAll) return 'carries most of everything'
  if (much(lock) && little(cpu)) return 'waits, does not burn'
  if (much(lock) && much(cpu)) return 'waits and burns'
  if (much(alloc) && little(live)) return 'allocates, keeps nothing'
  if (much(live) && little(alloc)) return 'holds, allocates little now'
  if (much(live) && much(alloc)) return 'allocates and holds'
  if (much(cpu) && little(lock) && !much(alloc)) return 'burns, does not wait'
  if (much(cpu) && much(alloc)) return 'burns and allocates'
  if (much(lock)) return 'waits'
  if (much(live)) return 'holds'
  if (much(alloc)) return 'allocates'
  return much(cpu) ? 'burns' : ''
}
