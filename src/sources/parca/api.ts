/** Parca's REST calls, typed. Times are RFC 3339, durations "15s", no data is 404. */
import { err, ok, type Result } from '../../core/base/result.ts'
import type { EpochMs, TimeWindow } from '../../core/base/units.ts'
import { isObject, labelsAt, numberAt, objectsIn, parseAnswer, textAt, type JsonObject } from '../answers.ts'
import { answer, type Failure, type FailureRow, titleOf } from '../http/failure.ts'
import type { Http } from '../http/http.ts'
import { listLimits, readNames, readRows } from '../listAnswer.ts'
import type { ReadContext, SourceError } from '../source.ts'

export interface ParcaApi {
  profileTypes(window: TimeWindow, signal?: AbortSignal): Promise<Result<readonly string[], SourceError>>
  /** Of the series of one type; `matchers` like `job="api"`. */
  labelNames(
    typeId: string,
    matchers: string,
    window: TimeWindow,
    signal?: AbortSignal,
  ): Promise<Result<readonly string[], SourceError>>
  labelValues(name: string, window: TimeWindow, signal?: AbortSignal): Promise<Result<readonly string[], SourceError>>
  /** No data is an empty list. */
  queryRange(request: RangeRequest, signal?: AbortSignal): Promise<Result<readonly ParcaSeries[], SourceError>>
  /** Σ over the window as a pprof file; no data is an error of code 'empty'. */
  merge(
    query: string,
    window: TimeWindow,
    context: ReadContext & { readonly where: string },
  ): Promise<Result<ArrayBuffer, SourceError>>
}

interface RangeRequest {
  readonly query: string
  readonly window: TimeWindow
  readonly stepSeconds: number
  /** Of interval types; the others always come apart by all labels. */
  readonly sumBy?: readonly string[]
}

export interface ParcaSeries {
  readonly labels: ReadonlyMap<string, string>
  /** Ascending. Interval types: a sum over the step and its rate. Others: one raw sample of the step. */
  readonly samples: readonly { readonly atMs: EpochMs; readonly value: number; readonly perSecond: number }[]
}

export interface ParcaAddress {
  readonly where: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

export function parcaApi(http: Http, { where, url, headers }: ParcaAddress): ParcaApi {
  async function get(
    path: string,
    parameters: readonly (readonly [string, string])[],
    context: ReadContext & {
      readonly where?: string
      readonly explain?: readonly FailureRow[]
      readonly mostListBytes?: number
    } = {},
  ): Promise<Result<ArrayBuffer, SourceError>> {
    const query = new URLSearchParams(parameters.map(([name, value]) => [name, value]))
    const got = await http.request({
      url: `${url}/api/profiles/${path}?${query.toString()}`,
      headers: { ...headers, Accept: 'application/json' },
      expects: 'json',
      explain: parcaFailures,
      ...context,
      where: context.where ?? where,
    })
    return got.ok ? ok(got.value.bytes) : got
  }
  const { rowBytes, nameBytes, series, names } = listLimits

  return {
    async profileTypes(window, signal) {
      const got = await get('types', range(window), { signal, mostListBytes: nameBytes })
      return got.ok ? readRows(got.value, { key: 'types', where, most: names }, typeId) : emptyWhen(got, [])
    },
    async labelNames(type, matchers, window, signal) {
      const got = await get('labels', [['profileType', type], ['match', matchers], ...range(window)], {
        signal,
        explain: queryFailures,
        mostListBytes: nameBytes,
      })
      return got.ok ? readNames(got.value, 'labelNames', where) : emptyWhen(got, [])
    },
    async labelValues(name, window, signal) {
      const path = `labels/${encodeURIComponent(name)}/values`
      const got = await get(path, range(window), { signal, mostListBytes: nameBytes })
      return got.ok ? readNames(got.value, 'labelValues', where) : emptyWhen(got, [])
    },
    async queryRange({ query, window, stepSeconds, sumBy = [] }, signal) {
      const parameters = [['query', query], ...range(window), ['step', `${stepSeconds}s`]] as const
      const got = await get('query_range', [...parameters, ...sumBy.map((name) => ['sumBy', name] as const)], {
        signal,
        explain: queryFailures,
        mostListBytes: rowBytes,
      })
      return got.ok ? readRows(got.value, { key: 'series', where, most: series }, readSeries) : emptyWhen(got, [])
    },
    async merge(query, window, context) {
      const parameters = [
        ['mode', 'MODE_MERGE'],
        ['merge.query', query],
        ['merge.start', iso(window.fromMs)],
        ['merge.end', iso(window.untilMs)],
        ['reportType', 'REPORT_TYPE_PPROF'],
      ] as const
      const got = await get('query', parameters, { ...context, explain: queryFailures })
      const json = got.ok ? parseAnswer(got.value, where) : got
      if (!json.ok) return json
      const bytes = fromBase64(textAt(json.value, 'pprof'))
      if (bytes !== undefined && bytes.byteLength > 0) return ok(bytes)
      return err({
        code: bytes === undefined ? 'malformed' : 'empty',
        where: context.where,
        what: bytes === undefined ? 'the profile in the answer is damaged' : 'the answer has no profile in it',
        todo: 'choose another window, or see whether this is a Parca server',
      })
    },
  }
}

/** Nothing in a window is an answer for lists; only for a profile it is an error. */
function emptyWhen<T>(failed: { readonly ok: false; readonly error: SourceError }, empty: T): Result<T, SourceError> {
  return failed.error.code === 'empty' ? ok(empty) : failed
}

const iso = (ms: EpochMs): string => new Date(Math.round(ms)).toISOString()

const range = ({ fromMs, untilMs }: TimeWindow): readonly (readonly [string, string])[] => [
  ['start', iso(fromMs)],
  ['end', iso(untilMs)],
]

function typeId(type: JsonObject): string {
  const parts = ['name', 'sampleType', 'sampleUnit', 'periodType', 'periodUnit'].map((key) => textAt(type, key))
  return [...parts, ...(type['delta'] === true ? ['delta'] : [])].join(':')
}

function readSeries(series: JsonObject): ParcaSeries {
  const labelset = series['labelset']
  const samples = objectsIn(series, 'samples').map((sample) => ({
    atMs: Date.parse(textAt(sample, 'timestamp')),
    value: numberAt(sample, 'value'),
    perSecond: numberAt(sample, 'valuePerSecond'),
  }))
  return {
    labels: isObject(labelset) ? labelsAt(labelset, 'labels') : new Map(),
    samples: samples.filter(({ atMs }) => !Number.isNaN(atMs)).sort((a, b) => a.atMs - b.atMs),
  }
}

/** Undefined when it is not base64. */
function fromBase64(text: string): ArrayBuffer | undefined {
  try {
    const binary = atob(text)
    const bytes = new Uint8Array(binary.length)
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
    return bytes.buffer
  } catch {
    return undefined
  }
}

const parcaFailures: readonly FailureRow[] = [
  // Parca always says something, if only {}: nothing at all comes from what stands in front of it, and says nothing about data.
  {
    id: 'no-answer',
    matches: (failure) => failure.stage === 'answer' && failure.status < 300 && failure.empty,
    code: 'malformed',
    what: () => 'the answer has no bytes in it',
    todo: 'see what stands in front of Parca: a login, or a proxy that does not pass this path on',
  },
  {
    id: 'no-data',
    matches: answer(404, /no data found/i),
    code: 'empty',
    what: () => 'it has nothing for this selection and window',
    todo: 'choose another window or fewer labels; without persistence Parca forgets everything when it restarts',
  },
  {
    id: 'message-limit',
    matches: answer([413, 429, 500], /larger than max|ResourceExhausted|message size/i),
    code: 'too-large',
    what: () => 'the profile of this window is larger than the 4 MiB that Parca hands out over REST',
    todo: 'take a shorter window, or choose one instance',
  },
  {
    id: 'unimplemented',
    matches: answer([501, 404], /unimplemented|not implemented/i),
    code: 'unsupported',
    what: () => 'this version of Parca cannot answer that',
    todo: 'update the server',
  },
]

/**
 * Parca serves its own page for every 404, also for the one by which its API says "no data": status 200 and HTML (seen in a build of
 * July 2026). Queries come after `types` or `labels` answered at the same address, so there its own page means that there is no data. Any
 * other page is of whoever stands in front, and says nothing about data: a login that ended between two calls, say.
 */
const queryFailures: readonly FailureRow[] = [
  {
    id: 'no-data-as-page',
    matches: (failure) => isPage(failure) && /^\s*parca(?: test)?\s*$/i.test(titleOf(failure) ?? ''),
    code: 'empty',
    what: () => 'it has nothing for this selection and window',
    todo: 'choose another window or fewer labels; without persistence Parca forgets everything when it restarts',
  },
  {
    id: 'page-of-another',
    matches: isPage,
    code: 'refused',
    what: (failure) => {
      const title = titleOf(failure)
      return `an HTML page${title ? ` (“${title.trim()}”)` : ''} came back instead of data`
    },
    todo: 'log in to that server in another tab, then reload; if that changes nothing, see what stands in front of Parca',
  },
  ...parcaFailures,
  // Whoever stands in front may put words of its own into the body: the address has answered before, so what is not there is the data.
  {
    id: 'no-data-in-other-words',
    matches: answer(404),
    code: 'empty',
    what: () => 'it has nothing for this selection and window',
    todo: 'choose another window or fewer labels; without persistence Parca forgets everything when it restarts',
  },
]

function isPage(failure: Failure): failure is Extract<Failure, { readonly stage: 'answer' }> {
  return failure.stage === 'answer' && failure.status === 200 && failure.html && !failure.redirected
}
