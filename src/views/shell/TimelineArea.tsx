import { type ReactElement, Suspense, lazy } from 'react'
import type { TimeWindow } from '../../core/base/units.ts'
import { useSource, useTimeline } from '../../state/queries/queries.ts'
import { dispatch, useGuest, useView } from '../../state/view/store.ts'

// The verdict is readable before this arrives; so is the page's first download smaller.
const Timeline = lazy(() => import('../timeline/Timeline.tsx').then((module) => ({ default: module.Timeline })))

export function TimelineArea(): ReactElement | null {
  const view = useView()
  const guest = useGuest()
  const source = useSource().data
  const timeline = useTimeline()
  const { window, zone } = view
  if (!window || !source || source.untimed === true) return null
  if (!timeline.data) return <Waiting text={timeline.error?.message} />
  const onWindow = guest ? undefined : (next: TimeWindow) => dispatch({ type: 'windowChanged', window: next })
  return (
    <Suspense fallback={<Waiting />}>
      <Timeline timeline={timeline.data} shown={{ letter: 'B', window, onWindow }} zone={zone} marks={source.marks} />
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
