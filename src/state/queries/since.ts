/** Since when it is as the verdict says, and beside which event, as one sentence; undefined until the line has been read, or where it does not tell. */
import type { Analysis } from '../../core/analysis/analysis.ts'
import { skipToken, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import { explainLoadError } from '../../core/base/result.ts'
import { type Around, aroundOnset, type Mark, sinceOf, type Verdict } from '../../core/analysis/onset.ts'
import { eventBefore } from '../../core/analysis/eventBefore.ts'
import { namesOnset } from '../../core/fleet/within.ts'
import { tellEventBefore, tellSince } from '../../core/analysis/words/since.ts'
import { deployment } from '../sources/deployment.ts'
import { useViewField } from '../view/store.ts'
import { useFleet, useSource } from './current.tsx'
import { useTimeline } from './queries.ts'

const none: readonly Mark[] = []

/** What the source and the operator's events say happened, and what the reader wrote beside it. */
export function useMarks(): readonly Mark[] {
  const said = useSource().data?.marks ?? none
  const events = useEvents().data ?? none
  const notes = useViewField((view) => view.notes) ?? none
  return useMemo(() => {
    const known = [...said, ...events]
    if (known.length === said.length && notes.length === 0) return said
    const own = notes.filter((note) => !known.some((one) => one.atMs === note.atMs && one.text === note.text))
    return [...known, ...own].toSorted((a, b) => a.atMs - b.atMs)
  }, [said, events, notes])
}

/** Why the operator's events are not on the line; undefined where they are, or where none are configured. */
export function useEventsProblem(): string | undefined {
  return useEvents().error?.message
}

function useEvents(): UseQueryResult<readonly Mark[]> {
  const source = useSource().data
  const line = useTimeline().data?.span
  const window = useViewField((view) => view.window)
  const base = useViewField((view) => view.compare?.base)
  // All that is drawn and compared; whole minutes, so that dragging a window asks once.
  const windows = [line, window, base].filter((one) => one !== undefined)
  const fromMs = 60_000 * Math.floor(Math.min(...windows.map((one) => one.fromMs)) / 60_000)
  const untilMs = 60_000 * Math.ceil(Math.max(...windows.map((one) => one.untilMs)) / 60_000)
  const timed = source !== undefined && source.untimed !== true && source.frozen === undefined
  return useQuery({
    queryKey: ['events', source?.service, fromMs, untilMs],
    staleTime: 60_000,
    retry: false,
    queryFn:
      timed && windows.length > 0
        ? async ({ signal }) => {
            const { config, http } = await deployment()
            if (config.events === undefined) return none
            // Its own chunk: most deployments configure none.
            const { readEvents } = await import('../../sources/events/readEvents.ts')
            const asked = { service: source.service, window: { fromMs, untilMs } }
            const read = await readEvents(http, config.events, asked, signal)
            if (!read.ok) throw new Error(explainLoadError(read.error))
            return read.value
          }
        : skipToken,
  })
}

export function useSince(analysis: Analysis | undefined): string | undefined {
  const timeline = useTimeline().data
  const marks = useMarks()
  const zone = useViewField((view) => view.zone)
  const isSaid = namesOnset(useFleet().data?.verdict)
  if (analysis === undefined || timeline === undefined) return undefined
  const since = sinceOf(timeline, analysis.window, verdictOf(analysis), marks)
  // One pod's moment is not the sum's: said twice, the two differ. An event beside it is news all the same.
  if (since) return isSaid && (since.id === 'whole' || since.mark === undefined) ? '' : tellSince(since, zone)
  const event = analysis.story.diagnosis.kind === 'quiet' ? undefined : eventBefore(analysis.window, marks)
  return event && tellEventBefore(event, zone)
}

/**
 * While the line is read: a text as long as what it will most likely say, so that what stands below the verdict does not move when it is
 * known. Undefined where nothing is to be expected.
 */
export function useSinceRoom({ window, story }: Analysis): string | undefined {
  const { isPending } = useTimeline()
  const source = useSource().data
  const marks = useMarks()
  const zone = useViewField((view) => view.zone)
  const isExpected = isPending && source !== undefined && source.untimed !== true
  const { kind, certain } = story.diagnosis
  if (!isExpected || kind === 'quiet' || certain !== undefined) return undefined
  const atMs = window.fromMs
  const before = eventBefore(window, marks)
  if (before !== undefined && before.atMs < atMs) return tellEventBefore(before, zone)
  const mark = marks.findLast((one) => one.atMs <= window.untilMs)
  if (mark === undefined) return tellSince({ id: 'whole', atMs }, zone)
  return `${tellSince({ id: 'step', atMs, mark: mark.text }, zone)} What changed?`
}

/** The stretches before and after the onset; undefined where the line shows none. */
export function useAround(analysis: Analysis): Around | undefined {
  const timeline = useTimeline().data
  const marks = useMarks()
  return useMemo(
    () => timeline && aroundOnset(timeline, analysis.window, verdictOf(analysis), marks),
    [timeline, analysis, marks],
  )
}

function verdictOf({ story: { diagnosis, leads } }: Analysis): Verdict {
  return {
    pattern: diagnosis.pattern,
    kind: diagnosis.kind,
    ...(leads === undefined ? {} : { leading: leads }),
  }
}
