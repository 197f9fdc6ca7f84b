/** Hooks of the comparison: base is a second window of the same source, or of another one. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { Comparison } from '../core/diff/comparison.ts'
import type { FramePath } from '../core/profile/callTree.ts'
import type { ViewKind } from '../core/window/windowProfiles.ts'
import type { TimeWindow } from '../core/units.ts'
import type { Boxes, ComparisonSubject, DiffBoxes, OpenedSnapshot, Subject } from '../core/workspace/questions.ts'
import { ask } from './analyst.ts'
import { loadCaptures } from './loadCaptures.ts'
import { openCached, sourceKey } from './openCached.ts'
import { type OpenedSource } from './openedSource.ts'
import { settingsOf, useLoaded, useSource, useSubject } from './queries.ts'
import { SourceFailure } from './sourceFailure.ts'
import { appStore, useViewField } from './store.ts'

interface BaseSide {
  readonly source: OpenedSource
  readonly captureIds: readonly string[]
}

/** Source and captures of the base window. */
function useBase(): UseQueryResult<BaseSide> {
  const compare = useViewField((view) => view.compare)
  const source = useSource().data
  return useQuery({
    queryKey: ['base', JSON.stringify(compare?.baseSource ?? source?.ref ?? ''), compare?.base],
    enabled: compare !== undefined && source !== undefined,
    queryFn: async ({ signal }) => {
      if (!compare || !source) throw new Error('no base')
      const from = compare.baseSource ? await openCached(compare.baseSource) : source
      if (from.frozen) return { source: from, captureIds: [frozenBaseId(from.frozen, compare.base)] }
      const set = await from.capturesFor(compare.base, signal)
      if (!set.ok) throw new SourceFailure(set.error)
      const { captureIds } = await loadCaptures(set.value, { signal })
      return { source: from, captureIds }
    },
  })
}

/** A snapshot that was a comparison has both windows; another snapshot is used as base by its one window. */
function frozenBaseId({ headId, baseId, baseWindow }: OpenedSnapshot, window: TimeWindow): string {
  const isBase = baseId !== undefined && baseWindow?.fromMs === window.fromMs && baseWindow.untilMs === window.untilMs
  return isBase ? baseId : headId
}

/** Undefined unless comparing and both sides are there. A is the earlier window unless the reader insisted on the other order. */
export function useComparisonSubject(): ComparisonSubject | undefined {
  const view = useStore(appStore, (state) => state.view)
  const { compare } = view
  const source = useSource().data
  const head = useSubject()
  const ready = !useLoaded().isPlaceholderData
  const base = useBase().data
  return useMemo(() => {
    if (!compare || !source || !head || !base || !ready) return undefined
    const baseSide = {
      captureIds: base.captureIds,
      window: compare.base,
      settings: settingsOf(view, base.source),
      labels: base.source.labels,
      run: sourceKey(base.source.ref),
      ...(base.source.runtime === undefined ? {} : { runtimeText: base.source.runtime }),
    }
    const headSide = {
      ...head,
      labels: source.labels,
      run: sourceKey(source.ref),
      ...(source.runtime === undefined ? {} : { runtimeText: source.runtime }),
    }
    return compare.swapped ? { base: headSide, head: baseSide } : { base: baseSide, head: headSide }
    // Settings depend on the person's answers only, which `head` follows as well.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [compare, source, head, base, ready])
}

export function useComparison(): UseQueryResult<Comparison> {
  const subject = useComparisonSubject()
  return useQuery({
    queryKey: ['comparison', subject],
    enabled: subject !== undefined,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      if (!subject) throw new Error('not comparing')
      return ask({ ask: 'compare', subject }, { signal })
    },
  })
}

export interface DiffBoxesWish {
  readonly view: ViewKind
  readonly widthPx: number
  readonly focus: FramePath
  readonly onlySmaller?: boolean
}

export function useDiffBoxes({ view, widthPx, focus, onlySmaller = false }: DiffBoxesWish): UseQueryResult<DiffBoxes> {
  const subject = useComparisonSubject()
  const mode = useViewField((all) => all.compare?.mode ?? 'absolute')
  const width = useViewField((all) => all.compare?.width ?? 'union')
  const text = useViewField((all) => all.search)
  const isRegex = useViewField((all) => all.searchIsRegex)
  const search = text === '' ? undefined : { text, isRegex }
  return useQuery({
    queryKey: ['diffBoxes', subject, view, widthPx, focus, onlySmaller, mode, width, search],
    enabled: subject !== undefined && widthPx > 0,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    queryFn: ({ signal }) => {
      if (!subject) throw new Error('not comparing')
      return ask(
        { ask: 'diffBoxes', subject, view, widthPx, focus, onlySmaller, mode, width, ...(search ? { search } : {}) },
        { signal },
      )
    },
  })
}

/** The boxes of one side by itself, for A and B beside each other. */
export function askBoxes(subject: Subject, wish: DiffBoxesWish, signal: AbortSignal): Promise<Boxes> {
  return ask({ ask: 'boxes', subject, onlySmaller: false, foldChains: true, ...wish }, { signal })
}
