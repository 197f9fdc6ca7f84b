/** Since when it is so, and beside which event: what the page says of the same recording, by the same rules. */
import { eventBefore } from '../../core/analysis/eventBefore.ts'
import { sinceOf } from '../../core/analysis/onset.ts'
import { tellEventBefore, tellSince } from '../../core/analysis/words/since.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import type { Analyst } from '../../core/analyst/analyst.ts'
import type { AnalysisSettings } from '../../core/base/vocabulary.ts'
import { toolZone } from '../zone.ts'
import type { Loaded } from './loadPaths.ts'

/** Of a recording: a window out of a store has no line here. Undefined where all is quiet, and where the line does not tell. */
export async function sinceText(
  analyst: Analyst,
  { windows, captures, marks = [] }: Loaded,
  { story: { diagnosis, leads }, window }: Analysis,
  settings: AnalysisSettings,
): Promise<string | undefined> {
  if (windows.length === 0 || diagnosis.kind === 'quiet') return undefined
  const captureIds = captures.map(({ id }) => id)
  const line = await analyst.timeline(captureIds, settings)
  const { pattern, kind } = diagnosis
  const since = sinceOf(line, window, { pattern, kind, ...(leads === undefined ? {} : { leading: leads }) }, marks)
  if (since) return tellSince(since, toolZone)
  const event = eventBefore(window, marks)
  return event && tellEventBefore(event, toolZone)
}
