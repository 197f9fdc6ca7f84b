/** Service and labels of the store that is open. */
import type { ReactElement } from 'react'
import type { SourceRef } from '../../core/link/view.ts'
import { dispatch, useViewField } from '../../state/view/store.ts'
import { LabelPicker, ServicePicker } from '../header/StorePicker.tsx'
import { useLabels, useServices } from '../header/sourceQueries.ts'

export type StoreRef = SourceRef & { readonly kind: 'store' }

export function StoreControls({ store }: { readonly store: StoreRef }): ReactElement {
  const window = useViewField((view) => view.window)
  const services = useServices(store.name, window)
  const labels = useLabels(store, window)
  // Another service or part of it is looked at in the same window: that is what makes them comparable.
  const choose = (next: StoreRef): void =>
    dispatch({ type: 'sourceChosen', source: next, ...(window ? { window } : {}) })
  return (
    <>
      <ServicePicker
        current={store.service}
        services={services.list}
        loading={services.loading}
        problem={services.problem}
        onService={(service) => choose({ kind: 'store', name: store.name, service, selector: {} })}
      />
      <LabelPicker
        labels={labels.list}
        selector={store.selector}
        problem={labels.problem}
        onSelector={(selector) => choose({ ...store, selector })}
      />
    </>
  )
}
