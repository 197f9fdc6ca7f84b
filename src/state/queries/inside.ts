/** Who differs inside the window on screen. In a file of its own: the page's first screen does without. */
import type { UseQueryResult } from '@tanstack/react-query'
import type { Inside } from '../../core/fleet/inside.ts'
import { useAnswer } from './answers.ts'
import { useAnalysis, useIsLost, useSource, useSubject } from './current.tsx'

/** A snapshot has no samples to look into. */
export function useInside(): UseQueryResult<Inside> {
  const subject = useSubject()
  const ready = useAnalysis().data !== undefined
  const isFrozen = useSource().data?.frozen !== undefined
  return useAnswer(subject && ready && !isFrozen ? { ask: 'inside', subject } : undefined, {
    isLost: useIsLost(),
  })
}
