/** Questions of single parts of the page about what is current (`current.tsx`); nothing here copies state. */
import type { AnalysisSettings, ViewKind } from '../../core/base/vocabulary.ts'
import type { Timeline } from '../../core/analysis/analysis.ts'
import { skipToken, useQuery, type UseQueryResult } from '@tanstack/react-query'
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
  Sandwich,
} from '../../core/analyst/functionQuestions.ts'
import type { LabelsAnswer, PartAnswer } from '../../core/analyst/questions.ts'
import { ask } from '../worker/analyst.ts'
import { brieflyMs, keptWithin, useAnswer } from './answers.ts'
import { loadCaptures } from '../sources/loadCaptures.ts'
import { sourceKey } from '../view/sourceKey.ts'
import type { OpenedSource } from '../sources/openedSource.ts'
import { mostTries, useAnalysis, useIsLost, useLoaded, usePaneSubject, useSource, useSubject } from './current.tsx'
import { settingsOf } from './settings.ts'
import { useStanding } from './standing.ts'
import { SourceFailure } from '../worker/sourceFailure.ts'
import { appStore, useViewField } from '../view/store.ts'

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

/** Along the whole source; asked for when the first answer is on screen and the panes had their turn, so that it never delays them. */
export function useTimeline(): UseQueryResult<Timeline> {
  const source = useSource().data
  const view = useStore(appStore, (state) => state.view)
  const ready = useAnalysis().data !== undefined
  const settings = source && settingsOf(view, source)
  const { window } = view
  const line = useQuery({
    // A store draws around the window asked for; a recording has one line for all windows.
    queryKey: ['timeline', sourceKey(source?.ref), settings, source?.timeline ? window : undefined],
    gcTime: 600_000,
    ...keptWithin(sourceKey(source?.ref)),
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
  return useStanding(line, line.isPlaceholderData && !isWithin(window, line.data))
}

/** An axis names its own times, and says nothing of a window that it does not hold. */
export const isWithin = (window: TimeWindow | undefined, line: Timeline | undefined): boolean =>
  window !== undefined && line !== undefined && window.fromMs >= line.span.fromMs && window.untilMs <= line.span.untilMs

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
  return useAnswer(subject && widthPx > 0 ? { ...question, subject } : undefined, {
    keptMs: brieflyMs,
    isLost: useIsLost(),
  })
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
  return useAnswer(subject && only ? { ask: 'part', subject, only } : undefined, { isLost: useIsLost() }).data
}

export function useLabels(): UseQueryResult<LabelsAnswer> {
  const subject = useSubject()
  const ready = useAnalysis().data !== undefined
  return useAnswer(subject && ready ? { ask: 'labels', subject } : undefined, { isLost: useIsLost() })
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
  return useAnswer(subject && { ask: 'functions', subject, ...wish, only }, { keptMs: brieflyMs, isLost: useIsLost() })
}

export function useFunctionIndex(): UseQueryResult<FunctionIndex> {
  const subject = useSubject()
  const only = useOnly()
  return useAnswer(subject && { ask: 'functionIndex', subject, only }, { isLost: useIsLost() })
}

export function useSandwich(view: ViewKind, name: string | undefined): UseQueryResult<Sandwich> {
  const subject = useSubject()
  const only = useOnly()
  return useAnswer(subject && name !== undefined ? { ask: 'sandwich', subject, view, name, only } : undefined, {
    keptMs: brieflyMs,
    isLost: useIsLost(),
  })
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
  return useAnswer(subject && path ? { ask: 'children', subject, view, path, limit, look } : undefined, {
    keptMs: brieflyMs,
    isLost: useIsLost(),
  })
}
