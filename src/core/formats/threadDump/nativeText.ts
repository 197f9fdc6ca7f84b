/**
 * `gdb -p PID -batch -ex "thread apply all bt"`, pstack and gstack: what every thread of a native program did at one instant.
 *
 *   Thread 25 (Thread 0x7fed5f0066c0 (LWP 19995) "desk"):                       pstack: Thread 2 (Thread 0x… (LWP 77)):
 *   #3  ___pthread_mutex_lock (mutex=0x55f6b726b090) at ./nptl/pthread_mutex_lock.c:93
 *   #7  Book::post (this=0x55f6b726b090, i=221) at desk.cc:24
 *
 * `eu-stack -p PID` is without arguments and, unless asked, without lines:
 *
 *   TID 27915:
 *   #2  0x000055a2c85297ee Ledger::post()                                       -m: … - /srv/desk; -s: desk.cc:24:5 in a line of its own
 *
 * Of the arguments only `this` and the address of a mutex are looked at, to tell locks apart; neither they nor locals are kept
 * in the profile. A dump per file, or several after each other: a thread seen again begins the next.
 */
import type { LockName } from '../../base/looks.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'
import { frameFlags } from '../../profile/profile.ts'
import { nearestOwn, waitOf } from './doing.ts'
import type { DumpFrame } from './dumpedThread.ts'
import { LooksBuilder, type DumpKind } from './looksBuilder.ts'

const nativeDump: DumpKind = {
  format: 'thread-dump',
  emitter: 'gdb',
  runtime: 'native',
  part: { kind: 'threads' },
  valueType: 'threads',
  todo: 'take it again: `gdb -p PID -batch -ex "thread apply all bt"`',
  sees: 'states',
  findsHolders: true,
}

interface Open {
  readonly id: string
  readonly name: string
  readonly frames: DumpFrame[]
  /** Address of the mutex it stands at. */
  mutex: string | undefined
}

/** A frame with all its arguments; nobody passes more by hand. */
const longestLine = 20_000

export const readNativeDump: FormatReader = (bytes, options) => {
  const dump = new LooksBuilder(nativeDump)
  let open: Open | undefined
  let seen = new Set<string>()
  const finish = (): void => {
    if (open !== undefined && open.frames.length > 0) addThread(dump, open)
    open = undefined
  }
  forEachLine(
    bytes,
    (line) => {
      const head =
        line.length > 500
          ? null
          : (/^Thread \d+ \((?:Thread (?:0x[0-9a-f]+) )?\(?(?:LWP (\d+))\)?(?: "(.*)")?\):?/.exec(line) ??
            /^TID (\d+)(?: "(.*)")?:$/.exec(line))
      if (head) {
        finish()
        const id = head[1] ?? ''
        if (seen.has(id) || !dump.looking) {
          dump.begin()
          seen = new Set()
        }
        seen.add(id)
        open = { id, name: head[2] ?? '', frames: [], mutex: undefined }
        return
      }
      if (open === undefined || line.length > longestLine) return
      const frame = nativeFrame(line)
      if (frame === undefined) return
      open.frames.push(frame)
      if (open.frames.length <= 8) open.mutex ??= /\b(?:mutex|rwlock)=(0x[0-9a-f]+)/.exec(line.slice(0, 2000))?.[1]
    },
    options.onProgress,
  )
  finish()
  return dump.finish(options)
}

/** `#7  0x000055f6 in Book::post (this=0x55f6b726b090, i=221) at desk.cc:24`, `#2  0x00007f in ?? () from /lib/libc.so.6` */
export function nativeFrame(line: string): DumpFrame | undefined {
  const head = /^#\d+ +(?:0x[0-9a-f]+ in )?/.exec(line)
  if (!head) return undefined
  const plain = /^#\d+ +0x[0-9a-f]{8,16}(?: (?!in )(.*))?$/.exec(line)
  if (plain) return plainFrame(plain[1] ?? '')
  const rest = line.slice(head[0].length)
  const name = nameOf(rest)
  if (name === '') return undefined
  const receiver = /\(this=(?:this@entry=)?(0x[0-9a-f]+)/.exec(rest.slice(name.length, name.length + 60))?.[1]
  const from = / from (\S+)$/.exec(rest.slice(-300))?.[1]
  const at = / at (\S+):(\d+)$/.exec(rest.slice(-300))
  return {
    name: name === '??' ? `[${baseName(from ?? '') || 'unknown'}]` : name,
    flags: frameFlags.native,
    ...(at === null ? {} : { file: at[1] ?? '', line: Number(at[2]) }),
    ...(from === undefined ? {} : { module: baseName(from) }),
    ...(receiver === undefined ? {} : { receiver }),
  }
}

/** `pthread_mutex_lock@GLIBC_2.2.5 - /lib/libc.so.6`, `Ledger::post()`, or nothing: what eu-stack writes behind the address. */
function plainFrame(text: string): DumpFrame {
  const [, symbol = '', path] = /^(.*?)(?: - (\/\S+))?$/.exec(text) ?? []
  const name = withoutArguments(symbol.replace(/@{1,2}[A-Z][\w.]*$/, ''))
  const module = path === undefined ? '' : baseName(path)
  return {
    name: name === '' ? `[${module || 'unknown'}]` : name,
    flags: frameFlags.native,
    ...(module === '' ? {} : { module }),
  }
}

function withoutArguments(symbol: string): string {
  if (!symbol.endsWith(')') || symbol.endsWith('operator()')) return symbol
  let depth = 0
  for (let at = symbol.length - 1; at > 0; at -= 1) {
    if (symbol[at] === ')') depth += 1
    else if (symbol[at] === '(') depth -= 1
    if (depth === 0) return symbol.slice(0, at)
  }
  return symbol
}

/** Up to the parenthesis with the arguments: names of templates and lambdas have parentheses of their own. */
function nameOf(rest: string): string {
  let angle = 0
  for (let at = 0; at < rest.length && at < 4000; at += 1) {
    const char = rest[at]
    if (char === '<') angle += 1
    else if (char === '>' && angle > 0 && rest[at - 1] !== '-') angle -= 1
    else if (char === ' ' && rest[at + 1] === '(' && angle === 0) return rest.slice(0, at)
  }
  return ''
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

function addThread(dump: LooksBuilder, { id, name, frames, mutex }: Open): void {
  const names = frames.map((frame) => frame.name)
  // A condition variable takes its mutex back when it wakes: the outer of the two frames says what is waited for.
  const near = names.slice(0, 8)
  const state = waitOf(near, 'native') ?? 'running'
  const waitsFor: LockName = { site: siteOf(names), kind: 'mutex', ...(mutex === undefined ? {} : { id: mutex }) }
  dump.thread({
    id,
    name,
    group: `${name.replace(/\d+/g, '#')} ${nearestOwn(names.toReversed())}`,
    role: 'application',
    state,
    frames,
    ...(state === 'lock' ? { waitsFor } : {}),
  })
}

/** Who takes the lock: the first frame above the library that is no wrapper of it. */
function siteOf(names: readonly string[]): string {
  const lock = names.findLastIndex(
    (name, at) => at < 12 && /(mutex|rwlock|lll_lock|lock_guard|unique_lock|shared_lock|scoped_lock|futex)/i.test(name),
  )
  return names.slice(lock + 1).find((name) => !/^(std|__gnu_cxx|boost|absl|folly)::|^_/.test(name)) ?? names[0] ?? ''
}
