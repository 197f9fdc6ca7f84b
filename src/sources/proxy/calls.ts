/**
 * What the proxies lend: exactly the calls that the sources make, and nothing else of a store. A call is a method, a path below the
 * store's address as it is written (an escape or a dot segment matches nothing) and a query of known names.
 */
export type ProxiedKind = 'pyroscope' | 'parca' | 'go-pprof'

interface Call {
  readonly method: 'GET' | 'POST'
  /** Whole, without the query. */
  readonly path: RegExp
  /** Name → what its value, still escaped, must look like. */
  readonly query: ReadonlyMap<string, RegExp>
}

const anything = /^[^\0]{0,20000}$/
const time = /^[\dTZ.:%A-]{1,40}$/
const whole = /^\d{1,4}$/
const timeRange = [
  ['start', time],
  ['end', time],
] as const

const calls: Readonly<Record<ProxiedKind, readonly Call[]>> = {
  pyroscope: [
    {
      method: 'POST',
      path: /^\/querier\.v1\.QuerierService\/(?:Series|LabelNames|SelectSeries|SelectMergeProfile|GetProfileStats)$/,
      query: new Map(),
    },
  ],
  parca: [
    { method: 'GET', path: /^\/api\/profiles\/types$/, query: new Map(timeRange) },
    {
      method: 'GET',
      path: /^\/api\/profiles\/labels$/,
      query: new Map([...timeRange, ['profileType', anything], ['match', anything]]),
    },
    { method: 'GET', path: /^\/api\/profiles\/labels\/[A-Za-z_][\w.-]{0,199}\/values$/, query: new Map(timeRange) },
    {
      method: 'GET',
      path: /^\/api\/profiles\/query_range$/,
      query: new Map([...timeRange, ['query', anything], ['step', /^[\d.]{1,20}s$/], ['sumBy', anything]]),
    },
    {
      method: 'GET',
      path: /^\/api\/profiles\/query$/,
      query: new Map([
        ['mode', /^MODE_MERGE$/],
        ['merge.query', anything],
        ['merge.start', time],
        ['merge.end', time],
        ['reportType', /^REPORT_TYPE_PPROF$/],
      ]),
    },
  ],
  'go-pprof': [
    { method: 'GET', path: /^\/profile$/, query: new Map([['seconds', whole]]) },
    {
      method: 'GET',
      path: /^\/(?:allocs|heap|mutex|block|goroutine|goroutineleak)$/,
      query: new Map([
        ['seconds', whole],
        ['gc', /^1$/],
        ['debug', /^1$/],
      ]),
    },
  ],
}

/** Undefined when the store may be asked this; otherwise the status and the sentence of the refusal. `rawUrl` begins below the store. */
export function refuseCall(
  kind: ProxiedKind,
  method: string | undefined,
  rawUrl: string,
): { readonly status: number; readonly why: string } | undefined {
  const [path = '', query = '', ...more] = rawUrl.split('?')
  const here = calls[kind].filter((call) => call.path.test(path))
  if (here.length === 0 || more.length > 0)
    return { status: 404, why: 'The proxy passes on only what this page asks for.' }
  const call = here.find((one) => one.method === method)
  if (!call)
    return { status: 405, why: `The proxy passes this on with ${here.map((one) => one.method).join(', ')} only.` }
  const parts = query === '' ? [] : query.split('&')
  const known = parts.every((part) => {
    const [name = '', ...value] = part.split('=')
    return call.query.get(name)?.test(value.join('=')) === true
  })
  return known ? undefined : { status: 403, why: 'The proxy passes on only the parameters that this page sends.' }
}
