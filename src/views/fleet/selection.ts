/** From a row of the strip to what is looked at: one value, all but it, several of them. */
import type { SourceRef } from '../../core/link/view.ts'

export type StoreRef = SourceRef & { readonly kind: 'store' }

/** Whatever the selection said about this label gives way. */
function without(selector: StoreRef['selector'], label: string): StoreRef['selector'] {
  const names = new Set([label, `${label}!`, `${label}~`, `${label}!~`])
  return Object.fromEntries(Object.entries(selector).filter(([name]) => !names.has(name)))
}

export function only(store: StoreRef, label: string, values: readonly string[]): StoreRef {
  const others = without(store.selector, label)
  const [value = ''] = values
  const chosen = values.length === 1 ? { [label]: value } : { [`${label}~`]: values.join('|') }
  return { ...store, selector: { ...others, ...chosen } }
}

export function except(store: StoreRef, label: string, values: readonly string[]): StoreRef {
  const others = without(store.selector, label)
  const [value = ''] = values
  const left = values.length === 1 ? { [`${label}!`]: value } : { [`${label}!~`]: values.join('|') }
  return { ...store, selector: { ...others, ...left } }
}

/** Whether a value is in what is looked at now. */
export function isChosen({ selector }: StoreRef, label: string, value: string): boolean {
  const is = selector[label]
  const not = selector[`${label}!`]
  const any = selector[`${label}~`]
  const none = selector[`${label}!~`]
  if (is !== undefined) return is === value
  if (any !== undefined) return any.split('|').includes(value)
  if (not !== undefined) return not !== value
  return none === undefined || !none.split('|').includes(value)
}
