/**
 * A exactly above B, frame by frame on one scale, and only what differs by more than noise with what leads to it; the rest is folded into
 * lines that say its sum.
 */
import type { ReactElement } from 'react'
import type { ElidedLine } from '../../core/draw/boxes.ts'
import type { ViewComparison } from '../../core/diff/comparison.ts'
import { countOf, formatShare } from '../../core/base/numbers.ts'
import { formatViewRate } from '../../core/base/viewRates.ts'
import { isLevel, isNativeHeap } from '../../core/base/viewWords.ts'
import { useElided } from '../../state/queries/comparison.ts'
import { dispatch, useViewField } from '../../state/view/store.ts'
import { amount } from '../names/amount.ts'
import { shortName } from '../names/shortName.ts'
import { visibleName } from '../names/visibleName.ts'
import type { Zoom } from '../pane/usePaneBoxes.ts'

const longestName = 30
/** Where there is no room the beginning is cut: the end says which function it is. */
const cutAtStart = { direction: 'rtl' } as const
const indentPx = 7
const deepestIndent = 12

export interface BelowEachOtherProps {
  readonly view: Extract<ViewComparison, { readonly state: 'compared' }>
  readonly mode: 'absolute' | 'share'
  /** The outermost frame in words. */
  readonly root: string
  readonly zoom: Zoom
}

export function BelowEachOther({ view, mode, root, zoom }: BelowEachOtherProps): ReactElement {
  const { data, error } = useElided({ view: view.kind, native: isNativeHeap(view.shows) }, mode, zoom.path)
  if (error) return <p className="py-2 text-ink-2">{error.message}</p>
  if (!data || data.view !== view.kind) return <p className="py-2 text-ink-3">Comparing…</p>
  if (data.lines.length === 0) return <p className="py-2 text-ink-2">Nothing is there under the chosen frame.</p>
  const timeless = !isLevel(view.kind, view.shows) && view.base.seconds === 0 && view.head.seconds === 0
  const figure = (line: ElidedLine, side: 'base' | 'head'): string => {
    if (mode === 'share') return formatShare(line[side] / Math.max(view[side].total, Number.MIN_VALUE))
    if (timeless) return amount(view.unit, line[side])
    return formatViewRate(view.kind, line[side] / data.seconds[side], view.unit, view.shows)
  }
  return (
    <>
      {zoom.path.length > 0 && (
        <button type="button" className="type-small self-start text-link hover:underline" onClick={() => zoom.to([])}>
          Back to {root}
        </button>
      )}
      <ol
        className="min-h-25 flex-1 overflow-auto"
        aria-label={`Changes of the picture, ${countOf(data.lines.length, 'line')}`}
      >
        {data.lines.map((line, at) => (
          <Line
            // The same function may stand at several places.
            // oxlint-disable-next-line react/no-array-index-key
            key={`${at} ${line.path.at(-1) ?? ''}`}
            line={line}
            root={root}
            figures={{ base: figure(line, 'base'), head: figure(line, 'head') }}
            zoom={zoom}
          />
        ))}
      </ol>
    </>
  )
}

function Line(props: {
  readonly line: ElidedLine
  readonly root: string
  readonly figures: { readonly base: string; readonly head: string }
  readonly zoom: Zoom
}): ReactElement {
  const { line, root, figures, zoom } = props
  const { change, depth, names, frames } = line
  const selected = useViewField((all) => all.selected)
  const name = names.at(-1)
  const text = name === undefined ? (change === 'rest' ? restText(frames) : root) : shortName(name, longestName)
  const isSelected = name !== undefined && selected === name
  return (
    <li
      className={`border-t border-line py-0.5 ${isSelected ? 'bg-surface-3' : ''}`}
      style={{ paddingLeft: indentPx * Math.min(depth, deepestIndent) }}
      data-change={change}
    >
      <p className="flex items-baseline gap-x-2">
        {name === undefined ? (
          <span className="type-small min-w-0 flex-1 truncate text-ink-3">{text}</span>
        ) : (
          <button
            type="button"
            className={`type-small min-w-0 flex-1 truncate text-left hover:underline ${change === 'changed' ? 'font-semibold text-ink-1' : 'text-ink-2'}`}
            style={cutAtStart}
            title={`${names.map((one) => visibleName(one, 80)).join(' › ')}${zoom.path.length > 0 ? '' : '; twice: into it'}`}
            onClick={() => dispatch({ type: 'selected', name })}
            onDoubleClick={() => zoom.to(line.path)}
          >
            <bdi dir="ltr">{text}</bdi>
          </button>
        )}
        <span className="type-figure text-[11.5px] whitespace-nowrap text-ink-2">
          {figures.base} → {figures.head}
        </span>
      </p>
      <Bars line={line} />
    </li>
  )
}

function restText(frames: number): string {
  return frames === 0 ? 'its own, no evidence of change' : `rest: ${countOf(frames, 'frame')}, no evidence of change`
}

/** Two bars on one scale, A above B; the colour is the direction, the lengths are the amounts. */
function Bars({ line }: { readonly line: ElidedLine }): ReactElement {
  const { baseSize, headSize, change } = line
  const evident = change === 'changed' || change === 'follows'
  const of = !evident ? 'var(--diff-neutral)' : headSize > baseSize ? 'var(--diff-grew)' : 'var(--diff-shrank)'
  return (
    <svg viewBox="0 0 1000 14" preserveAspectRatio="none" className="block h-3 w-full" aria-hidden="true">
      <rect x="0" y="0.5" width={Math.max(1, 1000 * baseSize)} height="5.5" fill="var(--text-3)" />
      <rect x="0" y="7.5" width={Math.max(1, 1000 * headSize)} height="5.5" fill={of} />
    </svg>
  )
}
