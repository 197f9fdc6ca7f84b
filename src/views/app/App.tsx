/** The page: puts the parts in their places. The parts derive what they show from the state; nothing is kept here. */
import { type ReactElement, Suspense, lazy, useRef, useState } from 'react'
import { useAnalysis, useLoaded, useSource } from '../../state/queries.ts'
import { appStore, dispatch, useLinkProblems, useViewField } from '../../state/store.ts'
import { stepWindow } from '../controls/moveWindow.ts'
import { FunctionTable } from '../functions/FunctionTable.tsx'
import { Panes } from '../panes/Panes.tsx'
import { usePageWidth } from '../panes/usePageWidth.ts'
import { Boundary } from './Boundary.tsx'
import { HeaderArea } from './HeaderArea.tsx'
import { NoSource } from './NoSource.tsx'
import { openRecording, useRecordings } from './SourceControl.tsx'
import { TimelineArea } from './TimelineArea.tsx'
import { usePageKeys } from './usePageKeys.ts'
import { usePageState } from './usePageState.ts'
import { VerdictArea } from './VerdictArea.tsx'
import { Warnings } from './Warnings.tsx'

const Help = lazy(() => import('../help/Help.tsx').then((module) => ({ default: module.Help })))

export function App(): ReactElement {
  const phone = usePageWidth() === 'phone'
  const source = useViewField((view) => view.source)
  const recordings = useRecordings()
  const empty = source === undefined && recordings.settled && recordings.list.length === 0
  const [help, setHelp] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  usePageState(empty)
  usePageKeys({
    search: () => search.current?.focus(),
    help: () => setHelp(true),
    why: () => dispatch({ type: 'whyToggled' }),
    earlier: () => step(-1),
    later: () => step(1),
  })

  return (
    <div className="print-flow flex min-h-dvh flex-col">
      <HeaderArea phone={phone} searchRef={search} onHelp={() => setHelp(true)} />
      <main className={`print-flow flex flex-1 flex-col px-4 pb-2.5 ${phone ? 'gap-2.5' : 'gap-2 pt-2'}`}>
        {empty ? (
          <NoSource recordings={recordings.list} problem={recordings.problem} onRecording={openRecording} />
        ) : (
          <>
            <Boundary part="The diagnosis">
              <VerdictArea phone={phone} />
            </Boundary>
            <AllWarnings />
            {!phone && (
              <Boundary part="The timeline">
                <TimelineArea />
              </Boundary>
            )}
            <Boundary part="The panes">
              <Panes />
            </Boundary>
            {!phone && (
              <Boundary part="The function table">
                <FunctionTable />
              </Boundary>
            )}
          </>
        )}
      </main>
      {help && (
        <Suspense>
          <Help onClose={() => setHelp(false)} />
        </Suspense>
      )}
    </div>
  )
}

function AllWarnings(): ReactElement {
  const link = useLinkProblems()
  const source = useSource().data
  const loaded = useLoaded().data
  const analysis = useAnalysis().data
  const all = [
    ...link,
    ...(source?.notes ?? []),
    ...(loaded?.failures ?? []),
    ...(analysis?.warnings ?? []),
    ...(analysis?.story.warnings ?? []),
  ]
  return <Warnings warnings={[...new Set(all)]} />
}

function step(direction: -1 | 1): void {
  const { window } = appStore.getState().view
  if (window) dispatch({ type: 'windowChanged', window: stepWindow(window, direction) })
}
