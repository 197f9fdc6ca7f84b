/**
 * `recording.json`: the profiles of one service over some minutes, as a folder on any web server.
 *
 *   { "format": "trifold-recording", "version": 1, "service": "payments-api", "runtime": "python 3.11", "cores": 4,
 *     "captures": [{ "file": "cpu-0001.pb.gz", "kind": "cpu", "from": "…+05:30", "until": "…", "covers": "interval" }] }
 *
 * A mistake in one entry costs that entry and leaves a message; only a file that is no recording at all is refused.
 */
import {
  type CaptureKind,
  type Coverage,
  type Runtime,
  type ViewKind,
  captureKinds,
  coverages,
  runtimes,
  viewKinds,
} from '../../core/base/vocabulary.ts'
import { err, ok, type Result } from '../../core/base/result.ts'
import type { EpochMs, TimeWindow } from '../../core/base/units.ts'
import { Mistakes, parseJson, rootField, type Field } from '../decode.ts'
import { unsafePathReason } from './safePath.ts'

export const recordingFileName = 'recording.json'

export interface RecordedCapture {
  /** Relative to the recording's folder, inside it. */
  readonly file: string
  readonly kind?: CaptureKind
  readonly covers?: Coverage
  readonly fromMs?: EpochMs
  readonly untilMs?: EpochMs
  readonly cores?: number
  readonly threads?: number
}

export interface NamedWindow extends TimeWindow {
  readonly name: string
}

interface ProcessObservation {
  readonly atMs: EpochMs
  /** Since process start. */
  readonly cpuSeconds?: number
  readonly rssBytes?: number
  readonly threads?: number
}

/** What collecting one kind of profile cost the program, measured without and with it. */
export interface ProfilerCost {
  readonly profiler: string
  readonly kind?: CaptureKind
  readonly overheadPct: number
  readonly how: string
}

/** A view that was asked for and not had, as whoever recorded saw it: the reason is gone when the recorder is. */
export interface MissingView {
  readonly kind: ViewKind
  readonly reason: 'failed' | 'off'
  /** A sentence or clause each. */
  readonly what: string
  readonly todo: string
  readonly command?: string
  readonly cost?: string
}

export interface Recording {
  readonly service: string
  readonly title?: string
  /** As written: "go1.26.8 linux/amd64". */
  readonly runtimeText?: string
  readonly runtime?: Runtime
  readonly labels: Readonly<Record<string, string>>
  readonly cores?: number
  readonly threads?: number
  readonly note?: string
  /** "captures.zip": the folder captures/, packed. One request instead of one for each of its files. */
  readonly archive?: string
  readonly captures: readonly RecordedCapture[]
  readonly windows: readonly NamedWindow[]
  /** Name of the window to show first. */
  readonly opens?: string
  readonly marks: readonly { readonly atMs: EpochMs; readonly text: string }[]
  readonly process: readonly ProcessObservation[]
  readonly cost: readonly ProfilerCost[]
  readonly missing?: readonly MissingView[]
}

export interface ParsedRecording {
  readonly recording: Recording
  readonly mistakes: readonly string[]
}

const todo = 'compare it with a recording that opens, or record again with npm run record'

/** `where` is the address or file name for messages. */
export function parseRecording(text: string, where: string): Result<ParsedRecording> {
  const json = parseJson(text, where, todo)
  if (!json.ok) return json
  const mistakes = new Mistakes()
  const root = rootField(json.value, mistakes)
  const malformed = (what: string): Result<ParsedRecording> => err({ code: 'malformed', where, what, todo })
  if (!root.isObject()) return malformed('it must be a JSON object with "format": "trifold-recording"')
  if (root.get('format').value !== 'trifold-recording')
    return malformed('its "format" is not "trifold-recording", so it is something else')
  const version = root.get('version').value
  if (version !== 1)
    return err({
      code: 'unsupported',
      where,
      what: `it is of recording version ${JSON.stringify(version) ?? 'unknown'} and this page reads version 1`,
      todo: 'use a newer Trifold',
    })

  const service = root.get('service').said(200)
  const archive = root.get('archive').text(500)
  const unsafe = archive === undefined ? undefined : unsafePathReason(archive)
  if (unsafe !== undefined) root.get('archive').wrong(unsafe)
  const captures = root.get('captures').list(readCapture)
  const recording: Recording = {
    service: service ?? '',
    ...optional('title', root.get('title').said(500)),
    ...runtimePart(root.get('runtime').text(200)),
    labels: root.get('labels').texts(),
    ...optional('cores', positive(root.get('cores'))),
    ...optional('threads', positive(root.get('threads'))),
    ...optional('note', root.get('note').said()),
    ...optional('archive', unsafe === undefined ? archive : undefined),
    captures,
    windows: root.get('windows').list(readWindow),
    ...optional('opens', root.get('opens').said(200)),
    marks: root.get('marks').list(readMark),
    process: root
      .get('process')
      .list(readObservation)
      .sort((a, b) => a.atMs - b.atMs),
    cost: root.get('cost').list(readCost),
    ...(root.get('missing').present ? { missing: root.get('missing').list(readMissing) } : {}),
  }
  if (service === undefined) root.get('service').wrong('is missing: say which service this is')
  if (recording.opens !== undefined && !recording.windows.some((window) => window.name === recording.opens))
    root.get('opens').wrong(`names "${recording.opens}", which is not among the windows`)
  if (captures.length === 0) {
    const why = mistakes.messages.length === 0 ? '' : ` (${mistakes.messages.slice(0, 3).join('; ')})`
    return malformed(`it lists no capture that can be read${why}`)
  }
  return ok({ recording, mistakes: mistakes.messages })
}

function readCapture(entry: Field): RecordedCapture | undefined {
  if (!entry.isObject()) return undefined
  const file = entry.get('file').text(500)
  if (file === undefined) return entry.get('file').present ? undefined : entry.wrong('has no "file"')
  const unsafe = unsafePathReason(file)
  if (unsafe !== undefined) return entry.get('file').wrong(unsafe)
  const fromMs = entry.get('from').time()
  const untilMs = entry.get('until').time()
  if (fromMs !== undefined && untilMs !== undefined && untilMs < fromMs)
    return entry.get('until').wrong('is before "from"')
  return {
    file,
    ...optional('kind', entry.get('kind').oneOf(captureKinds)),
    ...optional('covers', entry.get('covers').oneOf(coverages)),
    ...optional('fromMs', fromMs),
    ...optional('untilMs', untilMs),
    ...optional('cores', positive(entry.get('cores'))),
    ...optional('threads', positive(entry.get('threads'))),
  }
}

function readWindow(entry: Field): NamedWindow | undefined {
  if (!entry.isObject()) return undefined
  const name = entry.get('name').said(200)
  const fromMs = entry.get('from').time()
  const untilMs = entry.get('until').time()
  if (name === undefined || fromMs === undefined || untilMs === undefined)
    return entry.wrong('needs "name", "from" and "until"')
  if (untilMs <= fromMs) return entry.get('until').wrong('must be after "from"')
  return { name, fromMs, untilMs }
}

function readMark(entry: Field): Recording['marks'][number] | undefined {
  if (!entry.isObject()) return undefined
  const atMs = entry.get('at').time()
  const text = entry.get('text').said(500)
  return atMs === undefined || text === undefined ? entry.wrong('needs "at" and "text"') : { atMs, text }
}

function readObservation(entry: Field): ProcessObservation | undefined {
  if (!entry.isObject()) return undefined
  const atMs = entry.get('at').time()
  if (atMs === undefined) return entry.wrong('needs "at"')
  return {
    atMs,
    ...optional('cpuSeconds', entry.get('cpuSeconds').number({ min: 0 })),
    ...optional('rssBytes', entry.get('rssBytes').number({ min: 0 })),
    ...optional('threads', positive(entry.get('threads'))),
  }
}

function readCost(entry: Field): ProfilerCost | undefined {
  if (!entry.isObject()) return undefined
  const profiler = entry.get('profiler').said(200)
  const overheadPct = entry.get('overheadPct').number()
  const how = entry.get('how').said()
  if (profiler === undefined || overheadPct === undefined) return entry.wrong('needs "profiler" and "overheadPct"')
  return { profiler, ...optional('kind', entry.get('kind').oneOf(captureKinds)), overheadPct, how: how ?? '' }
}

function readMissing(entry: Field): MissingView | undefined {
  if (!entry.isObject()) return undefined
  const kind = entry.get('kind').oneOf(viewKinds)
  const reason = entry.get('reason').oneOf(['failed', 'off'])
  const what = entry.get('what').said(1000)
  const todo = entry.get('todo').said(1000)
  if (kind === undefined || reason === undefined || what === undefined || todo === undefined)
    return entry.wrong('needs "kind", "reason", "what" and "todo"')
  const command = optional('command', entry.get('command').text(1000))
  return { kind, reason, what, todo, ...command, ...optional('cost', entry.get('cost').said(500)) }
}

/** Cores may be fractional (a CPU quota of 0.5), but never 0 and never a unit mistake like 4000 milli-CPUs of a laptop. */
const positive = (field: Field): number | undefined => field.number({ min: 0.001, max: 100_000 })

/** `{ key: value }` or nothing: what exactOptionalPropertyTypes wants. */
function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V })
}

function runtimePart(text: string | undefined): Pick<Recording, 'runtimeText' | 'runtime'> {
  return text === undefined ? {} : { runtimeText: text, ...optional('runtime', runtimeOf(text)) }
}

const runtimeNames: readonly (readonly [RegExp, Runtime])[] = [
  [/^go(lang)?[\d.\s/]|^go(lang)?$/i, 'go'],
  [/^(c?python|py)[\s\d./]|^c?python$/i, 'cpython'],
  [/^(jvm|java|openjdk|jdk|hotspot|graalvm|kotlin|scala)\b/i, 'jvm'],
  [/^(node(\.?js)?|v8|deno)\b/i, 'v8'],
  [/^(\.net|dotnet|clr|coreclr)/i, 'dotnet'],
  [/^(native|rust|c\+\+|c|zig|swift)([\s\d/]|$)/i, 'native'],
]

/** "python 3.11" → cpython, "go1.26.8 linux/amd64" → go; undefined for what is not known here. */
export function runtimeOf(text: string): Runtime | undefined {
  const exact = runtimes.find((runtime) => runtime === text.trim().toLowerCase())
  return exact ?? runtimeNames.find(([pattern]) => pattern.test(text.trim()))?.[1]
}
