/** A threshold as a number and as a slider. What it would change is shown first; it holds only when applied. */
import { type RuleId, type SignalId, type Thresholds, signalUnits } from '../../core/base/vocabulary.ts'
import { type ReactElement, useId, useState } from 'react'
import { defaultThresholds } from '../../core/diagnosis/rules.ts'
import type { SignalValues } from '../../core/diagnosis/values.ts'
import { useTimeline } from '../../state/queries/queries.ts'
import { useViewField } from '../../state/view/store.ts'
import { Button } from '../controls/Button.tsx'
import { type WhatIf, whatIf } from './whatIf.ts'

export interface ThresholdFieldProps {
  readonly name: string
  readonly rule: RuleId
  readonly signal: SignalId
  readonly value: number
  readonly thresholds: Thresholds
  /** Of the window on screen. */
  readonly values: SignalValues
  readonly onApply: (value: number) => void
}

/** Where a slider ends; the number may be larger. */
function sliderOf(rule: RuleId, signal: SignalId): { readonly max: number; readonly step: number } {
  if (signalUnits[signal] === '%') return { max: 100, step: 1 }
  const max = 4 * (defaultThresholds[rule][signal] ?? 25)
  return { max, step: max / 100 }
}

export function ThresholdField(props: ThresholdFieldProps): ReactElement {
  const { name, rule, signal, value, thresholds, values, onApply } = props
  const [draft, setDraft] = useState<string | undefined>(undefined)
  const unit = useId()
  const most = signalUnits[signal] === '%' ? 100 : 100_000
  const slider = sliderOf(rule, signal)
  const wished = draft === undefined || draft.trim() === '' ? Number.NaN : Number(draft)
  const changed = Number.isFinite(wished) && wished >= 0 && wished <= most && wished !== value
  const drop = (): void => setDraft(undefined)
  const apply = (): void => {
    if (changed) onApply(wished)
    drop()
  }
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'Enter') apply()
    else if (event.key === 'Escape' && draft !== undefined) {
      // Escape takes the draft back and closes nothing.
      event.stopPropagation()
      drop()
    }
  }
  return (
    <>
      <span className="inline-flex items-center gap-1">
        <input
          type="number"
          inputMode="decimal"
          aria-label={name}
          aria-describedby={unit}
          className="type-figure h-6 w-[4.2rem] rounded-control border border-line-strong bg-surface-0 px-1 text-right text-ink-1"
          min={0}
          max={most}
          step="any"
          value={draft ?? String(value)}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <span id={unit}>{signalUnits[signal]}</span>
        <input
          type="range"
          aria-label={`${name}, slider`}
          className="h-6 w-24 accent-[var(--color-ink-2)]"
          min={0}
          max={slider.max}
          step={slider.step}
          value={Number.isFinite(wished) ? wished : value}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </span>
      {changed && (
        <span className="basis-full font-sans text-ink-2" data-what-if={signal}>
          <Preview thresholds={thresholds} values={values} changed={{ rule, signal, value: wished }} />{' '}
          <Button look="strong" small onClick={apply}>
            Apply {wished} {signalUnits[signal]}
          </Button>{' '}
          <Button look="quiet" small onClick={drop}>
            Keep {value}
          </Button>
        </span>
      )}
    </>
  )
}

function Preview(props: Omit<WhatIf, 'states' | 'zone'>): ReactElement {
  const zone = useViewField((view) => view.zone)
  const timeline = useTimeline().data
  if (!timeline) return <output>Reading the timeline.</output>
  const { along, here } = whatIf({ ...props, states: timeline.states, zone })
  return (
    <output>
      {along} {here}
    </output>
  )
}
