/** Which window files open with when nobody asks for one: the same on the page and on the command line. */
import { spanOf } from '../analysis/timeline.ts'
import type { TimeWindow } from '../base/units.ts'
import type { CaptureSummary } from './questions.ts'

/** A single instant is no window; a second around it is the shortest that can be shown. */
const shortestMs = 1000

/**
 * All the time that captures cover, snapshots at its ends included; a cumulative file counts from when it was taken, not from the
 * start of its process. Undefined when none of them has a time.
 */
export function everythingOf(captures: readonly Pick<CaptureSummary, 'window' | 'covers'>[]): TimeWindow | undefined {
  const span = spanOf(captures.flatMap(({ window, covers }) => (window === undefined ? [] : [{ window, covers }])))
  if (span === undefined || span.untilMs > span.fromMs) return span
  return { fromMs: span.fromMs - shortestMs / 2, untilMs: span.untilMs + shortestMs / 2 }
}
