/** Service and labels of the store that is open. */
import { type ReactElement, useState } from 'react'
import { placeOf } from '../../core/fleet/place.ts'
import type { SourceRef } from '../../core/link/view.ts'
import { dispatch, useViewField } from '../../state/view/store.ts'
import { LabelPicker, ServicePicker } from '../header/StorePicker.tsx'
import { useLabels, useServices } from '../header/sourceQueries.ts'

export type StoreRef = SourceRef & { readonly kind: 'store' }

export function StoreControls({ store }: { readonly store: StoreRef }): ReactElement {
  const window = useViewField((view) => view.window)
  // Asked for when somebody looks: what is on screen has the store for itself.
  const [opened, setOpened] = useState({ services: false, labels: false })
  const services = useServices(store.name, opened.services ? window : undefined)
  const labels = useLabels(store, opened.labels ? window : undefined)
  // Another service or part of it is looked at in the same window: that is what makes them comparable.
  const choose = (next: StoreRef): void =>
    dispatch({ type: 'sourceChosen', source: next, ...(window ? { window } : {}) })
  return (
    <>
      <ServicePicker
        current={store.service}
        place={placeOf(store.selector)}
        services={services.list}
        loading={services.loading}
        problem={services.problem}
        onOpen={() => setOpened({ ...opened, services: true })}
        onService={({ name, place }) =>
          choose({ kind: 'store', name: store.name, service: name, selector: place ?? {} })
        }
      />
      <LabelPicker
        labels={labels.list}
        selector={store.selector}
        loading={labels.loading}
        problem={labels.problem}
        onOpen={() => setOpened({ ...opened, labels: true })}
        onSelector={(selector) => choose({ ...store, selector })}
      />
    </>
  )
}
