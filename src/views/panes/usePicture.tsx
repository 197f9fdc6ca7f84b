/**
 * What a measured pane draws: one picture, or two about one axis (held and allocated, waiters and holders, callers and callees of one
 * function). All of them are boxes of the same kind; which is drawn follows from the view alone.
 */
import type { PaneId } from '../../core/base/vocabulary.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { isNativeHeap } from '../../core/base/viewWords.ts'
import type { Boxes } from '../../core/draw/boxes.ts'
import type { TreeLook } from '../../core/profile/look.ts'
import { type ReactElement, Suspense, useMemo } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import { useHeapMode } from '../../state/queries/heapMode.ts'
import { dispatch, useViewField } from '../../state/view/store.ts'
import { FlameScroller } from '../pane/FlameScroller.tsx'
import { useDrawnPx } from '../pane/paper.ts'
import { useMeasured } from '../pane/useMeasured.ts'
import { type PaneBoxes, type Zoom, useHalfZoom, usePaneBoxes, useZoom } from '../pane/usePaneBoxes.ts'
import type { MeasuredSummary } from './capacity.ts'
import { FlameArea } from './FlameArea.tsx'
import { HeapBoth } from './HeapBoth.tsx'

// What nobody sees before choosing it.
const LockBoth = lazyPart(() => import('./LockBoth.tsx').then((module) => module.LockBoth))
const Holders = lazyPart(() => import('./LockBoth.tsx').then((module) => module.Holders))
const AroundBoth = lazyPart(() => import('./AroundBoth.tsx').then((module) => module.AroundBoth))

export interface PanePicture {
  readonly zoom: Zoom
  readonly first: PaneBoxes
  /** One per view, for the row that says where the outlined function is. */
  readonly drawn: readonly Boxes[]
  /** The heap's two views about one axis. */
  readonly heapBoth: boolean
  /** In place of the direction, where it is fixed. */
  readonly fixed: string | undefined
  readonly host: (element: HTMLDivElement | null) => void
  readonly picture: ReactElement
}

const pointerRowPx = { single: 20, mirrored: 18 }
/** Fingers need higher rows than pointers. */
const fingerRowPx = { single: 28, mirrored: 28 }
const mirrorWords = {
  heap: 'shares, each of its own total',
  lock: 'widths: time waited',
  around: 'over all its stacks',
}

export function usePicture(props: {
  readonly pane: PaneId
  readonly analysis: Analysis
  readonly measured: readonly MeasuredSummary[]
  readonly leads: boolean
  /** As wide as the sheet on paper. */
  readonly wide: boolean
  /** On a phone: rows for fingers, and the page scrolls, not the picture. */
  readonly flows?: boolean
}): PanePicture {
  const { pane, analysis, measured, leads, wide, flows = false } = props
  const heapMode = useHeapMode()
  const lockMode = useViewField((view) => (pane === 'lock' ? view.lockMode : undefined))
  const frames = useViewField((view) => view.frames)
  const only = useViewField((view) => view.only)
  const around = useViewField((view) => view.around)
  const rootAtBottom = useViewField((view) => view.rootAtBottom)
  const [host, outerPx] = useMeasured()
  const [inner, innerPx] = useMeasured()
  // Not wider than the rows above it where scrollbars take no room.
  const screenPx = Math.min(outerPx, innerPx)
  const widthPx = useDrawnPx(screenPx, wide)
  const zoom = useZoom(pane)
  const halfZoom = useHalfZoom()
  const main = measured[0]!
  const live = measured.find(({ kind }) => kind === 'heap_live')
  const alloc = measured.find(({ kind }) => kind === 'heap_alloc')
  const kind = around !== undefined ? 'around' : pane === 'heap' && heapMode === 'both' ? 'heap' : lockMode
  const isNative = isNativeHeap(main.shows)
  const looks = useMemo(() => looksOf(kind, { frames, only, isNative }, around), [kind, frames, only, isNative, around])
  const first = usePaneBoxes(kind === 'heap' ? live?.kind : main.kind, zoom, screenPx, looks.first)
  const secondView = kind === 'heap' ? alloc?.kind : kind === 'around' || kind === 'both' ? main.kind : undefined
  const second = usePaneBoxes(secondView, kind === 'heap' ? zoom : halfZoom, screenPx, looks.second)
  const centre: Zoom = {
    ...halfZoom,
    to: (path, name) =>
      name === undefined || name === around ? halfZoom.to(path) : dispatch({ type: 'centred', name }),
  }
  const rowPx = flows ? fingerRowPx : pointerRowPx
  const half = { widthPx, rowPx: rowPx.mirrored, zoom, inner, leads, flows }
  const single = (
    <FlameScroller fromBottom={rootAtBottom} rowPx={rowPx.single} inner={inner} flows={flows} wide={wide}>
      <FlameArea {...{ pane, widthPx, rowPx: rowPx.single, rootAtBottom, zoom, leads }} drawn={first} />
    </FlameScroller>
  )
  const pictures = {
    heap: () => <HeapBoth {...half} analysis={analysis} live={first} alloc={second} />,
    both: () => (
      <Suspense fallback={null}>
        <LockBoth {...half} analysis={analysis} waits={first} holders={second} holderZoom={halfZoom} />
      </Suspense>
    ),
    around: () => (
      <Suspense fallback={null}>
        <AroundBoth {...half} pane={pane} name={around ?? ''} callers={second} callees={first} callerZoom={centre} />
      </Suspense>
    ),
    holders: () => (
      <Suspense fallback={single}>
        <Holders analysis={analysis} drawn={first}>
          {single}
        </Holders>
      </Suspense>
    ),
  } as const
  const drawn = kind === 'heap' ? [first.boxes, second.boxes] : [first.boxes]
  return {
    zoom,
    first,
    drawn: drawn.filter((boxes) => boxes !== undefined),
    heapBoth: kind === 'heap',
    fixed: kind === undefined || kind === 'holders' ? undefined : mirrorWords[kind === 'both' ? 'lock' : kind],
    host,
    picture: kind === undefined ? single : pictures[kind](),
  }
}

/** Undefined is the tree as it is: it needs no other one. */
function looksOf(
  kind: 'heap' | 'around' | 'both' | 'holders' | undefined,
  whole: {
    readonly frames: TreeLook['grouping']
    readonly only: TreeLook['only']
    /** The pane shows what native code holds. */
    readonly isNative: boolean
  },
  around: string | undefined,
): { readonly first: TreeLook | undefined; readonly second: TreeLook | undefined } {
  const { frames: grouping, only, isNative } = whole
  const shown: TreeLook = {
    ...(grouping ? { grouping } : {}),
    ...(only ? { only } : {}),
    ...(isNative ? { native: true } : {}),
  }
  const plain = grouping || only || isNative ? shown : undefined
  switch (kind) {
    case 'around': {
      const name = around ?? ''
      return {
        first: { ...shown, around: { name, side: 'callees' } },
        second: { ...shown, around: { name, side: 'callers' } },
      }
    }
    case 'both':
      return { first: plain, second: { holders: true } }
    case 'holders':
      return { first: { holders: true }, second: undefined }
    case 'heap':
    case undefined:
      return { first: plain, second: plain }
  }
}
