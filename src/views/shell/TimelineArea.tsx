import { type ReactElement, Suspense } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import type { Timeline as TimelineData } from '../../core/analysis/analysis.ts'
import { listed } from '../../core/base/lists.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { paneIds } from '../../core/base/vocabulary.ts'
import { useAnalysis, useLoaded, useSource } from '../../state/queries/current.tsx'
import { useTimeline } from '../../state/queries/queries.ts'
import { useMarks } from '../../state/queries/since.ts'
import { dispatch, useGuest, useView } from '../../state/view/store.ts'
import { Button } from '../controls/Button.tsx'
import { paneNames } from '../controls/PaneChip.tsx'

// The verdict is readable before this arrives; so is the page's first download smaller.
const Timeline = lazyPart(() => import('../timeline/Timeline.tsx').then((module) => module.Timeline))

const NotesMenu = lazyPart(() => import('../timeline/NotesMenu.tsx').then((module) => module.NotesMenu), null)

/** @param movable false where a finger that scrolls would move the window */
export function TimelineArea({ movable }: { readonly movable: boolean }): ReactElement | null {
  const view = useView()
  const guest = useGuest()
  const source = useSource().data
  const timeline = useTimeline()
  const marks = useMarks()
  const unread = useLoaded().isError
  const analysis = useAnalysis().data
  const { window, zone } = view
  const high = movable && marks.length > 0
  if (!window || !source || source.untimed === true) return null
  // Nothing was read, and the page says why, once; no line is on its way.
  if (!timeline.data && !timeline.isFetching && unread) return null
  if (!timeline.data)
    return (
      <Waiting
        high={high}
        text={timeline.error?.message}
        isAsking={timeline.isFetching}
        onAgain={() => void timeline.refetch()}
      />
    )
  const onWindow =
    guest || !movable ? undefined : (next: TimeWindow) => dispatch({ type: 'windowChanged', window: next })
  const notes = guest ? undefined : (
    <NotesMenu
      notes={view.notes ?? []}
      zone={zone}
      atMs={window.fromMs}
      onAdd={(note) => dispatch({ type: 'noteAdded', note })}
      onRemove={(note) => dispatch({ type: 'noteRemoved', note })}
    />
  )
  const again = (): void => void timeline.refetch()
  return (
    <Suspense fallback={<Waiting high={high} />}>
      <Timeline
        timeline={timeline.data}
        shown={{ letter: 'B', window, onWindow }}
        zone={zone}
        marks={marks}
        pattern={analysis?.story.diagnosis.pattern}
        notes={notes}
      />
      <FailedLines timeline={timeline.data} isAsking={timeline.isFetching} onAgain={again} />
    </Suspense>
  )
}

/** Lines that were asked for and did not come: why, once a reason, and the way to ask again. */
function FailedLines(props: {
  readonly timeline: TimelineData
  readonly isAsking: boolean
  readonly onAgain: () => void
}): ReactElement | null {
  const { timeline, isAsking, onAgain } = props
  const failed = paneIds.flatMap((pane) => {
    const { failed: one } = timeline.series[pane]
    return one === undefined ? [] : [{ pane, text: one.text }]
  })
  if (failed.length === 0) return null
  const reasons = [...new Set(failed.map(({ text }) => text))]
  return (
    <section
      aria-label="Lines that failed"
      className="type-small flex flex-none flex-wrap items-center gap-x-3 gap-y-1 text-ink-2"
    >
      <p className="min-w-0 [overflow-wrap:anywhere]">
        {listed(failed.map(({ pane }) => paneNames[pane]))} over time could not be read. {reasons.join('. ')}.
      </p>
      <Button small className="no-print" disabled={isAsking} onClick={onAgain}>
        {isAsking ? 'Asking again' : 'Try again'}
      </Button>
    </section>
  )
}

function Waiting(props: {
  /** Events stand in a row above the line. */
  readonly high: boolean
  readonly text?: string | undefined
  readonly isAsking?: boolean
  readonly onAgain?: () => void
}): ReactElement {
  const { high, text, isAsking, onAgain } = props
  return (
    <section
      aria-label="Timeline"
      aria-busy={text === undefined}
      style={{ height: high ? 84 : 70 }}
      className="type-small flex flex-none flex-wrap content-center items-center justify-center gap-x-3 text-ink-3"
    >
      {text ?? 'The timeline is being read.'}
      {text !== undefined && onAgain && (
        <Button small className="no-print" disabled={isAsking} onClick={onAgain}>
          {isAsking ? 'Asking again' : 'Try again'}
        </Button>
      )}
    </section>
  )
}
