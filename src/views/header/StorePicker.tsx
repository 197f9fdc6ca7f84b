/** Which service of a store, out of thousands, and which part of it (pod, region, version). */
import type { ReactElement } from 'react'
import { makeVisible } from '../../core/base/visibleText.ts'
import { placeKey } from '../../core/fleet/place.ts'
import { Button } from '../controls/Button.tsx'
import { PickList } from '../controls/PickList.tsx'
import { Popover } from '../controls/Popover.tsx'
import { Icon } from '../theme/Icon.tsx'

export interface ServiceChoice {
  readonly name: string
  /** Where, of a name that is in several namespaces. */
  readonly place?: Readonly<Record<string, string>>
  readonly detail?: string
}

export interface LabelValues {
  readonly name: string
  readonly values: readonly string[]
}

export interface ServicePickerProps {
  readonly current: string
  readonly place?: Readonly<Record<string, string>>
  readonly services: readonly ServiceChoice[]
  readonly loading?: boolean
  readonly problem?: string | undefined
  readonly onService: (service: ServiceChoice) => void
  readonly onOpen?: () => void
}

/** One name in two namespaces is two services: each has an entry, with where it is. */
export const serviceItems = (
  services: readonly ServiceChoice[],
): readonly { readonly key: string; readonly title: string; readonly detail?: string }[] =>
  services.map(({ name, place, detail }) => ({
    key: placeKey(name, place ?? {}),
    title: makeVisible(name),
    ...(detail === undefined ? {} : { detail }),
  }))

export function ServicePicker(props: ServicePickerProps): ReactElement {
  const { current, place = {}, services, loading = false, problem, onService } = props
  return (
    <Popover
      label={<span className="truncate">{makeVisible(current)}</span>}
      name={`Service: ${makeVisible(current)}`}
      look="strong"
      width="w-[26rem]"
      className="max-w-[38vw] min-w-16 mid:max-w-56 mid:min-w-0 mid:shrink-0"
      {...(props.onOpen ? { onOpen: props.onOpen } : {})}
    >
      {(close) => (
        <PickList
          name="services"
          placeholder="Search services"
          current={placeKey(current, services.some((one) => one.name === current && one.place) ? place : {})}
          items={serviceItems(services)}
          empty={problem ?? (loading ? 'Asking the store …' : 'The store knows no services in this window.')}
          onPick={(key) => {
            const chosen = services.find((one) => placeKey(one.name, one.place ?? {}) === key)
            if (chosen) onService(chosen)
            close()
          }}
        />
      )}
    </Popover>
  )
}

export interface LabelFieldsProps {
  readonly labels: readonly LabelValues[]
  readonly selector: Readonly<Record<string, string>>
  readonly onSelector: (selector: Readonly<Record<string, string>>) => void
}

/** One field per label, each with what the store knows. A chosen value the store does not know here stays visible. */
export function LabelFields({ labels, selector, onSelector }: LabelFieldsProps): ReactElement {
  const unknown = Object.keys(selector).filter((name) => !labels.some((label) => label.name === name))
  const all = [...labels, ...unknown.map((name): LabelValues => ({ name, values: [] }))]
  return (
    <>
      {all.map(({ name, values }) => {
        const chosen = selector[name] ?? ''
        const offered = chosen === '' || values.includes(chosen) ? values : [chosen, ...values]
        return (
          <label key={name} className="grid grid-cols-[7rem_1fr] items-center gap-2">
            <span className="[overflow-wrap:anywhere] text-ink-3">{makeVisible(name)}</span>
            <select
              aria-label={name}
              className="h-7 min-w-0 rounded-control border border-line bg-surface-0 px-1 text-ink-1"
              value={chosen}
              onChange={(event) => {
                const { [name]: _before, ...rest } = selector
                onSelector(event.target.value === '' ? rest : { ...rest, [name]: event.target.value })
              }}
            >
              <option value="">all</option>
              {offered.map((value) => (
                <option key={value} value={value}>
                  {makeVisible(value)}
                </option>
              ))}
            </select>
          </label>
        )
      })}
    </>
  )
}

export interface LabelPickerProps {
  readonly labels: readonly LabelValues[]
  readonly selector: Readonly<Record<string, string>>
  readonly loading?: boolean
  readonly problem?: string | undefined
  readonly onSelector: (selector: Readonly<Record<string, string>>) => void
  readonly onOpen?: () => void
}

export function LabelPicker(props: LabelPickerProps): ReactElement {
  const { labels, selector, loading = false, problem, onSelector, onOpen } = props
  const chosen = Object.entries(selector)
  const text =
    chosen.length === 0 ? 'all instances' : makeVisible(chosen.map(([name, value]) => `${name}=${value}`).join(', '))
  return (
    <Popover
      label={
        chosen.length === 0 ? (
          <span>
            all<span className="max-mid:hidden"> instances</span>
          </span>
        ) : (
          <span className="max-w-16 truncate mid:max-w-48">{text}</span>
        )
      }
      name={`Part of the service: ${text}`}
      look="quiet"
      width="w-[22rem]"
      {...(onOpen ? { onOpen } : {})}
    >
      {() => (
        <div className="grid gap-2">
          {labels.length === 0 && (
            <p className="text-ink-2">
              {problem ?? (loading ? 'Asking the store …' : 'This source has no labels for the service.')}
            </p>
          )}
          <LabelFields labels={labels} selector={selector} onSelector={onSelector} />
          {chosen.length > 0 && (
            <Button look="link" small className="justify-self-start" onClick={() => onSelector({})}>
              <Icon name="undo" size={12} /> All instances
            </Button>
          )}
        </div>
      )}
    </Popover>
  )
}
