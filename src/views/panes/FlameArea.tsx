/** Sixth row: the flame graph of a view, or why there is none at this moment. */
import type { PaneId, ViewKind } from '../../core/base/vocabulary.ts'
import { type ReactElement, type ReactNode, useCallback, useMemo } from 'react'
import type { Boxes } from '../../core/draw/boxes.ts'
import { dispatch, hover, useHovered, useViewField } from '../../state/view/store.ts'
import { paneNames } from '../controls/PaneChip.tsx'
import type { FrameMark } from '../flame/drawnFrames.ts'
import { ProfileFlame } from '../flame/ProfileFlame.tsx'
import { FrameTip } from './FrameTip.tsx'
import { usePaneSubject } from '../../state/queries/current.tsx'
import { wordsIn } from '../pane/paneWords.ts'
import { useSourceLinks } from '../../state/queries/sourceLinks.ts'
import { useChosenPart } from '../pane/shownPart.ts'
import { useLinked } from '../pane/useLinked.ts'
import { frameActions } from '../pane/frameActions.ts'
import type { PaneBoxes, Zoom } from '../pane/usePaneBoxes.ts'
import { staleLook } from '../controls/staleLook.ts'

export interface FlameAreaProps {
  readonly pane: PaneId
  readonly drawn: PaneBoxes
  readonly widthPx: number
  readonly rowPx: number
  readonly rootAtBottom: boolean
  readonly zoom: Zoom
  /** The verdict sends the reader here: what it names comes into sight by itself. */
  readonly leads?: boolean
  readonly mark?: ((name: string) => FrameMark | undefined) | undefined
}

/** Recorded, and nothing in it: that is an answer, and what it is an answer to is said. */
const emptyWords: Readonly<Record<ViewKind, string>> = {
  cpu: 'Recorded, and no CPU was used in this window.',
  heap_live: 'Recorded, and less than one sample is held: a sample stands for 512 KiB in Go.',
  heap_alloc: 'Recorded, and less than one sample was allocated in this window.',
  lock: 'Recorded, and nothing waited for a lock in this window.',
}

export function FlameArea(props: FlameAreaProps): ReactElement {
  const { drawn, zoom } = props
  const { boxes, waiting, failure } = drawn
  const part = useChosenPart()
  if (failure !== undefined) return <Note>{failure}</Note>
  if (!boxes || props.widthPx === 0) return <Ghost />
  // A root of zero would fill the whole width and look like everything.
  if (!(boxes.grandTotal > 0))
    return <Note>{part?.views[boxes.view] ? `Nothing here is of ${part.text}.` : emptyWords[boxes.view]}</Note>
  return (
    <div aria-busy={waiting} className={staleLook(waiting)}>
      {!boxes.focusFound && zoom.path.length > 0 && (
        <Note>
          The frame of this zoom is not in this window.{' '}
          <button type="button" className="text-link hover:underline" onClick={() => zoom.to([])}>
            Show everything
          </button>
        </Note>
      )}
      <Drawn {...props} boxes={boxes} />
    </div>
  )
}

function Drawn(props: FlameAreaProps & { readonly boxes: Boxes }): ReactElement {
  const { pane, boxes, widthPx, rowPx, rootAtBottom, zoom, mark, leads = false } = props
  const linked = useLinked()
  const searching = useViewField((view) => view.search !== '') && boxes.matched?.error === undefined
  const hovered = useHovered()
  const { root, profile } = wordsIn(usePaneSubject().analysis?.views, boxes.view)
  const words = useMemo(
    () => ({ root, searching: searching && boxes.matched !== undefined, ...(mark ? { mark } : {}) }),
    [root, searching, boxes.matched, mark],
  )
  const linkOf = useSourceLinks()
  const select = useCallback((name: string | undefined) => dispatch({ type: 'selected', name }), [])
  return (
    <ProfileFlame
      boxes={boxes}
      widthPx={widthPx}
      rowPx={rowPx}
      rootAtBottom={rootAtBottom}
      title={`${paneNames[pane]}: ${profile} profile as a flame graph`}
      words={words}
      focus={zoom.path}
      outlined={linked.name}
      reveal={linked.chosen || (leads && zoom.path.length === 0)}
      hovered={hovered === linked.name ? undefined : hovered}
      tip={(box) => <FrameTip box={box} boxes={boxes} zoomedTo={zoom.path.at(-1)} />}
      actions={(box, name, path) => frameActions(box, name, path, linkOf)}
      onHover={hover}
      onSelect={select}
      onZoom={zoom.to}
      onOpenSmaller={zoom.openSmaller}
    />
  )
}

function Note({ children }: { readonly children: ReactNode }): ReactElement {
  return <p className="type-ui py-2 text-ink-2">{children}</p>
}

/** Rows where frames will be; no shimmer, nothing moves. */
export function Ghost(): ReactElement {
  return (
    <div aria-hidden="true" data-ghost="" className="grid gap-px opacity-60">
      {[100, 88, 64, 40, 22].map((percentWide) => (
        <div key={percentWide} className="h-[19px] rounded-frame bg-surface-3" style={{ width: `${percentWide}%` }} />
      ))}
    </div>
  )
}
