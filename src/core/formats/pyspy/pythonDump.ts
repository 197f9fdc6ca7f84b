/**
 * What Python itself prints of all its threads at one instant: its sampler's `dump` (3.15), which says what each does, and faulthandler,
 * which does not:
 *
 *   Stack dump for PID 11626, thread 11629 (has GIL, on CPU; most recent call last):
 *     File "svc/app.py", line 14, in worker
 *       parse(20000); cycles()                    a line of source, which is not read
 *     <GC>
 *   Stack dump, thread 11628 (waiting for GIL; most recent call last):
 *
 *   Thread 0x00007f0b6e7fc700 (most recent call first):
 *     File "/srv/app.py", line 14 in worker
 *   Current thread 0x00007f0b76d6e740 (most recent call first):
 *
 * The sampler says of which process. faulthandler does not: it goes from the newest thread to the main one, which a process has all its
 * life; children that were forked have the same.
 */
import { err } from '../../base/result.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'
import type { DumpKind } from '../threadDump/looksBuilder.ts'
import { PythonDumps, type PrintedState } from './dump.ts'
import { ProcessDumps } from './processDumps.ts'

const kind: DumpKind = {
  format: 'python-dump',
  emitter: 'python',
  runtime: 'cpython',
  part: { kind: 'wall' },
  valueType: 'samples',
  todo: 'print it again: `python -m profiling.sampling dump -a PID` (3.15), or `py-spy dump --pid PID --native`',
  sees: 'states',
  keepsPlaces: true,
  findsHolders: true,
}

const sampled = /^Stack dump(?: for PID (\d+))?, thread (\d+) \(([^)]{0,200}); most recent call last\):$/
const faulted = /^(Current thread|Thread) (0x[0-9a-f]{1,16})(?: \[([^\]]{0,100})\])? \(most recent call first\):$/
const place = /^ {2}File "(.{0,1000})", line (\d{1,9})(?:,)? in (.{1,500})$/
const longestLine = 3000
const forkedNote = 'faulthandler names no process: of several that were forked from one, these would be looks of one'

interface PrintedThread {
  readonly id: string
  readonly name: string
  readonly state: PrintedState
  readonly leafFirst: boolean
  readonly places: { readonly name: string; readonly file: string; readonly line: number }[]
}

const pythonDumps = (): PythonDumps =>
  new PythonDumps(kind, {
    withoutNative: 'waiting for a lock is only seen in functions that are named for it, a `with lock:` is not',
    always: 'one instant, without a time in it',
  })

export const readPythonDump: FormatReader = (bytes, options) => {
  const processes = new ProcessDumps(pythonDumps, kind.format)
  let look: PrintedThread[] = []
  let seen = new Set<string>()
  let thread: PrintedThread | undefined
  let process = ''
  let unnamedLooks = 0
  let withMain = 0
  /** Begun anew before their main thread was printed. */
  let cutShort = 0
  const finishLook = (): void => {
    thread = undefined
    if (look.length === 0) return
    const main = look.find(isMainOfFault)
    if (main !== undefined) withMain += 1
    // Cut off, as others have it: what it shows is not all, and of whom is not known.
    else if (withMain > 0 && look[0]!.leafFirst) {
      look = []
      seen = new Set()
      return
    }
    const dumps = processes.begin(main === undefined ? process : `of main thread ${main.id}`)
    if (look[0]!.leafFirst && ++unnamedLooks > 1) dumps.note(forkedNote)
    for (const { places, leafFirst, id, name, state } of look) {
      const frames = places.map((at) => dumps.frame(at.name, at.file, at.line))
      dumps.add(leafFirst ? frames : frames.toReversed(), id, name, state)
    }
    look = []
    seen = new Set()
  }
  const begin = (next: PrintedThread, pid?: string): void => {
    if (seen.has(next.id) && next.leafFirst && !look.some(isMainOfFault)) cutShort += 1
    // The same thread once more, or one after the main thread: the next look.
    if (pid !== undefined || seen.has(next.id) || (thread !== undefined && isMainOfFault(thread))) finishLook()
    if (pid !== undefined) process = pid
    seen.add(next.id)
    look.push(next)
    thread = next
  }
  forEachLine(bytes, (line) => {
    if (line.length > longestLine) return
    const ofSampler = sampled.exec(line)
    if (ofSampler) {
      const [, pid, id = '', says = ''] = ofSampler
      // Of asyncio each task has a stack; all of them are of one thread, and nothing says what it does.
      const task = /\btask (\d{1,20})/.exec(says)?.[1]
      const name = says.includes('main thread') ? 'MainThread' : `Thread-${id}`
      return begin(
        task === undefined
          ? { id, name, state: stateOf(says), leafFirst: false, places: [] }
          : { id: `${id}/${task}`, name: `task ${task}`, state: 'not-said', leafFirst: false, places: [] },
        pid,
      )
    }
    const ofFault = faulted.exec(line)
    if (ofFault) {
      const [, which, id = '', name = ''] = ofFault
      const state = which === 'Current thread' ? 'current' : 'not-said'
      return begin({ id, name: name === '' ? `Thread ${id}` : name, state, leafFirst: true, places: [] })
    }
    if (thread === undefined) return
    const at = place.exec(line)
    if (at) thread.places.push({ name: at[3] ?? '', file: at[1] ?? '', line: Number(at[2]) })
    else if (/^ {2}<(?:GC|native)>$/.test(line)) {
      // Python's collector runs inside the call below it; code without a name says nothing of what it waits for.
      if (line.endsWith('<GC>')) thread.places.push({ name: '<GC>', file: '', line: 0 })
    } else if (/^\S/.test(line)) {
      if (isMainOfFault(thread)) finishLook()
      thread = undefined
    }
  })
  finishLook()
  if (cutShort > 0 && withMain > 0)
    return err({
      code: 'malformed',
      where: options.fileName,
      what: 'several processes wrote their dumps into it at the same time, and lines of one lie within those of the other',
      todo: 'let one process print at a time, `kill -USR1 PID` a second apart, or run `py-spy dump --pid PID` for each',
    })
  return processes.finish(options)
}

/** Whatever began a thread, its outermost function is Python's; the main one begins in a module. */
function isMainOfFault({ leafFirst, places }: PrintedThread): boolean {
  const outermost = places.at(-1)
  return leafFirst && (outermost?.name === '<module>' || outermost?.name === '_run_module_as_main')
}

function stateOf(says: string): PrintedState {
  if (says.includes('has GIL')) return 'active+gil'
  if (says.includes('waiting for GIL')) return 'waiting-for-gil'
  return says.includes('on CPU') ? 'active' : 'idle'
}
