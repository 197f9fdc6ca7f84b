/** What a server answered instead of a profile, saved to a file under a profile’s name. */
import type { Head } from './head.ts'
import type { RefusedRow } from './sniff.ts'

const longest = 4000
/** Go’s `http.Error`, proxies, and what `net/http/pprof` says itself. */
const asText =
  /^(?:[45]\d\d [A-Za-z]|(?:Unauthorized|Forbidden|Not Found|Bad Gateway|Service Unavailable|Gateway Timeout|Internal Server Error|Method Not Allowed|Too Many Requests)\.?\s*$|upstream connect error|no healthy upstream|Could not enable (?:CPU profiling|tracing): |Unknown profile\s*$)/i
const noLogin =
  /unauthori[sz]ed|unauthenticated|forbidden|access.?denied|authenticat|authoriz|not logged in|\b40[13]\b|token/i
const notThere = /\b404\b|not.?found|unknown profile/i
const failures: ReadonlySet<unknown> = new Set(['error', 'fail', 'failed', 'failure', false])

export const serverAnswer: readonly RefusedRow[] = [
  answer(noLogin, 'Ask again with a login, for example `curl -H "Authorization: Bearer TOKEN" -o FILE URL`'),
  answer(notThere, 'Look at the path and port, and whether its profiling endpoints are switched on, and ask again'),
  answer(/^/, 'Read in it what was wrong, and ask again; `curl --fail` saves no such file'),
]

function answer(about: RegExp, todo: string): RefusedRow {
  return {
    format: 'server-answer',
    sniff: (head) => (isAnswer(head) && about.test(head.text) ? 'yes' : 'no'),
    refuse: { what: 'it is the answer of a server that refused or failed, and no profile', todo },
  }
}

function isAnswer({ isText, text, bytes }: Head): boolean {
  return isText && bytes.length <= longest && (asText.test(text.trimStart()) || isErrorObject(text))
}

/** `{"error": …}`, `{"code": 401, "message": …}`, `{"status": "Failure", …}`: one object and no line of a log, which has a level or a time. */
function isErrorObject(text: string): boolean {
  const object = parsed(text)
  if (object === undefined || 'level' in object || 'time' in object || 'timestamp' in object) return false
  const { error, errors, code, statusCode, status, message, success } = object
  if (isSaid(error) || isSaid(errors)) return true
  const failed = [code, statusCode, status].some((one) => Number(one) >= 400 && Number(one) < 600)
  const says = [status, success].some((one) => failures.has(typeof one === 'string' ? one.toLowerCase() : one))
  return failed || says || (typeof message === 'string' && (noLogin.test(message) || notThere.test(message)))
}

const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== false && value !== ''

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
