import type { ReactElement } from 'react'
import { useSource, useTimeline } from '../../state/queries.ts'
import { dispatch, useGuest, useView } from '../../state/store.ts'
import { Timeline } from '../timeline/Timeline.tsx'

export function TimelineArea(): ReactElement | null {
  const view = useView()
  const guest = useGuest()
  const source = useSource().data
  const timeline = useTimeline()
  const { window, compare, zone } = view
  if (!window || !source) return null
  if (!timeline.data) {
    return (
      <section
        aria-label="Timeline"
        aria-busy={!timeline.isError}
        className="type-small grid h-[70px] flex-none place-items-center text-ink-3"
      >
        {timeline.error ? timeline.error.message : 'The timeline is being read.'}
      </section>
    )
  }
  return (
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
  )
}
