/** The evidence under the verdict: six gauges, every rule, what is missing and how to get it, and what not to misread. */
import { type RuleId, signalIds } from '../../core/base/vocabulary.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { type ReactElement, type ReactNode, useState } from 'react'
import { titleOf } from '../../core/diagnosis/rules.ts'
import { valuesOf } from '../../core/diagnosis/values.ts'
import { capitalised, listed } from '../../core/base/lists.ts'
import { viewWords } from '../../core/base/viewWords.ts'
import type { Finding } from '../../core/diagnosis/story.ts'
import { formatNs } from '../../core/base/numbers.ts'
import { cleaned, useOutgoingSubject } from '../../state/sharing/outgoing.ts'
import { Button } from '../controls/Button.tsx'
import { CopyButton } from '../controls/CopyButton.tsx'
import { Icon } from '../theme/Icon.tsx'
import { Collect } from './Collect.tsx'
import { evidenceText } from './evidenceText.ts'
import { Gauge } from './Gauge.tsx'
import { missingProfiles } from './missingProfiles.ts'
import { type OnThreshold, RulesTable } from './RulesTable.tsx'
import { BreakableName } from '../names/BreakableName.tsx'

export interface WhyProps {
  readonly analysis: Analysis
  /** "02:04:00–02:14:00 IST (20:34–20:44 UTC)" for the copied text. */
  readonly windowLine: string
  /** Absent for guests, who may look but not change. */
  readonly onThreshold?: OnThreshold
  readonly onResetThresholds?: () => void
}

export function Why({ analysis, windowLine, onThreshold, onResetThresholds }: WhyProps): ReactElement {
  const { story, views } = analysis
  const { diagnosis } = story
  const about = useOutgoingSubject()
  const [editing, setEditing] = useState(false)
  const missing = missingProfiles(story.signals, views)
  const changed = diagnosis.changedThresholds.length
  return (
    <section
      id="why"
      aria-labelledby="why-title"
      data-dx={diagnosis.pattern}
      className="-mt-1 flex-none rounded-panel border border-line bg-surface-1 px-4 pt-3.5 pb-2.5"
    >
      <h2 id="why-title" className="sr-only">
        Evidence for the diagnosis
      </h2>
      <ul className="grid grid-cols-2 gap-x-7 gap-y-4 mid:grid-cols-3 wide:grid-cols-6">
        {signalIds.map((id) => (
          <Gauge key={id} id={id} signal={story.signals[id]} diagnosis={diagnosis} />
        ))}
      </ul>
      <RulesTable
        diagnosis={diagnosis}
        editing={
          editing && onThreshold
            ? { onThreshold, thresholds: diagnosis.thresholds, values: valuesOf(story.signals) }
            : undefined
        }
      />
      <div className="type-small flex flex-wrap items-center gap-x-3 gap-y-1 pt-2 text-ink-3">
        <p>
          {changed === 0
            ? 'Thresholds are the defaults.'
            : `${changed} ${changed === 1 ? 'threshold differs' : 'thresholds differ'} from the default.`}{' '}
          Comparisons are strict: a value on the edge does not fire. Rule set {diagnosis.ruleSetVersion}.
        </p>
        {onThreshold && (
          <Button look="link" small className="no-print" aria-pressed={editing} onClick={() => setEditing(!editing)}>
            {editing ? 'Done changing thresholds' : 'Change thresholds'}
          </Button>
        )}
        {onResetThresholds && changed > 0 && (
          <Button look="link" small className="no-print" onClick={onResetThresholds}>
            Reset all to default
          </Button>
        )}
        <span className="no-print">
          {about && (
            <CopyButton
              look="link"
              small
              // What was chosen in the Share menu not to leave does not leave here either.
              text={async () => evidenceText((await cleaned(about, story)).value, windowLine)}
            >
              Copy evidence as text
            </CopyButton>
          )}
        </span>
      </div>
      <Notes analysis={analysis} />
      {missing.length > 0 && (
        <Block title="Not measured, and how to collect it">
          <ul className="grid gap-2 wide:grid-cols-2">
            {missing.map((entry) => (
              <Collect key={entry.signals.join()} missing={entry} />
            ))}
          </ul>
        </Block>
      )}
    </section>
  )
}

function Notes({ analysis }: { readonly analysis: Analysis }): ReactElement | null {
  const { story, otherWaits } = analysis
  const { findings, misreadings, alsoMatches, certainty } = story
  const waits = otherWaits.filter(({ ns }) => ns >= 1e6)
  const sure = [certainty?.slopeText, subWindowText(certainty?.subWindows)].filter(
    (text) => text !== undefined && text !== '',
  )
  if (findings.length + misreadings.length + alsoMatches.length + waits.length + sure.length === 0) return null
  return (
    <div className="grid gap-x-7 wide:grid-cols-2">
      {(findings.length > 0 || alsoMatches.length > 0) && (
        <Block title="Also found">
          <ul className="grid gap-1.5">
            {alsoMatches.length > 0 && (
              <li>
                Also matches: <b className="text-ink-1">{listed(alsoMatches.map(nameOf))}</b>. The first matching rule
                gives the verdict.
              </li>
            )}
            {findings.map(({ id, text, evidence, confirm, points }) => (
              <li key={id} data-finding={id}>
                {points === undefined ? <span className="text-ink-1">{text}</span> : <Points points={points} />}
                {evidence.length > 0 && <span className="text-ink-3"> {capitalised(evidence.join(' · '))}.</span>}
                {confirm !== '' && <span className="text-ink-3"> To confirm: {confirm}</span>}
              </li>
            ))}
          </ul>
        </Block>
      )}
      {(misreadings.length > 0 || waits.length > 0 || sure.length > 0) && (
        <Block title="Do not misread">
          <ul className="grid gap-1.5">
            {misreadings.map(({ id, text }) => (
              <li key={id} data-misreading={id} className="flex items-start gap-1.5">
                <Icon name="cannot-see" size={14} className="mt-0.5 text-ink-3" />
                <span>{text}</span>
              </li>
            ))}
            {waits.length > 0 && (
              <li>Also waiting, not on locks: {listed(waits.map(({ kind, ns }) => `${kind} ${formatNs(ns)}`))}.</li>
            )}
            {sure.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Block>
      )}
    </div>
  )
}

const ruleIds: readonly string[] = [
  'contention-bound',
  'gc-pressure',
  'slow-leak',
  'cascading-failure',
  'cpu-bound',
] satisfies RuleId[]
const nameOf = (id: string): string => (ruleIds.includes(id) ? titleOf(id as RuleId) : id)

/** What each profile points at, side by side, and which of them to act on. */
function Points({ points }: { readonly points: NonNullable<Finding['points']> }): ReactElement {
  return (
    <table className="w-full text-left max-mid:[&_td]:block max-mid:[&_th]:block max-mid:[&_tr]:block max-mid:[&_tr]:pt-1">
      <caption className="text-left text-ink-1">The profiles name different code:</caption>
      <tbody>
        {points.map(({ view, name, amount, act }) => (
          <tr key={view}>
            <th scope="row" className="pr-3 font-normal text-ink-3">
              {capitalised(viewWords[view].things)}
            </th>
            <td className="pr-3 [overflow-wrap:anywhere] text-ink-1">
              <BreakableName text={name} />
            </td>
            <td className="pr-3 whitespace-nowrap">{amount}</td>
            <td className="font-semibold text-ink-1">{act && 'the one to act on'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function subWindowText(sub: { readonly same: number; readonly of: number } | undefined): string | undefined {
  return sub === undefined ? undefined : `${sub.same} of ${sub.of} parts of this window say the same on their own.`
}

function Block({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <div className="mt-2.5 min-w-0 border-t border-line pt-2 text-ink-2">
      <h3 className="type-small mb-1.5 font-semibold text-ink-3">{title}</h3>
      {children}
    </div>
  )
}
