/** What stands over the series: marks, the letters of the windows, the times under them. */
import type { ReactElement } from 'react'
import type { TimeWindow } from '../../core/units.ts'
import type { AxisLabel } from './axisLabels.ts'

export type WindowLetter = 'A' | 'B'

export interface Mark {
  readonly atMs: number
  readonly text: string
}

export function Marks(props: {
  readonly marks: readonly Mark[]
  readonly x: (ms: number) => number
  readonly span: TimeWindow
}): ReactElement {
  return (
    <ul aria-label="Marks" className="pointer-events-none absolute inset-x-0 top-0 h-[57px]">
      {props.marks
        .filter(({ atMs }) => atMs >= props.span.fromMs && atMs <= props.span.untilMs)
        .map(({ atMs, text }) => (
          <li
            key={atMs}
            className="absolute h-full border-l border-dashed border-ink-2"
            style={{ left: props.x(atMs) }}
          >
            {/* Before the line where there is room: what follows a mark is what the reader came for. */}
            <span
              className={`type-caption pointer-events-auto absolute max-w-60 truncate bg-surface-0 px-0.5 text-ink-2 ${props.x(atMs) > 330 ? 'right-1 top-[42px] h-[13px] w-max leading-[12px]!' : '-top-px left-1 w-max'}`}
              title={text}
            >
              {text}
            </span>
          </li>
        ))}
    </ul>
  )
}

export function Letter({ letter, leftPx }: { readonly letter: WindowLetter; readonly leftPx: number }): ReactElement {
  const look = letter === 'A' ? 'border border-line-strong bg-surface-0 text-ink-1' : 'bg-ink-1 text-surface-0'
  return (
    <span
      aria-hidden="true"
      className={`pointer-events-none absolute top-0 grid size-4 place-items-center rounded-br-[3px] text-[11px] font-bold ${look}`}
      style={{ left: leftPx }}
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
