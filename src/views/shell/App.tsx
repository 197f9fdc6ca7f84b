/** The page: puts the parts in their places. The parts derive what they show from the state; nothing is kept here. */
import { type ReactElement, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import { paneIds } from '../../core/base/vocabulary.ts'
import { sourceKey } from '../../state/view/sourceKey.ts'
import { type FilesUse, dropTransfer, pickFiles } from '../../state/sources/drop.ts'
import { useAnalysis, useIsLost, useLoaded, usePaneSubject, useSource } from '../../state/queries/current.tsx'
import { appStore, dispatch, useGuest, useLinkProblems, useLinkRefusal, useViewField } from '../../state/view/store.ts'
import { Announcer } from '../controls/Announcer.tsx'
import { Button } from '../controls/Button.tsx'
import { stepWindow } from '../controls/moveWindow.ts'
import { usePageWidth } from '../pane/usePageWidth.ts'
import { Icon } from '../theme/Icon.tsx'
import { Boundary } from './Boundary.tsx'
import { dismissDropProblem, showDropProblem, useDropProblem } from './dropProblem.ts'
import { DropTarget } from './DropTarget.tsx'
import { useTellTurn } from './evidenceTurn.ts'
import { FailedProfiles } from './FailedProfiles.tsx'
import { HeaderArea } from './HeaderArea.tsx'
import { PrintedAddress } from './PrintedAddress.tsx'
import { useEventsProblem } from '../../state/queries/since.ts'
import { openRecording, useDeployment, useRecordings } from '../header/sourceQueries.ts'
import { TimelineArea } from './TimelineArea.tsx'
import { useAfter } from '../../state/queries/useAfter.ts'
import { useInTurn } from '../controls/useInTurn.ts'
import { TakingFiles } from './TakingFiles.tsx'
import { usePageKeys } from './usePageKeys.ts'
import { usePageState } from './usePageState.ts'
import { VerdictArea } from './VerdictArea.tsx'
import { Warnings } from '../controls/Warnings.tsx'

const CompareArea = lazyPart(() => import('../compare/CompareArea.tsx').then((module) => module.CompareArea))
const Panes = lazyPart(() => import('../panes/Panes.tsx').then((module) => module.Panes))
const FunctionTable = lazyPart(() => import('../functions/FunctionTable.tsx').then((module) => module.FunctionTable))
const EmbedFooter = lazyPart(() => import('./EmbedFooter.tsx').then((module) => module.EmbedFooter))
const PrintedEvidence = lazyPart(() => import('./PrintedEvidence.tsx').then((module) => module.PrintedEvidence), null)
const NoSource = lazyPart(() => import('./NoSource.tsx').then((module) => module.NoSource))
const TriageArea = lazyPart(() => import('./TriageArea.tsx').then((module) => module.TriageArea))
const Who = lazyPart(() => import('../fleet/Who.tsx').then((module) => module.Who))
const WhoElse = lazyPart(() => import('../fleet/Who.tsx').then((module) => module.WhoElse))
const LinkRefused = lazyPart(() => import('./LinkRefused.tsx').then((module) => module.LinkRefused))
const Help = lazyPart(() => import('../help/Help.tsx').then((module) => module.Help))

export function App(): ReactElement {
  const phone = usePageWidth() === 'phone'
  const embed = useViewField((view) => view.embed)
  const source = useViewField((view) => view.source)
  const hasWindow = useViewField((view) => view.source !== undefined && view.window !== undefined)
  const recordings = useRecordings()
  const guest = useGuest()
  const stores = (useDeployment()?.config.stores ?? []).filter(({ kind }) => kind !== 'go-pprof')
  const triage = source === undefined && stores.length > 0 && !guest
  const empty = source === undefined && !triage && !recordings.loading && recordings.list.length === 0
  // Of a link that has to be understood first: its code comes meanwhile, and not in the middle of drawing it.
  useEffect(() => {
    if (/[#&]base=/.test(location.hash)) CompareArea.fetch()
  }, [])
  const [help, setHelp] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  const refusal = useLinkRefusal()
  usePageState(empty || triage, refusal !== undefined)
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
      <PrintedAddress />
      <Announcer />
      <main className={`print-flow flex flex-1 flex-col px-4 pb-2.5 ${phone ? 'gap-2.5' : 'gap-2 pt-2'}`}>
        <DropProblem />
        <TakingFiles />
        {refusal ? (
          <Suspense>
            <LinkRefused refusal={refusal} />
          </Suspense>
        ) : triage ? (
          <Suspense>
            <TriageArea stores={stores} first={recordings.list[0]?.url} />
          </Suspense>
        ) : empty ? (
          <Suspense>
            <NoSource
              recordings={recordings.list}
              problem={recordings.problem}
              onRecording={openRecording}
              onFiles={(files) => void pickFiles(files).then(showDropProblem)}
            />
          </Suspense>
        ) : (
          // Another source begins afresh: nothing of one service may be seen under the name of another, not even for a moment.
          <Parts key={sourceKey(source)} phone={phone} embed={embed} />
        )}
      </main>
      {!guest && <DropTarget canCompare={hasWindow} onTransfer={drop} />}
      {help && (
        <Suspense>
          <Help onClose={() => setHelp(false)} />
        </Suspense>
      )}
    </div>
  )
}

/** An embed is the verdict and its panes; what is for choosing and going deeper stays in the live page. */
function Parts({ phone, embed }: { readonly phone: boolean; readonly embed: boolean }): ReactElement {
  const comparing = useViewField((view) => view.compare !== undefined)
  const guest = useGuest()
  if (!comparing) {
    return (
      <OneWindow phone={phone} embed={embed}>
        <AllWarnings />
      </OneWindow>
    )
  }
  return (
    <Boundary part="The comparison">
      <AllWarnings />
      <Suspense fallback={<p className="p-3 text-ink-3">Both windows are being compared.</p>}>
        <CompareArea embed={embed} alone={<OneWindow phone={phone} embed={embed} />} />
        {guest && <EmbedFooter />}
      </Suspense>
    </Boundary>
  )
}

/** @param children what is said between the verdict and the evidence */
function OneWindow({
  phone,
  embed,
  children,
}: {
  readonly phone: boolean
  readonly embed: boolean
  readonly children?: ReactNode
}): ReactElement {
  // Ghosts of panes under a source that could not be opened would promise what will not come.
  const failed = useSource().isError
  return (
    <>
      <Boundary part="The diagnosis">
        <VerdictArea phone={phone} />
      </Boundary>
      {children}
      <FailedProfiles />
      {!failed && (
        <Boundary part="Who differs">
          <Suspense>
            <Who />
          </Suspense>
        </Boundary>
      )}
      {!failed && <Evidence phone={phone} embed={embed} />}
    </>
  )
}

/** What is only for paper is fetched when the screen has what it needs. */
const paperAfterMs = 2000
/** Panes that are not there by then will not come; the verdict stands without them. */
const panesAfterMs = 5000
/** Reading that takes longer shows where everything will be, and what is there of it; before, that would only delay the verdict. */
const takesLongMs = 3000

/** One pane, then the next, then the table; on a phone all is one part. */
const partsOf = (phone: boolean) => (phone ? { panes: 1, all: 1 } : { panes: paneIds.length, all: paneIds.length + 1 })

/** Drawn part by part after the verdict, which waits for none of them. */
function Evidence({ phone, embed }: { readonly phone: boolean; readonly embed: boolean }): ReactElement {
  const guest = useGuest()
  const { isSuccess: hasVerdict, isError: hasNone } = useAnalysis()
  const hasPart = usePaneSubject().analysis !== undefined
  // Ghosts of what will not come would promise it. The line stays: it leads to another window.
  const isLost = useIsLost() || (hasNone && !hasPart)
  const takesLong = useAfter(true, takesLongMs)
  const parts = partsOf(phone)
  const turn = useInTurn(hasVerdict || (hasPart && takesLong), parts.all)
  const [drawn, setDrawn] = useState(false)
  const panesFailed = useAfter(hasVerdict, panesAfterMs)
  useTellTurn(!drawn && !panesFailed)
  const forPaper = useAfter(hasVerdict, paperAfterMs)
  // A phone has no room for the table, an embed no use.
  const hasTable = !phone && !embed
  // Their code comes while the profiles are judged: on a narrow line it would come before the profiles.
  const isRead = useLoaded().isSuccess
  useEffect(() => {
    if (!isRead) return
    Panes.fetch()
    if (hasTable) FunctionTable.fetch()
  }, [isRead, hasTable])
  const panes = <div className="min-h-[22rem] flex-1" />
  const table = <div className="h-[125px] flex-none" />
  return (
    <>
      {/* Below a verdict that is not there yet it would be pushed down. */}
      {!embed && (turn >= 1 || hasNone || takesLong) && (
        <Boundary part="The timeline">
          <TimelineArea movable={!phone} />
        </Boundary>
      )}
      <Boundary part="The panes">
        {isLost ? null : turn < 1 && !takesLong ? (
          panes
        ) : (
          <Suspense fallback={panes}>
            <Panes shown={turn} />
            {turn >= parts.panes && <WhenDrawn act={setDrawn} />}
          </Suspense>
        )}
      </Boundary>
      {hasTable && !isLost && (
        <Boundary part="The function table">
          {turn < parts.all ? (
            table
          ) : (
            <Suspense fallback={table}>
              <FunctionTable />
            </Suspense>
          )}
        </Boundary>
      )}
      {!embed && (
        <Boundary part="Who differs">
          <Suspense>
            <WhoElse />
          </Suspense>
        </Boundary>
      )}
      {guest && (
        <Suspense>
          <EmbedFooter />
        </Suspense>
      )}
      {forPaper && (
        <Suspense>
          <PrintedEvidence />
        </Suspense>
      )}
    </>
  )
}

/** Beside what is loaded later: there when that is. */
function WhenDrawn({ act }: { readonly act: (drawn: true) => void }): null {
  useEffect(() => act(true), [act])
  return null
}

function drop(transfer: DataTransfer, use: FilesUse): void {
  void dropTransfer(transfer, use).then(showDropProblem)
}

function DropProblem(): ReactElement | null {
  const sentence = useDropProblem()
  if (sentence === undefined) return null
  return (
    <div
      role="alert"
      className="flex flex-none items-center gap-2 rounded-panel border border-line-strong px-3 py-1.5 text-ink-1"
    >
      <Icon name="warning" />
      <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">{sentence}</p>
      <Button look="quiet" square aria-label="Put away" onClick={dismissDropProblem}>
        <Icon name="close" />
      </Button>
    </div>
  )
}

function AllWarnings(): ReactElement {
  const link = useLinkProblems()
  const mistakes = useDeployment()?.mistakes ?? []
  const source = useSource().data
  const loaded = useLoaded().data
  const analysis = useAnalysis().data
  const events = useEventsProblem()
  const all = [
    ...link,
    ...mistakes,
    ...(events === undefined ? [] : [events]),
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
