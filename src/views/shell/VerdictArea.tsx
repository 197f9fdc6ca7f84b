/** The banner in whatever state it is, and under it the evidence when asked for. */
import type { Analysis } from '../../core/analysis/analysis.ts'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactElement, Suspense, useEffect } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import type { SourceRef, View } from '../../core/link/view.ts'
import type { Story } from '../../core/diagnosis/story.ts'
import { openCached } from '../../state/sources/openCached.ts'
import { firstWindow } from '../../state/sources/openedSource.ts'
import { cancelReading, useProgress } from '../../state/worker/progress.ts'
import { tryAllAgain } from '../../state/worker/workedOn.ts'
import { useAnalysis, useLoaded, useSource } from '../../state/queries/current.tsx'
import { useSince, useSinceRoom } from '../../state/queries/since.ts'
import { WhatChanged } from '../compare/WhatChanged.tsx'
import { headlineText } from '../../core/analysis/words/verdict.ts'
import { SourceFailure } from '../../state/worker/sourceFailure.ts'
import { appStore, dispatch, useGuest, useView, useViewField } from '../../state/view/store.ts'
import { Banner } from '../banner/Banner.tsx'
import { FailedBanner, LoadingBanner } from '../banner/BannerStates.tsx'
import { useAnnounced } from '../controls/Announcer.tsx'
import { Button } from '../controls/Button.tsx'
import { plainSentence } from '../controls/Sentence.tsx'
import { windowText } from '../controls/times.ts'
import { openRecording, useRecordings } from '../header/sourceQueries.ts'
import { progressText } from './progressText.ts'
import { useAfter } from '../../state/queries/useAfter.ts'

const PhoneBanner = lazyPart(() => import('../phone/PhoneBanner.tsx').then((module) => module.PhoneBanner))
const Asks = lazyPart(() => import('./Asks.tsx').then((module) => module.Asks))
const WhatThereIs = lazyPart(() => import('./WhatThereIs.tsx').then((module) => module.WhatThereIs))
const PartNote = lazyPart(() => import('../banner/PartNote.tsx').then((module) => module.PartNote))
const ElsewhereNote = lazyPart(() => import('../banner/ElsewhereNote.tsx').then((module) => module.ElsewhereNote))
const Why = lazyPart(() => import('../why/Why.tsx').then((module) => module.Why))

export function VerdictArea({ phone }: { readonly phone: boolean }): ReactElement {
  const source = useSource()
  const loaded = useLoaded()
  const analysis = useAnalysis()
  const ref = useViewField((view) => view.source)
  const problem = source.error ?? loaded.error ?? analysis.error
  useEffect(() => {
    if (phone) PhoneBanner.fetch()
  }, [phone])
  if (problem) {
    const isCancelled = problem instanceof SourceFailure && problem.error.code === 'cancelled'
    return <Failed sentence={problem.message} title={isCancelled ? 'Not read' : undefined} />
  }
  if (!analysis.data) return <Loading what={whatOf(ref, source.data?.title)} />
  const stale = analysis.isPlaceholderData || loaded.isPlaceholderData
  return <Verdict analysis={analysis.data} stale={stale} phone={phone} />
}

function Verdict(props: {
  readonly analysis: Analysis
  readonly stale: boolean
  readonly phone: boolean
}): ReactElement {
  const { analysis, stale, phone } = props
  const { story } = analysis
  const view = useView()
  const guest = useGuest()
  const text = windowText(analysis.window, view.zone)
  const since = useSince(analysis)
  const room = useSinceRoom(analysis)
  const sinceAct = guest ? undefined : <WhatChanged analysis={analysis} zone={view.zone} />
  useAnnounced(`${headlineText(story.diagnosis)} ${plainSentence(story.sentence)}`)
  const onWhy = (): void => dispatch({ type: 'whyToggled' })
  const mayAsk = useMayAsk(story, view)
  const { span, opens = span } = useSource().data ?? {}
  // What a dashboard says of another time decides nothing: the way to what was recorded comes first.
  const recorded = guest || span === undefined || story.diagnosis.certain !== 'no-data' ? undefined : opens
  return (
    <>
      {phone ? (
        <Suspense fallback={<LoadingBanner what="Reading" share={undefined} />}>
          <PhoneBanner
            story={story}
            since={since}
            sinceRoom={room}
            sinceAct={sinceAct}
            whyOpen={view.whyOpen}
            onWhy={onWhy}
            stale={stale}
          />
        </Suspense>
      ) : (
        <Banner
          story={story}
          since={since}
          sinceRoom={room}
          sinceAct={sinceAct}
          whyOpen={view.whyOpen}
          onWhy={onWhy}
          stale={stale}
          onLookAt={(pane) => dispatch({ type: 'paneEnlarged', pane: view.enlarged === pane ? undefined : pane })}
        />
      )}
      {view.only !== undefined && (
        <Suspense>
          <PartNote analysis={analysis} />
        </Suspense>
      )}
      {recorded !== undefined && (
        <Suspense>
          <ElsewhereNote recorded={recorded} zone={view.zone} />
        </Suspense>
      )}
      {!guest && recorded === undefined && mayAsk && (
        <Suspense>
          <Asks analysis={analysis} />
        </Suspense>
      )}
      {view.whyOpen && (
        <Suspense fallback={<p className="p-4 text-ink-3">The evidence is being read.</p>}>
          <Why
            analysis={analysis}
            windowLine={`${text.date} ${text.primary} (${text.other})`}
            {...(guest
              ? {}
              : {
                  onThreshold: (rule, signal, value) => dispatch({ type: 'thresholdChanged', rule, signal, value }),
                  onResetThresholds: () => dispatch({ type: 'thresholdsReset' }),
                })}
          />
        </Suspense>
      )}
    </>
  )
}

function whatOf(ref: SourceRef | undefined, title: string | undefined): string {
  const [file, ...others] = ref?.kind === 'files' ? ref.files : []
  const name = title ?? (others.length === 0 ? file?.name : undefined)
  return name ?? 'Opening the source'
}

/** Whoever is silent for so long is asked something unusual, or hangs. */
const silentMs = 3000

function Loading({ what }: { readonly what: string }): ReactElement {
  const progress = useProgress()
  const isOpening = useSource().isPending
  const isAsking = useLoaded().isFetching
  const isSilent = useAfter(progress === undefined && (isOpening || isAsking), silentMs)
  const mayCancel = useAfter(progress !== undefined, 700) || (isSilent && isAsking)
  const known = isSilent ? ': no answer yet. What is silent for 60 s is given up.' : '.'
  return (
    <LoadingBanner
      what={what + (progress ? `: ${progressText(progress)}` : known)}
      share={progress?.share}
      onCancel={mayCancel ? cancelReading : undefined}
    />
  )
}

function Failed(props: { readonly sentence: string; readonly title: string | undefined }): ReactElement {
  const guest = useGuest()
  const client = useQueryClient()
  const [first] = useRecordings().list
  const isNotOpened = useSource().isError
  const { source } = useView()
  const again = async (): Promise<void> => {
    tryAllAgain()
    await client.resetQueries({ predicate: ({ state }) => state.status === 'error' })
    // A link without a window gets one when its source opens; that moment had passed.
    const { source: wanted, window } = appStore.getState().view
    if (!wanted || window) return
    const opened = await openCached(wanted).catch(() => undefined)
    if (opened?.opens) dispatch(firstWindow(opened, opened.opens))
  }
  return (
    <>
      <FailedBanner {...props}>
        <Button look="strong" onClick={() => void again()}>
          Try again
        </Button>
        {source?.kind === 'files' && <Button onClick={() => history.back()}>Back to what was open</Button>}
        {!guest && first && <Button onClick={() => openRecording(first.url)}>Open the first recording</Button>}
      </FailedBanner>
      {!guest && isNotOpened && (
        <Suspense>
          <WhatThereIs />
        </Suspense>
      )}
    </>
  )
}

/** Something is open that a person may know; what exactly is decided by what asks for it, which most pages do without. */
function useMayAsk({ diagnosis, signals }: Story, { typed }: View): boolean {
  const summaries = useLoaded().data?.summaries ?? []
  return (
    typed !== undefined ||
    (diagnosis.asks ?? []).length > 0 ||
    diagnosis.pattern === 'slow-leak' ||
    Object.values(signals).some((signal) => signal.state === 'absent' && signal.ask !== undefined) ||
    summaries.some(({ asks: open, choice }) => choice !== undefined || open.includes('kind'))
  )
}
