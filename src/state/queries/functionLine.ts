/** A row of the function table along the whole time. In a file of its own: the page's first screen does without. */
import type { ViewKind } from '../../core/base/vocabulary.ts'
import type { ChangeLine } from '../../core/diff/comparison.ts'
import { brieflyMs, useAnswer } from './answers.ts'
import { useIsLost, useSource, useSubject } from './current.tsx'
import { useMarks } from './since.ts'

export interface LineWish {
  readonly view: ViewKind
  readonly of: 'self' | 'total'
  readonly name: string
}

/** @param wish undefined: nothing is asked yet. @returns undefined until it is known, and where nobody knows the function along the time */
export function useFunctionLine(wish: LineWish | undefined): ChangeLine | undefined {
  const subject = useSubject()
  const marks = useMarks()
  // A snapshot has no samples to cut.
  const isFrozen = useSource().data?.frozen !== undefined
  const { data, isPlaceholderData } = useAnswer(
    subject && wish && !isFrozen ? { ask: 'functionLine', subject, ...wish, marks } : undefined,
    { keptMs: brieflyMs, isLost: useIsLost() },
  )
  // What was kept from before is another function's, or of another window.
  return isPlaceholderData ? undefined : (data ?? undefined)
}
