/**
 * `py-spy dump`, as text and as --json: what every thread did at one instant, leaf first. Several dumps in one file (one
 * after the other, as a loop in a shell writes them) are several observations of each thread: a wait profile. There is no
 * time in either form. Locals, arguments and command lines, which --locals and --subprocesses write, are never read.
 */
import { frameFlags } from '../../profile/profile.ts'
import type { LockName } from '../../base/looks.ts'
import type { LoadError, Result } from '../../base/result.ts'
import { asArray, asNumber, asRecord, asText, readJson } from '../json.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader, ParsedFile, ReadOptions } from '../parsedFile.ts'
import { isNativePythonFrame, pythonFrame } from '../pythonFrame.ts'
import { siteOf, type DumpFrame } from '../threadDump/dumpedThread.ts'
import { LooksBuilder, type DumpKind } from '../threadDump/looksBuilder.ts'
import { idleState, type PythonPlace, type PythonState } from './dumpState.ts'
import { ProcessDumps } from './processDumps.ts'
import { placeOf } from './rawText.ts'

/** `waiting-for-gil`, `current` (it handled the signal to print) and `not-said`: what other tools that print Python's stacks say, or do not. */
export type PrintedState = 'idle' | 'active' | 'active+gil' | 'waiting-for-gil' | 'current' | 'not-said'

const pySpyDump: DumpKind = {
  format: 'py-spy-dump',
  emitter: 'py-spy',
  runtime: 'cpython',
  part: { kind: 'wall' },
  valueType: 'samples',
  todo: 'run `py-spy dump --pid PID --json --native` again',
  sees: 'states',
  keepsPlaces: true,
  findsHolders: true,
}

export const readPySpyDumpText: FormatReader = (bytes, options) => {
  const dumps = new ProcessDumps(pySpyDumps)
  let frames: PythonFrame[] | undefined
  let thread: { readonly id: string; readonly name: string; readonly state: PrintedState } | undefined
  let isFlat = false
  const finishThread = (): void => {
    if (thread !== undefined && frames !== undefined) dumps.current.add(frames, thread.id, thread.name, thread.state)
    thread = undefined
  }
  forEachLine(bytes, (line) => {
    const pid = /^Process (\d{1,10}):/.exec(line)?.[1]
    if (pid !== undefined) {
      finishThread()
      dumps.begin(pid)
      return
    }
    const head = /^Thread (\S+) \((idle|active(?:\+gil)?)\)(?:: "(.*)")?$/.exec(line)
    if (head) {
      finishThread()
      isFlat = false
      thread = { id: head[1]!, name: head[3] ?? '', state: head[2] as PrintedState }
      frames = []
      return
    }
    if (thread === undefined || frames === undefined) return
    if (/^\S/.test(line) && frames.length === 0) isFlat = true
    // Four spaces: a frame. Eight and more: arguments and locals.
    if (!(isFlat ? isFlatFrame(line) : /^ {4}\S/.test(line))) return
    const { name, file, line: lineNumber } = placeOf(line.trimStart())
    if (file !== '') frames.push(dumps.current.frame(name, file, lineNumber))
  })
  finishThread()
  return dumps.finish(options)
}

/** Without the blanks that chats and forms take away, arguments and locals are told by the colon behind their name. */
const isFlatFrame = (line: string): boolean => /^\S[^\n]* \([^()]*\)$/.test(line) && !/^[^\s(]+: /.test(line)

export const readPySpyDumpJson: FormatReader = (bytes, options) => {
  const dumps = new ProcessDumps(pySpyDumps)
  for (const text of splitArrays(bytes)) {
    const json = readJson(text, options)
    if (!json.ok) return json
    // One array of threads; or an array of such arrays, which is what collecting dumps with jq gives.
    const outer = asArray(json.value)
    const observations = outer.some(Array.isArray) ? outer.map(asArray) : [outer]
    for (const threads of observations) {
      const begun = new Map<number, PythonDumps>()
      for (const thread of threads) {
        const pid = asNumber(asRecord(thread)?.['pid']) ?? 0
        const own = begun.get(pid) ?? dumps.begin(String(pid))
        begun.set(pid, own)
        addJsonThread(own, thread)
      }
    }
  }
  return dumps.finish(options)
}

function addJsonThread(dumps: PythonDumps, value: unknown): void {
  const thread = asRecord(value)
  if (thread === undefined || !Array.isArray(thread['frames'])) return
  const frames: PythonFrame[] = []
  for (const item of asArray(thread['frames'])) {
    const frame = asRecord(item)
    const name = asText(frame?.['name'])
    if (name === undefined) continue
    // As in its text.
    const file = asText(frame?.['short_filename']) ?? asText(frame?.['filename']) ?? ''
    frames.push(dumps.frame(name, file, asNumber(frame?.['line']) ?? 0, asText(frame?.['module']) ?? ''))
  }
  const process = asNumber(thread['pid']) ?? 0
  const id = asNumber(thread['os_thread_id']) ?? asNumber(thread['thread_id']) ?? 0
  const state = thread['owns_gil'] === true ? 'active+gil' : thread['active'] === true ? 'active' : 'idle'
  dumps.add(frames, `${process}/${id}`, asText(thread['thread_name']) ?? '', state)
}

export interface PythonFrame extends PythonPlace {
  readonly row: number
  readonly line: number
}

/** The interpreter's own lock, one per process. */
const gil: LockName = { id: 'GIL', kind: 'GIL' }

/** The Python function a thread is in. */
function innermostOf(frames: readonly DumpFrame[]): Pick<LockName, 'site' | 'line'> {
  const own = frames.find(({ flags = 0 }) => flags === 0)
  return own === undefined ? {} : siteOf(own)
}

const pySpyDumps = (): PythonDumps =>
  new PythonDumps(pySpyDump, {
    withoutNative: 'without --native, waiting for a lock is only seen in functions that are named for it',
    always: 'py-spy dump writes no time',
  })

/** Stacks of all threads of a Python process at an instant, whoever printed them. */
export class PythonDumps {
  readonly #looks: LooksBuilder
  readonly #notes: { readonly withoutNative: string; readonly always: string }
  #sawNative = false

  constructor(kind: DumpKind, notes: { readonly withoutNative: string; readonly always: string }) {
    this.#looks = new LooksBuilder(kind)
    this.#notes = notes
  }

  begin(): void {
    this.#looks.begin()
  }

  note(text: string): void {
    this.#looks.profile.note(text)
  }

  frame(name: string, file: string, line: number, module = ''): PythonFrame {
    const row = pythonFrame(this.#looks.profile, name, file, line, module)
    return { row, name, file, line, native: module !== '' || isNativePythonFrame(name, file, line) }
  }

  add(frames: readonly PythonFrame[], id: string, name: string, printed: PrintedState): void {
    this.#sawNative ||= frames.some(({ native }) => native)
    const { state, site } = stateOf(frames, printed)
    const { profile } = this.#looks
    const named = frames.map(({ row, line, native }) => ({
      name: profile.nameOfFrame(row),
      line,
      flags: native ? frameFlags.native : 0,
    }))
    const at = named[site]
    this.#looks.thread({
      id,
      name,
      role: 'application',
      state,
      printed,
      // Waiting for a disk counts as active; whoever has the interpreter's lock is in none of those calls.
      mayBeInCall: (printed === 'active' || printed === 'current') && !frames.some(({ native }) => native),
      standsStill: printed === 'idle',
      frames: named,
      stack: profile.stackFromLeaf(frames.map(({ row }) => row)),
      ...(state === 'lock' ? { waitsFor: { kind: 'lock', ...(at === undefined ? {} : siteOf(at)) } } : {}),
      ...(state === 'gil' ? { waitsFor: { ...gil, ...innermostOf(named) } } : {}),
      ...(printed === 'active+gil'
        ? { holds: [{ lock: { ...gil, ...innermostOf(named) }, evidence: 'printed' }] }
        : {}),
    })
    if (!frames.some(({ native }) => native)) this.#looks.seesNamesOnly()
  }

  finish(options: ReadOptions): Result<ParsedFile, LoadError> {
    const { profile } = this.#looks
    if (!this.#sawNative) profile.note(this.#notes.withoutNative)
    profile.note(this.#notes.always)
    return this.#looks.finish(options)
  }
}

function stateOf(frames: readonly PythonFrame[], printed: PrintedState): PythonState {
  switch (printed) {
    case 'idle':
    case 'not-said':
      return idleState(frames)
    case 'waiting-for-gil':
      return { state: 'gil', site: -1 }
    case 'current':
      return currentState(frames)
    case 'active':
    case 'active+gil':
      return { state: 'running', site: -1 }
  }
}

const waiting: ReadonlySet<PythonState['state']> = new Set(['condition', 'idle', 'lock', 'pool'])

/** A signal ends a wait as well as it stops work: the function it stands in says which. */
function currentState(frames: readonly PythonFrame[]): PythonState {
  const idle = idleState(frames)
  return waiting.has(idle.state) ? idle : { state: 'running', site: -1 }
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
