import { type ReactElement, useState } from 'react'
import type { TimeWindow } from '../../core/base/units.ts'
import { dispatch } from '../../state/view/store.ts'
import { PickList } from '../controls/PickList.tsx'
import { serviceItems } from '../header/StorePicker.tsx'
import { placeKey } from '../../core/fleet/place.ts'
import { useServices } from '../header/sourceQueries.ts'

const lookBackMs = 60 * 60_000

/** The services of a store that is not open yet: those of the window that was asked for, or seen in the last hour. */
export function StoreServices(props: {
  readonly store: string
  readonly window?: TimeWindow | undefined
  readonly onDone: () => void
}): ReactElement {
  const { store, window: asked, onDone } = props
  const [lastHour] = useState(() => {
    const untilMs = Math.floor(Date.now() / 60_000) * 60_000
    return { fromMs: untilMs - lookBackMs, untilMs }
  })
  const window = asked ?? lastHour
  const services = useServices(store, window)
  return (
    <PickList
      name="services"
      placeholder="Search services"
      items={serviceItems(services.list)}
      empty={
        services.problem ??
        (services.loading
          ? 'Asking the store …'
          : `It has no service in ${asked ? 'the window of the link' : 'the last hour'}.`)
      }
      onPick={(key) => {
        const chosen = services.list.find((one) => placeKey(one.name, one.place ?? {}) === key)
        const { name: service = '', place: selector = {} } = chosen ?? {}
        const source = { kind: 'store', name: store, service, selector } as const
        dispatch({ type: 'sourceChosen', source, ...(asked ? { window: asked } : {}) })
        onDone()
      }}
    />
  )
}
