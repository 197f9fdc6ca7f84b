/**
 * Nothing of one window stands under the header of another. For a moment it stays, dimmed, so that quick answers do not flicker; a store
 * that hangs takes a minute.
 */
import { useMemo } from 'react'
import type { View } from '../../core/link/view.ts'
import { useAfter } from './useAfter.ts'

export const mostStaleMs = 1000

/** What the header says that all of the page is of. */
export const headerOf = (window: View['window'] | undefined, compare: View['compare'] | undefined): string =>
  JSON.stringify([window, compare && { ...compare, mode: 0, width: 0, layout: 0 }])

interface Kept {
  readonly data: unknown
  readonly isPlaceholderData: boolean
}

/** @param isOther what is there belongs under another header */
export function useStanding<A extends Kept>(answer: A, isOther: boolean): A {
  const isOver = useAfter(isOther, mostStaleMs)
  return useMemo(
    () =>
      isOver
        ? { ...answer, data: undefined, isPlaceholderData: false, isSuccess: false, isPending: true, status: 'pending' }
        : answer,
    [answer, isOver],
  )
}
