/** A and B as two pictures beside each other, each of its own total: for people who want to see both before the difference. */
import type { PaneId, ViewKind } from '../../core/base/vocabulary.ts'
import type { ReactElement } from 'react'
import type { Subject } from '../../core/analyst/subject.ts'
import { useComparisonSubject, useSideBoxes } from '../../state/queries/comparison.ts'
import { dispatch, hover, useHovered, useViewField } from '../../state/view/store.ts'
import { paneNames } from '../controls/PaneChip.tsx'
import { amount } from '../names/amount.ts'
import { ProfileFlame } from '../flame/ProfileFlame.tsx'
import { useDrawnPx } from '../pane/paper.ts'
import { FlameScroller } from '../pane/FlameScroller.tsx'
import { useMeasured } from '../pane/useMeasured.ts'
import type { Zoom } from '../pane/usePaneBoxes.ts'
import { Letter } from './Letter.tsx'

export function SideBySide({
  pane,
  view,
  native,
  root,
  zoom,
}: {
  readonly pane: PaneId
  readonly view: ViewKind
  readonly native: boolean
  /** The outermost frame in words. */
  readonly root: string
  readonly zoom: Zoom
}): ReactElement | null {
  const subject = useComparisonSubject()
  if (!subject) return null
  return (
    <div className="grid min-h-25 flex-1 grid-cols-2 gap-3">
      <Half letter="A" {...{ pane, view, native, root, zoom }} subject={subject.base} />
      <Half letter="B" {...{ pane, view, native, root, zoom }} subject={subject.head} />
    </div>
  )
}

function Half(props: {
  readonly letter: 'A' | 'B'
  readonly pane: PaneId
  readonly view: ViewKind
  readonly native: boolean
  readonly root: string
  readonly zoom: Zoom
  readonly subject: Subject
}): ReactElement {
  const { letter, pane, view, native, root, zoom, subject } = props
  const [host, screenPx] = useMeasured()
  const widthPx = useDrawnPx(screenPx, false)
  const selected = useViewField((all) => all.selected)
  const hovered = useHovered()
  const stepped = Math.floor(screenPx / 16) * 16
  const answer = useSideBoxes(subject, {
    view,
    native,
    widthPx: stepped,
    focus: zoom.path,
    onlySmaller: zoom.onlySmaller,
  })
  const boxes = answer.data
  return (
    <div className="flex min-h-0 min-w-0 flex-col">
      <p className="type-small flex items-center gap-1.5 pb-1">
        <Letter of={letter} /> {boxes && amount(boxes.unit, boxes.grandTotal)}
      </p>
      <FlameScroller fromBottom={false} rowPx={20} inner={host}>
        {boxes && boxes.boxes.length > 0 ? (
          <ProfileFlame
            boxes={boxes}
            widthPx={widthPx}
            rowPx={20}
            rootAtBottom={false}
            title={`${paneNames[pane]}, window ${letter}, as a flame graph`}
            words={{ root, searching: false }}
            focus={zoom.path}
            outlined={selected}
            reveal={selected !== undefined}
            hovered={hovered === selected ? undefined : hovered}
            tip={(box) => (
              <span className="break-words">{`${box.names.join(' › ') || root}: ${amount(boxes.unit, box.total)}`}</span>
            )}
            onHover={hover}
            onSelect={(name) => dispatch({ type: 'selected', name })}
            onZoom={zoom.to}
            onOpenSmaller={zoom.openSmaller}
          />
        ) : (
          <p className="py-2 text-ink-3">{answer.error?.message ?? (boxes ? 'Nothing here.' : 'Reading…')}</p>
        )}
      </FlameScroller>
    </div>
  )
}
