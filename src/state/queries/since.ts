/** Since when it is as the verdict says, and beside which event, as one sentence; undefined until the line has been read, or where it does not tell. */
import type { Analysis } from '../../core/analysis/analysis.ts'
import { sinceOf } from '../../core/analysis/onset.ts'
import { tellSince } from '../../core/analysis/words/since.ts'
import { useViewField } from '../view/store.ts'
import { useSource, useTimeline } from './queries.ts'

export function useSince(analysis: Analysis | undefined): string | undefined {
  const timeline = useTimeline().data
  const marks = useSource().data?.marks
  const zone = useViewField((view) => view.zone)
  if (analysis === undefined || timeline === undefined) return undefined
  const { diagnosis, leads } = analysis.story
  const verdict = {
    pattern: diagnosis.pattern,
    kind: diagnosis.kind,
    ...(leads === undefined ? {} : { leading: leads }),
  }
  const since = sinceOf(timeline, analysis.window, verdict, marks ?? [])
  return since && tellSince(since, zone)
}
