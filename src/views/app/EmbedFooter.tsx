import type { ReactElement } from 'react'
import { countOf } from '../../core/report/numbers.ts'
import { type ViewKind, viewKinds } from '../../core/window/windowProfiles.ts'
import { useAnalysis } from '../../state/queries.ts'
import { useView } from '../../state/store.ts'
import { longDate, windowText } from '../controls/times.ts'

const words: Readonly<Record<ViewKind, string>> = {
  cpu: 'CPU',
  heap_live: 'live heap',
  heap_alloc: 'allocations',
  lock: 'lock',
}

/** What a reader of a post-mortem must know months later: that it is frozen, when it was, by which rules, on how many samples. */
export function EmbedFooter(): ReactElement | null {
  const { zone } = useView()
  const analysis = useAnalysis().data
  if (!analysis) return null
  const { window, views, story } = analysis
  const { ruleSetVersion, changedThresholds } = story.diagnosis
  const samples = viewKinds.flatMap((kind) => {
    const view = views[kind]
    return view.state === 'measured' ? [`${words[kind]} ${countOf(view.samples, 'sample')}`] : []
  })
  const thresholds =
    changedThresholds.length === 0 ? 'default thresholds' : `${changedThresholds.length} changed thresholds`
  return (
    <footer className="type-small flex-none text-ink-3">
      Read-only. Frozen window, never refreshes: {longDate(window.fromMs, zone)}, {windowText(window, zone).primary}.
      Rule set {ruleSetVersion}, {thresholds}. {samples.join(' · ')}.
    </footer>
  )
}
