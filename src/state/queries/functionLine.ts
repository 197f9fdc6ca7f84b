/** A row of the function table along the whole time. In a file of its own: the page's first screen does without. */
import type { ViewKind } from '../../core/base/vocabulary.ts'
import type { ChangeLine } from '../../core/diff/comparison.ts'
import { brieflyMs, useAnswer } from './answers.ts'
import { useIsLost, useSource, useSubject } from './current.tsx'
import { useMarks } from './since.ts'
import { useWindowInParts } from './windowInParts.ts'

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
  // One merge cannot be cut; its parts are there where somebody asked for them.
  const parts = useWindowInParts(false).data
  const isCut = parts !== undefined && parts.problem === undefined && parts.captureIds.length > 0
  const along = subject && isCut ? { ...subject, captureIds: parts.captureIds } : subject
  const { data, isPlaceholderData } = useAnswer(
    along && wish && !isFrozen ? { ask: 'functionLine', subject: along, ...wish, marks } : undefined,
    { keptMs: brieflyMs, isLost: useIsLost() },
  )
  // What was kept from before is another function's, or of another window.
  return isPlaceholderData ? undefined : (data ?? undefined)
}
