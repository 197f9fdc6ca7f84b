/** What is wrong with a link, as facts; `faultText` says it. */
import { makeVisible } from '../base/visibleText.ts'

export type LinkFault =
  | { readonly kind: 'unknown-key'; readonly key: string; readonly meant?: string }
  | { readonly kind: 'value'; readonly key: string; readonly value: string; readonly expects: Expected }
  /** The program that makes the link left its own placeholder in it. */
  | { readonly kind: 'template'; readonly key: string; readonly value: string }
  | { readonly kind: 'no-zone'; readonly key: string; readonly value: string }
  | { readonly kind: 'reversed'; readonly keys: readonly string[] }
  | { readonly kind: 'twice'; readonly key: string }
  | { readonly kind: 'conflict'; readonly keys: readonly string[] }
  | { readonly kind: 'without'; readonly key: string; readonly needs: string }
  | { readonly kind: 'not-for-source'; readonly key: string; readonly source: 'recording' | 'files' | 'snapshot' }
  /** What concerns the configuration of the page: which stores there are. */
  | { readonly kind: 'no-store'; readonly service: string }
  | { readonly kind: 'which-store'; readonly service: string; readonly stores: readonly string[] }
  | { readonly kind: 'unknown-store'; readonly store: string; readonly stores: readonly string[] }

export type Expected = keyof typeof expected

/** What a value should have been, as the end of a sentence. */
export const expected = {
  instant: 'a time such as 2026-11-28T10:16:20Z, epoch seconds or milliseconds, or now-15m',
  length: 'a length such as 15m, 2h or 1d',
  window: 'a window such as now-15m..now or 2026-11-28T10:00:00Z..2026-11-28T10:10:00Z',
  source: 'store:NAME, recording:ADDRESS, snapshot:ADDRESS or files',
  service: 'the name of a service',
  label: 'the value of a label',
  files: 'a list of files as this page writes it',
} as const

const quoted = (text: string): string => `“${makeVisible(text.length > 80 ? `${text.slice(0, 80)}…` : text)}”`
const listed = (texts: readonly string[]): string => texts.map(quoted).join(', ')

/** One sentence: which key, what is wrong, what would be right. */
export function faultText(fault: LinkFault): string {
  switch (fault.kind) {
    case 'unknown-key':
      return `The link’s ${quoted(fault.key)} is no key that this page knows${
        fault.meant === undefined ? '' : `; ${quoted(fault.meant)} is one`
      }.`
    case 'value':
      return fault.value === ''
        ? `The link’s ${quoted(fault.key)} is empty; it takes ${expected[fault.expects]}.`
        : `The link’s ${quoted(fault.key)} is ${quoted(fault.value)}, which is not ${expected[fault.expects]}.`
    case 'template':
      return `The link’s ${quoted(fault.key)} is ${quoted(fault.value)}: whatever made the link did not fill it in.`
    case 'no-zone':
      return `The link’s ${quoted(fault.key)} is ${quoted(fault.value)} and says no zone; add Z or one such as +05:30.`
    case 'reversed':
      return `The link’s window ends before it begins (${listed(fault.keys)}).`
    case 'twice':
      return `The link has ${quoted(fault.key)} twice, with different values.`
    case 'conflict':
      return `The link gives its window twice, as ${listed(fault.keys)}; keep one.`
    case 'without':
      return `The link has ${quoted(fault.key)} and lacks ${quoted(fault.needs)}.`
    case 'not-for-source':
      return `The link’s ${quoted(fault.key)} belongs to a store, and its source is ${
        fault.source === 'files' ? 'files' : `a ${fault.source}`
      }.`
    case 'no-store':
      return `The link asks for the service ${quoted(fault.service)}, and this page is configured with no store that could have it.`
    case 'which-store':
      return `The link asks for the service ${quoted(fault.service)} and names no store; this page has ${listed(fault.stores)}.`
    case 'unknown-store':
      return `The link asks for the store ${quoted(fault.store)}; this page ${
        fault.stores.length === 0 ? 'is configured with none' : `has ${listed(fault.stores)}`
      }.`
  }
}
