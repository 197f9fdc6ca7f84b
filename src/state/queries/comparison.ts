/** Hooks of the comparison: base is a second window of the same source, or of another one. */
import type { ViewKind } from '../../core/base/vocabulary.ts'
import type { Timeline } from '../../core/analysis/analysis.ts'
import { type QueryFunctionContext, skipToken, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { TimeWindow } from '../../core/base/units.ts'
import type { Comparison } from '../../core/diff/comparison.ts'
import type { FramePath } from '../../core/profile/callTree.ts'
import type { CompareView } from '../../core/link/view.ts'
import type { Boxes, DiffBoxes, Elided, SmallerOf } from '../../core/draw/boxes.ts'
import type { ComparedSubject, ComparisonSubject } from '../../core/analyst/subject.ts'
import { ask } from '../worker/analyst.ts'
import { brieflyMs, keptWithin, useAnswer } from './answers.ts'
import { keepOfStore } from '../sources/keepOfStore.ts'
import { loadCaptures } from '../sources/loadCaptures.ts'
import { openCached } from '../sources/openCached.ts'
import { sourceKey } from '../view/sourceKey.ts'
import { type OpenedSource } from '../sources/openedSource.ts'
import { type FigureDifference, differenceOf } from '../../core/fleet/difference.ts'
import { fleetOptions } from '../../core/fleet/limits.ts'
import { useFleet, useLoaded, useSource, useSubject } from './current.tsx'
import { isWithin, readTimeline, useSearchText } from './queries.ts'
import { settingsOf } from './settings.ts'
import { type BaseSide, baseSubjectOf, comparisonOf, frozenBaseId, withReasons } from './sides.ts'
import { useMarks } from './since.ts'
import { useStanding } from './standing.ts'
import { useWindowInParts } from './windowInParts.ts'
import { otherBases } from '../../core/link/baseOrder.ts'
import { countOf } from '../../core/base/numbers.ts'
import { queryClient } from '../worker/queryClient.ts'
import { afterShown, unlessFatal } from '../worker/recover.ts'
import { SourceFailure } from '../worker/sourceFailure.ts'
import { appStore, useViewField } from '../view/store.ts'

/** Source and captures of the base window. */
function useBase(): UseQueryResult<BaseSide> {
  const compare = useViewField((view) => view.compare)
  const source = useSource().data
  return useQuery({
    queryKey: ['base', sourceKey(compare?.baseSource ?? source?.ref), compare?.base, compare?.runs],
    queryFn:
      compare && source
        ? ({ signal, queryKey }) => unlessFatal(queryKey, () => loadBase(compare, source, { signal, queryKey }))
        : skipToken,
  })
}

/** Rejects with `SourceFailure`. */
async function loadBase(
  compare: CompareView,
  shown: OpenedSource,
  { signal, queryKey }: Pick<QueryFunctionContext, 'signal' | 'queryKey'>,
): Promise<BaseSide> {
  const from = compare.baseSource ? await openCached(compare.baseSource) : shown
  if (from.frozen)
    return { source: from, captureIds: [frozenBaseId(from.frozen, compare.base)], absent: [], failures: [] }
  const asked = from.comparedFor?.(compare.base, signal) ?? from.capturesFor(compare.base, signal)
  const set = await asked
  if (!set.ok) throw new SourceFailure(set.error)
  await afterShown()
  const { captureIds, absent, failures, summaries } = await loadCaptures(set.value, { signal })
  const baseIds = summaries.filter(({ side }) => side === 'base').map(({ id }) => id)
  const others: { captureIds: readonly string[]; window: TimeWindow }[] = []
  let missing = 0
  for (const window of otherBases(compare)) {
    const other = await from.capturesFor(window, signal)
    const loaded = other.ok ? await loadCaptures(other.value, { signal }) : undefined
    if (loaded && loaded.captureIds.length > 0) others.push({ captureIds: loaded.captureIds, window })
    else missing++
  }
  keepOfStore(from, queryKey, { captureIds: [...captureIds, ...others.flatMap((other) => other.captureIds)] })
  const data = set.value.fleet
  const options = fleetOptions(from.settings)
  // Without an answer about its processes the side is compared all the same.
  const fleet = data && (await ask({ ask: 'fleet', data, options }, { signal }).catch(() => undefined))
  const verdict = {
    ...(fleet === undefined ? {} : { processes: fleet }),
    ...(fleet?.verdict === undefined ? {} : { fleet: fleet.verdict }),
  }
  const without = missing > 0 ? [`${missing} of the ${countOf(compare.runs?.count ?? 0, 'window')} hold nothing.`] : []
  const side: BaseSide = {
    source: from,
    captureIds: from.difference ? baseIds : captureIds,
    absent,
    failures: [...failures, ...without],
    ...(others.length > 0 ? { others } : {}),
    ...verdict,
  }
  // The window on screen is still on its way: what the comparison asks of the base first is made meanwhile, and kept by the analysis.
  if (queryClient.isFetching({ queryKey: ['loaded'] }) > 0)
    await ask({ ask: 'analyse', subject: baseSubjectOf(appStore.getState().view, compare.base, side) }, { signal })
  return side
}

/** The source of the base: the one on screen, or another. Undefined until it is open. */
export function useBaseSource(): OpenedSource | undefined {
  return useBase().data?.source
}

/** Whole profiles of both sides, tested by the series of their processes; nothing where a side is not out of a store. */
export function useWholeDifference(): readonly FigureDifference[] {
  const swapped = useViewField((view) => view.compare?.swapped === true)
  const base = useBase().data?.processes
  const shown = useFleet()
  const head = shown.isPlaceholderData ? undefined : shown.data
  return useMemo(() => {
    if (base === undefined || head === undefined) return []
    return swapped ? differenceOf(head, base) : differenceOf(base, head)
  }, [base, head, swapped])
}

/** A side is on its way: it is asked of wherever it is. */
export function useAreSidesAsked(): boolean {
  const base = useBase().isFetching
  const shown = useLoaded().isFetching
  return base || shown
}

/** Why there is nothing to compare: one of the sides cannot be had. */
export function useSideProblem(): string | undefined {
  const swapped = useViewField((view) => view.compare?.swapped === true)
  const base = useBase().error
  const shown = useShownError()
  const [letter, error] = base ? [swapped ? 'B' : 'A', base] : [swapped ? 'A' : 'B', shown]
  return error ? `${letter} could not be read: ${error.message}` : undefined
}

/** Why the window on screen cannot be had. */
export function useShownError(): Error | null {
  const source = useSource().error
  return useLoaded().error ?? source
}

export interface BaseLine {
  readonly source: OpenedSource
  readonly timeline: Timeline | undefined
  readonly problem: string | undefined
}

/** The line of the base where the line on screen does not hold its window: another source, or a store at a distant time. */
export function useBaseLine(shown: Timeline | undefined): BaseLine | undefined {
  const view = useStore(appStore, (state) => state.view)
  const { compare } = view
  const head = useSource().data
  const source = useBase().data?.source
  const distant = compare !== undefined && shown !== undefined && !isWithin(compare.base, shown)
  const { baseId, about } = source?.frozen ?? {}
  const frozenId = about?.baseTimeline === undefined ? undefined : baseId
  const own =
    source !== undefined &&
    head !== undefined &&
    (frozenId !== undefined ||
      sourceKey(source.ref) !== sourceKey(head.ref) ||
      (source.timeline !== undefined && distant))
  const settings = source && settingsOf(view, source)
  const line = useQuery({
    queryKey: [
      'baseTimeline',
      sourceKey(source?.ref),
      frozenId,
      settings,
      source?.timeline ? compare?.base : undefined,
    ],
    gcTime: 600_000,
    ...keptWithin(sourceKey(source?.ref)),
    queryFn:
      own && compare && source.untimed !== true
        ? ({ signal }) => readTimeline(source, settingsOf(view, source), compare.base, signal, frozenId)
        : skipToken,
  })
  const timeline = useStanding(line, line.isPlaceholderData && !isWithin(compare?.base, line.data)).data
  if (!own) return undefined
  const problem = source.untimed === true ? 'No file of it says when it was taken.' : line.error?.message
  return { source, timeline, problem }
}

/** Undefined unless comparing and both sides are there. */
export function useComparisonSubject(): ComparisonSubject | undefined {
  const view = useStore(appStore, (state) => state.view)
  const { compare } = view
  const source = useSource().data
  const head = useSubject()
  const compared = useWindowInParts(compare !== undefined)
  const ready = !useLoaded().isPlaceholderData && (source?.comparedFor === undefined || !compared.isPending)
  const base = useBase().data
  const processes = useFleet().data
  // What is on screen can be compared as well, only less of it be tested.
  const ids = compared.data?.problem === undefined ? compared.data?.captureIds : undefined
  const marks = useMarks()
  return useMemo(() => {
    if (!compare || !source || !head || !base || !ready) return undefined
    const shown = ids ? { ...head, captureIds: ids } : head
    return comparisonOf({ view, compare, source, head: shown, base, marks, ...(processes ? { processes } : {}) })
    // Settings depend on the person's answers only, which `head` follows as well.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [compare, source, head, base, ready, ids, processes, marks])
}

export function useComparison(): UseQueryResult<Comparison> {
  const subject = useComparisonSubject()
  const base = useBase().data?.absent
  const head = useLoaded().data?.absent
  const swapped = useViewField((view) => view.compare?.swapped === true)
  const answer = useAnswer(subject && { ask: 'compare', subject }, { isLost: useSideProblem() !== undefined })
  const data = useMemo(() => {
    const known = swapped ? { A: head, B: base } : { A: base, B: head }
    return answer.data && withReasons(answer.data, known)
  }, [answer.data, base, head, swapped])
  return { ...answer, data } as UseQueryResult<Comparison>
}

/** Sentences about the base that nothing else on the page says: files of it that could not be read. */
export function useBaseWarnings(): readonly string[] {
  const letter = useViewField((view) => (view.compare?.swapped === true ? 'B' : 'A'))
  const { failures = [], source } = useBase().data ?? {}
  const here = useSource().data
  const notes = source === undefined || source === here ? [] : source.notes
  return [...new Set([...notes, ...failures])].map((sentence) => `${letter}: ${sentence}`)
}

export interface DiffBoxesWish {
  readonly view: ViewKind
  /** Memory of native code beside the managed heap. */
  readonly native: boolean
  readonly widthPx: number
  readonly focus: FramePath
  readonly onlySmaller?: SmallerOf | undefined
}

export function useDiffBoxes({ view, native, widthPx, focus, onlySmaller }: DiffBoxesWish): UseQueryResult<DiffBoxes> {
  const subject = useComparisonSubject()
  const mode = useViewField((all) => all.compare?.mode ?? 'absolute')
  const width = useViewField((all) => all.compare?.width ?? 'union')
  const search = useSearchText()
  const of = { view, native: native || undefined } as const
  const question = { ask: 'diffBoxes', ...of, widthPx, focus, onlySmaller, mode, width, ...search } as const
  const isLost = useSideProblem() !== undefined
  return useAnswer(subject && widthPx > 0 ? { ...question, subject } : undefined, { keptMs: brieflyMs, isLost })
}

/** What changed with what leads to it, the rest folded. */
export function useElided(
  { view, native }: Pick<DiffBoxesWish, 'view' | 'native'>,
  mode: 'absolute' | 'share',
  focus: FramePath,
): UseQueryResult<Elided> {
  const subject = useComparisonSubject()
  const isLost = useSideProblem() !== undefined
  const question = { ask: 'elided', view, native: native || undefined, mode, focus } as const
  return useAnswer(subject && { ...question, subject }, { isLost })
}

/** The boxes of one side by itself, for A and B beside each other. */
export function useSideBoxes(
  subject: ComparedSubject | undefined,
  { native, ...wish }: DiffBoxesWish,
): UseQueryResult<Boxes> {
  const look = native ? { look: { native: true } as const } : subject?.only ? { look: { only: subject.only } } : {}
  const question = { ask: 'boxes', foldChains: true, ...wish, ...look } as const
  const isLost = useSideProblem() !== undefined
  return useAnswer(subject && wish.widthPx > 0 ? { ...question, subject } : undefined, { keptMs: brieflyMs, isLost })
}
