/** What stands over the series: marks, the letters of the windows, the times under them. */
import { type ReactElement, useState } from 'react'
import type { TimeWindow } from '../../core/base/units.ts'
import { clock } from '../controls/times.ts'
import { plotPx } from './Brush.tsx'
import type { AxisLabel } from './axisLabels.ts'
import type { OutsideSide } from './seriesShape.ts'

export type WindowLetter = 'A' | 'B'

/** Texts of marks have a row of their own above the line: over it they hid a piece of what they explain. */
export const markRowPx = 14
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
  readonly place: MarkPlace
}): ReactElement {
  const { marks, x, span, widthPx, place } = props
  const listed = place === 'below'
  const inside = marksIn(marks, span)
  return (
    <ul
      aria-label="Marks"
      aria-hidden={listed}
      className="pointer-events-none absolute inset-x-0 top-0"
      style={{ height: plotPx + headPxOf(place) }}
    >
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
              <MarkText text={text} leads={leads} mostPx={Math.max(40, (leads ? before : after) - besidesPx)} />
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** More than these are a list to scroll past. */
const mostListed = 4

/** Where the texts of marks stand: above the line; on a phone, whose line has no room for them, in a list below it. */
export type MarkPlace = 'none' | 'above' | 'below'

export function markPlace(marks: readonly Mark[], span: TimeWindow, isPhone: boolean): MarkPlace {
  const { length } = marksIn(marks, span)
  if (length === 0) return 'none'
  return isPhone && length <= mostListed ? 'below' : 'above'
}

export const headPxOf = (place: MarkPlace): number => (place === 'above' ? markRowPx : 0)

const marksIn = (marks: readonly Mark[], { fromMs, untilMs }: TimeWindow): readonly Mark[] =>
  marks.filter(({ atMs }) => atMs >= fromMs && atMs <= untilMs)

export function MarkList(props: {
  readonly marks: readonly Mark[]
  readonly span: TimeWindow
  readonly zone: string
}): ReactElement {
  const { marks, span, zone } = props
  return (
    <ul aria-label="Marks" className="type-caption text-ink-2">
      {marksIn(marks, span).map(({ atMs, text }) => (
        <li key={`${atMs} ${text}`} className="flex gap-1.5">
          <span className="flex-none tabular-nums">{clock(atMs, zone)}</span>
          <span className="min-w-0 [overflow-wrap:anywhere]">{text}</span>
        </li>
      ))}
    </ul>
  )
}

/** What does not fit is a button that shows the whole; CSS cuts it, so a screen reader always has all of it. */
function MarkText(props: { readonly text: string; readonly leads: boolean; readonly mostPx: number }): ReactElement {
  const { text, leads, mostPx } = props
  const [open, setOpen] = useState(false)
  const place = leads ? '-top-px right-1' : '-top-px left-1'
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

/** In the place of a window that lies outside the line: on which side of it, and when. */
export function Outside(props: {
  /** Absent where there is only one window. */
  readonly letter: WindowLetter | undefined
  readonly side: OutsideSide
  readonly when: string
}): ReactElement {
  const { letter, side, when } = props
  const isBefore = side === 'before'
  return (
    <span
      aria-hidden="true"
      data-outside={side}
      className={`type-caption pointer-events-none absolute -top-px flex max-w-full items-center gap-1 overflow-hidden border border-dashed border-ink-2 bg-surface-0 px-1 leading-[14px]! whitespace-nowrap text-ink-1 ${isBefore ? 'left-0' : 'right-0 flex-row-reverse'}`}
    >
      <span>{isBefore ? '←' : '→'}</span>
      <b>{letter ?? 'this window'}</b>
      <span className="truncate tabular-nums">{when}</span>
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
