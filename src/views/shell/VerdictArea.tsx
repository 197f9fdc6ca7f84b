/** The banner in whatever state it is, and under it the evidence when asked for. */
import type { FileRef } from '../../core/link/view.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactElement, Suspense, useEffect } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import type { SourceRef } from '../../core/link/view.ts'
import { openCached } from '../../state/sources/openCached.ts'
import { firstWindow } from '../../state/sources/openedSource.ts'
import { cancelReading, useProgress } from '../../state/worker/progress.ts'
import { tryAllAgain } from '../../state/worker/workedOn.ts'
import { useAnalysis, useLoaded, useSource } from '../../state/queries/current.tsx'
import { useSince } from '../../state/queries/since.ts'
import { WhatChanged } from '../compare/WhatChanged.tsx'
import { headlineText } from '../../core/analysis/words/verdict.ts'
import { SourceFailure } from '../../state/worker/sourceFailure.ts'
import { appStore, dispatch, useGuest, useView, useViewField } from '../../state/view/store.ts'
import { Banner } from '../banner/Banner.tsx'
import { FailedBanner, LoadingBanner } from '../banner/BannerStates.tsx'
import { Button } from '../controls/Button.tsx'
import { plainSentence } from '../controls/Sentence.tsx'
import { windowText } from '../controls/times.ts'
import { openRecording, useRecordings } from '../header/sourceQueries.ts'
import { Announcer } from './Announcer.tsx'
import { askedNumbers } from './dashboard.ts'
import { DashboardForm } from './DashboardForm.tsx'
import { progressText } from './progressText.ts'
import { useAfter } from '../controls/useAfter.ts'
import type { Asked } from './AskForm.tsx'

const PhoneBanner = lazyPart(() => import('../phone/PhoneBanner.tsx').then((module) => module.PhoneBanner))
const AskForm = lazyPart(() => import('./AskForm.tsx').then((module) => module.AskForm))
const PartNote = lazyPart(() => import('../banner/PartNote.tsx').then((module) => module.PartNote))
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
    return <Failed sentence={problem.message} {...(isCancelled ? { title: 'Not read' } : {})} />
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
  const sinceAct = guest ? undefined : <WhatChanged analysis={analysis} zone={view.zone} />
  const onWhy = (): void => dispatch({ type: 'whyToggled' })
  return (
    <>
      <Announcer text={`${headlineText(story.diagnosis)} ${plainSentence(story.sentence)}`} />
      {phone ? (
        <Suspense fallback={<LoadingBanner what="Reading" share={undefined} />}>
          <PhoneBanner
            story={story}
            since={since}
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
      {!guest && <Asks analysis={analysis} />}
      {!guest && (askedNumbers(story).length > 0 || view.typed !== undefined) && (
        <DashboardForm
          asked={askedNumbers(story)}
          typed={view.typed ?? {}}
          onTyped={(id, number) => dispatch({ type: 'numberTyped', id, number })}
        />
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

function Loading({ what }: { readonly what: string }): ReactElement {
  const progress = useProgress()
  const mayCancel = useAfter(progress !== undefined, 700)
  return (
    <LoadingBanner
      what={progress ? `${what}: ${progressText(progress)}` : `${what}.`}
      share={progress?.share}
      onCancel={mayCancel ? cancelReading : undefined}
    />
  )
}

function Failed({ sentence, title }: { readonly sentence: string; readonly title?: string }): ReactElement {
  const client = useQueryClient()
  const [first] = useRecordings().list
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
    <FailedBanner sentence={sentence} {...(title === undefined ? {} : { title })}>
      <Button look="strong" onClick={() => void again()}>
        Try again
      </Button>
      {source?.kind === 'files' && <Button onClick={() => history.back()}>Back to what was open</Button>}
      {first !== undefined && <Button onClick={() => openRecording(first.url)}>Open the first recording</Button>}
    </FailedBanner>
  )
}

function Asks({ analysis }: { readonly analysis: Analysis }): ReactElement | null {
  const source = useView().source
  const summaries = useLoaded().data?.summaries ?? []
  const files = source?.kind === 'files' ? source.files : []
  const kinds = summaries
    .filter(({ asks }) => asks.includes('kind'))
    .map(({ id, file }) => ({ hash: id.split('#')[0] ?? id, name: file }))
    .filter(({ hash }) => files.some((file) => file.hash === hash))
  const choices = new Map(
    summaries.flatMap(({ id, file, choice }) => {
      const hash = id.split('#')[0] ?? id
      return choice && files.some((one) => one.hash === hash) ? [[hash, { hash, name: file, ...choice }] as const] : []
    }),
  )
  const asks = asksOf(analysis)
  if (asks.length + kinds.length + choices.size === 0) return null
  const said = (hash: string, more: Partial<FileRef>): void => {
    const answered = files.map((file) => (file.hash === hash ? { ...file, ...more } : file))
    dispatch({ type: 'sourceChosen', source: { kind: 'files', files: answered } })
  }
  return (
    <Suspense>
      <AskForm
        asks={asks}
        kinds={kinds}
        onAnswer={answer}
        choices={[...choices.values()]}
        onKind={(hash, told) => said(hash, { told })}
        onChoice={(hash, of) => said(hash, { of })}
      />
    </Suspense>
  )
}

/** Numbers a person could give, each asked once. */
function asksOf({ story }: Analysis): readonly Asked[] {
  const asks = Object.values(story.signals).map((signal) => (signal.state === 'absent' ? signal.ask : undefined))
  return [...new Set(asks)].filter((ask) => ask !== undefined)
}

function answer(asked: Asked, value: number): void {
  if (asked === 'cores') dispatch({ type: 'coresGiven', cores: value })
  else if (asked === 'threads') dispatch({ type: 'threadsGiven', threads: Math.round(value) })
  else dispatch({ type: 'secondsGiven', seconds: value })
}
