/** Every key a link may have, what the page writes and what people write, and what a wrong one was probably meant to be. */
import { paneIds } from '../base/vocabulary.ts'
import { typedIds } from '../base/typed.ts'

/** Which service and which part of it: understood of a store only. */
const selectionKeys = ['service'] as const
/** When: one of these alone, or `from` with `to`, or `at` with `last`. */
export const windowKeys = ['w', 'from', 'to', 'until', 'last', 'at'] as const

const writtenKeys: readonly string[] = [
  [
    'v',
    'src',
    'files',
    'zone',
    'fn',
    'q',
    'qr',
    'sort',
    'heap',
    'lock',
    'frames',
    'around',
    'only',
    'notes',
    'big',
    'table',
    'flip',
    'why',
    'embed',
  ],
  [
    'base',
    'base.src',
    'base.files',
    'base.service',
    'diff',
    'diffwidth',
    'difflayout',
    'swapped',
    'baseruns',
    'baserest',
  ],
  ['cores', 'threads', 'seconds', ...typedIds],
  paneIds.map((pane) => `zoom.${pane}`),
].flat()

const knownKeys: ReadonlySet<string> = new Set([...writtenKeys, ...selectionKeys, ...windowKeys])

const labelForm = /^(base\.)?(?:l|label)\.(.+)$/

/** `label.pod`, `l.pod`, `base.label.pod`: which side and which label. */
export function labelOf(key: string): { readonly prefix: '' | 'base.'; readonly label: string } | undefined {
  const [, prefix, label] = labelForm.exec(key) ?? []
  return label === undefined ? undefined : { prefix: prefix === undefined ? '' : 'base.', label }
}

export function isKnownKey(key: string): boolean {
  // Thresholds are checked where they are read, and named there.
  return knownKeys.has(key) || labelOf(key) !== undefined || key.startsWith('t.')
}

/** What other programs call the same thing. */
const otherNames: Readonly<Record<string, string>> = {
  app: 'service',
  job: 'service',
  service_name: 'service',
  store: 'src',
  source: 'src',
  datasource: 'src',
  start: 'from',
  since: 'from',
  end: 'to',
  window: 'w',
  range: 'last',
  duration: 'last',
  time: 'at',
  timestamp: 'at',
  tz: 'zone',
  timezone: 'zone',
  function: 'fn',
  search: 'q',
}
const labelNames = ['pod', 'instance', 'node', 'namespace', 'container', 'cluster', 'region', 'version', 'env', 'host']

export function meantKey(key: string): string | undefined {
  const lower = key.toLowerCase().replace(/^(var|labels?)[-_]/, 'label.')
  if (lower !== key && isKnownKey(lower)) return lower
  const named = Object.hasOwn(otherNames, lower) ? otherNames[lower] : undefined
  if (named !== undefined) return named
  if (labelNames.includes(lower)) return `label.${lower}`
  return lower.length < 3 || lower.length > 20 ? undefined : [...knownKeys].find((known) => isOneSlip(lower, known))
}

/** One letter more, less, other, or two turned round. */
function isOneSlip(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 3 || Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  const rest = (text: string, from: number): string => text.slice(from)
  return (
    rest(a, start + 1) === rest(b, start) ||
    rest(a, start) === rest(b, start + 1) ||
    rest(a, start + 1) === rest(b, start + 1) ||
    (a[start] === b[start + 1] && a[start + 1] === b[start] && rest(a, start + 2) === rest(b, start + 2))
  )
}

/** What mail programs, search engines and logins add to any address behind `?`; nobody asked Trifold for anything with these. */
const strangers =
  /^(?:utm_|mc_|_ga|gclid|fbclid|msclkid|dclid|igsh|ref$|code$|state$|session_state$|iss$|orgId$|kiosk$)/

export const isStranger = (key: string): boolean => strangers.test(key)
