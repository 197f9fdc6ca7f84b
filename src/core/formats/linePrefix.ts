/**
 * What a chat, a mail or a log puts before each line of a text that is otherwise read here:
 *
 *       goroutine 7 [running]:                                         most of it indented as code
 *   [pod/orders-7c9f-x2x/app] goroutine 7 [running]:                   kubectl logs --prefix
 *   orders-7c9f-x2x app goroutine 7 [running]:                       stern, also in [ ], and with the namespace first
 *   orders-1  | goroutine 7 [running]:                                 docker compose logs
 *   2026-11-30T17:20:01.123456789Z stderr F goroutine 7 [running]:     with times, and as containerd writes it
 *   Nov 30 17:20:01 node-3 orders[812]: goroutine 7 [running]:         journald, syslog
 *   2026-11-30 17:20:01,123 INFO [main] c.s.Dump - goroutine 7 [ru…    a logger of the program
 *   {"log":"goroutine 7 [running]:\n","stream":"stderr","time":…}      docker's own files, and what collects logs as JSON
 *
 * Asked, and loaded, when no reader knows a file.
 */
import type { LoadError } from '../base/result.ts'
import type { Head } from './head.ts'
import { asRecord, asText } from './json.ts'
import { mostPrefixedBytes } from './pieces.ts'

interface Prefix {
  readonly pattern: RegExp
  readonly called: string
  /** Who wrote the line: those of several stand among each other. */
  readonly source?: true
}

const word = '[a-z][a-z0-9-]{0,62}'
const pod = '(?=[a-z0-9.]{1,60}-)[a-z][a-z0-9.-]{0,252}'
const sternOf = (names: string): RegExp => new RegExp(`^(?:\\[${names}\\]|${names})(?: |\\r?$)`)

const prefixes: readonly Prefix[] = [
  { pattern: /^\[pod\/[^\]\s]{1,300}\] ?/, called: 'the name of the pod', source: true },
  // Names of pods have a hyphen; without it any two words would be a prefix.
  { pattern: sternOf(`${word} ${pod} ${word}`), called: 'the names of namespace, pod and container', source: true },
  { pattern: sternOf(`${pod} ${word}`), called: 'the name of the pod and of the container', source: true },
  { pattern: /^[\w.-]{1,100} {1,40}\| ?/, called: 'the name of the container', source: true },
  {
    pattern:
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d) [\w.-]{1,200} [^\s:[\]]{1,200}\[\d{1,9}\]: ?/,
    called: 'the time and the program',
  },
  {
    pattern:
      /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?Z? [^\n]{0,80}?\b(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL)\b(?: {1,5}[^\s]{1,100}){0,3} {1,5}(?:-|:)(?: |$)/,
    called: 'what a logger writes',
  },
  {
    pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)(?: std(?:out|err) [FP])?(?: |$)/,
    called: 'the time',
  },
  {
    pattern: /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S{1,200} [^\s:]{1,200}: ?/,
    called: 'the time and the program',
  },
]

/** Text around what was pasted has none. */
const leastShare = 0.9
const leastIndented = 0.75
const fewestLines = 3

export interface Bare {
  readonly bytes: Uint8Array
  readonly called: string
  /** Lines of so many stand among each other: `bytes` are those of the first. */
  readonly sources: number
}

/** @returns undefined where lines begin with nothing that they have in common */
export function withoutPrefix(head: Head): Bare | undefined {
  if (!head.isText || head.bytes.length > mostPrefixedBytes) return undefined
  const lines = head.text.split(/\r?\n/)
  if (head.bytes.length > head.text.length) lines.pop()
  const some = lines.filter((line) => line.trim() !== '')
  if (some.length < fewestLines) return undefined
  const logged = loggedAsJson(some)
  if (logged !== undefined) {
    const texts = new TextDecoder()
      .decode(head.bytes)
      .split('\n')
      .flatMap((line) => textIn(line, logged) ?? [])
    return { bytes: new TextEncoder().encode(texts.join('\n')), called: 'what a log as JSON has around it', sources: 0 }
  }
  const share = (pattern: RegExp): number => some.filter((line) => pattern.test(line)).length / some.length
  const found = prefixes.find(({ pattern }) => share(pattern) >= leastShare) ?? indentation(some, share)
  if (found === undefined) return undefined
  const { pattern, called, source } = found
  const sourceOf = (line: string): string | undefined => pattern.exec(line)?.[0].trim()
  const sources = source ? new Set(some.flatMap((line) => sourceOf(line) ?? [])) : new Set<string>()
  const [first] = sources
  const all = new TextDecoder().decode(head.bytes).split('\n')
  const own = sources.size > 1 ? all.filter((line) => sourceOf(line) === first) : all
  const bare = own.map((line) => line.replace(pattern, ''))
  return { bytes: new TextEncoder().encode(bare.join('\n')), called, sources: sources.size }
}

const jsonKeys: readonly string[] = ['log', 'message', 'msg', 'textPayload', 'line']

/** @returns the key under which most lines have their text */
function loggedAsJson(lines: readonly string[]): string | undefined {
  if (!lines[0]!.startsWith('{')) return undefined
  return jsonKeys.find(
    (key) => lines.filter((line) => textIn(line, key) !== undefined).length / lines.length >= leastShare,
  )
}

function textIn(line: string, key: string): string | undefined {
  if (!line.startsWith('{') || !line.includes(`"${key}"`)) return undefined
  try {
    return asText(asRecord(JSON.parse(line))?.[key])?.replace(/\r?\n$/, '')
  } catch {
    return undefined
  }
}

/** A name before each line is what wrote it where one of them alone wrote something that is read here; else the words are the log’s own. */
export function ofSeveralSources(where: string, sources: number): LoadError {
  return {
    code: 'malformed',
    where,
    what: `its lines are of ${sources} sources, among each other`,
    todo: 'Save what one of them wrote (`kubectl logs POD`, `docker logs CONTAINER`)',
  }
}

/** As far as all indented lines are: what is further in belongs to the text. */
function indentation(lines: readonly string[], share: (pattern: RegExp) => number): Prefix | undefined {
  if (share(/^[ \t]/) < leastIndented) return undefined
  const widths = lines.flatMap((line) => /^(?: {1,16}|\t)/.exec(line)?.[0] ?? [])
  const least = widths.reduce((shortest, one) => (one.length < shortest.length ? one : shortest), ' '.repeat(16))
  return { pattern: new RegExp(`^${least}`), called: 'the indentation' }
}
