/** What a pane cannot see, as far as the files beside its profile leave it so. */
import type { Analysis } from '../../core/analysis/analysis.ts'
import { paneWordsOf } from '../pane/paneWords.ts'
import type { MeasuredSummary } from './capacity.ts'

export function blindSpot(analysis: Analysis, view: MeasuredSummary): string {
  const text = paneWordsOf(view).cannotSee
  // Dumps see who waits for whom, at an instant.
  if (view.kind === 'lock' && analysis.lockWaits?.looks !== undefined)
    return view.unit === 'count' ? text.replace('deadlocks', 'how long anybody waits') : text.replace('; deadlocks', '')
  const busy = analysis.story.signals.cpu_user_pct
  if (view.kind !== 'cpu' || view.shows !== undefined || busy.state !== 'present' || busy.value >= 100) return text
  // The part of the window the CPU profile says nothing about is worth its number.
  return `${text} (${Math.round(100 - busy.value)} % of its cores’ time)`
}
