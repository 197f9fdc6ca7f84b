/**
 * What happened to a service, as some server of the operator says: deploys, flags, restarts. `events` in trifold.config.json is its
 * address; it is asked with the service and the time on screen (`?service=…&from=…&until=…`) and may ignore all three.
 *
 *   [{ "at": "2026-11-22T18:20:24+05:30", "text": "audit logging switched on", "service": "payments-api" }]
 *
 * or an object with such a list under `events`; `time` (milliseconds since 1970) stands for `at`, as Grafana's annotations have it.
 */
import { err, ok, type Result } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { Mark } from '../../core/analysis/onset.ts'
import { type Field, Mistakes, parseJson, rootField } from '../decode.ts'
import type { FailureRow } from '../http/failure.ts'
import type { Http } from '../http/http.ts'
import type { SourceError } from '../source.ts'

export interface EventsAsked {
  readonly service: string
  readonly window: TimeWindow
}

/** More are no events any more but a log, and a line has no room for them. */
const mostEvents = 200
/** Ten thousand with all that fits into one. */
const mostBytes = 4e6
const tooLong: FailureRow = {
  id: 'log',
  matches: (failure) => failure.stage === 'size' && failure.ofList === true,
  code: 'too-large',
  what: () => `the answer is larger than ${mostBytes / 1e6} MB, which is a log and no list of events`,
  todo: 'let it answer only what happened to the service and in the time that it is asked about',
}
const where = 'events'

export async function readEvents(
  http: Http,
  address: string,
  asked: EventsAsked,
  signal?: AbortSignal,
): Promise<Result<readonly Mark[], SourceError>> {
  const url = new URL(address)
  url.searchParams.set('service', asked.service)
  url.searchParams.set('from', new Date(asked.window.fromMs).toISOString())
  url.searchParams.set('until', new Date(asked.window.untilMs).toISOString())
  const answer = await http.request({
    url: url.href,
    where,
    expects: 'json',
    signal,
    timeoutMs: 10_000,
    mostListBytes: mostBytes,
    explain: [tooLong],
  })
  return answer.ok ? parseEvents(new TextDecoder().decode(answer.value.bytes), asked) : answer
}

/** Those of this service (or of none in particular) in this time; the newest where there are too many. */
export function parseEvents(text: string, { service, window }: EventsAsked): Result<readonly Mark[], SourceError> {
  const todo = 'answer a JSON list of {"at": time, "text": words}'
  const json = parseJson(text, where, todo)
  if (!json.ok) return json
  const mistakes = new Mistakes(5)
  const root = rootField(json.value, mistakes)
  const found = (Array.isArray(json.value) ? root : root.get('events')).list((entry) => readEvent(entry, service))
  // One entry that is wrong costs itself; where nothing is right, the address is likely another one's.
  const [first] = mistakes.messages
  if (found.length === 0 && first !== undefined) return err({ code: 'malformed', where, what: first, todo })
  return ok(
    found
      .filter(({ atMs }) => atMs >= window.fromMs && atMs <= window.untilMs)
      .toSorted((a, b) => a.atMs - b.atMs)
      .slice(-mostEvents),
  )
}

function readEvent(entry: Field, service: string): Mark | undefined {
  if (!entry.isObject()) return undefined
  const of = entry.get('service').text(200)
  const atMs = entry.get('at').present ? entry.get('at').time() : entry.get('time').number({ min: 0 })
  const text = entry.get('text').said(2000)
  if (atMs === undefined || text === undefined) return entry.wrong('needs "at" and "text"')
  const words = text.replace(/\s+/g, ' ').trim().slice(0, 200)
  return words === '' || (of !== undefined && of !== service) ? undefined : { atMs, text: words }
}
