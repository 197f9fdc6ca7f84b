/**
 * pyinstrument's JSON (`-r json`) and HTML. Wall-clock samples of one thread, each function with the time below it, and beside them
 * the CPU that the whole process used, which is the better number:
 *
 *   {"start_time": 1795850431.2, "duration": 4.02, "sample_count": 659, "cpu_time": 0.53, "root_frame": {"function": "work",
 *    "file_path_short": "app.py", "line_no": 7, "time": 4.02, "children": […]}}
 *   const sessionData = {"session": {…}, "frame_tree": {"identifier": "work\\u0000app.py\\u00007", "time": 4.01, "children": […]}};
 */
import { err, ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { asArray, asNumber, asRecord, asText, type JsonRecord, maxJsonBytes, readJson } from '../json.ts'
import type { FormatReader } from '../parsedFile.ts'
import { pythonFrame } from '../pythonFrame.ts'
import { embeddedJson, parsedJson } from './embedded.ts'

export const readPyinstrumentJson: FormatReader = (bytes, options) => {
  const json = readJson(bytes, options)
  if (!json.ok) return json
  const session = asRecord(json.value)
  return readSession(session, session?.['root_frame'], options.fileName)
}

export const readPyinstrumentHtml: FormatReader = (bytes, options) => {
  if (bytes.length > maxJsonBytes) return broken(options.fileName)
  const text = new TextDecoder().decode(bytes)
  const data = asRecord(parsedJson(embeddedJson(text, 'const sessionData = ')))
  // Before 5.0 the page called its renderer with the JSON of `-r json`.
  const older = data ? undefined : asRecord(parsedJson(embeddedJson(text, "document.getElementById('app'), ")))
  return data
    ? readSession(asRecord(data['session']), data['frame_tree'], options.fileName)
    : readSession(older, older?.['root_frame'], options.fileName)
}

export function broken(where: string): ReturnType<FormatReader> {
  return err({
    code: 'malformed',
    where,
    what: 'it looks like pyinstrument’s and its frames cannot be read',
    todo: 'write it again: pyinstrument --load-prev ID -r json',
  })
}

interface Frame {
  readonly name: string
  readonly file: string
  readonly line: number
  readonly seconds: number
  readonly children: readonly unknown[]
}

/** pyinstrument's own marks inside a function: time of its own. What it awaited, or what was outside of what was asked, is not its own. */
const marks = /^\[self\]$/
const waits = /^\[(?:await|out-of-context)\]$/

function frameOf(value: unknown): Frame | undefined {
  const record = asRecord(value)
  const seconds = asNumber(record?.['time'])
  if (record === undefined || seconds === undefined) return undefined
  const identifier = asText(record['identifier'])
  const [name = '', file = '', line = ''] =
    identifier === undefined
      ? [
          asText(record['function']),
          asText(record['file_path']) ?? asText(record['file_path_short']),
          String(asNumber(record['line_no']) ?? 0),
        ]
      : identifier.split('\u0000', 3)
  return { name, file, line: Number(line) || 0, seconds, children: asArray(record['children']) }
}

function readSession(session: JsonRecord | undefined, root: unknown, where: string): ReturnType<FormatReader> {
  const top = frameOf(root)
  const startS = asNumber(session?.['start_time'])
  const durationS = asNumber(session?.['duration'])
  if (session === undefined || top === undefined || startS === undefined || durationS === undefined || durationS <= 0)
    return broken(where)
  const builder = new ProfileBuilder([{ type: 'wall', unit: 'nanoseconds' }])
  addFrames(builder, root)
  builder.note('one thread, waiting or not: wall-clock time, not CPU')
  const startMs = startS * 1000
  const durationMs = durationS * 1000
  const cpuSeconds = asNumber(session['cpu_time'])
  const profile = builder.finish({
    format: 'pyinstrument',
    emitter: 'pyinstrument',
    runtime: 'cpython',
    startMs,
    durationMs,
  })
  const window = { fromMs: startMs, untilMs: startMs + durationMs }
  return ok({
    format: 'pyinstrument',
    parts: [{ kind: 'wall', covers: 'interval', window, profile }],
    facts:
      cpuSeconds === undefined
        ? {}
        : {
            processCpu: [
              { timeMs: startMs, seconds: 0 },
              { timeMs: startMs + durationMs, seconds: cpuSeconds },
            ],
          },
  })
}

/** Without recursion: a file may be deeper than any stack. */
export function addFrames(builder: ProfileBuilder, root: unknown): void {
  const top = frameOf(root)
  const open: { readonly frame: Frame; readonly stack: number }[] = top === undefined ? [] : [{ frame: top, stack: -1 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { frame, stack: under } = next
    const isMark = marks.test(frame.name)
    const made = waits.test(frame.name)
      ? builder.frame(frame.name)
      : pythonFrame(builder, frame.name, frame.file, frame.line)
    const stack = isMark ? under : builder.stack(under, made)
    let self = frame.seconds
    for (const value of frame.children) {
      const child = frameOf(value)
      if (child === undefined) continue
      self -= child.seconds
      open.push({ frame: child, stack })
    }
    // Times are printed in microseconds: less than that is rounding.
    if (self > 2e-6) builder.addToSample(stack, Math.round(self * 1e9))
  }
}
