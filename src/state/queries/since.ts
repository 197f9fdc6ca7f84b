/** Since when it is as the verdict says, and beside which event, as one sentence; undefined until the line has been read, or where it does not tell. */
import type { Analysis } from '../../core/analysis/analysis.ts'
import { useMemo } from 'react'
import { type Around, aroundOnset, type Mark, sinceOf, type Verdict } from '../../core/analysis/onset.ts'
import { tellSince } from '../../core/analysis/words/since.ts'
import { useViewField } from '../view/store.ts'
import { useSource, useTimeline } from './queries.ts'

const none: readonly Mark[] = []

/** What the source says happened, and what the reader wrote beside it. */
export function useMarks(): readonly Mark[] {
  const said = useSource().data?.marks ?? none
  const notes = useViewField((view) => view.notes) ?? none
  return useMemo(
    () =>
      notes.length === 0
        ? said
        : [
            ...said,
            ...notes.filter((note) => !said.some((one) => one.atMs === note.atMs && one.text === note.text)),
          ].toSorted((a, b) => a.atMs - b.atMs),
    [said, notes],
  )
}

export function useSince(analysis: Analysis | undefined): string | undefined {
  const timeline = useTimeline().data
  const marks = useMarks()
  const zone = useViewField((view) => view.zone)
  if (analysis === undefined || timeline === undefined) return undefined
  const since = sinceOf(timeline, analysis.window, verdictOf(analysis), marks)
  return since && tellSince(since, zone)
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
