import type { Analysis } from '../../core/analysis/analysis.ts'
import type { LoadedCaptures } from '../sources/loadCaptures.ts'

/** "Not recorded" gives way to what the source knows: failed, too old, switched off. */
export function withKnownAbsences(analysis: Analysis, absent: LoadedCaptures['absent']): Analysis {
  const known = absent.filter(({ kind }) => analysis.views[kind].state === 'absent')
  if (known.length === 0) return analysis
  const views = { ...analysis.views }
  for (const view of known) views[view.kind] = view
  return { ...analysis, views }
}
