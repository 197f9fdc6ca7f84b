import { spanOf } from '../../core/analysis/timeline.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { CaptureSummary } from '../../core/analyst/questions.ts'

/** All the time that captures cover; undefined when none of them has a time. */
export function everythingOf(captures: readonly CaptureSummary[]): TimeWindow | undefined {
  return spanOf(captures.flatMap(({ window, covers }) => (window === undefined ? [] : [{ window, covers }])))
}
