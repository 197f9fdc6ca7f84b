/**
 * What is on screen while only some samples are chosen: the totals and lists of those, in the views whose profiles know the label. The
 * verdict and its signals stay those of all: the rules are about the whole process, whose cores and threads it is measured against.
 */
import { useMemo } from 'react'
import type { Analysis, ViewSummary } from '../../core/analysis/analysis.ts'
import type { PartAnswer, PartOfView } from '../../core/analyst/questions.ts'
import { formatShare } from '../../core/base/numbers.ts'
import { type ViewKind, viewKinds } from '../../core/base/vocabulary.ts'
import { usePaneSubject } from '../../state/queries/current.tsx'
import { useOnly, usePart } from '../../state/queries/queries.ts'
import { visibleName } from '../names/visibleName.ts'

export interface ChosenPart {
  /** "thread: worker-1" */
  readonly text: string
  /** The label's key. */
  readonly key: string
  readonly views: PartAnswer['views']
}

export function useChosenPart(): ChosenPart | undefined {
  const only = useOnly()
  const views = usePart()?.views
  return useMemo(
    () => only && views && { text: `${only.key}: ${visibleName(only.value, 40)}`, key: only.key, views },
    [only, views],
  )
}

/** Views and lists as they are shown; signals and story are not touched. */
export function useShownViews(): Analysis['views'] | undefined {
  const views = usePaneSubject().analysis?.views
  const part = useChosenPart()
  return useMemo(() => views && (part ? viewsOfPart(views, part.views) : views), [views, part])
}

export function viewsOfPart(views: Analysis['views'], parts: PartAnswer['views']): Analysis['views'] {
  const shown = (kind: ViewKind): ViewSummary => {
    const view = views[kind]
    const part = parts[kind]
    if (view.state !== 'measured' || !part) return view
    const { total, samples, top, waits } = part
    return { ...view, total, samples, top, ...(view.waits === undefined ? {} : { waits }) }
  }
  return Object.fromEntries(viewKinds.map((kind) => [kind, shown(kind)])) as Analysis['views']
}

/** 0..1 of the view's total. */
export function shareOfPart(view: ViewSummary, part: PartOfView | undefined): number | undefined {
  return view.state === 'measured' && part && view.total > 0 ? part.total / view.total : undefined
}

/** "41 % of CPU, 12 % of lock wait", then which of the profiles know nothing of the label. */
export function partSentence(
  views: Analysis['views'],
  part: ChosenPart,
): { readonly of: string; readonly whole: string } {
  const kinds = viewKinds.filter((kind) => views[kind].state === 'measured')
  const followed = kinds.flatMap((kind) => {
    const share = shareOfPart(views[kind], part.views[kind])
    return share === undefined ? [] : [`${formatShare(share)} of ${partNames[kind]}`]
  })
  const stays = kinds.filter((kind) => part.views[kind] === undefined).map((kind) => partNames[kind])
  return { of: followed.join(', '), whole: stays.join(', ') }
}

const partNames: Readonly<Record<ViewKind, string>> = {
  cpu: 'CPU',
  heap_live: 'live heap',
  heap_alloc: 'allocations',
  lock: 'lock wait',
}
