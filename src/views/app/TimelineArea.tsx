import { type ReactElement, Suspense, lazy } from 'react'
import { useSource, useTimeline } from '../../state/queries.ts'
import { dispatch, useGuest, useView } from '../../state/store.ts'

// The verdict is readable before this arrives; so is the page's first download smaller.
const Timeline = lazy(() => import('../timeline/Timeline.tsx').then((module) => ({ default: module.Timeline })))

export function TimelineArea(): ReactElement | null {
  const view = useView()
  const guest = useGuest()
  const source = useSource().data
  const timeline = useTimeline()
  const { window, compare, zone } = view
  if (!window || !source || source.untimed === true) return null
  if (!timeline.data) return <Waiting text={timeline.error?.message} />
  return (
    <Suspense fallback={<Waiting />}>
      <Timeline
        timeline={timeline.data}
        window={window}
        base={compare?.base}
        zone={zone}
        marks={source.marks}
        onWindow={guest ? undefined : (next) => dispatch({ type: 'windowChanged', window: next })}
        onBase={
          guest || !compare ? undefined : (base) => dispatch({ type: 'compareChanged', compare: { ...compare, base } })
        }
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
