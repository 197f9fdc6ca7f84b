import { viewKinds } from '../../core/base/vocabulary.ts'
import type { ReactElement } from 'react'
import { countOf } from '../../core/base/numbers.ts'
import { viewWords } from '../../core/base/viewWords.ts'
import type { SnapshotInput } from '../../core/snapshot/snapshot.ts'
import { useAnalysis, useSource } from '../../state/queries/current.tsx'
import { useView } from '../../state/view/store.ts'
import { clock, longDate, windowText } from '../controls/times.ts'
import { visibleName } from '../names/visibleName.ts'

/** What a reader of a post-mortem must know months later: that it is frozen, when it was, by which rules, on how many samples. */
export function EmbedFooter(): ReactElement | null {
  const { zone } = useView()
  const analysis = useAnalysis().data
  const about = useSource().data?.frozen?.about
  if (!analysis) return null
  const { window, views, story } = analysis
  const { ruleSetVersion, changedThresholds } = story.diagnosis
  const samples = viewKinds.flatMap((kind) => {
    const view = views[kind]
    return view.state === 'measured' ? [`${viewWords[kind].things} ${countOf(view.samples, 'sample')}`] : []
  })
  const thresholds =
    changedThresholds.length === 0 ? 'default thresholds' : `${changedThresholds.length} changed thresholds`
  return (
    <footer className="type-small flex-none text-ink-3">
      <p>
        Read-only. Frozen window, never refreshes: {longDate(window.fromMs, zone)}, {windowText(window, zone).primary}.
        Rule set {ruleSetVersion}, {thresholds}. {samples.join(' · ')}.
      </p>
      {about && (
        <p>
          Snapshot made {longDate(about.madeAtMs, zone)}, {clock(about.madeAtMs, zone)}. {about.leftOut.join(' ')}
        </p>
      )}
      {about && about.inputs.length > 0 && <Inputs inputs={about.inputs} />}
    </footer>
  )
}

/** What it was made from, so that years later somebody with the files can tell that they are the same. */
function Inputs({ inputs }: { readonly inputs: readonly SnapshotInput[] }): ReactElement {
  return (
    <details>
      <summary className="touch inline-flex items-center text-link">
        Made from {countOf(inputs.length, 'file')}, with their SHA-256
      </summary>
      <ul className="type-figure [overflow-wrap:anywhere]">
        {inputs.map(({ file, sha256 }) => (
          <li key={`${file} ${sha256}`}>
            <bdi>{visibleName(file, 120)}</bdi> {sha256}
          </li>
        ))}
      </ul>
    </details>
  )
}
