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
 */
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'
import type { DumpKind } from '../threadDump/looksBuilder.ts'
import { PythonDumps, type PrintedState, type PythonFrame } from './dump.ts'

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

interface OpenThread {
  readonly id: string
  readonly name: string
  readonly state: PrintedState
  readonly leafFirst: boolean
}

export const readPythonDump: FormatReader = (bytes, options) => {
  const dumps = new PythonDumps(kind, {
    withoutNative: 'waiting for a lock is only seen in functions that are named for it, a `with lock:` is not',
    always: 'one instant, without a time in it',
  })
  let thread: OpenThread | undefined
  let frames: PythonFrame[] = []
  let seen = new Set<string>()
  const finishThread = (): void => {
    if (thread !== undefined)
      dumps.add(thread.leafFirst ? frames : frames.toReversed(), thread.id, thread.name, thread.state)
    thread = undefined
    frames = []
  }
  const begin = (next: OpenThread, isNewLook: boolean): void => {
    finishThread()
    // The same thread once more: the next look.
    if (isNewLook || seen.size === 0 || seen.has(next.id)) {
      dumps.begin()
      seen = new Set()
    }
    seen.add(next.id)
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
          ? { id, name, state: stateOf(says), leafFirst: false }
          : { id: `${id}/${task}`, name: `task ${task}`, state: 'not-said', leafFirst: false },
        pid !== undefined,
      )
    }
    const ofFault = faulted.exec(line)
    if (ofFault) {
      const [, which, id = '', name = ''] = ofFault
      // Whoever prints has the interpreter's lock, or was stopped by a signal while it ran.
      const state = which === 'Current thread' ? 'active' : 'not-said'
      return begin({ id, name: name === '' ? `Thread ${id}` : name, state, leafFirst: true }, false)
    }
    if (thread === undefined) return
    const at = place.exec(line)
    if (at) frames.push(dumps.frame(at[3] ?? '', at[1] ?? '', Number(at[2])))
    else if (/^ {2}<(?:GC|native)>$/.test(line)) {
      // Python's collector runs inside the call below it; code without a name says nothing of what it waits for.
      if (line.endsWith('<GC>')) frames.push(dumps.frame('<GC>', '', 0))
    } else if (/^\S/.test(line)) finishThread()
  })
  finishThread()
  return dumps.finish(options)
}

function stateOf(says: string): PrintedState {
  if (says.includes('has GIL')) return 'active+gil'
  if (says.includes('waiting for GIL')) return 'waiting-for-gil'
  return says.includes('on CPU') ? 'active' : 'idle'
}
