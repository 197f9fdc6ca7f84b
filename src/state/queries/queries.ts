/** Hooks of the page: every one derives from the view in the store; nothing here copies state. */
import type { AnalysisSettings, ViewKind } from '../../core/base/vocabulary.ts'
import type { Analysis, Timeline } from '../../core/analysis/analysis.ts'
import { type QueryKey, keepPreviousData, skipToken, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useStore } from 'zustand'
import { type FramePath } from '../../core/profile/callTree.ts'
import type { TreeLook } from '../../core/profile/look.ts'
import type { LabelChoice } from '../../core/profile/onlyLabel.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { Boxes, SearchText, SmallerOf } from '../../core/draw/boxes.ts'
import type {
  ChildrenAnswer,
  FunctionIndex,
  FunctionsAnswer,
  FunctionsQuestion,
  LabelsAnswer,
  PartAnswer,
  Sandwich,
} from '../../core/analyst/questions.ts'
import type { Fleet } from '../../core/fleet/fleet.ts'
import { fleetOptions } from '../../core/fleet/limits.ts'
import type { Subject } from '../../core/analyst/subject.ts'
import { ask } from '../worker/analyst.ts'
import { brieflyMs, useAnswer } from './answers.ts'
import { isSameWindow, publishArrived, useArrived, useArrivedAnalysis, useArrivedSubject } from './arriving.ts'
import { withKnownAbsences } from './knownAbsences.ts'
import { type LoadedCaptures, loadCaptures, loadInParts } from '../sources/loadCaptures.ts'
import { openOrThrow } from '../sources/openCached.ts'
import { sourceKey } from '../view/sourceKey.ts'
import type { OpenedSource } from '../sources/openedSource.ts'
import { settingsOf } from './settings.ts'
import { SourceFailure } from '../worker/sourceFailure.ts'
import { appStore, useViewField } from '../view/store.ts'

export function useSource(): UseQueryResult<OpenedSource> {
  const source = useViewField((view) => view.source)
  return useQuery({
    queryKey: ['source', sourceKey(source)],
    queryFn: source ? ({ signal }) => openOrThrow(source, signal) : skipToken,
  })
}

/** Captures of the window on screen. */
export function useLoaded(): UseQueryResult<LoadedCaptures> {
  const source = useSource().data
  const window = useViewField((view) => view.window)
  return useQuery({
    queryKey: loadedKey(source, window),
    placeholderData: keepPreviousData,
    queryFn: source && window ? ({ signal }) => loadWindow(source, window, signal) : skipToken,
    // What failed and may come is asked for again by itself, when the store says so, some times; what came is kept and not asked again.
    refetchInterval: ({ state }) =>
      state.dataUpdateCount <= mostTries && state.data !== undefined ? (retryAfterMs(state.data) ?? false) : false,
  })
}

const loadedKey = (source: OpenedSource | undefined, window: TimeWindow | undefined): QueryKey => [
  'loaded',
  sourceKey(source?.ref),
  window,
]

const mostTries = 4

/** The shortest time after which asking again for what failed can help; undefined where it cannot. */
function retryAfterMs({ absent }: LoadedCaptures): number | undefined {
  const waits = absent.flatMap((one) => (one.reason === 'failed' ? (one.retryAfterMs ?? []) : []))
  return waits.length === 0 ? undefined : Math.max(1000, Math.min(...waits))
}

/** What failed of the window on screen, and how to ask for it again. */
export interface FailedProfiles {
  readonly kinds: readonly ViewKind[]
  readonly isAsking: boolean
  readonly again: () => void
}

export function useFailedProfiles(): FailedProfiles {
  const loaded = useLoaded()
  const kinds = (loaded.data?.absent ?? []).flatMap(({ kind, reason }) => (reason === 'failed' ? [kind] : []))
  return {
    kinds: loaded.isPlaceholderData ? [] : [...new Set(kinds)],
    isAsking: loaded.isFetching,
    again: () => void loaded.refetch(),
  }
}

/** The processes of a store's selection, each by itself: who differs. No answer where the source has no processes. */
export function useFleet(): UseQueryResult<Fleet> {
  const source = useSource().data
  const loaded = useLoaded()
  const view = useStore(appStore, (state) => state.view)
  const data = loaded.isPlaceholderData ? undefined : loaded.data?.fleet
  const options = source && fleetOptions(settingsOf(view, source))
  return useQuery({
    queryKey: ['fleet', sourceKey(source?.ref), data?.window, options, loaded.dataUpdatedAt],
    queryFn: data && options ? ({ signal }) => ask({ ask: 'fleet', data, options }, { signal }) : skipToken,
    placeholderData: keepPreviousData,
  })
}

async function loadWindow(source: OpenedSource, window: TimeWindow, signal: AbortSignal): Promise<LoadedCaptures> {
  if (source.frozen) return { summaries: [], captureIds: [source.frozen.headId], absent: [], failures: [] }
  const key = loadedKey(source, window)
  const loaded = await loadInParts((both, onPart) => source.capturesFor(window, both, onPart), {
    signal,
    onArrived: (arrived) => publishArrived(key, arrived),
  })
  // A store draws its own line, and has no end of windows. Where there is none, nothing of this is loaded.
  if (source.everything === undefined)
    void import('../sources/keptWindows.ts')
      .then(({ keepWindow }) => keepWindow(key, loaded))
      // Of a page that was deployed anew meanwhile: then all windows are kept, which costs memory only.
      .catch(() => undefined)
  return loaded
}

/** What questions are about; undefined until there is something to ask about. */
export function useSubject(): Subject | undefined {
  const source = useSource().data
  const loaded = useLoaded()
  const view = useStore(appStore, (state) => state.view)
  const { window, zone, cores, threads, assumedSeconds, typed, thresholds } = view
  const { captureIds, absent, fleet: series } = loaded.data ?? {}
  const fleet = useFleet()
  // The answer for a service waits for that of its processes: an all-clear that is taken back is worse than a later one.
  const waits = series !== undefined && (fleet.isPending || fleet.isPlaceholderData)
  const verdict = fleet.isPlaceholderData ? undefined : fleet.data?.verdict
  return useMemo(() => {
    if (!source || !captureIds || !window || loaded.isPlaceholderData || waits) return undefined
    return {
      captureIds,
      window,
      zone,
      settings: settingsOf(view, source),
      ...(verdict === undefined ? {} : { fleet: verdict }),
      ...(absent === undefined || absent.length === 0 ? {} : { known: absent }),
    }
    // The other fields of the view do not change what is asked.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [
    source,
    captureIds,
    absent,
    verdict,
    waits,
    loaded.isPlaceholderData,
    window,
    zone,
    cores,
    threads,
    assumedSeconds,
    typed,
    thresholds,
  ])
}

/** The window that the header names could not be loaded: nothing of another one may stand under it. */
export function useIsLost(): boolean {
  const source = useSource()
  const loaded = useLoaded()
  return source.isError || loaded.isError
}

export function useAnalysis(): UseQueryResult<Analysis> {
  const subject = useSubject()
  const absent = useLoaded().data?.absent
  const answer = useAnswer(subject && { ask: 'analyse', subject }, undefined, useIsLost())
  const data = useMemo(() => answer.data && withKnownAbsences(answer.data, absent ?? []), [answer.data, absent])
  return { ...answer, data } as UseQueryResult<Analysis>
}

/** What panes show and are asked about: everything, or what has come of it so far. */
export interface PaneSubject {
  readonly subject: Subject | undefined
  readonly analysis: Analysis | undefined
  /** Views of which more is on its way. */
  readonly awaited: readonly ViewKind[]
}

export function usePaneSubject(): PaneSubject {
  const view = useStore(appStore, (state) => state.view)
  const source = useSource().data
  const whole = useSubject()
  const analysis = useAnalysis()
  // Of this window, though perhaps by another number of cores: it is asked again and stays meanwhile.
  const isWhole = analysis.data !== undefined && isSameWindow(analysis.data.window, view.window)
  const arrived = useArrived(loadedKey(source, view.window), isWhole)
  const partial = useArrivedSubject(arrived, view, source)
  const shown = useArrivedAnalysis(arrived, partial)
  if (isWhole || shown === undefined) return { subject: whole, analysis: analysis.data, awaited: noViews }
  return { subject: whole ?? partial, ...shown }
}

const noViews: readonly ViewKind[] = []

/** Along the whole source; asked for when the first answer is on screen and the panes had their turn, so that it never delays them. */
export function useTimeline(): UseQueryResult<Timeline> {
  const source = useSource().data
  const view = useStore(appStore, (state) => state.view)
  const ready = useAnalysis().data !== undefined
  const settings = source && settingsOf(view, source)
  const { window } = view
  return useQuery({
    // A store draws around the window asked for; a recording has one line for all windows.
    queryKey: ['timeline', sourceKey(source?.ref), settings, source?.timeline ? window : undefined],
    gcTime: 600_000,
    placeholderData: keepPreviousData,
    queryFn:
      ready && source && window
        ? async ({ signal }) => {
            await panesFirst()
            return readTimeline(source, settingsOf(view, source), window, signal)
          }
        : skipToken,
    refetchInterval: ({ state }) =>
      state.dataUpdateCount <= mostTries && state.data !== undefined ? (seriesRetryMs(state.data) ?? false) : false,
  })
}

/** Panes are drawn in the frames after a verdict, and ask then. Questions are answered in their order. */
const panesTurnMs = 100
let panesTurn: Promise<void> | undefined

function panesFirst(): Promise<void> {
  return (panesTurn ??= new Promise((resolve) => setTimeout(resolve, panesTurnMs)))
}

function seriesRetryMs({ series }: Timeline): number | undefined {
  const waits = Object.values(series).flatMap(({ failed }) => failed?.retryAfterMs ?? [])
  return waits.length === 0 ? undefined : Math.max(1000, Math.min(...waits))
}

/**
 * The line of one source; a store draws it around the window. Rejects with `SourceFailure`.
 *
 * @param frozenId which window of a snapshot
 */
export async function readTimeline(
  source: OpenedSource,
  settings: AnalysisSettings,
  window: TimeWindow,
  signal: AbortSignal,
  frozenId: string | undefined = source.frozen?.headId,
): Promise<Timeline> {
  if (frozenId !== undefined) return ask({ ask: 'timeline', captureIds: [frozenId], settings }, { signal })
  if (source.timeline) {
    const drawn = await source.timeline(window, signal)
    if (!drawn.ok) throw new SourceFailure(drawn.error)
    return drawn.value
  }
  const set = await source.everything?.(signal)
  if (!set) throw new Error('a source has a timeline or everything')
  if (!set.ok) throw new SourceFailure(set.error)
  const { captureIds } = await loadCaptures(set.value, { signal })
  return ask({ ask: 'timeline', captureIds, settings }, { signal })
}

export interface BoxesWish {
  readonly view: ViewKind
  readonly widthPx: number
  readonly focus: FramePath
  readonly onlySmaller?: SmallerOf | undefined
  readonly look?: TreeLook | undefined
}

export function useBoxes({ view, widthPx, focus, onlySmaller, look }: BoxesWish): UseQueryResult<Boxes> {
  const { subject } = usePaneSubject()
  const search = useSearchText()
  const question = { ask: 'boxes', view, widthPx, focus, onlySmaller, look, foldChains: true, ...search } as const
  return useAnswer(subject && widthPx > 0 ? { ...question, subject } : undefined, brieflyMs, useIsLost())
}

/** What is chosen of the samples; a snapshot has none to choose from. */
export function useOnly(): LabelChoice | undefined {
  const only = useViewField((all) => all.only)
  return useSource().data?.frozen === undefined ? only : undefined
}

/** What the chosen samples amount to; undefined where all are shown. */
export function usePart(): PartAnswer | undefined {
  const subject = useSubject()
  const only = useOnly()
  return useAnswer(subject && only ? { ask: 'part', subject, only } : undefined, undefined, useIsLost()).data
}

export function useLabels(): UseQueryResult<LabelsAnswer> {
  const subject = useSubject()
  const ready = useAnalysis().data !== undefined
  return useAnswer(subject && ready ? { ask: 'labels', subject } : undefined, undefined, useIsLost())
}

/** What is searched for, as questions carry it. */
export function useSearchText(): { readonly search?: SearchText } {
  const text = useViewField((all) => all.search)
  const isRegex = useViewField((all) => all.searchIsRegex)
  return text === '' ? {} : { search: { text, isRegex } }
}

export function useFunctions(wish: Omit<FunctionsQuestion, 'ask' | 'subject'>): UseQueryResult<FunctionsAnswer> {
  const subject = useSubject()
  const only = useOnly()
  return useAnswer(subject && { ask: 'functions', subject, ...wish, only }, brieflyMs, useIsLost())
}

export function useFunctionIndex(): UseQueryResult<FunctionIndex> {
  const subject = useSubject()
  const only = useOnly()
  return useAnswer(subject && { ask: 'functionIndex', subject, only }, undefined, useIsLost())
}

export function useSandwich(view: ViewKind, name: string | undefined): UseQueryResult<Sandwich> {
  const subject = useSubject()
  const only = useOnly()
  return useAnswer(
    subject && name !== undefined ? { ask: 'sandwich', subject, view, name, only } : undefined,
    brieflyMs,
    useIsLost(),
  )
}

export function useChildren(
  view: ViewKind,
  path: FramePath | undefined,
  limit = 50,
  native = false,
): UseQueryResult<ChildrenAnswer> {
  const subject = useSubject()
  const grouping = useViewField((all) => all.frames)
  const only = useViewField((all) => all.only)
  const look =
    grouping || only || native
      ? { ...(grouping ? { grouping } : {}), ...(only ? { only } : {}), ...(native ? { native: true as const } : {}) }
      : undefined
  return useAnswer(
    subject && path ? { ask: 'children', subject, view, path, limit, look } : undefined,
    brieflyMs,
    useIsLost(),
  )
}
