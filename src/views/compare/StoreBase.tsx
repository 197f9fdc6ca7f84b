/** A selection of a store as base: which store, which service, which part of it, and when. */
import { type ReactElement, useState } from 'react'
import type { SourceRef } from '../../core/link/view.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { chooseBase } from '../../state/sources/chooseBase.ts'
import { sourceKey } from '../../state/view/sourceKey.ts'
import { useView } from '../../state/view/store.ts'
import { useLabels, useServices } from '../header/sourceQueries.ts'
import { Button } from '../controls/Button.tsx'
import { PickList } from '../controls/PickList.tsx'
import { windowText } from '../controls/times.ts'
import { LabelFields } from '../header/StorePicker.tsx'
import { shiftedWindows } from './basePresets.ts'

type StoreRef = SourceRef & { readonly kind: 'store' }

export interface StoreBaseProps {
  readonly window: TimeWindow
  readonly stores: readonly { readonly name: string; readonly title: string }[]
  readonly close: () => void
}

const row = 'grid grid-cols-[7rem_1fr] items-center gap-2'

export function StoreBase({ window, stores, close }: StoreBaseProps): ReactElement {
  const view = useView()
  const here = view.source?.kind === 'store' ? view.source : undefined
  const [store, setStore] = useState(here?.name ?? stores[0]?.name ?? '')
  const [service, setService] = useState(here?.service)
  const [picking, setPicking] = useState(service === undefined)
  // What is on screen is where to start: another build differs in one label.
  const [selector, setSelector] = useState<StoreRef['selector']>(here?.selector ?? {})
  const [when, setWhen] = useState(0)
  const times = shiftedWindows(window)
  const base = times[when]?.base ?? window
  const chosen: StoreRef = { kind: 'store', name: store, service: service ?? '', selector }
  const itself = when === 0 && sourceKey(chosen) === sourceKey(view.source)
  const fresh = (): void => setSelector({})
  return (
    <div className="grid gap-2">
      {stores.length > 1 && (
        <Select
          name="store"
          chosen={store}
          options={stores.map(({ name, title }) => ({ key: name, title }))}
          onChoose={(name) => {
            setStore(name)
            setService(undefined)
            setPicking(true)
            fresh()
          }}
        />
      )}
      {picking || service === undefined ? (
        <ServicePick
          store={store}
          window={base}
          current={service}
          onPick={(name) => {
            if (name !== service) fresh()
            setService(name)
            setPicking(false)
          }}
        />
      ) : (
        <>
          <div className={row}>
            <span className="text-ink-3">service</span>
            <span className="flex min-w-0 items-center gap-2">
              <b className="min-w-0 font-semibold [overflow-wrap:anywhere] text-ink-1">{service}</b>
              <Button small onClick={() => setPicking(true)}>
                Another service
              </Button>
            </span>
          </div>
          <Labels of={chosen} window={base} onSelector={setSelector} />
          <Select
            name="when"
            chosen={String(when)}
            options={times.map(({ name }, index) => ({ key: String(index), title: name }))}
            onChoose={(index) => setWhen(Number(index))}
          />
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Button
              look="strong"
              disabled={itself}
              onClick={() => {
                chooseBase(base, chosen)
                close()
              }}
            >
              Compare with this
            </Button>
            <span className="type-small text-ink-3">
              {itself ? 'This is what is on screen: change a label or the time.' : windowText(base, view.zone).primary}
            </span>
          </div>
        </>
      )}
    </div>
  )
}

function Select(props: {
  readonly name: string
  readonly chosen: string
  readonly options: readonly { readonly key: string; readonly title: string }[]
  readonly onChoose: (key: string) => void
}): ReactElement {
  const { name, chosen, options, onChoose } = props
  return (
    <label className={row}>
      <span className="text-ink-3">{name}</span>
      <select
        className="h-7 min-w-0 rounded-control border border-line bg-surface-0 px-1 text-ink-1"
        value={chosen}
        onChange={(event) => onChoose(event.target.value)}
      >
        {options.map(({ key, title }) => (
          <option key={key} value={key}>
            {title}
          </option>
        ))}
      </select>
    </label>
  )
}

function ServicePick(props: {
  readonly store: string
  readonly window: TimeWindow
  readonly current: string | undefined
  readonly onPick: (name: string) => void
}): ReactElement {
  const services = useServices(props.store, props.window)
  return (
    <PickList
      name="services for A"
      placeholder="Search services"
      current={props.current}
      maxRows={5}
      items={services.list.map(({ name, detail }) => ({
        key: name,
        title: name,
        ...(detail === undefined ? {} : { detail }),
      }))}
      empty={
        services.problem ?? (services.loading ? 'Asking the store …' : 'The store knows no services in this window.')
      }
      onPick={props.onPick}
    />
  )
}

function Labels(props: {
  readonly of: StoreRef
  readonly window: TimeWindow
  readonly onSelector: (selector: StoreRef['selector']) => void
}): ReactElement {
  const { of, window, onSelector } = props
  const labels = useLabels(of, window)
  if (labels.problem !== undefined) return <p className="text-ink-1">{labels.problem}</p>
  if (labels.loading) return <p className="text-ink-3">Asking the store …</p>
  if (labels.list.length === 0 && Object.keys(of.selector).length === 0)
    return <p className="text-ink-3">The store has no labels for this service then.</p>
  return <LabelFields labels={labels.list} selector={of.selector} onSelector={onSelector} />
}
