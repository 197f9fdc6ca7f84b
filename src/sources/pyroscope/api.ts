/** The calls of Pyroscope's querier that exist in every version from 1.0 to 2.x, typed. Times are milliseconds. */
import { ok, type Result } from '../../core/base/result.ts'
import type { EpochMs, TimeWindow } from '../../core/base/units.ts'
import { labelsAt, numberAt, objectsIn, parseAnswer, timeAt } from '../answers.ts'
import { answer, type FailureRow } from '../http/failure.ts'
import type { Http, HttpAnswer } from '../http/http.ts'
import { listLimits, readNames, readRows } from '../listAnswer.ts'
import type { ReadContext, SourceError } from '../source.ts'
import { encodeMergeRequest, type MergeRequest } from './mergeRequest.ts'

export interface PyroscopeApi {
  /** One row per distinct combination of the asked labels. */
  series(
    matchers: readonly string[],
    labelNames: readonly string[],
    window: TimeWindow,
    signal?: AbortSignal,
  ): Promise<Result<readonly ReadonlyMap<string, string>[], SourceError>>
  labelNames(
    matchers: readonly string[],
    window: TimeWindow,
    signal?: AbortSignal,
  ): Promise<Result<readonly string[], SourceError>>
  selectSeries(request: SeriesRequest, signal?: AbortSignal): Promise<Result<SeriesAnswer, SourceError>>
  /** A pprof file, not compressed; empty windows are an error of code 'empty'. */
  mergeProfile(
    request: MergeRequest,
    context: ReadContext & { readonly where: string },
  ): Promise<Result<ArrayBuffer, SourceError>>
  /** When the oldest and newest profile of the tenant are from; zero when the server has none or does not say. */
  oldestAndNewest(signal?: AbortSignal): Promise<{ readonly oldestMs: EpochMs; readonly newestMs: EpochMs } | undefined>
}

interface SeriesRequest {
  readonly profileTypeId: string
  readonly labelSelector: string
  readonly window: TimeWindow
  readonly stepSeconds: number
  readonly groupBy: readonly string[]
  /** The largest so many series; servers before 1.9 give all. */
  readonly limit?: number
}

export interface SeriesAnswer {
  readonly series: readonly {
    readonly labels: ReadonlyMap<string, string>
    /** A value is the sum of what fell into (atMs − step, atMs]; steps without data have no point. */
    readonly points: readonly { readonly atMs: EpochMs; readonly value: number }[]
  }[]
}

export interface PyroscopeAddress {
  readonly where: string
  readonly url: string
  readonly tenant?: string
  readonly headers: Readonly<Record<string, string>>
}

/** Without it the names that have dots, as OpenTelemetry's have, are left out: pods that only those tell apart would be one. */
const withEveryLabel = '*/*;allow-utf8-labelnames=true'

export function pyroscopeApi(http: Http, address: PyroscopeAddress): PyroscopeApi {
  const headers = {
    ...address.headers,
    ...(address.tenant === undefined ? {} : { 'X-Scope-OrgID': address.tenant }),
  }
  const urlOf = (method: string): string => `${address.url}/querier.v1.QuerierService/${method}`

  const send = (
    method: string,
    body: object,
    signal: AbortSignal | undefined,
    mostListBytes: number,
  ): Promise<Result<HttpAnswer, SourceError>> =>
    http.request({
      url: urlOf(method),
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json', Accept: withEveryLabel },
      body: JSON.stringify(body),
      where: address.where,
      expects: 'json',
      explain: pyroscopeFailures,
      signal,
      mostListBytes,
    })
  const { where } = address

  return {
    async series(matchers, labelNames, window, signal) {
      const got = await send('Series', { matchers, labelNames, ...range(window) }, signal, listLimits.rowBytes)
      if (!got.ok) return got
      const wanted = { key: 'labelsSet', where, most: listLimits.labelSets }
      return readRows(got.value.bytes, wanted, (row) => labelsAt(row, 'labels'))
    },
    async labelNames(matchers, window, signal) {
      const got = await send('LabelNames', { matchers, ...range(window) }, signal, listLimits.nameBytes)
      return got.ok ? readNames(got.value.bytes, 'names', where) : got
    },
    async selectSeries(request, signal) {
      const body = {
        profileTypeID: request.profileTypeId,
        labelSelector: request.labelSelector,
        ...range(request.window),
        step: request.stepSeconds,
        groupBy: request.groupBy,
        ...(request.limit === undefined ? {} : { limit: request.limit }),
      }
      const got = await send('SelectSeries', body, signal, listLimits.rowBytes)
      if (!got.ok) return got
      const series = await readRows(
        got.value.bytes,
        { key: 'series', where, most: listLimits.series },
        (one): SeriesAnswer['series'][number] => ({
          labels: labelsAt(one, 'labels'),
          points: objectsIn(one, 'points').flatMap((point) => {
            const atMs = timeAt(point, 'timestamp')
            return atMs === undefined ? [] : [{ atMs, value: numberAt(point, 'value') }]
          }),
        }),
      )
      return series.ok ? ok({ series: series.value }) : series
    },
    async mergeProfile(request, { where: whose, ...context }) {
      const got = await http.request({
        url: urlOf('SelectMergeProfile'),
        method: 'POST',
        headers: { ...headers, 'Content-Type': 'application/proto' },
        body: encodeMergeRequest(request),
        where: whose,
        expects: 'bytes',
        explain: pyroscopeFailures,
        ...context,
      })
      return got.ok ? ok(got.value.bytes) : got
    },
    async oldestAndNewest(signal) {
      const got = await send('GetProfileStats', {}, signal, listLimits.nameBytes)
      const json = got.ok ? parseAnswer(got.value.bytes, where) : got
      if (!json.ok) return undefined
      const at = (key: string): EpochMs => timeAt(json.value, key) ?? 0
      return { oldestMs: at('oldestProfileTime'), newestMs: at('newestProfileTime') }
    },
  }
}

const range = ({ fromMs, untilMs }: TimeWindow): { start: number; end: number } => ({
  start: Math.round(fromMs),
  end: Math.round(untilMs),
})

/** What Pyroscope says in its own words, in ours. */
const pyroscopeFailures: readonly FailureRow[] = [
  {
    id: 'window-too-long',
    matches: answer(400, /time range exceeds the limit|max(imum)? query length/i),
    code: 'refused',
    what: (failure) => {
      const limit = failure.stage === 'answer' ? /limit: ([^)\s]+)\)/.exec(failure.message)?.[1] : undefined
      return `the window is longer than this server answers in one query${limit === undefined ? '' : ` (${limit})`}`
    },
    todo: 'take a shorter window, or have -querier.max-query-length raised (24 h unless changed)',
  },
  {
    id: 'too-many-nodes',
    matches: answer(400, /max[_ ]?nodes/i),
    code: 'too-large',
    what: () => 'the profile has more nodes than this server hands out',
    todo: 'take a shorter window, or choose one instance',
  },
  {
    id: 'bad-selector',
    matches: answer([400, 500], /parse|matcher|selector/i),
    code: 'refused',
    what: (failure) =>
      `the server does not understand the selection${failure.stage === 'answer' ? `: ${failure.message}` : ''}`,
    todo: 'choose other labels',
  },
  {
    id: 'old-server',
    matches: answer(404, /^404 page not found$/i),
    code: 'not-found',
    what: () => 'this address has no Pyroscope query API (404)',
    todo: 'correct the URL in trifold.config.json: it is the address of Pyroscope, with its path, version 1.0 or newer',
  },
]
