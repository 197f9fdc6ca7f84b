/**
 * Live and alloc mirrored about one axis: what is held hangs below it, what was allocated stands above it. Each half scrolls by
 * itself, so that the axis stays in the middle, and is in shares of its own total; a function that is large on one side only carries a mark.
 */
import { asSentence } from '../../core/base/result.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { type ReactElement, type Ref, useCallback } from 'react'
import { functionValues } from '../../state/queries/functionValue.ts'
import { useFunctionIndex } from '../../state/queries/queries.ts'
import type { FrameMark } from '../flame/drawnFrames.ts'
import { amount } from '../names/amount.ts'
import { FlameArea } from './FlameArea.tsx'
import { FlameScroller } from '../pane/FlameScroller.tsx'
import { type HeapMark, heapMark, heapMarkText } from './heapMarks.ts'
import type { PaneBoxes, Zoom } from '../pane/usePaneBoxes.ts'

export const heapMarkGlyph: Readonly<Record<HeapMark, string>> = { held: '■', churns: '○' }

export function HeapBoth(props: {
  readonly analysis: Analysis
  readonly live: PaneBoxes
  readonly alloc: PaneBoxes
  readonly widthPx: number
  readonly rowPx: number
  readonly zoom: Zoom
  readonly inner: Ref<HTMLDivElement>
  readonly leads: boolean
  readonly flows: boolean
}): ReactElement {
  const { analysis, live, alloc, widthPx, rowPx, zoom, inner, leads, flows } = props
  const markOf = useHeapMark(analysis)
  const mark = useCallback(
    (name: string): FrameMark | undefined => {
      const kind = markOf(name)
      return kind && { glyph: heapMarkGlyph[kind], text: kind }
    },
    [markOf],
  )
  const half = { pane: 'heap', widthPx, rowPx, zoom, mark, leads } as const
  return (
    <>
      <FlameScroller fromBottom={true} rowPx={rowPx} flows={flows} half>
        <Half kind="heap_alloc" analysis={analysis}>
          <FlameArea {...half} drawn={alloc} rootAtBottom={true} />
        </Half>
      </FlameScroller>
      <div className="type-caption my-0.5 flex flex-none justify-between gap-3 border-y border-line-strong py-px whitespace-nowrap text-ink-2">
        <span>↑ allocated {sum(analysis, 'heap_alloc')}</span>
        <span title={`${heapMarkText.held}; ${heapMarkText.churns}`}>■ held · ○ churns</span>
        <span>↓ held {sum(analysis, 'heap_live')}</span>
      </div>
      <FlameScroller fromBottom={false} rowPx={rowPx} inner={inner} flows={flows} half>
        <Half kind="heap_live" analysis={analysis}>
          <FlameArea {...half} drawn={live} rootAtBottom={false} />
        </Half>
      </FlameScroller>
    </>
  )
}

function Half(props: {
  readonly kind: 'heap_live' | 'heap_alloc'
  readonly analysis: Analysis
  readonly children: ReactElement
}): ReactElement {
  const view = props.analysis.views[props.kind]
  if (view.state === 'measured') return props.children
  return (
    <div className="hatch border border-line-strong p-1.5">
      <p className="type-small bg-surface-1 p-1.5 text-ink-2">
        <b className="text-ink-1">{props.kind === 'heap_live' ? 'Live heap' : 'Allocation'}: not measured.</b>{' '}
        {asSentence(view.text)} {asSentence(view.next.text)}
      </p>
    </div>
  )
}

function sum(analysis: Analysis, kind: 'heap_live' | 'heap_alloc'): string {
  const view = analysis.views[kind]
  return view.state === 'measured' ? amount(view.unit, view.total) : 'not measured'
}

export function useHeapMark(analysis: Analysis): (name: string) => HeapMark | undefined {
  const index = useFunctionIndex().data
  const live = analysis.views.heap_live
  const alloc = analysis.views.heap_alloc
  const liveTotal = live.state === 'measured' ? live.total : 0
  const allocTotal = alloc.state === 'measured' ? alloc.total : 0
  return useCallback(
    (name) => {
      if (!index) return undefined
      const values = functionValues(index, name)
      return heapMark(values.heap_live, values.heap_alloc, { live: liveTotal, alloc: allocTotal })
    },
    [index, liveTotal, allocTotal],
  )
}
