/** Both windows over time: on one line where one line holds them, else A's and B's beside each other. */
import { type ReactElement, Suspense } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import { reordered } from '../../core/link/baseOrder.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { useBaseLine } from '../../state/queries/comparison.ts'
import { useSource } from '../../state/queries/current.tsx'
import { useTimeline } from '../../state/queries/queries.ts'
import { useMarks } from '../../state/queries/since.ts'
import { dispatch, useGuest, useView } from '../../state/view/store.ts'
import type { OpenedSource } from '../../state/sources/openedSource.ts'
import { sourceTitle } from '../../state/sources/sourceTitle.ts'

const Timeline = lazyPart(() => import('../timeline/Timeline.tsx').then((module) => module.Timeline))
const TimelinePair = lazyPart(() => import('../timeline/TimelinePair.tsx').then((module) => module.TimelinePair))

export function CompareTimeline(): ReactElement | null {
  const view = useView()
  const guest = useGuest()
  const source = useSource().data
  const timeline = useTimeline()
  const baseLine = useBaseLine(timeline.data)
  const marks = useMarks()
  const { window, compare, zone } = view
  if (!window || !compare || !source || source.untimed === true) return null
  if (!timeline.data) return <Waiting text={timeline.error?.message} />
  const shown = {
    letter: compare.swapped ? 'A' : 'B',
    window,
    onWindow: guest ? undefined : (next: TimeWindow) => dispatch({ type: 'windowChanged', window: next }),
  } as const
  const other = {
    letter: compare.swapped ? 'B' : 'A',
    window: compare.base,
    onWindow: guest
      ? undefined
      : (base: TimeWindow) =>
          dispatch({ type: 'compareChanged', compare: reordered({ compare, from: window, base, shown: window }) }),
  } as const
  if (!baseLine) {
    return (
      <Suspense fallback={<Waiting />}>
        <Timeline timeline={timeline.data} shown={shown} other={other} zone={zone} marks={marks} />
      </Suspense>
    )
  }
  const titles = source.frozen?.about.sides
  const here = { shown, title: titles?.head ?? sourceTitle(source), timeline: timeline.data, marks }
  const there = {
    ...baseLine,
    shown: other,
    title: titles?.base ?? titleOfBase(baseLine.source),
    marks: baseLine.source.marks,
  }
  return (
    <Suspense fallback={<Waiting />}>
      <TimelinePair a={compare.swapped ? here : there} b={compare.swapped ? there : here} zone={zone} />
    </Suspense>
  )
}

/** A snapshot is called by its head. */
const titleOfBase = (source: OpenedSource): string => (source.frozen ? source.service : sourceTitle(source))

function Waiting({ text }: { readonly text?: string | undefined }): ReactElement {
  return (
    <p aria-busy={text === undefined} className="type-small grid h-[70px] flex-none place-items-center text-ink-3">
      {text ?? 'The timeline is being read.'}
    </p>
  )
}
