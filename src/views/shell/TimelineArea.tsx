import { type ReactElement, Suspense, lazy } from 'react'
import type { TimeWindow } from '../../core/base/units.ts'
import { useSource, useTimeline } from '../../state/queries/queries.ts'
import { useMarks } from '../../state/queries/since.ts'
import { dispatch, useGuest, useView } from '../../state/view/store.ts'

// The verdict is readable before this arrives; so is the page's first download smaller.
const Timeline = lazy(() => import('../timeline/Timeline.tsx').then((module) => ({ default: module.Timeline })))

const NotesMenu = lazy(() => import('../timeline/NotesMenu.tsx').then((module) => ({ default: module.NotesMenu })))

export function TimelineArea(): ReactElement | null {
  const view = useView()
  const guest = useGuest()
  const source = useSource().data
  const timeline = useTimeline()
  const marks = useMarks()
  const { window, zone } = view
  if (!window || !source || source.untimed === true) return null
  if (!timeline.data) return <Waiting text={timeline.error?.message} />
  const onWindow = guest ? undefined : (next: TimeWindow) => dispatch({ type: 'windowChanged', window: next })
  const notes = guest ? undefined : (
    <NotesMenu
      notes={view.notes ?? []}
      zone={zone}
      atMs={window.fromMs}
      onAdd={(note) => dispatch({ type: 'noteAdded', note })}
      onRemove={(note) => dispatch({ type: 'noteRemoved', note })}
    />
  )
  return (
    <Suspense fallback={<Waiting />}>
      <Timeline
        timeline={timeline.data}
        shown={{ letter: 'B', window, onWindow }}
        zone={zone}
        marks={marks}
        notes={notes}
      />
    </Suspense>
  )
}

function Waiting({ text }: { readonly text?: string | undefined }): ReactElement {
  return (
    <section
      aria-label="Timeline"
      aria-busy={text === undefined}
      className="type-small grid h-[70px] flex-none place-items-center text-ink-3"
    >
      {text ?? 'The timeline is being read.'}
    </section>
  )
}
