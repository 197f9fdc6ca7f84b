/**
 * A link that a person or a template wrote: `?service=orders&last=15m`, `#src=store%3Aprod&service=orders&at=1795840441`.
 * It becomes the keys that `address.ts` reads, absolute at once. What it cannot become is a fault, and a link with a fault that
 * could end in other data than was asked for is refused: the page says so and shows nothing until somebody chooses.
 */
import { unique } from '../base/lists.ts'
import type { EpochMs } from '../base/units.ts'
import { linkVersion, parseKeys } from './address.ts'
import { escape } from './values.ts'
import { type LinkFault, faultText } from './faults.ts'
import { isKnownKey, isStranger, labelOf, meantKey, windowKeys } from './linkKeys.ts'
import { decodeLenient, rawKeysOf } from './rawKeys.ts'
import type { View } from './view.ts'
import { readWindows } from './windowsByHand.ts'

export interface LinkText {
  /** With or without its `#`. */
  readonly hash: string
  /** With or without its `?`: alerts and logins lose what stands behind `#`. */
  readonly search: string
  /** What `now` and `last=` mean. */
  readonly nowMs: EpochMs
}

export interface ReadLink {
  /** All that was understood. Without a source where `asks` is set. */
  readonly view: View
  /** What was ignored and changes nothing about which data is shown, one sentence each. */
  readonly warnings: readonly string[]
  /** Why this link must not be opened as it stands; empty in ordinary use. */
  readonly faults: readonly LinkFault[]
  /** A service without the full name of its store: the page knows which stores there are. */
  readonly asks?: AskedService
}

export interface AskedService {
  readonly service: string
  /** A name without `store:` before it. */
  readonly store?: string
  readonly viewIn: (store: string) => View
}

type Keys = Map<string, string>

export function readLink({ hash, search, nowMs }: LinkText): ReadLink {
  const behind = rawKeysOf(hash)
  const before = rawKeysOf(search.replaceAll('+', ' '))
  // A link that this page wrote says all there is to say; then a query belongs to whoever serves the page.
  const complete = behind.keys.has('v') && behind.keys.has('src')
  const keys: Keys = new Map(behind.keys)
  const twice = [...behind.twice, ...before.twice]
  for (const [key, value] of before.keys) {
    if (isStranger(key) || (complete && !isKnownKey(key))) continue
    const other = keys.get(key)
    if (other !== undefined && decodeLenient(other) !== decodeLenient(value)) twice.push(key)
    else keys.set(key, value)
  }
  const version = keys.get('v')
  if (version !== undefined && Number(version) !== linkVersion) return asWritten(keys)
  const faults: LinkFault[] = unique(twice).map((key) => ({ kind: 'twice', key }))
  for (const [key, value] of keys) {
    if (/\$\{|\{\{|<no value>|\$__/.test(decodeLenient(value)) && !searching.has(key)) {
      faults.push({ kind: 'template', key, value: decodeLenient(value) })
      keys.delete(key)
    }
  }
  decodeValues(keys)
  unknownKeys(keys, faults)
  const when = [...windowKeys, 'base'].find((key) => keys.has(key))
  faults.push(...readWindows(keys, nowMs))
  labels(keys, faults)
  const asked = source(keys, when, faults)
  const isStore = asked !== undefined || keys.get('src')?.startsWith('store:') === true
  // A key that nobody knows may have meant a part of a service; a recording and files have no parts.
  const harmless = (fault: LinkFault): boolean =>
    fault.kind === 'unknown-key' && !isStore && keys.has('src') && !keys.has('service')
  const { view, problems } = parseKeys(keys)
  return {
    view,
    warnings: [...faults.filter(harmless).map(faultText), ...problems],
    faults: faults.filter((fault) => !harmless(fault)),
    ...(asked ? { asks: asked } : {}),
  }
}

/** Patterns of functions may hold anything. */
const searching = new Set(['fn', 'q', 'qr'])

/** A link of another version means what its version says. */
function asWritten(keys: Keys): ReadLink {
  const { view, problems } = parseKeys(keys)
  const broken: LinkFault[] =
    keys.has('src') && !view.source
      ? [{ kind: 'value', key: 'src', value: decodeLenient(keys.get('src') ?? ''), expects: 'source' }]
      : []
  return { view, warnings: problems, faults: broken }
}

/** Values of one word are decoded here; those with an inner grammar (names, paths) are decoded by it. */
const words =
  /^(?:w|from|to|until|last|at|base|zone|heap|big|table|sort|cores|threads|seconds|diff|diffwidth|difflayout|baseruns)$/

function decodeValues(keys: Keys): void {
  for (const [key, value] of keys) {
    if (words.test(key) || key.startsWith('t.')) keys.set(key, decodeLenient(value))
    if (/^(?:base\.)?src$/.test(key) && !sourceForm.test(value)) keys.set(key, decodeLenient(value))
    if (/^(?:base\.)?files$/.test(key) && !value.includes('@')) keys.set(key, decodeLenient(value))
  }
}

function unknownKeys(keys: Keys, faults: LinkFault[]): void {
  for (const key of [...keys.keys()].filter((one) => !isKnownKey(one))) {
    const meant = meantKey(key)
    faults.push({ kind: 'unknown-key', key, ...(meant === undefined ? {} : { meant }) })
    keys.delete(key)
  }
}

/** `label.pod` is how people write what the page writes as `l.pod`. */
function labels(keys: Keys, faults: LinkFault[]): void {
  // A copy: what is written below would be met again, for ever.
  for (const [key, value] of new Map(keys)) {
    const found = labelOf(key)
    if (!found) continue
    const written = `${found.prefix}l.${found.label}`
    const text = decodeLenient(value).trim()
    keys.delete(key)
    if (text === '') faults.push({ kind: 'value', key, value: '', expects: 'label' })
    else if (keys.has(written)) faults.push({ kind: 'twice', key })
    else keys.set(written, escape(text))
  }
}

const sourceForm = /^(?:store|recording|snapshot):.|^files$/

/**
 * Checks both sources of the link. A service whose store is not said in full is left to whoever knows the stores.
 * @param when the key by which the link says its window
 */
function source(keys: Keys, when: string | undefined, faults: LinkFault[]): AskedService | undefined {
  const service = decodeLenient(keys.get('service') ?? '').trim()
  const src = keys.get('src')
  baseSource(keys, faults)
  if (keys.has('service')) {
    if (service === '') faults.push({ kind: 'value', key: 'service', value: '', expects: 'service' })
    keys.set('service', escape(service))
  }
  if (src === undefined || !sourceForm.test(src)) return withoutStore({ keys, service, src, when }, faults)
  const kind = src.split(':')[0]
  if (kind === 'store') {
    if (!keys.has('service')) faults.push({ kind: 'without', key: 'src', needs: 'service' })
    return undefined
  }
  if (kind !== 'recording' && kind !== 'files' && kind !== 'snapshot') return undefined
  for (const key of keys.keys())
    if (key === 'service' || labelOf(key)?.prefix === '') faults.push({ kind: 'not-for-source', key, source: kind })
  if (kind === 'files' && isBrokenFileList(keys.get('files')))
    faults.push({ kind: 'value', key: 'files', value: keys.get('files') ?? '', expects: 'files' })
  return undefined
}

function isBrokenFileList(list: string | undefined): boolean {
  return list === undefined || !list.split(';').every((entry) => /^.+@[0-9a-f]{64}(?::[\w:]+)?$/.test(entry))
}

function withoutStore(
  link: {
    readonly keys: Keys
    readonly service: string
    readonly src: string | undefined
    readonly when: string | undefined
  },
  faults: LinkFault[],
): AskedService | undefined {
  const { keys, service, src, when } = link
  keys.delete('src')
  const store = src?.replace(/^store:/, '')
  // "recording:" and the like with nothing behind: no name of a store.
  if (store !== undefined && (store === '' || /^(?:recording|snapshot):|\//.test(store))) {
    faults.push({ kind: 'value', key: 'src', value: src ?? '', expects: 'source' })
    return undefined
  }
  if (!keys.has('service')) {
    const label = [...keys.keys()].find((key) => labelOf(key)?.prefix === '')
    // When, which part or against what, and not of whom.
    const alone = store === undefined ? (label ?? when) : 'src'
    if (alone !== undefined) faults.push({ kind: 'without', key: alone, needs: 'service' })
    return undefined
  }
  if (service === '') return undefined
  const written = new Map(keys)
  return {
    service,
    ...(store === undefined ? {} : { store }),
    viewIn: (name) => {
      const inStore = (value: string | undefined): string => value ?? `store:${escape(name)}`
      written.set('src', inStore(undefined))
      if (written.has('base.service')) written.set('base.src', inStore(written.get('base.src')))
      return parseKeys(written).view
    },
  }
}

/** `base.label.pod=a` alone: the same service of the same store, another part of it; in the same window unless `base` says another. */
function baseSource(keys: Keys, faults: LinkFault[]): void {
  const parts = [...keys.keys()].filter((key) => key.startsWith('base.'))
  const [first] = parts
  if (first === undefined) return
  const src = keys.get('base.src')
  if (src !== undefined && !sourceForm.test(src)) {
    faults.push({ kind: 'value', key: 'base.src', value: src, expects: 'source' })
    keys.delete('base.src')
  }
  const own = keys.get('src')
  const service = keys.get('base.service') ?? keys.get('service')
  if (!keys.has('base.src') && !keys.has('base.files')) {
    if (own !== undefined && sourceForm.test(own)) keys.set('base.src', own)
    if (service !== undefined) keys.set('base.service', service)
  }
  const window = keys.get('base') ?? keys.get('w')
  if (window === undefined) faults.push({ kind: 'without', key: first, needs: 'base' })
  else keys.set('base', window)
}

/** The query without the keys that the link behind `#` holds now; what others put there stays. */
export function queryLeft(search: string): string {
  const left = search
    .replace(/^\?/, '')
    .split('&')
    .filter((part) => {
      const [key] = rawKeysOf(part).keys.keys()
      return key !== undefined && (key === 'embed' || !isKnownKey(key))
    })
    .join('&')
  return left === '' ? '' : `?${left}`
}
