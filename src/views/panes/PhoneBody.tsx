/** What one pane shows on a phone: its modes, its list, and the flame graph when asked for, as long as it is. */
import type { PaneId, ViewKind } from '../../core/base/vocabulary.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { type ReactElement, Suspense, useState } from 'react'
import { useHeapMode } from '../../state/queries/heapMode.ts'
import { useOutgoing } from '../../state/sharing/outgoing.ts'
import { useGuest, useViewField } from '../../state/view/store.ts'
import { Button } from '../controls/Button.tsx'
import { CopyButton } from '../controls/CopyButton.tsx'
import { AxisRow } from '../pane/AxisRow.tsx'
import { paneWordsOf, viewsOfPane, wordsIn } from '../pane/paneWords.ts'
import { Icon } from '../theme/Icon.tsx'
import { AbsentBody } from './AbsentBody.tsx'
import { blindSpot } from './blindSpot.ts'
import type { MeasuredSummary } from './capacity.ts'
import { Ghost } from './FlameArea.tsx'
import { useHeapMark } from './HeapBoth.tsx'
import { HeapTop } from './HeapTop.tsx'
import { LockRows } from './LockRows.tsx'
import { OutsideHeap } from './OutsideHeap.tsx'
import { ModesOfPane } from './PaneTools.tsx'
import { TopFive } from './TopFive.tsx'
import { usePicture } from './usePicture.tsx'

export function PhoneBody(props: {
  readonly pane: PaneId
  readonly analysis: Analysis
  readonly awaited: readonly ViewKind[]
}): ReactElement {
  const { pane, analysis, awaited } = props
  const heapMode = useHeapMode()
  const lockMode = useViewField((view) => view.lockMode)
  const native = pane === 'heap' && heapMode === 'native' ? analysis.native : undefined
  const kinds = native ? [] : viewsOfPane(pane, heapMode)
  const views = kinds.filter((kind) => !awaited.includes(kind)).map((kind) => analysis.views[kind])
  const measured = native ? [native] : views.filter((view) => view.state === 'measured')
  const [main] = measured
  const [asked, setAsked] = useState<boolean>()
  // Whoever chose the holders, here or in a link, wants to see them: the list names both sides already.
  const flame = asked ?? (pane === 'lock' && lockMode !== undefined)
  const guest = useGuest()
  const link = useOutgoing().data?.link.url
  // Of what is still on its way nothing is said.
  const absent = kinds.length === views.length ? views.find((view) => view.state === 'absent') : undefined
  const modes = <ModesOfPane pane={pane} measured={main !== undefined} hasNative={analysis.native !== undefined} tall />
  if (!main)
    return (
      <>
        {modes}
        {absent ? <AbsentBody view={absent} /> : <Ghost />}
      </>
    )
  const words = native ? paneWordsOf(native) : wordsIn(analysis.views, main.kind)
  return (
    <>
      <div className="mb-2">{modes}</div>
      <PhoneList pane={pane} analysis={analysis} measured={measured} main={main} />
      <p className="type-small -mx-3.5 mt-2 mb-2.5 flex gap-1.5 border-t border-line px-3.5 pt-1.5 text-ink-3">
        <Icon name="cannot-see" size={14} className="mt-px" />
        <span>
          <b className="font-semibold text-ink-2">cannot see</b> {native ? words.cannotSee : blindSpot(analysis, main)}
        </span>
      </p>
      {flame && <PhoneFlame pane={pane} analysis={analysis} measured={measured} main={main} />}
      <div className="no-print grid gap-2 *:justify-center">
        <Button className="h-11" aria-expanded={flame} onClick={() => setAsked(!flame)}>
          {flame ? 'Hide flame graph' : 'Show flame graph'}
        </Button>
        {/* A guest has "Open live". */}
        {link !== undefined && !guest && <CopyButton text={link}>Copy link for a large screen</CopyButton>}
      </div>
    </>
  )
}

interface MeasuredPane {
  readonly pane: PaneId
  readonly analysis: Analysis
  readonly measured: readonly MeasuredSummary[]
  readonly main: MeasuredSummary
}

function PhoneList({ pane, analysis, measured, main }: MeasuredPane): ReactElement {
  const heapMark = useHeapMark(analysis)
  const live = measured.find(({ kind, shows }) => kind === 'heap_live' && shows === undefined)
  const alloc = measured.find(({ kind, shows }) => kind === 'heap_alloc' && shows === undefined)
  if (pane === 'lock' && analysis.lockWaits && analysis.lockWaits.waits.length > 0)
    return <LockRows analysis={analysis} waits={analysis.lockWaits} />
  return (
    <>
      {live && alloc ? (
        <HeapTop live={live} alloc={alloc} markOf={heapMark} tall />
      ) : (
        <TopFive pane={pane} view={main} tall />
      )}
      {pane === 'heap' && analysis.nativeGrowth && <OutsideHeap growth={analysis.nativeGrowth} />}
    </>
  )
}

function PhoneFlame({ pane, analysis, measured, main }: MeasuredPane): ReactElement {
  const { zoom, first, fixed, host, picture } = usePicture({
    pane,
    analysis,
    measured,
    leads: false,
    wide: false,
    flows: true,
  })
  return (
    <div className="pb-2.5">
      <AxisRow
        zoom={zoom}
        root={paneWordsOf(main).root}
        matched={first.boxes?.matched}
        grandTotal={first.boxes?.grandTotal ?? 0}
        fixed={fixed === undefined ? undefined : <span>{fixed}</span>}
      />
      <div ref={host}>
        <Suspense fallback={<Ghost />}>{picture}</Suspense>
      </div>
    </div>
  )
}
