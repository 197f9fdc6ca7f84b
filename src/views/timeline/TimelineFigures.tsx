/** Beside the series: their names, what the windows amount to or the instant pointed at, and which window a drag sets. */
import { type PaneId, paneIds } from '../../core/base/vocabulary.ts'
import type { CSSProperties, ReactElement, ReactNode } from 'react'
import { wholeSeconds } from '../controls/moveWindow.ts'
import { paneInk, paneNames } from '../controls/PaneChip.tsx'
import { clock, windowText } from '../controls/times.ts'
import { Icon } from '../theme/Icon.tsx'
import type { Draft } from './Plot.tsx'
import type { Onset } from '../../core/analysis/onset.ts'
import type { WindowLetter } from './TimelineParts.tsx'

export function RowNames(props: {
  readonly className?: string
  /** Windows too short for verdicts of their own have no row of them. */
  readonly verdict?: boolean
  /** Of the row above the line. */
  readonly headPx: number
}): ReactElement {
  const { className = '', verdict = true, headPx } = props
  return (
    <ul className={`type-small text-ink-2 ${className}`} style={{ paddingTop: headPx }} aria-hidden="true">
      {paneIds.map((pane) => (
        <li key={pane} className="flex h-[14px] items-center gap-1.5">
          <Icon name={pane} size={12} className={paneInk[pane]} />
          {paneNames[pane]}
        </li>
      ))}
      <li className="flex h-[14px] items-center pl-[18px] text-ink-3">{verdict && 'Verdict'}</li>
    </ul>
  )
}

/** A line of its own where there is no column for it. */
export const underPlot = 'col-start-2 flex flex-wrap items-center gap-x-4 mid:col-start-auto mid:block mid:pt-(--head)'

export interface FiguresProps {
  readonly textOf: (pane: PaneId) => string
  /** Who says so, where it is not the profile. */
  readonly fromOf: (pane: PaneId) => string | undefined
  readonly children: ReactNode
  readonly className: string
  /** Of the row above the line, where they stand beside it. */
  readonly headPx: number
}

export function Figures({ textOf, fromOf, children, className, headPx }: FiguresProps): ReactElement {
  return (
    <div
      className={`type-small text-[11.5px]! text-ink-3 tabular-nums ${className}`}
      style={{ '--head': `${headPx}px` } as CSSProperties}
    >
      {paneIds.map((pane) => {
        const from = fromOf(pane)
        return (
          <p key={pane} className="h-[14px] leading-[14px]! whitespace-nowrap" data-timeline-value={pane} title={from}>
            <span className="mid:sr-only">{paneNames[pane]} </span>
            {textOf(pane)}
            {from !== undefined && <span className="sr-only">, by {from}</span>}
          </p>
        )
      })}
      <div className="flex min-h-7 items-center gap-1 empty:hidden">{children}</div>
    </div>
  )
}

/** What a hand on the timeline is doing; undefined while it does nothing. */
export function belowFigures(
  draft: Draft | undefined,
  pointedMs: number | undefined,
  zone: string,
): ReactNode | undefined {
  if (draft)
    return <span aria-live="polite">{`${windowText(wholeSeconds(draft.window), zone).length} · Enter applies`}</span>
  return pointedMs === undefined ? undefined : <span>at {clock(pointedMs, zone)}</span>
}

export function DrawChoice(props: {
  readonly drawing: WindowLetter
  readonly onChange: (letter: WindowLetter) => void
}): ReactElement {
  return (
    <fieldset className="no-print flex items-center gap-1">
      <legend className="sr-only">Dragging on the timeline sets</legend>
      <span aria-hidden="true">drag sets</span>
      {(['A', 'B'] as const).map((letter) => (
        <button
          key={letter}
          type="button"
          aria-pressed={props.drawing === letter}
          aria-label={letter === 'A' ? 'A, the earlier window' : 'B, the later window'}
          className={`touch grid size-6 place-items-center rounded-control border font-bold ${props.drawing === letter ? 'border-line-strong bg-surface-3 text-ink-1' : 'border-transparent text-ink-3 hover:text-ink-1'}`}
          onClick={() => props.onChange(letter)}
        >
          {letter}
        </button>
      ))}
    </fieldset>
  )
}

/** Since when, and the reader's notes beside it: a row of their own would take one from the panes. */
export function OnsetText(props: {
  readonly onset: Onset | undefined
  readonly zone: string
  readonly notes: ReactNode
}): ReactElement {
  const { onset, zone, notes } = props
  return (
    <div className="w-full leading-[14px]!">
      <div className="flex min-h-[14px] flex-wrap justify-between gap-x-1">
        {onset?.sinceMs !== undefined && <span className="whitespace-nowrap">since {clock(onset.sinceMs, zone)}</span>}
        {notes}
      </div>
      {onset && onset.states > 1 && <p className="text-ink-2">{onset.states} verdicts in this window</p>}
    </div>
  )
}
