/** One of the three panes: the same seven rows at the same height, whatever is in them. */
import { type PaneId, type ViewKind, viewKinds } from '../../core/base/vocabulary.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import type { LockWaits } from '../../core/base/lockWaits.ts'
import { type ReactElement, Suspense, useId, useState } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import type { Story, ToldAbsence } from '../../core/diagnosis/story.ts'
import { useHeapMode } from '../../state/queries/heapMode.ts'
import { useViewField } from '../../state/view/store.ts'
import { lookAtPane } from '../controls/PaneChip.tsx'
import { AbsentBody, AbsentFigure } from './AbsentBody.tsx'
import { AxisRow } from '../pane/AxisRow.tsx'
import { blindSpot } from './blindSpot.ts'
import { type MeasuredSummary, figureOf, partFigure } from './capacity.ts'
import { CautionRow } from './CautionRow.tsx'
import { Ghost } from './FlameArea.tsx'
import { useHeapMark } from './HeapBoth.tsx'
import { OffCpu } from './OffCpu.tsx'
import { LinkedRow } from './LinkedRow.tsx'
import { PaneFigureRow } from './PaneFigureRow.tsx'
import { PaneFrame } from '../pane/PaneFrame.tsx'
import { PaneTag, PaneTools, tagRoom } from './PaneTools.tsx'
import { paneWordsOf, viewWords, viewsOfPane } from '../pane/paneWords.ts'
import { shareOfPart, useChosenPart, viewsOfPart } from '../pane/shownPart.ts'
import { useTallPage } from '../pane/usePageHeight.ts'
import { TopFive } from './TopFive.tsx'
import { usePicture } from './usePicture.tsx'

/** Asked for when somebody wants them: the first look does not wait. */
const HeapTop = lazyPart(() => import('./HeapTop.tsx').then((module) => module.HeapTop))
const OutsideHeap = lazyPart(() => import('./OutsideHeap.tsx').then((module) => module.OutsideHeap))
const LockRows = lazyPart(() => import('./LockRows.tsx').then((module) => module.LockRows))
const PaneInfo = lazyPart(() => import('./PaneInfo.tsx').then((module) => module.PaneInfo))
const TreeTable = lazyPart(() => import('../table/TreeTable.tsx').then((module) => module.TreeTable))

/** Beside two other panes: three lines each, as high as their top five. */
const locksShown = 2

export interface PaneProps {
  readonly pane: PaneId
  readonly analysis: Analysis | undefined
  /** Views of which more is on its way: nothing is said of them before it is there. */
  readonly awaited: readonly ViewKind[]
  /** Alone on the page: room for more rows. */
  readonly large?: boolean
}

export function Pane({ pane, analysis, awaited, large = false }: PaneProps): ReactElement {
  const heapMode = useHeapMode()
  const embed = useViewField((view) => view.embed)
  const [infoOpen, setInfoOpen] = useState(false)
  const infoId = useId()
  const views = viewsOfPane(pane, heapMode)
  // What the verdict says of this pane is known when there is a verdict.
  const story = awaited.length === 0 ? analysis?.story : undefined
  const lead = story && lookAtPane(story.lookAt.view)
  const leads = lead === pane
  const wide = large || pane === (lead ?? 'cpu')
  const here = views.filter((kind) => !awaited.includes(kind))
  const native = pane === 'heap' && heapMode === 'native' ? analysis?.native : undefined
  const measured = native ? [native] : analysis ? here.map((kind) => analysis.views[kind]).filter(isMeasured) : []
  const absent = analysis ? here.map((kind) => analysis.views[kind]).find(isAbsent) : undefined
  const isAwaited = measured.length === 0 && here.length < views.length
  const [shown] = measured
  const cannotSee = analysis && shown ? blindSpot(analysis, shown) : viewWords[views[0] ?? 'cpu'].cannotSee

  return (
    <PaneFrame
      pane={pane}
      leads={leads}
      wide={wide}
      question={questionOf(views, measured)}
      cannotSee={cannotSee}
      tools={
        <PaneTools
          pane={pane}
          views={views}
          story={story}
          infoOpen={infoOpen}
          onInfo={() => setInfoOpen(!infoOpen)}
          measured={measured.length > 0}
          hasNative={analysis?.native !== undefined}
          embed={embed}
        />
      }
    >
      {infoOpen && (
        <Suspense>
          <PaneInfo
            id={infoId}
            pane={pane}
            views={measured}
            figure={analysis && figureOf(analysis, measured)}
            onClose={() => setInfoOpen(false)}
          />
        </Suspense>
      )}
      {!analysis || isAwaited ? (
        <div className="min-h-40 flex-1 pt-9" aria-busy="true">
          <p className={analysis ? 'pb-2 text-ink-2' : 'sr-only'}>Reading the profile.</p>
          <Ghost />
        </div>
      ) : measured.length === 0 && absent ? (
        <>
          <AbsentFigure view={absent} />
          {pane === 'cpu' && <OffCpu analysis={analysis} />}
          <div className="print-flow min-h-40 flex-1 basis-0 overflow-y-auto pb-2">
            {pane === 'lock' && hasLocks(analysis) && (
              <Suspense>
                <LockRows analysis={analysis} waits={analysis.lockWaits} rows={large ? 12 : locksShown} />
              </Suspense>
            )}
            <AbsentBody view={absent} />
          </div>
        </>
      ) : (
        <MeasuredBody
          pane={pane}
          analysis={analysis}
          story={story}
          measured={measured}
          large={large}
          leads={leads}
          wide={wide}
          onCautions={() => setInfoOpen(true)}
        />
      )}
    </PaneFrame>
  )
}

function questionOf(views: readonly ViewKind[], measured: readonly MeasuredSummary[]): string {
  const [first] = measured
  if (first?.shows !== undefined) return paneWordsOf(first).short
  return views.length > 1 ? 'held or churned' : viewWords[views[0] ?? 'cpu'].question
}

function MeasuredBody(props: {
  readonly pane: PaneId
  readonly analysis: Analysis
  readonly story: Story | undefined
  readonly measured: readonly MeasuredSummary[]
  readonly large: boolean
  readonly leads: boolean
  readonly wide: boolean
  readonly onCautions: () => void
}): ReactElement {
  const { pane, analysis, story, measured, large, leads, wide, onCautions } = props
  const isTable = useViewField((view) => view.tables.includes(pane))
  const embed = useViewField((view) => view.embed)
  const around = useViewField((view) => view.around)
  const tallPage = useTallPage()
  const rows = large ? 20 : tallPage ? 12 : 5
  const { zoom, first, drawn, heapBoth, fixed, host, picture } = usePicture({ pane, analysis, measured, leads, wide })
  const part = useChosenPart()
  const views = part ? viewsOfPart(analysis.views, part.views) : analysis.views
  const shown = measured.map((view) => (view === analysis.native ? view : views[view.kind])).filter(isMeasured)
  const main = shown[0]!
  const live = shown.find(({ kind }) => kind === 'heap_live')
  const alloc = shown.find(({ kind }) => kind === 'heap_alloc')
  const whole = figureOf(analysis, measured)
  const share = main === analysis.native ? undefined : shareOfPart(analysis.views[main.kind], part?.views[main.kind])
  const figure = whole && part ? partFigure(whole, part, measured[0]!, share) : whole
  const cautions = measured.flatMap((view) => view.cautions.map(({ text }) => text))

  return (
    <>
      {figure && (
        <PaneFigureRow
          pane={pane}
          figure={figure}
          tag={
            <span className={tagRoom(pane, story).below}>
              <PaneTag pane={pane} views={measured.map(({ kind }) => kind)} story={story} />
            </span>
          }
        />
      )}
      {pane === 'cpu' && <OffCpu analysis={analysis} />}
      <LinkedRow views={measured.map(({ kind }) => kind)} seen={views} boxes={drawn} zoomed={zoom.path.length > 0} />
      {isTable && zoom.path.length > 0 && (
        <AxisRow zoom={zoom} root={paneWordsOf(main).root} matched={undefined} grandTotal={0} fixed={<span />} />
      )}
      <div className={`print-sides ${large ? 'flex min-h-0 flex-1 gap-x-5 max-wide:flex-col' : 'contents'}`}>
        {isTable ? (
          <Suspense fallback={<Ghost />}>
            <TreeTable pane={pane} view={main} base={zoom.path} onZoom={zoom.to} large={large} />
          </Suspense>
        ) : (
          <div className={`print-flow ${large ? 'flex min-h-0 min-w-0 flex-1 flex-col' : 'contents'}`}>
            <AxisRow
              zoom={zoom}
              root={paneWordsOf(main).root}
              matched={first.boxes?.matched}
              grandTotal={first.boxes?.grandTotal ?? 0}
              fixed={fixed === undefined ? undefined : <span>{fixed}</span>}
            />
            <div ref={host} className="print-flow flex min-h-25 flex-1 flex-col">
              {picture}
            </div>
          </div>
        )}
        {/* Beside one function over all its stacks the largest of the whole profile say nothing, and take its rows. */}
        {!embed && !isTable && (around === undefined || large || (pane === 'lock' && hasLocks(analysis))) && (
          <div className={`max-w-160 flex-none pt-1.5 ${large ? 'wide:w-105 wide:overflow-y-auto' : ''}`}>
            <LargestHere
              pane={pane}
              analysis={analysis}
              main={main}
              both={heapBoth && live && alloc ? { live, alloc } : undefined}
              isPart={share !== undefined}
              rows={rows}
              locks={large ? 12 : tallPage ? 5 : fixed === undefined ? locksShown : 1}
              level={!large}
            />
          </div>
        )}
      </div>
      <CautionRow cautions={cautions} reserve={!large && someCaution(analysis)} onPress={onCautions} />
    </>
  )
}

/** Below the picture, beside it where there is room: what is largest, who waits for whom, what grew outside. */
function LargestHere(props: {
  readonly pane: PaneId
  readonly analysis: Analysis
  readonly main: MeasuredSummary
  /** The two sides of a heap about one axis. */
  readonly both: { readonly live: MeasuredSummary; readonly alloc: MeasuredSummary } | undefined
  /** Some samples only: what is known of the locks is of all. */
  readonly isPart: boolean
  readonly rows: number
  readonly locks: number
  readonly level: boolean
}): ReactElement {
  const { pane, analysis, main, both, isPart, rows, locks, level } = props
  const heapMark = useHeapMark(analysis)
  return (
    <>
      {both ? (
        <Suspense>
          <HeapTop live={both.live} alloc={both.alloc} markOf={heapMark} />
        </Suspense>
      ) : pane === 'lock' && !isPart && hasLocks(analysis) ? (
        <Suspense>
          <LockRows analysis={analysis} waits={analysis.lockWaits} rows={locks} />
        </Suspense>
      ) : (
        <>
          <TopFive pane={pane} view={main} level={level} rows={rows} />
          {pane === 'lock' && analysis.story.win !== undefined && (
            <p className="type-small pt-1 break-words text-ink-3">{analysis.story.win}</p>
          )}
        </>
      )}
      {pane === 'heap' && analysis.nativeGrowth && (
        <Suspense>
          <OutsideHeap growth={analysis.nativeGrowth} />
        </Suspense>
      )}
    </>
  )
}

function someCaution({ views }: Analysis): boolean {
  return viewKinds.some((kind) => {
    const view = views[kind]
    return view.state === 'measured' && view.cautions.length > 0
  })
}

function isMeasured(view: Analysis['views']['cpu']): view is MeasuredSummary {
  return view.state === 'measured'
}

function isAbsent(view: Analysis['views']['cpu']): view is ToldAbsence {
  return view.state === 'absent'
}

/** Whether somebody is known to wait: for the turn of an interpreter even where waits for locks are invisible. */
function hasLocks(analysis: Analysis): analysis is Analysis & { readonly lockWaits: LockWaits } {
  return (analysis.lockWaits?.waits.length ?? 0) > 0
}
