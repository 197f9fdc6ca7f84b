/**
 * `py-spy record -f raw`: folded text, root first, whose frames carry their place.
 *
 *   thread (30441): contender-0;Thread.run (threading.py:982);contender (app.py:7);clock_nanosleep (libc.so.6) 225
 *   └── only with --threads                                                        └── native, only with --native
 *
 * The number counts observations; neither rate nor duration is in the file.
 */
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { err, ok } from '../../base/result.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'
import { pythonFrame } from '../pythonFrame.ts'
import {
  idleNotes,
  isWaitFrame,
  noteProcesses,
  processOfFrame,
  seesIdleThreads,
  threadOfFrame,
  type PySpyThread,
} from './pySpyThreads.ts'

export const readPySpyRaw: FormatReader = (bytes, options) => {
  const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
  const observations = new Map<number, number>()
  const frames = new Map<string, number>()
  const pids = new Set<string>()
  let waitSeen = false
  let junk = 0
  forEachLine(
    bytes,
    (line) => {
      if (line.trim() === '') return
      const space = line.lastIndexOf(' ')
      const count = Number(line.slice(space + 1))
      if (space <= 0 || !Number.isFinite(count) || count < 0) {
        junk += 1
        return
      }
      const { thread, process, places } = splitLine(line.slice(0, space))
      if (process !== undefined) pids.add(process)
      let stack = -1
      for (const text of places) {
        let frame = frames.get(text)
        if (frame === undefined) {
          const { name, file, line: lineNumber } = placeOf(text)
          frame = pythonFrame(builder, name, file, lineNumber)
          frames.set(text, frame)
          waitSeen ||= isWaitFrame(name)
        }
        stack = builder.stack(stack, frame)
      }
      const row = thread === undefined ? undefined : builder.thread(thread.id, thread.name)
      builder.addToSample(stack, count, row === undefined ? {} : { thread: row })
      if (row !== undefined) observations.set(row, (observations.get(row) ?? 0) + count)
    },
    options.onProgress,
  )
  if (builder.sampleCount === 0) {
    return err({
      code: junk === 0 ? 'empty' : 'malformed',
      where: options.fileName,
      what: junk === 0 ? 'py-spy wrote no samples' : 'none of its lines is a stack with a count',
      todo: 'record it again while the program works, with --idle to see waiting threads',
    })
  }
  if (junk > 0) builder.note(`${junk} lines were not a stack with a count and were left out`)
  const counts = [...observations.values()]
  const idleKept = seesIdleThreads(counts, waitSeen)
  noteProcesses(builder, pids)
  builder.note(idleKept ? idleNotes.kept : idleNotes.unsure)
  builder.note('raw text holds neither rate nor duration (py-spy takes 100 samples a second unless told otherwise)')
  const profile = builder.finish({
    format: 'py-spy-raw',
    emitter: 'py-spy',
    traits: ['gil-or-runnable'],
    runtime: 'cpython',
    ...(idleKept ? { threadCount: counts.length, ticks: Math.max(...counts) } : {}),
  })
  const kind = idleKept ? { kind: 'wall' as const } : {}
  return ok({ format: 'py-spy-raw', parts: [{ ...kind, covers: 'interval', profile }], facts: {} })
}

/** Takes thread and process off the front. A thread's name may hold semicolons: it ends where frames with a place begin. */
function splitLine(stack: string): {
  readonly thread?: PySpyThread
  readonly process: string | undefined
  readonly places: readonly string[]
} {
  const parts = stack.split(';')
  let at = 0
  let process: string | undefined
  while (at < parts.length) {
    const id = processOfFrame(parts[at]!)
    if (id === undefined) break
    process = id
    at += 1
    // The command line in quotes may hold semicolons as well.
    while (at < parts.length && !isHead(parts[at]!) && !hasPlace(parts[at]!)) at += 1
  }
  const first = parts[at]
  const thread = first === undefined ? undefined : threadOfFrame(first)
  if (thread === undefined) return { process, places: parts.slice(at) }
  let end = at + 1
  while (end < parts.length && !hasPlace(parts[end]!)) end += 1
  const nameEnds = end < parts.length ? end : at + 1
  const name = [thread.name, ...parts.slice(at + 1, nameEnds)].join(';')
  const id = process === undefined ? thread.id : `${process}/${thread.id}`
  return { thread: { id, name }, process, places: parts.slice(nameEnds) }
}

const isHead = (part: string): boolean => (threadOfFrame(part) ?? processOfFrame(part)) !== undefined

const hasPlace = (frame: string): boolean => frame.endsWith(')') && frame.lastIndexOf(' (') > 0

/** `fn (file.py:12)`, `fn (libc.so.6)`, or only `fn`. */
export function placeOf(frame: string): { readonly name: string; readonly file: string; readonly line: number } {
  const open = frame.lastIndexOf(' (')
  if (open <= 0 || !frame.endsWith(')')) return { name: frame, file: '', line: 0 }
  const place = frame.slice(open + 2, -1)
  const colon = /:(\d+)$/.exec(place)
  return colon
    ? { name: frame.slice(0, open), file: place.slice(0, colon.index), line: Number(colon[1]) }
    : { name: frame.slice(0, open), file: place, line: 0 }
}
