/**
 * What the page is about: the source, the captures of the window on screen, the processes of a store's service, the analysis and what panes
 * may draw already. Asked for in one place and handed down: some ninety places of the page ask for these, and a query of their own each
 * (which carries those that it rests on) was a third of the work before the first verdict, and again at every click.
 */
import { type QueryKey, skipToken, useQuery } from '@tanstack/react-query'
import { type Context, type PropsWithChildren, type ReactElement, createContext, useContext, useMemo } from 'react'
import { useStore } from 'zustand'
import type { Analysis } from '../../core/analysis/analysis.ts'
import type { Subject } from '../../core/analyst/subject.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { ViewKind } from '../../core/base/vocabulary.ts'
import type { Fleet } from '../../core/fleet/fleet.ts'
import { fleetOptions } from '../../core/fleet/limits.ts'
import type { View } from '../../core/link/view.ts'
import { keepOfStore } from '../sources/keepOfStore.ts'
import { type LoadedCaptures, loadInParts } from '../sources/loadCaptures.ts'
import { openOrThrow } from '../sources/openCached.ts'
import type { OpenedSource } from '../sources/openedSource.ts'
import { appStore } from '../view/store.ts'
import { sourceKey } from '../view/sourceKey.ts'
import { ask } from '../worker/analyst.ts'
import { keptWithin, useAnswer } from './answers.ts'
import { isSameWindow, publishArrived, useArrived, useArrivedAnalysis, useArrivedSubject } from './arriving.ts'
import { withKnownAbsences } from './knownAbsences.ts'
import { settingsOf } from './settings.ts'
import { useStanding } from './standing.ts'

/** An answer as the page is told of it: the same object until something of it changes. */
export interface Answer<T> {
  readonly data: T | undefined
  readonly error: Error | null
  readonly isError: boolean
  readonly isSuccess: boolean
  /** Nothing there yet. */
  readonly isPending: boolean
  /** What is there is about what was on screen before. */
  readonly isPlaceholderData: boolean
}

export interface LoadedAnswer extends Answer<LoadedCaptures> {
  readonly isFetching: boolean
  readonly refetch: () => unknown
}

/** What panes show and are asked about: everything, or what has come of it so far. */
export interface PaneSubject {
  readonly subject: Subject | undefined
  readonly analysis: Analysis | undefined
  /** Views of which more is on its way. */
  readonly awaited: readonly ViewKind[]
}

const sources = createContext<Answer<OpenedSource> | undefined>(undefined)
const loadedOnes = createContext<LoadedAnswer | undefined>(undefined)
const fleets = createContext<Answer<Fleet> | undefined>(undefined)
const subjects = createContext<{ readonly subject: Subject | undefined } | undefined>(undefined)
const analyses = createContext<Answer<Analysis> | undefined>(undefined)
const paneSubjects = createContext<PaneSubject | undefined>(undefined)

export const useSource = (): Answer<OpenedSource> => useOf(sources)

/** Captures of the window on screen. */
export const useLoaded = (): LoadedAnswer => useOf(loadedOnes)

/** The processes of a store's selection, each by itself: who differs. No answer where the source has no processes. */
export const useFleet = (): Answer<Fleet> => useOf(fleets)

/** What questions are about; undefined until there is something to ask about. */
export const useSubject = (): Subject | undefined => useOf(subjects).subject

export const useAnalysis = (): Answer<Analysis> => useOf(analyses)

export const usePaneSubject = (): PaneSubject => useOf(paneSubjects)

/** The window that the header names could not be loaded: nothing of another one may stand under it. */
export function useIsLost(): boolean {
  const source = useSource()
  const loaded = useLoaded()
  return source.isError || loaded.isError
}

function useOf<T>(context: Context<T | undefined>): T {
  const value = useContext(context)
  if (value === undefined) throw new Error('the page stands inside Current')
  return value
}

/** Around the whole page. */
export function Current({ children }: PropsWithChildren): ReactElement {
  const view = useStore(appStore, (state) => state.view)
  const source = useSourceQuery(view)
  const loaded = useLoadedQuery(source.data, view)
  const fleet = useFleetQuery(source.data, loaded, view)
  const subject = useWholeSubject(source.data, loaded, fleet, view)
  const analysis = useAnalysisQuery(sourceKey(source.data?.ref), subject, loaded, source.isError || loaded.isError)
  const forPanes = usePartOrWhole(source.data, subject, analysis, view)
  const held = useMemo(() => ({ subject }), [subject])
  return (
    <sources.Provider value={source}>
      <loadedOnes.Provider value={loaded}>
        <fleets.Provider value={fleet}>
          <subjects.Provider value={held}>
            <analyses.Provider value={analysis}>
              <paneSubjects.Provider value={forPanes}>{children}</paneSubjects.Provider>
            </analyses.Provider>
          </subjects.Provider>
        </fleets.Provider>
      </loadedOnes.Provider>
    </sources.Provider>
  )
}

function useSourceQuery({ source }: View): Answer<OpenedSource> {
  return useAnswered(
    useQuery({
      queryKey: ['source', sourceKey(source)],
      queryFn: source ? ({ signal }) => openOrThrow(source, signal) : skipToken,
    }),
  )
}

function useLoadedQuery(source: OpenedSource | undefined, { window }: View): LoadedAnswer {
  const query = useQuery({
    queryKey: loadedKey(source, window),
    ...keptWithin(sourceKey(source?.ref)),
    queryFn: source && window ? ({ signal }) => loadWindow(source, window, signal) : skipToken,
    // What failed and may come is asked for again by itself, when the store says so, some times; what came is kept and not asked again.
    refetchInterval: ({ state }) =>
      state.dataUpdateCount <= mostTries && state.data !== undefined ? (retryAfterMs(state.data) ?? false) : false,
  })
  const { isFetching, refetch } = query
  const answer = useStanding(useAnswered(query), query.isPlaceholderData)
  return useMemo(() => ({ ...answer, isFetching, refetch }), [answer, isFetching, refetch])
}

const loadedKey = (source: OpenedSource | undefined, window: TimeWindow | undefined): QueryKey => [
  'loaded',
  sourceKey(source?.ref),
  window,
]

/** How often what failed is asked for again by itself. */
export const mostTries = 4

/** The shortest time after which asking again for what failed can help; undefined where it cannot. */
function retryAfterMs({ absent }: LoadedCaptures): number | undefined {
  const waits = absent.flatMap((one) => (one.reason === 'failed' ? (one.retryAfterMs ?? []) : []))
  return waits.length === 0 ? undefined : Math.max(1000, Math.min(...waits))
}

async function loadWindow(source: OpenedSource, window: TimeWindow, signal: AbortSignal): Promise<LoadedCaptures> {
  if (source.frozen) return { summaries: [], captureIds: [source.frozen.headId], absent: [], failures: [] }
  const key = loadedKey(source, window)
  const loaded = await loadInParts((both, onPart) => source.capturesFor(window, both, onPart), {
    signal,
    onArrived: (arrived) => publishArrived(key, arrived),
  })
  keepOfStore(source, key, loaded)
  return loaded
}

function useFleetQuery(source: OpenedSource | undefined, loaded: LoadedAnswer, view: View): Answer<Fleet> {
  const data = loaded.isPlaceholderData ? undefined : loaded.data?.fleet
  const options = source && fleetOptions(settingsOf(view, source))
  const answer: Answer<Fleet> = useAnswered(
    useQuery({
      queryKey: ['fleet', sourceKey(source?.ref), data?.window, options, data && numberOf(data)],
      queryFn: data && options ? ({ signal }) => ask({ ask: 'fleet', data, options }, { signal }) : skipToken,
      ...keptWithin(sourceKey(source?.ref)),
    }),
  )
  return useStanding(answer, answer.isPlaceholderData)
}

const numbers = new WeakMap<object, number>()
let lastNumber = 0

/** Another one for what was loaded again, under which other processes may have answered. */
function numberOf(data: object): number {
  const known = numbers.get(data)
  if (known !== undefined) return known
  numbers.set(data, ++lastNumber)
  return lastNumber
}

function useWholeSubject(
  source: OpenedSource | undefined,
  loaded: LoadedAnswer,
  fleet: Answer<Fleet>,
  view: View,
): Subject | undefined {
  const { window, zone, cores, threads, assumedSeconds, typed, thresholds } = view
  const { captureIds, absent, fleet: series } = loaded.data ?? {}
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

function useAnalysisQuery(
  source: string,
  subject: Subject | undefined,
  loaded: LoadedAnswer,
  isLost: boolean,
): Answer<Analysis> {
  const absent = loaded.data?.absent
  const answer = useAnswered(useAnswer(subject && { ask: 'analyse', subject }, { isLost, source }))
  return useMemo(
    () => ({ ...answer, data: answer.data && withKnownAbsences(answer.data, absent ?? []) }),
    [answer, absent],
  )
}

function usePartOrWhole(
  source: OpenedSource | undefined,
  whole: Subject | undefined,
  analysis: Answer<Analysis>,
  view: View,
): PaneSubject {
  // Of this window, though perhaps by another number of cores: it is asked again and stays meanwhile.
  const isWhole = analysis.data !== undefined && isSameWindow(analysis.data.window, view.window)
  const arrived = useArrived(loadedKey(source, view.window), isWhole)
  const partial = useArrivedSubject(arrived, view, source)
  const shown = useArrivedAnalysis(arrived, partial, sourceKey(source?.ref))
  return useMemo(
    () =>
      isWhole || shown === undefined
        ? { subject: whole, analysis: analysis.data, awaited: noViews }
        : { subject: whole ?? partial, ...shown },
    [isWhole, shown, whole, partial, analysis.data],
  )
}

const noViews: readonly ViewKind[] = []

/** Of the library's result what the page is told of; asking for no more keeps it from being told again when only that changes. */
export function useAnswered<T>({
  data,
  error,
  isError,
  isSuccess,
  isPending,
  isPlaceholderData,
}: Answer<NoInfer<T>> & { readonly data: T | undefined }): Answer<T> {
  return useMemo(
    () => ({ data, error, isError, isSuccess, isPending, isPlaceholderData }),
    [data, error, isError, isSuccess, isPending, isPlaceholderData],
  )
}
