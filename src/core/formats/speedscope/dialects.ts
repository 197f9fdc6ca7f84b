/** What the same JSON means, by who wrote it. */
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { ProfileMeta, ValueType } from '../../profile/profile.ts'
import { nameByPlace } from '../../frames/anonymous.ts'
import { waitsInDotnet } from '../../frames/dotnetWait.ts'
import { asRecord, asText } from '../json.ts'
import type { ParsedPart } from '../parsedFile.ts'
import {
  idleNotes,
  isWaitFrame,
  noteProcesses,
  processOfFrame,
  seesIdleThreads,
  threadOfFrame,
  threadOfProfileName,
} from '../pyspy/pySpyThreads.ts'
import { pythonFrame } from '../pythonFrame.ts'
import { withLeaf } from './withLeaf.ts'

export type Quantity = 'time' | 'bytes' | 'count'

export interface Dialect extends Readonly<Record<Quantity, { readonly valueTypes: readonly ValueType[] }>> {
  readonly countsBelongToBytes: boolean
  /** A file without samples says "nothing ran", as py-spy's --gil does for an idle program. */
  readonly emptyIsAnswer?: boolean
  /** It writes the same beginning and end into every file. */
  readonly spanIsNone?: boolean
  readonly threadOf: (profileName: string) => { readonly id: string; readonly name: string } | undefined
  /** −1 leaves the frame out. */
  readonly frame: (builder: ProfileBuilder, name: string, file: string, line: number) => number
  readonly finish: (made: Made) => readonly ParsedPart[]
}

export interface Made {
  readonly quantity: Quantity
  readonly builder: ProfileBuilder
  readonly perThread: readonly { readonly observations: number; readonly total: number }[]
  /** The longest profile's span; 0 when the unit is no time. */
  readonly durationNs: number
  readonly exporter: string
}

const count: ValueType = { type: 'samples', unit: 'count' }
const space: ValueType = { type: 'space', unit: 'bytes' }
const nanoseconds = (type: string): ValueType => ({ type, unit: 'nanoseconds' })

function metaOf({ durationNs, exporter }: Made): Omit<ProfileMeta, 'notes'> {
  return {
    format: 'speedscope',
    ...(exporter === '' ? {} : { emitter: exporter }),
    ...(durationNs > 0 ? { durationMs: durationNs / 1e6 } : {}),
  }
}

/** One profile per thread, a weight of 1/rate per observation. */
function pySpy(): Dialect {
  const pids = new Set<string>()
  let waitSeen = false
  return {
    countsBelongToBytes: false,
    emptyIsAnswer: true,
    time: { valueTypes: [nanoseconds('time'), count] },
    bytes: { valueTypes: [space] },
    count: { valueTypes: [count] },
    threadOf: (name) => {
      const pid = /^Process (\d+) /.exec(name)?.[1]
      if (pid !== undefined) pids.add(pid)
      return threadOfProfileName(name)
    },
    frame: (builder, name, file, line) => {
      if (file === '' && (threadOfFrame(name) !== undefined || processOfFrame(name) !== undefined)) return -1
      waitSeen ||= isWaitFrame(name)
      return pythonFrame(builder, name, file, line)
    },
    finish: (made) => {
      const observations = made.perThread.map((thread) => thread.observations)
      const idleKept = seesIdleThreads(observations, waitSeen)
      noteProcesses(made.builder, pids)
      made.builder.note(idleKept ? idleNotes.kept : idleNotes.unsure)
      const ticks = Math.max(0, ...observations)
      const column = nanoseconds(idleKept ? 'wall' : 'time')
      const finished = made.builder.finish({
        format: 'speedscope',
        emitter: made.exporter,
        traits: ['gil-or-runnable'],
        runtime: 'cpython',
        // Without idle threads, a thread's span is the time it was seen, not the time of the recording.
        ...(idleKept ? { threadCount: made.perThread.length, ticks, durationMs: made.durationNs / 1e6 } : {}),
        ...(ticks > 0 ? { periodType: column, period: periodOf(made) } : {}),
      })
      // A file that counts something else than time has columns of its own, which keep their names.
      const valueTypes = finished.valueTypes.map((type) => (type.unit === 'nanoseconds' ? column : type))
      const profile = { ...finished, valueTypes }
      return [{ ...(idleKept ? { kind: 'wall' as const } : {}), covers: 'interval', profile }]
    },
  }
}

/** Nanoseconds per observation. */
function periodOf({ perThread }: Made): number {
  const first = perThread.find((thread) => thread.observations > 0)
  return first === undefined ? 0 : Math.round(first.total / first.observations)
}

/** `memray transform speedscope`: "Memory" in bytes and "Allocations" as counts, of the same stacks. */
const memray: Dialect = {
  countsBelongToBytes: true,
  time: { valueTypes: [nanoseconds('time')] },
  bytes: {
    valueTypes: [
      { type: 'inuse_space', unit: 'bytes' },
      { type: 'inuse_objects', unit: 'count' },
    ],
  },
  count: { valueTypes: [{ type: 'inuse_objects', unit: 'count' }] },
  threadOf: () => undefined,
  frame: pythonFrame,
  finish: (made) => {
    made.builder.note(
      'memray exports the moment of the highest memory (or leaks, if asked to), not an instant you chose',
    )
    const profile = made.builder.finish({ ...metaOf(made), runtime: 'cpython' })
    return [{ kind: 'heap', covers: 'gauge', profile }]
  },
}

/** `pyinstrument -r speedscope`: it calls itself a CPU profile, and times every wait of its one thread as well. */
const pyinstrument: Dialect = {
  countsBelongToBytes: false,
  time: { valueTypes: [nanoseconds('wall')] },
  bytes: { valueTypes: [space] },
  count: { valueTypes: [count] },
  threadOf: () => undefined,
  frame: pythonFrame,
  finish: (made) => {
    made.builder.note('one thread, waiting or not: wall-clock time, not CPU')
    const profile = made.builder.finish({ ...metaOf(made), runtime: 'cpython' })
    return [{ kind: 'wall', covers: 'interval', profile }]
  },
}

const cpuTime = 'CPU_TIME'
/** Frames that dotnet-trace puts above the program's own; the process frame holds the command line. */
const dotnetShell = /^(Process(32|64)? .*|Process(32|64)?|\(Non-Activities\)|Threads|Thread \(.*\))$/

/** dotnet-trace: thread time. Leaf `CPU_TIME` is managed code running, `UNMANAGED_CODE_TIME` native code or waiting. */
const dotnet: Dialect = {
  countsBelongToBytes: false,
  time: { valueTypes: [nanoseconds('wall')] },
  bytes: { valueTypes: [space] },
  count: { valueTypes: [count] },
  threadOf: (name) => ({ id: /\((\d+)\)/.exec(name)?.[1] ?? name, name }),
  frame: (builder, name, file, line) => {
    if (dotnetShell.test(name)) return -1
    const bang = /^([\w.+-]+)!(.+)$/.exec(name)
    return bang ? builder.frame(bang[2]!, file, line, bang[1]!) : builder.frame(name, file, line)
  },
  finish: (made) => {
    const { perThread } = made
    const profile = made.builder.finish({ ...metaOf(made), runtime: 'dotnet', threadCount: perThread.length })
    const note = 'thread time of managed code: an upper bound of CPU, native code and waiting left out'
    const cpu = withLeaf(profile, cpuTime, { valueType: nanoseconds('cpu'), note, waits: waitsInDotnet })
    const wall: ParsedPart = { kind: 'wall', covers: 'interval', profile }
    return cpu.samples.length === 0 ? [wall] : [wall, { kind: 'cpu', covers: 'interval', profile: cpu }]
  },
}

/** Anyone else: the unit is known, what it was counted for is not. */
const unknown: Dialect = {
  countsBelongToBytes: false,
  time: { valueTypes: [nanoseconds('time'), count] },
  bytes: { valueTypes: [space] },
  count: { valueTypes: [count] },
  threadOf: (name) => (name === '' ? undefined : { id: name, name }),
  frame: (builder, name, file, line) => builder.frame(nameByPlace(name, file, line), file, line),
  finish: (made) => {
    const { quantity, builder, perThread } = made
    const totals = perThread.map((thread) => thread.total)
    const equal = totals.length >= 3 && Math.max(...totals) - Math.min(...totals) <= 0.02 * Math.max(...totals)
    const isWall = quantity === 'time' && equal && totals[0]! > 0
    if (isWall) builder.note('all threads have the same total, so this is wall time')
    else if (quantity === 'time') builder.note('the file does not say whether its time is CPU or wall time')
    if (quantity === 'bytes') builder.note('the file does not say whether its bytes are live or allocated')
    const profile = builder.finish(metaOf(made))
    if (quantity === 'bytes') return [{ kind: 'heap', profile }]
    return [{ ...(isWall ? { kind: 'wall' as const } : {}), covers: 'interval', profile }]
  },
}

/** rbspy leaves out threads that look idle, and says 0 to 1 s of whatever length. */
const rbspy: Dialect = {
  ...unknown,
  spanIsNone: true,
  frame: (builder, name, file, line) => builder.frame(name, file === '(unknown)' ? '' : file, line),
}

export function dialectOf(exporter: string, frames: readonly unknown[]): Dialect {
  if (exporter.startsWith('py-spy@')) return pySpy()
  if (exporter.startsWith('memray@')) return memray
  if (exporter === 'pyinstrument') return pyinstrument
  if (exporter.startsWith('rbspy@')) return rbspy
  const names = new Set(frames.map((frame) => asText(asRecord(frame)?.['name'])))
  if (exporter.startsWith('Microsoft.Diagnostics') || names.has(cpuTime) || names.has('UNMANAGED_CODE_TIME'))
    return dotnet
  return unknown
}
