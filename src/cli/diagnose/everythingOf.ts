import { spanOf } from '../../core/signals/timeline.ts'
import type { TimeWindow } from '../../core/units.ts'
import type { CaptureSummary } from '../../core/workspace/questions.ts'

/** All the time that captures cover; undefined when none of them has a time. */
export function everythingOf(captures: readonly CaptureSummary[]): TimeWindow | undefined {
  return spanOf(captures.flatMap(({ window, covers }) => (window === undefined ? [] : [{ window, covers }])))
}
