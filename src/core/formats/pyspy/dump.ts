/**
 * `py-spy dump`, as text and as --json: what every thread did at one instant, leaf first. Several dumps in one file (one
 * after the other, as a loop in a shell writes them) are several observations of each thread: a wait profile. There is no
 * time in either form. Locals, arguments and command lines, which --locals and --subprocesses write, are never read.
 */
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { err, ok, type LoadError, type Result } from '../../base/result.ts'
import { asArray, asNumber, asRecord, asText, readJson } from '../json.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader, ParsedFile, ReadOptions } from '../parsedFile.ts'
import { pythonFrame } from '../pythonFrame.ts'
import { placeOf } from './rawText.ts'

type State = 'idle' | 'active' | 'active+gil'

export const readPySpyDumpText: FormatReader = (bytes, options) => {
  const dumps = new Dumps('py-spy-dump')
  let frames: number[] | undefined
  let thread: { readonly id: string; readonly name: string; readonly state: State } | undefined
  const finishThread = (): void => {
    if (thread !== undefined && frames !== undefined) dumps.add(frames, thread.id, thread.name, thread.state)
    thread = undefined
  }
  forEachLine(bytes, (line) => {
    if (/^Process \d+:/.test(line)) {
      finishThread()
      dumps.begin()
      return
    }
    const head = /^Thread (\S+) \((idle|active(?:\+gil)?)\)(?:: "(.*)")?$/.exec(line)
    if (head) {
      finishThread()
      thread = { id: head[1]!, name: head[3] ?? '', state: head[2] as State }
      frames = []
      return
    }
    // Four spaces: a frame. Eight and more: arguments and locals.
    if (thread === undefined || frames === undefined || !/^ {4}\S/.test(line)) return
    const { name, file, line: lineNumber } = placeOf(line.slice(4))
    if (file !== '') frames.push(pythonFrame(dumps.builder, name, file, lineNumber))
  })
  finishThread()
  return dumps.finish(options)
}

export const readPySpyDumpJson: FormatReader = (bytes, options) => {
  const dumps = new Dumps('py-spy-dump')
  for (const text of splitArrays(bytes)) {
    const json = readJson(text, options)
    if (!json.ok) return json
    // One array of threads; or an array of such arrays, which is what collecting dumps with jq gives.
    const outer = asArray(json.value)
    const observations = outer.some(Array.isArray) ? outer.map(asArray) : [outer]
    for (const threads of observations) {
      dumps.begin()
      for (const thread of threads) addJsonThread(dumps, thread)
    }
  }
  return dumps.finish(options)
}

function addJsonThread(dumps: Dumps, value: unknown): void {
  const thread = asRecord(value)
  if (thread === undefined || !Array.isArray(thread['frames'])) return
  const frames: number[] = []
  for (const item of asArray(thread['frames'])) {
    const frame = asRecord(item)
    const name = asText(frame?.['name'])
    if (name === undefined) continue
    const file = asText(frame?.['filename']) ?? ''
    frames.push(pythonFrame(dumps.builder, name, file, asNumber(frame?.['line']) ?? 0, asText(frame?.['module']) ?? ''))
  }
  const process = asNumber(thread['pid']) ?? 0
  const id = asNumber(thread['os_thread_id']) ?? asNumber(thread['thread_id']) ?? 0
  const state = thread['owns_gil'] === true ? 'active+gil' : thread['active'] === true ? 'active' : 'idle'
  dumps.add(frames, `${process}/${id}`, asText(thread['thread_name']) ?? '', state)
}

class Dumps {
  readonly builder: ProfileBuilder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
  readonly #format: string
  #dumps = 0
  readonly #threads = new Set<number>()

  constructor(format: string) {
    this.#format = format
  }

  begin(): void {
    this.#dumps += 1
  }

  add(leafFirst: readonly number[], id: string, name: string, state: State): void {
    const thread = this.builder.thread(id, name)
    this.#threads.add(thread)
    const labelSet = this.builder.labelSet([{ key: 'state', value: state }])
    this.builder.addToSample(this.builder.stackFromLeaf(leafFirst), 1, { thread, labelSet })
  }

  finish(options: ReadOptions): Result<ParsedFile, LoadError> {
    const { builder } = this
    if (builder.sampleCount === 0) {
      return err({
        code: 'malformed',
        where: options.fileName,
        what: 'it looks like py-spy dump, but no thread in it has a stack',
        todo: 'run `py-spy dump --pid PID --json --native` again',
      })
    }
    const ticks = Math.max(1, this.#dumps)
    builder.note(
      `${ticks} ${ticks === 1 ? 'observation' : 'observations'} of ${this.#threads.size} threads; py-spy dump writes no time${ticks < 30 ? ', and 30 to 100 observations make a wait profile' : ''}`,
    )
    const profile = builder.finish({
      format: this.#format,
      emitter: 'py-spy',
      runtime: 'cpython',
      ticks,
      threadCount: this.#threads.size,
    })
    if (!profile.frames.flags.some((flags) => flags !== 0)) {
      const note = 'without --native, waiting for a lock cannot be told from running the line that takes it'
      return ok(this.#parsed({ ...profile, meta: { ...profile.meta, notes: [...profile.meta.notes, note] } }))
    }
    return ok(this.#parsed(profile))
  }

  #parsed(profile: ParsedFile['parts'][number]['profile']): ParsedFile {
    return { format: this.#format, parts: [{ kind: 'wall', covers: 'interval', profile }], facts: {} }
  }
}

/** Top-level arrays written one after the other: `[…]\n[…]`. One pass over the bytes; text in quotes is stepped over. */
function* splitArrays(bytes: Uint8Array): Generator<Uint8Array> {
  let depth = 0
  let start = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!
    if (byte === 0x22) {
      for (at += 1; at < bytes.length && bytes[at] !== 0x22; at += 1) if (bytes[at] === 0x5c) at += 1
    } else if (byte === 0x5b || byte === 0x7b) {
      if (depth === 0) start = at
      depth += 1
    } else if (byte === 0x5d || byte === 0x7d) {
      depth -= 1
      if (depth === 0) yield bytes.subarray(start, at + 1)
      if (depth < 0) break
    }
  }
  if (depth !== 0) yield bytes.subarray(start)
}
