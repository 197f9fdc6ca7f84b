/** One profile type of both windows: the totals, what the difference is made of, the picture. */
import type { HeapMode, PaneId, ViewKind } from '../../core/base/vocabulary.ts'
import { type ReactElement, useMemo } from 'react'
import type { Comparison, ViewComparison } from '../../core/diff/comparison.ts'
import { isNativeHeap } from '../../core/base/viewWords.ts'
import type { FramePath } from '../../core/profile/callTree.ts'
import { formatShare } from '../../core/base/numbers.ts'
import type { Box, Boxes, DiffBox, DiffBoxes } from '../../core/draw/boxes.ts'
import { useDiffBoxes } from '../../state/queries/comparison.ts'
import { heapModeOf } from '../../state/queries/heapMode.ts'
import { dispatch, hover, useHovered, useViewField } from '../../state/view/store.ts'
import { lookAtPane, paneNames } from '../controls/PaneChip.tsx'
import { formatViewRate } from '../../core/base/viewRates.ts'
import { amount } from '../names/amount.ts'
import { ProfileFlame } from '../flame/ProfileFlame.tsx'
import { BreakableName } from '../names/BreakableName.tsx'
import { shortName } from '../names/shortName.ts'
import { visibleName } from '../names/visibleName.ts'
import { AxisRow } from '../pane/AxisRow.tsx'
import { EnlargeButton } from '../pane/EnlargeButton.tsx'
import { PaneFrame } from '../pane/PaneFrame.tsx'
import { PaneModes } from '../pane/PaneModes.tsx'
import { useDrawnPx } from '../pane/paper.ts'
import { FlameScroller } from '../pane/FlameScroller.tsx'
import { paneWordsOf, viewWords } from '../pane/paneWords.ts'
import { useMeasured } from '../pane/useMeasured.ts'
import { type Zoom, useZoom } from '../pane/usePaneBoxes.ts'
import { dividersOf } from '../../core/draw/differenceText.ts'
import { type Compared, DiffTotals, isNothing } from './DiffTotals.tsx'
import type { FrameWords } from '../flame/drawnFrames.ts'
import { drawDiffFrames, type DiffWords } from './diffFrames.ts'
import { DiffTip } from './DiffTip.tsx'
import { BelowEachOther } from './BelowEachOther.tsx'
import { SideBySide } from './SideBySide.tsx'

const missingWords = {
  'one-sided': 'This profile is here for only one of the two windows. ',
  absent: 'This profile is here for neither window. ',
  refused: '',
} as const

/** How busy it was is what a counter says, on one side at least; what samples add up to is less or more. */
const isCountedElsewhere = ({ base, head }: Comparison): boolean =>
  [base, head].some(({ story }) => {
    const busy = story.signals.cpu_user_pct
    return busy.state === 'present' && busy.counted !== 'cpu-samples'
  })

/** What a pane shows of both windows. */
export function shownIn(
  pane: PaneId,
  { views, native, head }: Comparison,
  chosen: HeapMode | undefined,
): { readonly mode: HeapMode; readonly kind: ViewKind; readonly isNative: boolean; readonly view: ViewComparison } {
  const mode = heapModeOf(chosen, {
    lookAt: head.story.lookAt.view,
    has: (one) => !isEmpty(views[one]),
    native: native !== undefined,
  })
  const kind: ViewKind = pane === 'heap' ? (mode === 'alloc' ? 'heap_alloc' : 'heap_live') : pane
  const shown = pane === 'heap' && mode === 'native' ? native : undefined
  return { mode, kind, isNative: shown !== undefined, view: shown ?? views[kind] }
}

/** There is nothing to draw, only to say. */
export const isEmpty = (view: ViewComparison): boolean => view.state !== 'compared' || isNothing(view)

export function DiffPane({
  pane,
  comparison,
}: {
  readonly pane: PaneId
  readonly comparison: Comparison
}): ReactElement {
  const embed = useViewField((view) => view.embed)
  const chosen = useViewField((view) => view.heapMode)
  const { mode, kind, isNative, view } = shownIn(pane, comparison, chosen)
  const words = view.state === 'compared' ? paneWordsOf(view) : viewWords[kind]
  const leads = lookAtPane(comparison.head.story.lookAt.view) === pane
  return (
    <PaneFrame
      pane={pane}
      leads={leads}
      wide
      low={isEmpty(view)}
      question={words.question}
      cannotSee={words.cannotSee}
      tools={
        <>
          {pane === 'heap' && (
            <PaneModes
              pane={pane}
              modes={comparison.native ? ['live', 'alloc', 'native'] : ['live', 'alloc']}
              mode={isNative ? 'native' : mode === 'alloc' ? 'alloc' : 'live'}
              onMode={(next) => dispatch({ type: 'heapModeChanged', mode: next })}
            />
          )}
          <span className="flex-1" />
          <EnlargeButton pane={pane} embed={embed} />
        </>
      }
    >
      {view.state === 'compared' ? (
        <Body pane={pane} view={view} asSampled={kind === 'cpu' && isCountedElsewhere(comparison)} />
      ) : (
        <p className="flex-1 py-3 text-ink-2">
          {isNative ? '' : missingWords[view.state]}
          {view.text}
        </p>
      )}
    </PaneFrame>
  )
}

function Body(props: { readonly pane: PaneId; readonly view: Compared; readonly asSampled: boolean }): ReactElement {
  const { pane, view, asSampled } = props
  const layout = useViewField((all) => all.compare?.layout ?? 'overlay')
  const asked = useViewField((all) => all.compare?.mode ?? 'absolute')
  const mode = view.sharesOnly ? 'share' : asked
  const width = useViewField((all) => all.compare?.width ?? 'union')
  const [host, outerPx] = useMeasured()
  const [inner, innerPx] = useMeasured()
  const screenPx = Math.min(outerPx, innerPx)
  const zoom = useZoom(pane)
  return (
    <>
      <DiffTotals view={view} asSampled={asSampled} />
      {/* With nothing to draw below it, it keeps what the pane cannot see at the pane's foot. */}
      <p
        className={`type-small mt-0.5 min-h-8 text-ink-1 [overflow-wrap:anywhere] ${isNothing(view) ? 'flex-1' : 'flex-none'}`}
      >
        {view.decidedAt && layout !== 'side' && <Jump path={view.decidedAt} zoom={zoom} />}
        {view.sentence}
      </p>
      {isNothing(view) ? null : layout === 'below' ? (
        <BelowEachOther view={view} mode={mode} root={paneWordsOf(view).root} zoom={zoom} />
      ) : layout === 'side' ? (
        <SideBySide
          pane={pane}
          view={view.kind}
          native={isNativeHeap(view.shows)}
          root={paneWordsOf(view).root}
          zoom={zoom}
        />
      ) : (
        <>
          <AxisRow
            zoom={zoom}
            root={paneWordsOf(view).root}
            matched={undefined}
            grandTotal={0}
            fixed={
              <span>{`width: ${widthWords[width]} · colour: change of ${mode === 'share' ? 'share' : 'cost'}`}</span>
            }
          />
          <div ref={host} className="print-flow flex min-h-25 flex-1 flex-col">
            <FlameScroller fromBottom={false} rowPx={20} inner={inner}>
              <Picture pane={pane} view={view} screenPx={screenPx} zoom={zoom} mode={mode} />
            </FlameScroller>
          </div>
        </>
      )}
    </>
  )
}

/** One callee after the other carries most of the change, down to here; its caller is shown, so that the split is in sight. */
function Jump({ path, zoom }: { readonly path: FramePath; readonly zoom: Zoom }): ReactElement {
  return (
    <>
      <button
        type="button"
        className="text-left text-link hover:underline"
        title={path.map((frame) => visibleName(frame, 80)).join(' › ')}
        onClick={() => zoom.to(path.slice(0, -1))}
      >
        The change starts at{' '}
        <bdi dir="ltr">
          <BreakableName text={shortName(path.at(-1) ?? '', 40)} />
        </bdi>
      </button>
      {' · '}
    </>
  )
}

const widthWords = { union: 'the larger of A and B', head: 'B', base: 'A' } as const

function Picture(props: {
  readonly pane: PaneId
  readonly view: Compared
  readonly screenPx: number
  readonly zoom: Zoom
  readonly mode: 'absolute' | 'share'
}): ReactElement {
  const { pane, view, screenPx, zoom, mode } = props
  const widthPx = useDrawnPx(screenPx, true)
  const stepPx = 16
  const answer = useDiffBoxes({
    view: view.kind,
    native: isNativeHeap(view.shows),
    widthPx: Math.floor(screenPx / stepPx) * stepPx,
    focus: zoom.path,
    onlySmaller: zoom.onlySmaller,
  })
  const selected = useViewField((all) => all.selected)
  const searching = useViewField((all) => all.search !== '')
  const hovered = useHovered()
  const answered = answer.data?.view === view.kind ? answer.data : undefined
  // The whole is tested once, beside its amounts; its frame says no more.
  const boxes: DiffBoxes | undefined = useMemo(
    () => (answered && !view.distinguishable ? { ...answered, boxes: answered.boxes.map(unproven) } : answered),
    [answered, view.distinguishable],
  )
  const words = useMemo((): DiffWords => {
    const { isRate, ...per } = dividersOf(view.base, view.head)
    const rate = (value: number): string =>
      isRate || view.kind === 'heap_live'
        ? formatViewRate(view.kind, value, view.unit, view.shows).replace(/ held$| waiting$/, '')
        : amount(view.unit, value)
    return {
      root: paneWordsOf(view).root,
      searching: searching && boxes?.matched !== undefined,
      mode,
      per,
      rate,
      decided: view.decidedAt?.at(-1),
    }
  }, [view, searching, boxes?.matched, mode])
  const draw = useMemo(
    () => (all: Boxes, px: number, shown: FrameWords, measure: Parameters<typeof drawDiffFrames>[3]) =>
      drawDiffFrames(all, px, { ...words, ...shown }, measure),
    [words],
  )
  if (answer.error) return <p className="py-2 text-ink-2">{answer.error.message}</p>
  if (!boxes || widthPx === 0) return <p className="py-2 text-ink-3">Comparing…</p>
  return (
    <div aria-busy={answer.isPlaceholderData}>
      <ProfileFlame
        boxes={boxes}
        draw={draw}
        widthPx={widthPx}
        rowPx={20}
        rootAtBottom={false}
        title={`${paneNames[pane]}: change of the ${paneWordsOf(view).profile} profile from A to B as a flame graph`}
        words={words}
        focus={zoom.path}
        outlined={selected}
        reveal={selected !== undefined}
        hovered={hovered === selected ? undefined : hovered}
        tip={(box: Box) => <DiffTip box={box as DiffBox} boxes={boxes} words={words} />}
        onHover={hover}
        onSelect={(name) => dispatch({ type: 'selected', name })}
        onZoom={zoom.to}
        onOpenSmaller={zoom.openSmaller}
      />
      {boxes.gone.length > 0 && (
        <Gone gone={boxes.gone} unit={boxes.unit} onSelect={(name) => dispatch({ type: 'selected', name })} />
      )}
    </div>
  )
}

const unproven = (box: DiffBox): DiffBox =>
  box.kind === 'root' && box.step !== 0 ? { ...box, step: 0, change: 'no-evidence' } : box

/** Where width stands for B, what vanished has none: so it is listed as well. */
function Gone(props: {
  readonly gone: DiffBoxes['gone']
  readonly unit: DiffBoxes['unit']
  readonly onSelect: (name: string) => void
}): ReactElement {
  return (
    <div className="mt-1.5">
      <h3 className="type-small text-ink-3">Gone: only in A</h3>
      <ul>
        {props.gone.slice(0, 5).map(({ path, base, baseShare }) => (
          <li key={path.join('\n')} className="type-small flex gap-2">
            <button
              type="button"
              className="min-w-0 flex-1 truncate border border-dotted border-line-strong px-1.5 text-left text-ink-1"
              onClick={() => props.onSelect(path.at(-1) ?? '')}
            >
              <bdi dir="ltr">{visibleName(path.at(-1) ?? '', 160)}</bdi>
            </button>
            <span className="tabular-nums">
              {amount(props.unit, base)} · {formatShare(baseShare)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
