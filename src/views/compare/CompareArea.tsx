/** The page while comparing: both verdicts, three differential panes, the ranked list. */
import { type PaneId, paneIds } from '../../core/base/vocabulary.ts'
import { type ReactElement, useDeferredValue, useEffect } from 'react'
import {
  useAreSidesAsked,
  useBaseWarnings,
  useComparison,
  useShownError,
  useSideProblem,
} from '../../state/queries/comparison.ts'
import { useAfter } from '../../state/queries/useAfter.ts'
import { appStore, dispatch, useGuest, useViewField } from '../../state/view/store.ts'
import { Warnings } from '../controls/Warnings.tsx'
import { Button } from '../controls/Button.tsx'
import { useInTurn } from '../controls/useInTurn.ts'
import { paneColumn } from '../pane/paneColumn.ts'
import { usePageWidth } from '../pane/usePageWidth.ts'
import { usePaneKeys } from '../pane/usePaneKeys.ts'
import type { Comparison } from '../../core/diff/comparison.ts'
import { ChangeList } from './ChangeList.tsx'
import { CompareStrip, PictureKey } from './CompareStrip.tsx'
import { ComparisonBanner } from './ComparisonBanner.tsx'
import { CompareTimeline } from './CompareTimeline.tsx'
import { DiffPane, isEmpty, shownIn } from './DiffPane.tsx'
import { WholeProfiles } from './WholeProfiles.tsx'
import { Yardstick } from './Yardstick.tsx'

/** The rows of the list that are in sight, the others, then one pane after the other: all at once were a block of 90 ms. */
const parts = 2 + paneIds.length
/** What stands below the list waits for its rows: drawn before, they would push it down under a pointer that is on its way. */
const belowList = 2

/** @param alone the window on screen by itself, where the other side cannot be had */
export function CompareArea({ embed, alone }: { readonly embed: boolean; readonly alone: ReactElement }): ReactElement {
  const { data: answered, error } = useComparison()
  // An answer is rendered in one go, whatever it costs; what waits for it may be rendered in pieces.
  const data = useDeferredValue(answered, undefined)
  const problem = useSideProblem()
  const warnings = useBaseWarnings()
  const width = usePageWidth()
  const turn = useInTurn(data !== undefined, parts)
  usePaneKeys()
  useModeKey()
  const shownFailed = useShownError() !== null
  const failed = problem ?? (error ? `The comparison failed: ${error.message}` : undefined)
  if (failed !== undefined) {
    return (
      <>
        <Failed text={failed} />
        {!shownFailed && alone}
      </>
    )
  }
  if (!data) {
    return (
      <>
        <Comparing />
        {!embed && turn >= belowList && <CompareTimeline key="timeline" />}
      </>
    )
  }
  const list = turn >= 1 && <ChangeList comparison={data} begins={turn < belowList} />
  const isPhone = width === 'phone'
  return (
    <>
      <ComparisonBanner comparison={data} />
      <WholeProfiles />
      <Warnings warnings={warnings} />
      {isPhone && list}
      {(!isPhone || turn >= belowList) && <CompareStrip comparison={data} />}
      {!isPhone && list}
      {!embed && turn >= belowList && <CompareTimeline key="timeline" />}
      {turn >= belowList && <Pictures comparison={data} drawn={turn - belowList} />}
    </>
  )
}

/** @param drawn how many panes are; the others have their place */
function Pictures({ comparison, drawn }: { readonly comparison: Comparison; readonly drawn: number }): ReactElement {
  const enlarged = useViewField((view) => view.enlarged)
  const heapMode = useViewField((view) => view.heapMode)
  const width = usePageWidth()
  const panes = enlarged ? [enlarged] : paneIds
  const isBeside = panes.length > 1 && width === 'three'
  const columns = panes.length === 1 || width === 'phone' ? 'grid-cols-1' : width === 'two' ? 'grid-cols-2' : ''
  const columnOf = (pane: PaneId): string => paneColumn(isEmpty(shownIn(pane, comparison, heapMode).view))
  return (
    <>
      <PictureKey />
      <div
        className={`print-flow print-panes grid flex-1 gap-3 ${columns} ${width === 'phone' || width === 'two' ? 'auto-rows-auto *:h-[26rem] *:data-low:h-auto' : 'min-h-[21rem] grid-rows-1'}`}
        style={isBeside ? { gridTemplateColumns: panes.map(columnOf).join(' ') } : {}}
      >
        {panes.map((pane, index) =>
          index < drawn ? <DiffPane key={pane} pane={pane} comparison={comparison} /> : <div key={pane} />,
        )}
      </div>
      <Yardstick text={comparison.yardstick} />
    </>
  )
}

/** Whoever is silent for so long is asked something unusual, or hangs. */
const silentMs = 3000

function Comparing(): ReactElement {
  const guest = useGuest()
  const isAsking = useAreSidesAsked()
  const isSilent = useAfter(isAsking, silentMs)
  return (
    <div className="flex flex-wrap items-center gap-3 p-3">
      <p className="text-ink-3" aria-busy="true">
        Both windows are being compared{isSilent ? ': no answer yet. What is silent for 60 s is given up.' : '.'}
      </p>
      {isSilent && !guest && <StopComparing />}
    </div>
  )
}

function Failed({ text }: { readonly text: string }): ReactElement {
  const guest = useGuest()
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 p-3 text-ink-1">
      <p className="min-w-0 [overflow-wrap:anywhere]">{text}</p>
      {!guest && <StopComparing />}
    </div>
  )
}

function StopComparing(): ReactElement {
  return <Button onClick={() => dispatch({ type: 'compareChanged', compare: undefined })}>Stop comparing</Button>
}

/** `m` switches between cost and share: one key apart, and in the link. */
function useModeKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null
      if (event.key !== 'm' || typing || event.altKey || event.ctrlKey || event.metaKey) return
      const { compare } = appStore.getState().view
      if (compare)
        dispatch({
          type: 'compareChanged',
          compare: { ...compare, mode: compare.mode === 'share' ? 'absolute' : 'share' },
        })
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
