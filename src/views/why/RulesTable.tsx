/** Each rule with fired or not, by how much each comparison held or missed, or what is missing; thresholds can be edited in place. */
import { type RuleId, type SignalId, type Thresholds, signalUnits } from '../../core/base/vocabulary.ts'
import type { ReactElement } from 'react'
import type { Condition, Diagnosis, RuleEvaluation } from '../../core/diagnosis/diagnosis.ts'
import { defaultThresholds, titleOf } from '../../core/diagnosis/rules.ts'
import { signalShort } from '../../core/diagnosis/signalWords.ts'
import type { SignalValues } from '../../core/diagnosis/values.ts'
import { formatNumber } from '../../core/base/numbers.ts'
import { standingOf } from '../banner/verdict.ts'
import { Button } from '../controls/Button.tsx'
import { Unbroken } from '../controls/Unbroken.tsx'
import { Icon } from '../theme/Icon.tsx'
import { ThresholdField } from './ThresholdField.tsx'

export type OnThreshold = (rule: RuleId, signal: SignalId, value: number | undefined) => void

const resultWords: Readonly<Record<RuleEvaluation['result'], string>> = {
  fired: 'fired',
  shadowed: 'also matches',
  'did-not-fire': 'ruled out',
  'not-evaluable': 'still possible',
}

/** Present only while thresholds may be changed; a guest has none. */
export interface Editing {
  readonly onThreshold: OnThreshold
  /** In force, and what they are compared with in the window on screen. */
  readonly thresholds: Thresholds
  readonly values: SignalValues
}

export function RulesTable(props: {
  readonly diagnosis: Diagnosis
  readonly editing: Editing | undefined
}): ReactElement {
  const { diagnosis, editing } = props
  const unclear = diagnosis.pattern === 'no-clear-pattern'
  const row = 'border-b border-line align-middle max-mid:block max-mid:py-1.5'
  return (
    <table className="mt-2.5 w-full border-collapse text-left max-mid:block">
      <caption className="sr-only">Rules of the classifier, first match wins</caption>
      <thead className="type-caption text-ink-3 max-mid:sr-only">
        <tr className="border-b border-line">
          <th scope="col" className="w-6 font-normal">
            <span className="sr-only">Order</span>
          </th>
          <th scope="col" className="w-[200px] font-normal">
            Rule, first match wins
          </th>
          <th scope="col" className="w-[168px] font-normal">
            Result
          </th>
          <th scope="col" className="font-normal">
            <span className="flex flex-wrap items-center gap-x-3">
              Conditions, and by how much each held or missed
              <span className="ml-auto flex items-center gap-1.5">
                <Icon name="held" size={12} /> held
                <Icon name="missed" size={12} className="ml-2" /> missed
                <Icon name="unknown" size={12} className="ml-2" /> not measured
              </span>
            </span>
          </th>
        </tr>
      </thead>
      <tbody className="max-mid:block">
        {diagnosis.rules.map((rule, index) => (
          <tr
            key={rule.id}
            data-dx={rule.id}
            data-rule={rule.id}
            data-result={rule.result}
            className={`${row} ${rule.result === 'fired' ? 'bg-surface-2' : ''}`}
          >
            <td className="type-figure text-ink-3 max-mid:hidden">{index + 1}</td>
            <th scope="row" className={nameLook(rule.result === 'fired')}>
              <span className="flex items-center gap-2">
                <Icon name={rule.id} className="text-dx" />
                <span className="first-letter:uppercase">{titleOf(rule.id)}</span>
              </span>
            </th>
            <td className={resultLook(standingOf(diagnosis, rule))}>{resultWords[standingOf(diagnosis, rule)]}</td>
            <td className="py-1 max-mid:block">
              <ul className="flex flex-col gap-x-5 gap-y-0.5 mid:flex-row mid:flex-wrap wide:grid wide:grid-cols-3">
                {rule.conditions.map((condition) => (
                  <ConditionCell key={condition.signal} rule={rule.id} condition={condition} editing={editing} />
                ))}
              </ul>
            </td>
          </tr>
        ))}
        <tr
          data-dx="no-clear-pattern"
          data-rule="no-clear-pattern"
          className={`${row} ${unclear ? 'bg-surface-2' : ''}`}
        >
          <td className="type-figure text-ink-3 max-mid:hidden">–</td>
          <th scope="row" className={nameLook(unclear)}>
            <span className="flex items-center gap-2">
              <Icon name="no-clear-pattern" className="text-dx" />
              <span>No clear pattern</span>
            </span>
          </th>
          <td className={resultLook(unclear ? 'fired' : 'did-not-fire')}>{unclear ? 'applies' : 'does not apply'}</td>
          <td className="type-small py-1.5 text-ink-3 max-mid:block">
            {unclear ? `kind: ${diagnosis.kind.replace('-', ' ')}` : 'only when nothing above fires'}
          </td>
        </tr>
      </tbody>
    </table>
  )
}

const nameLook = (chosen: boolean): string =>
  `h-[26px] pr-3 text-[13px] max-mid:inline-block ${chosen ? 'font-bold text-ink-1' : 'font-normal text-ink-2'}`

const resultLook = (result: RuleEvaluation['result']): string =>
  `pr-3 max-mid:inline-block ${result === 'did-not-fire' ? 'text-ink-3' : 'font-bold text-ink-1'}`

function ConditionCell(props: {
  readonly rule: RuleId
  readonly condition: Condition
  readonly editing: Editing | undefined
}): ReactElement {
  const { rule, condition, editing } = props
  const { signal, comparison, threshold, result, margin } = condition
  const name = signalShort(signal)
  const standard = defaultThresholds[rule][signal]
  const changed = standard !== undefined && standard !== threshold
  const by =
    result === 'unknown'
      ? 'not measured'
      : margin === undefined
        ? `${result} anywhere in its bounds`
        : `${result === 'held' ? 'by' : 'misses by'} ${marginText(signal, margin)}`
  return (
    <li
      className="type-small flex min-w-0 flex-wrap content-start items-center gap-x-1.5 text-ink-3"
      data-condition={signal}
      data-result={result}
    >
      <Icon name={result} size={12} className={result === 'held' ? 'text-ink-1' : ''} />
      <span className="sr-only">{result === 'unknown' ? 'not measured' : result}:</span>
      {editing ? (
        <span className="flex flex-wrap items-center gap-1 font-mono text-ink-2 has-[[data-what-if]]:flex-1">
          {name} {comparison}
          <ThresholdField
            name={`${titleOf(rule)}: ${name} ${comparison}`}
            rule={rule}
            signal={signal}
            value={threshold}
            thresholds={editing.thresholds}
            values={editing.values}
            onApply={(value) => editing.onThreshold(rule, signal, value === standard ? undefined : value)}
          />
        </span>
      ) : (
        <b
          className={`font-mono font-medium tracking-tight whitespace-nowrap ${result === 'held' ? 'text-ink-1' : 'text-ink-2'}`}
        >
          {name} {comparison} {threshold} {signalUnits[signal]}
        </b>
      )}
      <span className="min-w-0">
        <Unbroken text={by} />
      </span>
      {changed && (
        <span className="inline-flex items-center gap-1 rounded-[4px] border border-dashed border-line-strong px-1 whitespace-nowrap text-ink-2">
          default {standard}
          {editing && (
            <Button
              look="quiet"
              small
              square
              aria-label={`Reset ${titleOf(rule)}: ${name} to ${standard}`}
              onClick={() => editing.onThreshold(rule, signal, undefined)}
            >
              <Icon name="undo" size={12} />
            </Button>
          )}
        </span>
      )}
    </li>
  )
}

/** Of a percentage in points: "by 23 %" would read as a ratio. */
function marginText(signal: SignalId, margin: number): string {
  const unit = signalUnits[signal]
  const text = formatNumber(margin, Number.isInteger(margin) || margin >= 100 ? 0 : 1)
  return `${text} ${unit === '%' ? 'points' : unit}`
}
