/**
 * What has come of the window on screen before all of it is there. Panes draw it; a verdict waits for the whole, because one that is taken
 * back is worse than a later one.
 */
import { type QueryKey, skipToken, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Analysis } from '../../core/analysis/analysis.ts'
import type { Subject } from '../../core/analyst/subject.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { ViewKind } from '../../core/base/vocabulary.ts'
import type { View } from '../../core/link/view.ts'
import type { ArrivedCaptures } from '../sources/loadCaptures.ts'
import type { OpenedSource } from '../sources/openedSource.ts'
import { ask } from '../worker/analyst.ts'
import { queryClient } from '../worker/queryClient.ts'
import { unlessFatal } from '../worker/recover.ts'
import { keptWithin, subjectKey } from './answers.ts'
import { withKnownAbsences } from './knownAbsences.ts'
import { settingsOf } from './settings.ts'

/** Of what is loaded under this key. */
const arrivedKey = (loadedKey: QueryKey): QueryKey => ['arrived', ...loadedKey]

export function publishArrived(loadedKey: QueryKey, arrived: ArrivedCaptures): void {
  // Asked again for what failed: the rest is on screen and stays there.
  if (queryClient.getQueryData(loadedKey) === undefined) queryClient.setQueryData(arrivedKey(loadedKey), arrived)
}

/** @param isWhole everything is there: what came before is of no interest any more */
export function useArrived(loadedKey: QueryKey, isWhole: boolean): ArrivedCaptures | undefined {
  const { data } = useQuery<ArrivedCaptures>({ queryKey: arrivedKey(loadedKey), queryFn: skipToken })
  return isWhole ? undefined : data
}

export function useArrivedSubject(
  arrived: ArrivedCaptures | undefined,
  view: View,
  source: OpenedSource | undefined,
): Subject | undefined {
  const { window, zone } = view
  return useMemo(() => {
    if (!arrived || !source || !window) return undefined
    const { captureIds, absent } = arrived
    const settings = settingsOf(view, source)
    return { captureIds, window, zone, settings, ...(absent.length === 0 ? {} : { known: absent }) }
    // Numbers given while it comes are in the whole, which is asked about them again.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [arrived, source, window, zone])
}

export interface PartialAnalysis {
  readonly analysis: Analysis
  /** Views that it says nothing about yet. */
  readonly awaited: readonly ViewKind[]
}

export function useArrivedAnalysis(
  arrived: ArrivedCaptures | undefined,
  subject: Subject | undefined,
  source: string,
): PartialAnalysis | undefined {
  const { data } = useQuery({
    queryKey: ['arrivedAnalysis', subject && subjectKey(subject), arrived?.awaited],
    ...keptWithin(source),
    queryFn:
      arrived && subject
        ? ({ signal, queryKey }) =>
            unlessFatal(queryKey, async (): Promise<PartialAnalysis> => {
              const analysis = await ask({ ask: 'analyse', subject }, { signal })
              return { analysis: withKnownAbsences(analysis, arrived.absent), awaited: arrived.awaited }
            })
        : skipToken,
  })
  return data && subject && isSameWindow(data.analysis.window, subject.window) ? data : undefined
}

export const isSameWindow = (a: TimeWindow, b: TimeWindow | undefined): boolean =>
  a.fromMs === b?.fromMs && a.untilMs === b.untilMs
