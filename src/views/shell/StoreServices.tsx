import { type ReactElement, useState } from 'react'
import { dispatch } from '../../state/view/store.ts'
import { PickList } from '../controls/PickList.tsx'
import { serviceItems } from '../header/StorePicker.tsx'
import { placeKey } from '../../core/fleet/place.ts'
import { useServices } from '../header/sourceQueries.ts'

const lookBackMs = 60 * 60_000

/** The services of a store that is not open yet: those seen in the last hour. */
export function StoreServices({
  store,
  onDone,
}: {
  readonly store: string
  readonly onDone: () => void
}): ReactElement {
  const [window] = useState(() => {
    const untilMs = Math.floor(Date.now() / 60_000) * 60_000
    return { fromMs: untilMs - lookBackMs, untilMs }
  })
  const services = useServices(store, window)
  return (
    <PickList
      name="services"
      placeholder="Search services"
      items={serviceItems(services.list)}
      empty={services.problem ?? (services.loading ? 'Asking the store …' : 'It has no service in the last hour.')}
      onPick={(key) => {
        const chosen = services.list.find((one) => placeKey(one.name, one.place ?? {}) === key)
        const { name: service = '', place: selector = {} } = chosen ?? {}
        dispatch({ type: 'sourceChosen', source: { kind: 'store', name: store, service, selector } })
        onDone()
      }}
    />
  )
}
