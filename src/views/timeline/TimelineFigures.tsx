/** Right of the series: what the windows amount to, or the instant pointed at; and which window a drag sets. */
import type { ReactElement } from 'react'
import { formatBytes, formatNumber, formatShare } from '../../core/report/numbers.ts'
import type { TimeWindow } from '../../core/units.ts'
import type { TimelineSeries } from '../../core/workspace/questions.ts'
import { clock } from '../controls/times.ts'
import { type Onset, valueAt, valueIn } from './seriesShape.ts'
import type { WindowLetter } from './TimelineParts.tsx'

export function DrawChoice(props: {
  readonly drawing: WindowLetter
  readonly onChange: (letter: WindowLetter) => void
}): ReactElement {
  return (
    <fieldset className="flex items-center gap-1">
      <legend className="sr-only">Dragging on the timeline sets</legend>
      <span aria-hidden="true">drag sets</span>
      {(['A', 'B'] as const).map((letter) => (
        <button
          key={letter}
          type="button"
          aria-pressed={props.drawing === letter}
          aria-label={letter === 'A' ? 'A, the earlier window to compare with' : 'B, the window on screen'}
          className={`grid size-6 place-items-center rounded-control border font-bold ${props.drawing === letter ? 'border-line-strong bg-surface-3 text-ink-1' : 'border-transparent text-ink-3 hover:text-ink-1'}`}
          onClick={() => props.onChange(letter)}
        >
          {letter}
        </button>
      ))}
    </fieldset>
  )
}

export function OnsetText({ onset, zone }: { readonly onset: Onset | undefined; readonly zone: string }): ReactElement {
  return (
    <p className="leading-[14px]!">
      {onset?.sinceMs !== undefined && <span className="block">since {clock(onset.sinceMs, zone)}</span>}
      {onset && onset.states > 1 && <span className="block text-ink-2">{onset.states} states in this window</span>}
    </p>
  )
}

/** "0.38 → 0.05 cores" with two windows, "0.05 cores" with one. */
export function valueText(series: TimelineSeries, b: TimeWindow, a: TimeWindow | undefined): string {
  if (series.points.length === 0) return 'not recorded'
  const now = valueIn(series, b)
  const after = now === undefined ? 'nothing in this window' : written(series, now)
  if (!a) return after
  const before = valueIn(series, a)
  return before === undefined ? `– → ${after}` : `${withoutUnit(series, before)} → ${after}`
}

export function pointedText(series: TimelineSeries, atMs: number, spanMs: number): string {
  if (series.points.length === 0) return 'not recorded'
  const value = valueAt(series, atMs, spanMs / 60)
  return value === undefined ? 'not measured here' : written(series, value)
}

function written(series: TimelineSeries, value: number): string {
  if (series.unit === 'bytes') return `${formatBytes(value)} held`
  if (series.unit === 'share') return `${formatShare(value)} waiting`
  if (series.unit === 'waiters') return `${formatNumber(value, value < 10 ? 1 : 0)} waiting`
  return `${formatNumber(value, value < 10 ? 2 : 1)} cores`
}

function withoutUnit(series: TimelineSeries, value: number): string {
  if (series.unit === 'bytes') return formatBytes(value)
  if (series.unit === 'share') return formatShare(value)
  return formatNumber(value, value < 10 ? 2 : 1)
}
