/**
 * `trifold.config.json` beside index.html: what an operator says without rebuilding. Absent means the defaults. A mistake costs
 * the entry it is in and leaves a message; secrets are refused, since every visitor can read this file.
 */
import { type RuleId, type Thresholds, signalIds } from '../../core/base/vocabulary.ts'
import type { SourceRepository } from '../../core/frames/sourceLink.ts'
import { rules } from '../../core/diagnosis/rules.ts'
import { isZone } from '../../core/link/values.ts'
import { type Bytes, bytesPerMb } from '../../core/base/units.ts'
import { Mistakes, parseJson, rootField, type Field } from '../decode.ts'
import { storeKinds, type StoreKind } from '../source.ts'
import { resolveBase } from './address.ts'

export const configFileName = 'trifold.config.json'

export interface StoreConfig {
  readonly kind: StoreKind
  /** In links: short, stable. */
  readonly name: string
  readonly title: string
  /** Absolute, without a slash at the end. */
  readonly url: string
  readonly tenant?: string
  readonly headers: Readonly<Record<string, string>>
  /** Label whose values are the services; each kind of store has its usual one. */
  readonly serviceLabel?: string
  /** Of a Go service's own endpoints: what it is called. */
  readonly service?: string
}

interface RecordingsConfig {
  readonly title: string
  /** Folder with an index.json, absolute, without a slash at the end. */
  readonly url: string
}

export interface ServiceConfig {
  readonly cores?: number
  readonly threads?: number
  readonly thresholds?: Partial<Thresholds>
  /** Where its source can be read. */
  readonly source?: SourceRepository
}

export interface Config {
  readonly stores: readonly StoreConfig[]
  readonly recordings: readonly RecordingsConfig[]
  readonly services: ReadonlyMap<string, ServiceConfig>
  readonly zone?: string
  readonly limits: Limits
  /** Where snapshots are put with PUT, write-once; absolute, without a slash at the end. */
  readonly snapshotStore?: string
  /** Who says what happened to a service: deploys, flags; absolute, without a slash at the end. See events/readEvents.ts. */
  readonly events?: string
  /** Files of this server that are opened where no link says otherwise; `trifold FILE…` names them. */
  readonly open: readonly { readonly name: string; readonly url: string }[]
  /** Origins other than this page's from which a link may open recordings and snapshots. */
  readonly allowedOrigins: readonly string[]
}

interface Limits {
  /** Of one file, all layers of compression together. */
  readonly inflatedBytes: Bytes
  /** Of one answer of a server. */
  readonly downloadBytes: Bytes
  /** Of all files kept in this browser. */
  readonly localFilesBytes: Bytes
}

export interface ParsedConfig {
  readonly config: Config
  /** "trifold.config.json: sources[1].url: …", one sentence each. */
  readonly mistakes: readonly string[]
}

const defaultLimits: Limits = {
  // The readers' own default; a test holds the two together, an import would bring the readers into the page's first chunk.
  inflatedBytes: 1000 * bytesPerMb,
  downloadBytes: 512 * bytesPerMb,
  localFilesBytes: 500 * bytesPerMb,
}

export function defaultConfig(pageUrl: string): Config {
  const shipped = { title: 'Recorded incidents', url: new URL('recordings', pageUrl).href }
  return { stores: [], recordings: [shipped], services: new Map(), limits: defaultLimits, open: [], allowedOrigins: [] }
}

export function parseConfig(text: string, pageUrl: string): ParsedConfig {
  const fallback = defaultConfig(pageUrl)
  const json = parseJson(text, configFileName, 'correct it, or remove it for the defaults')
  if (!json.ok) return { config: fallback, mistakes: [`${configFileName}: ${json.error.what}`] }
  const mistakes = new Mistakes()
  const root = rootField(json.value, mistakes)
  if (!root.isObject()) return { config: fallback, mistakes: [`${configFileName}: must be a JSON object`] }

  const entries = root.get('sources').list((entry) => readSource(entry, pageUrl))
  const stores = entries.filter((entry) => entry.kind !== 'recordings')
  const names = new Set<string>()
  const unique = stores.filter(({ name }) => {
    if (names.has(name)) root.get('sources').wrong(`two sources are called "${name}"; only the first is used`)
    return !names.has(name) && names.add(name)
  })
  const listed = entries.filter((entry) => entry.kind === 'recordings')
  const recordings = listed.map(({ title, url }) => ({ title, url }))
  const zone = readZone(root.get('zone'))
  const snapshotStore = readAddress(root.get('snapshotStore'), pageUrl)
  const events = readAddress(root.get('events'), pageUrl)
  const config: Config = {
    stores: unique,
    recordings: recordings.length === 0 ? fallback.recordings : recordings,
    services: new Map(root.get('services').entries(readService)),
    limits: readLimits(root.get('limits')),
    open: root.get('open').list((entry) => readOffered(entry, pageUrl)),
    allowedOrigins: allowedOrigins(root.get('allowedOrigins'), [
      ...recordings.map(({ url }) => url),
      ...(snapshotStore === undefined ? [] : [snapshotStore]),
    ]),
    ...(zone === undefined ? {} : { zone }),
    ...(snapshotStore === undefined ? {} : { snapshotStore }),
    ...(events === undefined ? {} : { events }),
  }
  return { config, mistakes: mistakes.messages.map((message) => `${configFileName}: ${message}`) }
}

type SourceEntry = StoreConfig | (RecordingsConfig & { readonly kind: 'recordings' })

function readSource(entry: Field, pageUrl: string): SourceEntry | undefined {
  if (!entry.isObject()) return undefined
  const kind = entry.get('kind').oneOf([...storeKinds, 'recordings'])
  if (kind === undefined)
    return entry.get('kind').present
      ? undefined
      : entry.get('kind').wrong(`is missing: ${storeKinds.join(', ')} or recordings`)
  const url = readAddress(entry.get('url'), pageUrl)
  if (url === undefined) return entry.get('url').present ? undefined : entry.get('url').wrong('is missing')
  const given = entry.get('name').text(60)
  const title = entry.get('title').said(200)
  if (kind === 'recordings') return { kind, title: title ?? given ?? 'Recordings', url }
  const name = given ?? kind
  // It becomes part of links, where these characters separate.
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u.test(name))
    return entry.get('name').wrong('may have letters, digits, spaces, dots, dashes and underscores')
  const tenant = entry.get('tenant').text(200)
  const serviceLabel = readLabelName(entry.get('serviceLabel'))
  const service = entry.get('service').text(200)
  return {
    kind,
    name,
    title: title ?? name,
    url,
    headers: readHeaders(entry.get('headers')),
    ...(tenant === undefined ? {} : { tenant }),
    ...(serviceLabel === undefined ? {} : { serviceLabel }),
    ...(service === undefined ? {} : { service }),
  }
}

/** Only of this very server: a configuration must not make the page fetch from elsewhere. */
function readOffered(entry: Field, pageUrl: string): Config['open'][number] | undefined {
  if (!entry.isObject()) return undefined
  const name = entry.get('name').text(1000)
  const url = readAddress(entry.get('url'), pageUrl)
  if (name === undefined || url === undefined) return undefined
  return new URL(url).origin === new URL(pageUrl).origin
    ? { name, url }
    : entry.get('url').wrong('is on another server')
}

function readAddress(field: Field, pageUrl: string): string | undefined {
  const text = field.text(2000)
  if (text === undefined) return undefined
  const base = resolveBase(text, pageUrl)
  return base.ok ? base.value : field.wrong(base.error)
}

function readLabelName(field: Field): string | undefined {
  const label = field.text(200)
  if (label === undefined || /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) return label
  return field.wrong('must be a label name: letters, digits and underscores')
}

const secretHeader = /^(authorization|proxy-authorization|cookie|set-cookie)$|token|secret|password|api-?key/i
const browserHeader = /^(host|origin|referer|connection|content-length|content-type|accept-encoding|(sec|proxy)-.*)$/i

function readHeaders(field: Field): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(field.texts())) {
    const at = field.get(name)
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) at.wrong('is no header name')
    else if (secretHeader.test(name))
      at.wrong('is a secret, and every visitor can read this file: let the proxy add it')
    else if (browserHeader.test(name)) at.wrong('is set by the browser and cannot be chosen')
    else if (/[^\t\x20-\x7e]/.test(value)) at.wrong('may have only printable ASCII in its value')
    else headers[name] = value
  }
  return headers
}

function readZone(field: Field): string | undefined {
  const zone = field.text(60)
  if (zone === undefined || isZone(zone)) return zone
  return field.wrong(`"${zone}" is no time zone; use a name like Asia/Kolkata or UTC`)
}

function readLimits(field: Field): Limits {
  if (!field.present || !field.isObject()) return defaultLimits
  const megabytes = (key: string, max: number, otherwise: Bytes): Bytes => {
    const value = field.get(key).number({ min: 1, max })
    return value === undefined ? otherwise : value * bytesPerMb
  }
  return {
    inflatedBytes: megabytes('inflatedMB', 16_000, defaultLimits.inflatedBytes),
    downloadBytes: megabytes('downloadMB', 4000, defaultLimits.downloadBytes),
    localFilesBytes: megabytes('localFilesMB', 10_000, defaultLimits.localFilesBytes),
  }
}

function readService(entry: Field): ServiceConfig | undefined {
  if (!entry.isObject()) return undefined
  const cores = entry.get('cores').number({ min: 0.001, max: 100_000 })
  const threads = entry.get('threads').number({ min: 1, max: 10_000_000 })
  const thresholds = readThresholds(entry.get('thresholds'))
  const source = readRepository(entry.get('source'))
  return {
    ...(cores === undefined ? {} : { cores }),
    ...(threads === undefined ? {} : { threads }),
    ...(thresholds === undefined ? {} : { thresholds }),
    ...(source === undefined ? {} : { source }),
  }
}

function readRepository(field: Field): SourceRepository | undefined {
  if (!field.present || !field.isObject()) return undefined
  const url = field.get('url').text(1000)
  if (url === undefined) return field.get('url').present ? undefined : field.get('url').wrong('is missing')
  if (!/^https?:\/\/[^\s/]+\//.test(url)) return field.get('url').wrong('must begin with https://')
  if (!url.includes('{path}')) return field.get('url').wrong('must say with {path} where the path of a file goes')
  const revision = field.get('revision').text(200)
  const under = field.get('under').text(500)
  return { url, ...(revision === undefined ? {} : { revision }), ...(under === undefined ? {} : { under }) }
}

function readThresholds(field: Field): Partial<Thresholds> | undefined {
  const changed: Partial<Record<RuleId, Thresholds[RuleId]>> = {}
  field.entries((ruleField) => {
    const id = ruleField.path.slice(field.path.length + 1)
    const rule = rules.find((candidate) => candidate.id === id)
    if (rule === undefined)
      return ruleField.wrong(`is no rule; the rules are ${rules.map((known) => known.id).join(', ')}`)
    const known = rule.conditions.map(({ signal }) => signal)
    changed[rule.id] = Object.fromEntries(
      ruleField.entries((value) => {
        const signal = value.path.slice(ruleField.path.length + 1)
        const found = signalIds.find((candidate) => candidate === signal)
        if (found === undefined || !known.includes(found))
          return value.wrong(`is not compared by this rule, which looks at ${known.join(', ')}`)
        return value.number({ min: 0 })
      }),
    )
    return undefined
  })
  return Object.values(changed).some((signals) => Object.keys(signals).length > 0) ? changed : undefined
}

function allowedOrigins(field: Field, configured: readonly string[]): readonly string[] {
  const stated = field.list((entry) => {
    const text = entry.text(300)
    if (text === undefined) return undefined
    try {
      const { origin, protocol } = new URL(text)
      if (protocol === 'https:' || protocol === 'http:') return origin
    } catch {
      // Falls through to the message.
    }
    return entry.wrong('must be an origin like https://recordings.example.org')
  })
  return [...new Set([...stated, ...configured.map((url) => new URL(url).origin)])]
}
