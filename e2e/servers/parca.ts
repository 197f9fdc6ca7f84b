/**
 * A server that answers Parca's documented REST API from recorded profiles, stricter than the original: unknown parameters are
 * refused, so that a client cannot drift from what is documented.
 */
import { gzipSync } from 'node:zlib'
import { type Matcher, parseSelector } from './selector.ts'
import { mergedPprof, totalOf } from './pprofBytes.ts'
import { serve, type Answer, type Asked, type TestServer } from './serve.ts'
import { asTaken, type RecordedService, type StoredProfile } from './storedProfiles.ts'

export interface ParcaOptions {
  readonly services: readonly ScrapedService[]
  readonly basePath?: string
  /** The gateway's receive limit. */
  readonly limitBytes?: number
  /** Where there is no page of its own in front, a 404 stays one. */
  readonly plainNotFound?: boolean
  /** What is said instead of the API's own words: an empty build of the page, an ingress that replaces bodies. */
  readonly notFoundBody?: string
  /** The answer waits for this. */
  readonly hold?: (path: string) => Promise<void> | undefined
}

export interface ScrapedService {
  readonly labels: Readonly<Record<string, string>>
  /** `name:sampleType:sampleUnit:periodType:periodUnit[:delta]` → its profiles. */
  readonly types: ReadonlyMap<string, readonly StoredProfile[]>
}

/** As Parca scrapes a Go service by default: CPU as intervals, everything else as it is since process start. */
export function scraped(
  service: RecordedService,
  labels: Readonly<Record<string, string>>,
  shiftMs = 0,
): ScrapedService {
  const cpu = (valueType: string): StoredProfile[] =>
    service.cpu.map(({ profile, fromMs, untilMs }) => ({
      atMs: fromMs,
      durationMs: untilMs - fromMs,
      terms: [{ profile, valueType, sign: 1 }],
    }))
  const all: Record<string, StoredProfile[]> = {
    'process_cpu:cpu:nanoseconds:cpu:nanoseconds:delta': cpu('cpu'),
    'process_cpu:samples:count:cpu:nanoseconds:delta': cpu('samples'),
    'memory:alloc_objects:count:space:bytes': asTaken(service.heap, 'alloc_objects'),
    'memory:alloc_space:bytes:space:bytes': asTaken(service.heap, 'alloc_space'),
    'memory:inuse_objects:count:space:bytes': asTaken(service.heap, 'inuse_objects'),
    'memory:inuse_space:bytes:space:bytes': asTaken(service.heap, 'inuse_space'),
    'mutex:contentions:count:contentions:count': asTaken(service.mutex, 'contentions'),
    'mutex:delay:nanoseconds:contentions:count': asTaken(service.mutex, 'delay'),
    'block:contentions:count:contentions:count': asTaken(service.block, 'contentions'),
    'block:delay:nanoseconds:contentions:count': asTaken(service.block, 'delay'),
    'goroutine:goroutine:count:goroutine:count': asTaken(service.goroutine, 'goroutine'),
  }
  const shifted = Object.entries(all).map(
    ([id, profiles]) => [id, profiles.map((one) => ({ ...one, atMs: Math.round(one.atMs + shiftMs) }))] as const,
  )
  return { labels, types: new Map(shifted) }
}

/** A restart at `atMs`: from there on, totals are what the process had counted by the same time after its first snapshot. */
export function restartedAt(service: ScrapedService, atMs: number): ScrapedService {
  const types = [...service.types].map(([id, profiles]) => {
    if (id.endsWith(':delta') || /inuse|goroutine/.test(id)) return [id, profiles] as const
    const later = profiles.findIndex((one) => one.atMs >= atMs)
    return [
      id,
      profiles.map((one, i) => (i < later || later < 0 ? one : { ...one, terms: profiles[i - later]?.terms ?? [] })),
    ] as const
  })
  return { ...service, types: new Map(types) }
}

export async function startParca(options: ParcaOptions): Promise<TestServer> {
  const prefix = `${options.basePath ?? ''}/api/profiles/`
  return serve(async (asked) => {
    const { pathname } = asked.url
    if (!pathname.startsWith(prefix)) return notFound(options, 'Not Found')
    if (asked.method !== 'GET') return error(501, 12, 'Method Not Allowed')
    const path = pathname.slice(prefix.length)
    await options.hold?.(path)
    try {
      const values = /^labels\/([^/]+)\/values$/.exec(path)
      if (values?.[1] !== undefined) return labelValues(asked, options, decodeURIComponent(values[1]))
      return methods[path]?.(asked, options) ?? notFound(options, 'Not Found')
    } catch (problem) {
      return error(400, 3, problem instanceof Error ? problem.message : 'bad request')
    }
  })
}

const error = (status: number, code: number, message: string): Answer => json({ code, message, details: [] }, status)
/** Every 404 becomes the start page of Parca's own user interface, with status 200. */
function notFound(options: ParcaOptions, message: string): Answer {
  if (options.notFoundBody !== undefined) return { status: 404, body: options.notFoundBody }
  if (options.plainNotFound === true) return error(404, 5, message)
  return { headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<!doctype html><title>Parca</title>' }
}

const noData = (options: ParcaOptions): Answer =>
  notFound(
    options,
    'No data found for the query, try a different query or time range or no data has been written to be queried yet.',
  )

const json = (value: unknown, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})

const methods: Readonly<Record<string, (asked: Asked, options: ParcaOptions) => Answer>> = {
  types(asked, options) {
    const { start, end } = parameters(asked, { start: 'time', end: 'time' })
    const ids = new Set(stored(options, everything, start, end).map(({ id }) => id))
    const types = [...ids].map((id) => {
      const [name, sampleType, sampleUnit, periodType, periodUnit, delta] = id.split(':')
      return { name, sampleType, sampleUnit, periodType, periodUnit, delta: delta === 'delta' }
    })
    return json({ types })
  },
  labels(asked, options) {
    const { start, end, profileType, match } = parameters(asked, {
      start: 'time',
      end: 'time',
      profileType: 'text',
      match: 'text',
    })
    const wanted = parseSelector(`{${String(match)}}`)
    const names = stored(options, wanted, start, end, profileType as string).flatMap(({ service }) =>
      Object.keys(service.labels),
    )
    return json({ labelNames: [...new Set(names)].sort(), warnings: [] })
  },
  query_range(asked, options) {
    const asks = parameters(asked, { query: 'text', start: 'time', end: 'time', step: 'duration', sumBy: 'texts' })
    const { id, wanted } = parseQuery(asks['query'] as string)
    const found = stored(options, wanted, asks['start'], asks['end'], id)
    if (found.length === 0) return noData(options)
    const stepMs = asks['step'] as number
    const [, sampleType, sampleUnit, periodType, periodUnit, delta] = id.split(':')
    const kinds = {
      periodType: { type: periodType, unit: periodUnit },
      sampleType: { type: sampleType, unit: sampleUnit },
    }
    const sumBy = asks['sumBy'] as string[]
    const groups = new Map<string, { labels: unknown[]; profiles: StoredProfile[] }>()
    for (const { service, profiles } of found) {
      const labels = Object.entries(service.labels)
        .filter(([name]) => delta !== 'delta' || sumBy.includes(name))
        .map(([name, value]) => ({ name, value }))
      const key = JSON.stringify(labels)
      const group = groups.get(key) ?? { labels, profiles: [] }
      groups.set(key, { ...group, profiles: [...group.profiles, ...profiles] })
    }
    const series = [...groups.values()].map(({ labels, profiles }) => ({
      labelset: { labels },
      samples: delta === 'delta' ? summed(profiles, stepMs) : oneEach(profiles, stepMs),
      ...kinds,
    }))
    return json({ series })
  },
  query(asked, options) {
    const asks = parameters(asked, {
      mode: 'text',
      'merge.query': 'text',
      'merge.start': 'time',
      'merge.end': 'time',
      reportType: 'text',
    })
    if (asks['mode'] !== 'MODE_MERGE' || asks['reportType'] !== 'REPORT_TYPE_PPROF')
      throw new Error('not what the tests ask for')
    if ((asks['merge.end'] as number) <= (asks['merge.start'] as number))
      throw new Error('merge.end must be after merge.start')
    const { id, wanted } = parseQuery(asks['merge.query'] as string)
    const found = stored(options, wanted, asks['merge.start'], asks['merge.end'], id)
    if (found.length === 0) return noData(options)
    const [, sampleType = '', sampleUnit = '', periodType = '', periodUnit = ''] = id.split(':')
    const pprof = mergedPprof(
      found.flatMap(({ profiles }) => profiles.flatMap(({ terms }) => terms)),
      {
        valueType: { type: sampleType, unit: sampleUnit },
        timeMs: asks['merge.start'] as number,
        periodType: { type: periodType, unit: periodUnit },
        period: 0,
      },
    )
    const limit = options.limitBytes ?? 4 * 1024 * 1024
    if (pprof.length > limit) {
      const message = `grpc: received message larger than max (${pprof.length} vs. ${limit})`
      return error(429, 8, message)
    }
    return json({ pprof: gzipSync(pprof).toString('base64'), total: '0', filtered: '0' })
  },
}

function labelValues(asked: Asked, options: ParcaOptions, name: string): Answer {
  const { start, end } = parameters(asked, { start: 'time', end: 'time' })
  const values = stored(options, everything, start, end).flatMap(({ service }) => service.labels[name] ?? [])
  return json({ labelValues: [...new Set(values)].sort(), warnings: [] })
}

/** Interval types: Σ over the step and its rate. */
function summed(profiles: readonly StoredProfile[], stepMs: number): unknown[] {
  const steps = new Map<number, { value: number; durationMs: number; count: number }>()
  for (const profile of profiles) {
    const at = Math.floor(profile.atMs / stepMs) * stepMs
    const known = steps.get(at) ?? { value: 0, durationMs: 0, count: 0 }
    steps.set(at, { value: known.value + valueOf(profile), durationMs: profile.durationMs, count: known.count + 1 })
  }
  return [...steps].map(([at, { value, durationMs, count }]) => ({
    timestamp: new Date(at).toISOString(),
    value: String(value),
    valuePerSecond: value / 1e6 / (count === 1 ? durationMs : stepMs),
    duration: String(durationMs * 1e6),
    count,
  }))
}

/** Totals and levels: the first sample of each step, as it is. */
function oneEach(profiles: readonly StoredProfile[], stepMs: number): unknown[] {
  const seen = new Set<number>()
  return profiles.flatMap((profile) => {
    const step = Math.floor(profile.atMs / stepMs)
    if (seen.has(step)) return []
    seen.add(step)
    const value = valueOf(profile)
    return [
      {
        timestamp: new Date(profile.atMs).toISOString(),
        value: String(value),
        valuePerSecond: value,
        duration: '0',
        count: 1,
      },
    ]
  })
}

const valueOf = ({ terms }: StoredProfile): number =>
  terms.reduce((sum, { profile, valueType, sign }) => sum + sign * totalOf(profile, valueType), 0)

type Parameter = 'text' | 'texts' | 'time' | 'duration'

function parameters(asked: Asked, shape: Readonly<Record<string, Parameter>>): Record<string, unknown> {
  const given = asked.url.searchParams
  for (const name of given.keys()) if (shape[name] === undefined) throw new Error(`unknown parameter ${name}`)
  return Object.fromEntries(
    Object.entries(shape).map(([name, kind]) => {
      const text = given.get(name)
      if (kind === 'texts') return [name, given.getAll(name)]
      if (text === null) throw new Error(`${name} is missing`)
      if (kind === 'text') return [name, text]
      if (kind === 'duration') {
        if (!/^\d+(\.\d+)?s$/.test(text)) throw new Error(`${name} must be a duration, is ${text}`)
        return [name, Number(text.slice(0, -1)) * 1000]
      }
      if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text))
        throw new Error(`${name} must be RFC 3339, is ${text}`)
      return [name, Date.parse(text)]
    }),
  )
}

function parseQuery(query: string): { readonly id: string; readonly wanted: Matcher } {
  const [, id = '', selector = ''] = /^([\w:]+)(\{.*\})$/s.exec(query) ?? []
  if (id.split(':').length < 5) throw new Error(`profile type must be of the form name:sample-type:…: ${query}`)
  return { id, wanted: parseSelector(selector) }
}

const everything: Matcher = () => true

interface Stored {
  readonly service: ScrapedService
  readonly id: string
  readonly profiles: readonly StoredProfile[]
}

function stored(
  options: ParcaOptions,
  wanted: Matcher,
  start: unknown,
  end: unknown,
  type?: string,
): readonly Stored[] {
  return options.services
    .filter(({ labels }) => wanted(labels))
    .flatMap((service) =>
      [...service.types]
        .filter(([id]) => type === undefined || id === type)
        .map(([id, all]) => ({
          service,
          id,
          profiles: all.filter(({ atMs }) => atMs >= (start as number) && atMs <= (end as number)),
        })),
    )
    .filter(({ profiles }) => profiles.length > 0)
}
