/** Second and third row: the figure with its denominator, and how full the capacity is. */
import type { PaneId } from '../../core/base/vocabulary.ts'
import type { ReactElement, ReactNode } from 'react'
import { Fitting } from '../controls/Fitting.tsx'
import type { PaneFigure } from './capacity.ts'

const barFill: Readonly<Record<PaneId, string>> = { cpu: 'bg-cpu', heap: 'bg-heap', lock: 'bg-lock' }

const atLeast = 'at least '

export function PaneFigureRow(props: {
  readonly pane: PaneId
  readonly figure: PaneFigure
  /** Here where the first row has no room for it. */
  readonly tag: ReactNode
}): ReactElement {
  const { pane, figure, tag } = props
  const fitting = <Fitting parts={figure.parts ?? [figure.of]} />
  // A sign where the words would leave no room for what it is a part of.
  const isLeast = figure.figure.startsWith(atLeast)
  const hasShort = pane !== 'heap' && figure.short.figure === figure.figure
  return (
    <>
      {/* Whole, for those without a pointer, under "How this was measured". */}
      <p
        className="flex h-7 flex-none items-baseline print:h-auto gap-2 whitespace-nowrap"
        title={figure.whole ?? figure.of}
      >
        <b className="type-headline tracking-[-.03em] [word-spacing:-.28em]">
          {isLeast && (
            <>
              <span className="@max-[25rem]:hidden">at least </span>
              <span className="@min-[25rem]:hidden">≥ </span>
            </>
          )}
          {isLeast ? figure.figure.slice(atLeast.length) : figure.figure}
        </b>
        {/* Figure and words stand on one line: a box that hides what overflows has no baseline of its own. */}
        <span className="flex min-w-0 self-center text-ink-2 tabular-nums">
          {hasShort ? (
            <>
              <span className="flex min-w-0 @max-[25rem]:hidden">{fitting}</span>
              <span className="min-w-0 whitespace-normal leading-[13px]! @min-[25rem]:hidden">{figure.short.of}</span>
            </>
          ) : (
            fitting
          )}
        </span>
        <span className="ml-auto flex-none">{tag}</span>
      </p>
      <CapacityBar pane={pane} used={figure.used} limit={figure.limit} />
    </>
  )
}

export function CapacityBar(props: {
  readonly pane: PaneId
  readonly used: number | undefined
  readonly limit: string
}): ReactElement {
  const { pane, used, limit } = props
  if (used === undefined) return <div aria-hidden="true" title={limit} className="hatch h-[5px] flex-none" />
  return (
    <div
      aria-hidden="true"
      title={limit}
      className="h-[5px] flex-none overflow-hidden rounded-frame bg-surface-3 forced-color-adjust-none"
    >
      {/* A sliver stays visible: almost nothing is not nothing. */}
      <div
        className={`h-full ${barFill[pane]}`}
        style={{ width: `${Math.min(1, Math.max(0, used)) * 100}%`, minWidth: used > 0 ? 2 : 0 }}
      />
    </div>
  )
}
