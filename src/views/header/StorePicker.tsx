/** Which service of a store, out of thousands, and which part of it (pod, region, version). */
import type { ReactElement } from 'react'
import { Button } from '../controls/Button.tsx'
import { PickList } from '../controls/PickList.tsx'
import { Popover } from '../controls/Popover.tsx'
import { Icon } from '../theme/Icon.tsx'

export interface LabelValues {
  readonly name: string
  readonly values: readonly string[]
}

export interface ServicePickerProps {
  readonly current: string
  readonly services: readonly { readonly name: string; readonly detail?: string }[]
  readonly loading?: boolean
  readonly problem?: string | undefined
  readonly onService: (name: string) => void
  readonly onOpen?: () => void
}

export function ServicePicker(props: ServicePickerProps): ReactElement {
  const { current, services, loading = false, problem, onService } = props
  return (
    <Popover
      label={<span className="truncate">{current}</span>}
      name={`Service: ${current}`}
      look="strong"
      width="w-[26rem]"
      className="min-w-0"
      {...(props.onOpen ? { onOpen: props.onOpen } : {})}
    >
      {(close) => (
        <PickList
          name="services"
          placeholder="Search services"
          current={current}
          items={services.map(({ name, detail }) => ({
            key: name,
            title: name,
            ...(detail === undefined ? {} : { detail }),
          }))}
          empty={problem ?? (loading ? 'Asking the store …' : 'The store knows no services in this window.')}
          onPick={(name) => {
            onService(name)
            close()
          }}
        />
      )}
    </Popover>
  )
}

export interface LabelPickerProps {
  readonly labels: readonly LabelValues[]
  readonly selector: Readonly<Record<string, string>>
  readonly problem?: string | undefined
  readonly onSelector: (selector: Readonly<Record<string, string>>) => void
  readonly onOpen?: () => void
}

export function LabelPicker({ labels, selector, problem, onSelector, onOpen }: LabelPickerProps): ReactElement {
  const chosen = Object.entries(selector)
  const text = chosen.length === 0 ? 'all instances' : chosen.map(([name, value]) => `${name}=${value}`).join(', ')
  return (
    <Popover
      label={<span className="max-w-48 truncate">{text}</span>}
      name={`Part of the service: ${text}`}
      look="quiet"
      width="w-[22rem]"
      {...(onOpen ? { onOpen } : {})}
    >
      {() => (
        <div className="grid gap-2">
          {labels.length === 0 && (
            <p className="text-ink-2">{problem ?? 'This source has no labels for the service.'}</p>
          )}
          {labels.map(({ name, values }) => (
            <label key={name} className="grid grid-cols-[7rem_1fr] items-center gap-2">
              <span className="truncate text-ink-3">{name}</span>
              <select
                className="h-7 min-w-0 rounded-control border border-line bg-surface-0 px-1 text-ink-1"
                value={selector[name] ?? ''}
                onChange={(event) => {
                  const { [name]: _before, ...rest } = selector
                  onSelector(event.target.value === '' ? rest : { ...rest, [name]: event.target.value })
                }}
              >
                <option value="">all</option>
                {values.map((value) => (
                  <option key={value} value={value}>
                    {value}
                  </option>
                ))}
              </select>
            </label>
          ))}
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
