/**
 * Held against churn: what live and alloc say about one function when they disagree. A share is of its own profile, because bytes
 * held at an instant and bytes allocated over a window have no common unit.
 */
import type { FunctionValue } from '../../core/analyst/functionQuestions.ts'

export type HeapMark = 'held' | 'churns'

export const heapMarkText: Readonly<Record<HeapMark, string>> = {
  held: 'held: its share of what is held is at least 3 × its share of what is allocated',
  churns: 'churns: its share of what is allocated is at least 3 × its share of what is held',
}

/** Below this share of its own profile a function is not worth a mark. */
const leastShare = 0.02
const ratio = 3

/** By total, because a call path holds or churns, not only its last function. Undefined when either side is not measured. */
export function heapMark(
  live: FunctionValue,
  alloc: FunctionValue,
  totals: { readonly live: number; readonly alloc: number },
): HeapMark | undefined {
  if (live.state === 'not-recorded' || alloc.state === 'not-recorded') return undefined
  if (!(totals.live > 0) || !(totals.alloc > 0)) return undefined
  const liveShare = live.state === 'value' ? live.total / totals.live : 0
  const allocShare = alloc.state === 'value' ? alloc.total / totals.alloc : 0
  if (liveShare >= leastShare && liveShare >= ratio * allocShare) return 'held'
  if (allocShare >= leastShare && allocShare >= ratio * liveShare) return 'churns'
  return undefined
}
