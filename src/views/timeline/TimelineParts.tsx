/** What stands over the series: marks, the letters of the windows, the times under them. */
import { type ReactElement, useState } from 'react'
import type { TimeWindow } from '../../core/base/units.ts'
import { clock } from '../controls/times.ts'
import type { AxisLabel } from './axisLabels.ts'

export type WindowLetter = 'A' | 'B'

/** Widest usual letter of a caption. */
const letterPx = 6.2
/** What stands between a text and the next thing on the line. */
const besidesPx = 24

export interface Mark {
  readonly atMs: number
  readonly text: string
}

export function Marks(props: {
  readonly marks: readonly Mark[]
  readonly x: (ms: number) => number
  readonly span: TimeWindow
  readonly widthPx: number
  /** Letters of windows stand at the top of the line; what would lie under one makes room. */
  readonly lettersAtPx: readonly number[]
  /** Their texts stand below the line. */
  readonly listed: boolean
}): ReactElement {
  const { marks, x, span, widthPx, lettersAtPx, listed } = props
  const inside = marks.filter(({ atMs }) => atMs >= span.fromMs && atMs <= span.untilMs)
  return (
    <ul aria-label="Marks" aria-hidden={listed} className="pointer-events-none absolute inset-x-0 top-0 h-[57px]">
      {inside.map(({ atMs, text }, index) => {
        const atPx = x(atMs)
        const before = atPx - x(inside[index - 1]?.atMs ?? span.fromMs)
        const after = x(inside[index + 1]?.atMs ?? span.untilMs) - atPx
        const needPx = text.length * letterPx + besidesPx
        // Before the line where there is room for all of it: what follows a mark is what the reader came for.
        const leads =
          before >= needPx ? before > Math.min(330, widthPx * 0.3) || before > after : after < needPx && before > after
        return (
          <li
            key={`${atMs} ${text}`}
            className="absolute h-full border-l border-dashed border-ink-2"
            style={{ left: atPx }}
          >
            {!listed && (
              <MarkText
                text={text}
                leads={leads}
                clearOfLetter={lettersAtPx.some((px) => Math.abs(px - atPx) < 18)}
                mostPx={Math.max(40, (leads ? before : after) - besidesPx)}
              />
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** More than these are a list to scroll past. */
const mostListed = 4

/** On a phone a text that is cut on the line stands below it whole. */
export function isListed(marks: readonly Mark[], span: TimeWindow, widthPx: number): boolean {
  const inside = marks.filter(({ atMs }) => atMs >= span.fromMs && atMs <= span.untilMs)
  return inside.length <= mostListed && inside.some(({ text }) => text.length * letterPx > widthPx / 2)
}

export function MarkList(props: {
  readonly marks: readonly Mark[]
  readonly span: TimeWindow
  readonly zone: string
}): ReactElement {
  const { marks, span, zone } = props
  return (
    <ul aria-label="Marks" className="type-caption text-ink-2">
      {marks
        .filter(({ atMs }) => atMs >= span.fromMs && atMs <= span.untilMs)
        .map(({ atMs, text }) => (
          <li key={`${atMs} ${text}`} className="flex gap-1.5">
            <span className="flex-none tabular-nums">{clock(atMs, zone)}</span>
            <span className="min-w-0 [overflow-wrap:anywhere]">{text}</span>
          </li>
        ))}
    </ul>
  )
}

/** What does not fit is a button that shows the whole; CSS cuts it, so a screen reader always has all of it. */
function MarkText(props: {
  readonly text: string
  readonly leads: boolean
  readonly clearOfLetter: boolean
  readonly mostPx: number
}): ReactElement {
  const { text, leads, clearOfLetter, mostPx } = props
  const [open, setOpen] = useState(false)
  const after = clearOfLetter ? '-top-px left-5' : '-top-px left-1'
  const place = leads ? '-top-px right-1' : after
  const look = `type-caption pointer-events-auto absolute w-max before:absolute before:-inset-3 pointer-fine:before:hidden bg-surface-0 px-0.5 text-left text-ink-2 ${place}`
  if (text.length * letterPx <= mostPx) return <span className={`${look} whitespace-nowrap`}>{text}</span>
  return (
    <button
      type="button"
      aria-expanded={open}
      title={text}
      className={`${look} ${open ? 'z-10 border border-line-strong' : 'truncate'}`}
      style={{ maxWidth: open ? Math.max(mostPx, 200) : mostPx }}
      onClick={() => setOpen(!open)}
      onBlur={() => setOpen(false)}
    >
      {text}
    </button>
  )
}

/** On the line where its window begins; without a place, in the flow of the text. */
export function Letter({ letter, leftPx }: { readonly letter: WindowLetter; readonly leftPx?: number }): ReactElement {
  const look = letter === 'A' ? 'border border-line-strong bg-surface-0 text-ink-1' : 'bg-ink-1 text-surface-0'
  const place = leftPx === undefined ? 'flex-none rounded-[3px]' : 'pointer-events-none absolute top-0 rounded-br-[3px]'
  return (
    <span
      {...(leftPx === undefined ? {} : { 'aria-hidden': true, style: { left: leftPx } })}
      className={`grid size-4 place-items-center text-[11px] font-bold ${place} ${look}`}
    >
      {letter}
    </span>
  )
}

export function Axis({ labels }: { readonly labels: readonly AxisLabel[] }): ReactElement {
  const shift = { start: '', middle: '-translate-x-1/2', end: '-translate-x-full' } as const
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-x-0 top-[57px] h-[13px]">
      {labels.map(({ atMs, xPx, text, anchor, strong }) => (
        <span
          key={atMs}
          className={`type-caption absolute leading-[13px]! whitespace-nowrap tabular-nums ${shift[anchor]} ${strong ? 'text-ink-1' : 'text-ink-3'}`}
          style={{ left: xPx }}
        >
          {text}
        </span>
      ))}
    </div>
  )
}
