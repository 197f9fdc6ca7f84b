/**
 * A server that answers Pyroscope's documented query API from recorded profiles. It is stricter than the original: a request
 * with a field, path or type that the documentation does not have is a failure, so that a client cannot drift from it.
 */
import { mergedPprof, totalOf } from './pprofBytes.ts'
import { decodeMergeRequest, fields } from './pyroscopeRequests.ts'
import { Refusal } from './refusal.ts'
import { parseSelector } from './selector.ts'
import { serve, type Answer, type Asked, type TestServer } from './serve.ts'
import { asTaken, differences, type RecordedService, type StoredProfile } from './storedProfiles.ts'

export interface PyroscopeOptions {
  readonly services: readonly StoredService[]
  /** In front of the API, without a slash at the end: "/pyroscope". */
  readonly basePath?: string
  readonly tenant?: string
  readonly nowMs: number
  readonly maxQueryLengthMs?: number
  readonly lookbackMs?: number
  /** Answer this method with this, once the request has been checked. */
  readonly fail?: (method: string, asked: Asked) => Answer | undefined
  /** The answer waits for this. */
  readonly hold?: (method: string, asked: Asked) => Promise<void> | undefined
}

export interface StoredService {
  readonly labels: Readonly<Record<string, string>>
  /** Profile type id → its profiles. */
  readonly types: ReadonlyMap<string, readonly StoredProfile[]>
}

/** A Go service as the SDK or an agent sends it: flows as differences, levels as they were. */
export function goService(
  service: RecordedService,
  labels: Readonly<Record<string, string>>,
  shiftMs = 0,
): StoredService {
  const shifted = (profiles: StoredProfile[]): StoredProfile[] =>
    profiles.map((one) => ({ ...one, atMs: one.atMs + shiftMs }))
  const cpu = (valueType: string): StoredProfile[] =>
    service.cpu.map(({ profile, fromMs, untilMs }) => ({
      atMs: fromMs,
      durationMs: untilMs - fromMs,
      terms: [{ profile, valueType, sign: 1 }],
    }))
  return {
    labels,
    types: new Map(
      Object.entries({
        'process_cpu:cpu:nanoseconds:cpu:nanoseconds': cpu('cpu'),
        'process_cpu:samples:count:cpu:nanoseconds': cpu('samples'),
        'memory:alloc_objects:count:space:bytes': differences(service.heap, 'alloc_objects'),
        'memory:alloc_space:bytes:space:bytes': differences(service.heap, 'alloc_space'),
        'memory:inuse_objects:count:space:bytes': asTaken(service.heap, 'inuse_objects'),
        'memory:inuse_space:bytes:space:bytes': asTaken(service.heap, 'inuse_space'),
        'mutex:contentions:count:contentions:count': differences(service.mutex, 'contentions'),
        'mutex:delay:nanoseconds:contentions:count': differences(service.mutex, 'delay'),
        'block:contentions:count:contentions:count': differences(service.block, 'contentions'),
        'block:delay:nanoseconds:contentions:count': differences(service.block, 'delay'),
        'goroutines:goroutine:count:goroutine:count': asTaken(service.goroutine, 'goroutine'),
      }).map(([id, profiles]) => [id, shifted(profiles)]),
    ),
  }
}

export async function startPyroscope(options: PyroscopeOptions): Promise<TestServer> {
  const prefix = `${options.basePath ?? ''}/querier.v1.QuerierService/`
  return serve(async (asked) => {
    const { pathname, search } = asked.url
    if (!pathname.startsWith(prefix) || search !== '') return { status: 404, body: '404 page not found\n' }
    if (asked.method !== 'POST') return { status: 405, headers: { Allow: 'POST' } }
    const type = asked.headers['content-type'] ?? ''
    if (type !== 'application/json' && type !== 'application/proto') return { status: 415 }
    if (options.tenant !== undefined && asked.headers['x-scope-orgid'] !== options.tenant)
      return error(401, 'unauthenticated', 'no org id')
    const method = pathname.slice(prefix.length)
    await options.hold?.(method, asked)
    try {
      const answer = methods[method]?.(asked, options, type)
      if (answer === undefined) return error(501, 'unimplemented', `${method} is not known`)
      return options.fail?.(method, asked) ?? answer
    } catch (problem) {
      if (problem instanceof Refusal) return error(problem.status, 'invalid_argument', problem.message)
      throw problem
    }
  })
}

const error = (status: number, code: string, message: string): Answer => json({ code, message }, status)

const json = (value: unknown, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/json', date: new Date().toUTCString() },
  body: JSON.stringify(value),
})

type Method = (asked: Asked, options: PyroscopeOptions, contentType: string) => Answer

const methods: Readonly<Record<string, Method>> = {
  Series(asked, options) {
    const body = fields(asked, { matchers: 'texts', labelNames: 'texts', start: 'time', end: 'time' })
    const range = rangeOf(body, options)
    const rows = new Map<string, unknown>()
    for (const { service, id } of matching(options, body['matchers'] as string[], range)) {
      const all: Record<string, string> = { ...service.labels, __profile_type__: id }
      const labels = (body['labelNames'] as string[]).flatMap((name) =>
        all[name] === undefined ? [] : [{ name, value: all[name] }],
      )
      if (labels.length > 0) rows.set(JSON.stringify(labels), { labels })
    }
    return json(rows.size === 0 ? {} : { labelsSet: [...rows.values()] })
  },
  LabelNames(asked, options) {
    const body = fields(asked, { matchers: 'texts', start: 'time', end: 'time' })
    const names = new Set<string>()
    for (const { service } of matching(options, body['matchers'] as string[], rangeOf(body, options)))
      for (const name of ['__profile_type__', ...Object.keys(service.labels)])
        if (/^\w+$/.test(name) || asked.headers.accept?.includes('allow-utf8-labelnames=true')) names.add(name)
    return json(names.size === 0 ? {} : { names: [...names].sort() })
  },
  SelectSeries(asked, options) {
    const body = fields(asked, {
      profileTypeID: 'text',
      labelSelector: 'text',
      start: 'time',
      end: 'time',
      step: 'number',
      groupBy: 'texts',
      limit: 'maybe',
    })
    const stepMs = (body['step'] as number) * 1000
    if (stepMs < 1) throw new Refusal('step must be non-zero')
    const { fromMs, untilMs } = rangeOf(body, options)
    const groups = new Map<string, { labels: unknown[]; sums: Map<number, number> }>()
    const wide = { fromMs: fromMs - stepMs, untilMs }
    for (const { service, id, profiles } of matching(options, [body['labelSelector'] as string], wide)) {
      if (id !== body['profileTypeID']) continue
      const labels = (body['groupBy'] as string[]).flatMap((name) =>
        service.labels[name] === undefined ? [] : [{ name, value: service.labels[name] }],
      )
      const key = JSON.stringify(labels)
      const group = groups.get(key) ?? { labels, sums: new Map<number, number>() }
      groups.set(key, group)
      for (const profile of profiles) {
        // The point at t is the sum over (t − step, t].
        const at = fromMs + Math.ceil((profile.atMs - fromMs) / stepMs) * stepMs
        const value = profile.terms.reduce((sum, term) => sum + term.sign * totalOf(term.profile, term.valueType), 0)
        if (at <= untilMs) group.sums.set(at, (group.sums.get(at) ?? 0) + value)
      }
    }
    const limit = (body['limit'] as number | undefined) ?? Infinity
    const sumOf = (sums: Map<number, number>): number => [...sums.values()].reduce((sum, one) => sum + one, 0)
    const largest = [...groups.values()].sort((a, b) => sumOf(b.sums) - sumOf(a.sums)).slice(0, limit)
    const series = largest.map(({ labels, sums }) => ({
      ...(labels.length === 0 ? {} : { labels }),
      points: [...sums]
        .sort(([a], [b]) => a - b)
        .map(([at, value]) => ({ ...(value === 0 ? {} : { value }), timestamp: String(Math.round(at)) })),
    }))
    return json(series.length === 0 ? {} : { series })
  },
  SelectMergeProfile(asked, options, contentType) {
    if (contentType !== 'application/proto') throw new Refusal('these tests ask for protobuf only')
    const request = decodeMergeRequest(asked.body)
    const range = checked(request.start, request.end, options)
    const [name, sampleType, sampleUnit, periodType, periodUnit] = request.type.split(':')
    const terms = matching(options, [request.selector], range)
      .filter(({ id }) => id === request.type)
      .flatMap(({ profiles }) => profiles.flatMap((one) => one.terms))
    const body = mergedPprof(terms, {
      valueType: { type: sampleType ?? '', unit: sampleUnit ?? '' },
      // As the original: the end of the query, a duration that means nothing, a period that is made up.
      timeMs: request.end,
      durationMs: 5 * (request.end - request.start),
      periodType: { type: periodType ?? '', unit: periodUnit ?? '' },
      period: name === 'process_cpu' ? 1e9 : name === 'memory' ? 524_288 : 1,
    })
    return { headers: { 'content-type': 'application/proto' }, body }
  },
  GetProfileStats(asked, options) {
    fields(asked, {})
    const times = options.services.flatMap(({ types }) =>
      [...types.values()].flatMap((all) => all.map(({ atMs }) => atMs)),
    )
    if (times.length === 0) return json({})
    const oldest = times.reduce((a, b) => Math.min(a, b))
    const newest = times.reduce((a, b) => Math.max(a, b))
    return json({
      dataIngested: true,
      oldestProfileTime: String(Math.round(oldest)),
      newestProfileTime: String(Math.round(newest)),
    })
  },
}

interface Range {
  readonly fromMs: number
  readonly untilMs: number
}

const rangeOf = (body: Record<string, unknown>, options: PyroscopeOptions): Range =>
  checked(body['start'] as number, body['end'] as number, options)

function checked(fromMs: number, untilMs: number, options: PyroscopeOptions): Range {
  const limit = options.maxQueryLengthMs ?? 24 * 3_600_000
  if (untilMs - fromMs > limit)
    throw new Refusal(
      `the query time range exceeds the limit (query length: ${(untilMs - fromMs) / 3_600_000}h, limit: ${limit / 3_600_000}h)`,
    )
  // Older parts are cut off without a word.
  return { fromMs: Math.max(fromMs, options.nowMs - (options.lookbackMs ?? 7 * 24 * 3_600_000)), untilMs }
}

interface Match {
  readonly service: StoredService
  readonly id: string
  readonly profiles: readonly StoredProfile[]
}

function matching(
  options: PyroscopeOptions,
  matchers: readonly string[],
  { fromMs, untilMs }: Range,
): readonly Match[] {
  const wanted = matchers.map(parseSelector)
  return options.services
    .filter(({ labels }) => wanted.every((matches) => matches(labels)))
    .flatMap((service) =>
      [...service.types].map(([id, all]) => ({
        service,
        id,
        profiles: all.filter(({ atMs }) => atMs >= fromMs && atMs <= untilMs),
      })),
    )
    .filter(({ profiles }) => profiles.length > 0)
}
