/**
 * Dumps of `jstack`, `jcmd Thread.print [-l]` and `kill -3` (JDK 7 to 25), one or many in a file, other lines of a log between them:
 *
 *   "desk-1" #13 prio=5 os_prio=0 cpu=302.58ms elapsed=10.54s tid=0x… nid=0x54f5 waiting for monitor entry  [0x…]
 *      java.lang.Thread.State: BLOCKED (on object monitor)
 *   	at Desk.post(Desk.java:78)
 *   	- waiting to lock <0x00000000f80007a8> (a Ledger)
 *
 * The date above a dump is local time without a zone: the age of the process orders dumps instead.
 */
import type { HeldLock, LockName, LookState } from '../../base/looks.ts'
import { javaClassName } from '../../frames/javaNames.ts'
import { isNextInLine } from '../../frames/nextInLine.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader, ReadOptions } from '../parsedFile.ts'
import { javaFrame, roleOfJvmThread, stateOfParked, stateOfRunnable, stateOfWaiting } from './jvm.ts'
import { siteOf, type DumpFrame } from './dumpedThread.ts'
import { LooksBuilder, type DumpKind, type LookHead } from './looksBuilder.ts'

export const jvmDump: DumpKind = {
  format: 'thread-dump',
  emitter: 'jvm',
  runtime: 'jvm',
  part: { kind: 'threads' },
  valueType: 'threads',
  todo: 'take it again: `jcmd PID Thread.print -l`',
  sees: 'states',
  findsHolders: true,
}

interface Open {
  readonly name: string
  readonly id: string
  readonly hasNumber: boolean
  readonly attributes: string
  readonly cpuNs?: number
  readonly elapsedNs?: number
  state: string
  waits: { readonly how: 'lock' | 'parked' | 'object'; readonly lock: LockName } | undefined
  /** Locked objects with the index of the frame that locked them. */
  readonly held: LockName[]
  readonly frames: DumpFrame[]
}

/** Longer lines are no part of a dump. */
const longestLine = 4000

export const readJvmDump: FormatReader = (bytes, options) => {
  const dump = new LooksBuilder(jvmDump)
  addJvmDumps(dump, bytes, {}, options.onProgress)
  return dump.finish(options)
}

/** Above each dump of jstack, jcmd and kill -3; lines of a log have more behind their time. */
const localTime = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\r?$/

function localMsOf(line: string): number | undefined {
  const [, day, time] = localTime.exec(line) ?? []
  const ms = Date.parse(`${day}T${time}Z`)
  return Number.isNaN(ms) ? undefined : ms
}

/** @param head what is known of each of the dumps beside their text */
export function addJvmDumps(
  dump: LooksBuilder,
  bytes: Uint8Array,
  head: LookHead,
  onProgress?: ReadOptions['onProgress'],
): void {
  let open: Open | undefined
  let knot: Knot | undefined
  let inKnot = false
  let localMs: number | undefined
  const finish = (): void => {
    if (open !== undefined) addThread(dump, open)
    open = undefined
  }
  forEachLine(
    bytes,
    (line) => {
      if (line.length > longestLine) return
      if (line.startsWith('Full thread dump ')) {
        finish()
        inKnot = false
        dump.begin(localMs === undefined ? head : { ...head, localMs })
        return
      }
      localMs = localMsOf(line)
      if (line.startsWith('JNI global ref')) dump.ends()
      const announced = /^_java_thread_list=0x[0-9a-f]{1,16}, length=(\d{1,7}),/.exec(line)
      if (announced) dump.announces(Number(announced[1]))
      if (/^Found one Java-level deadlock:|^Found a total of \d+ deadlock|^Found \d+ deadlock/.test(line)) {
        finish()
        if (knot !== undefined) dump.deadlock(ringOf(knot), knot.owned)
        knot = line.startsWith('Found one') ? { threads: [], owned: [], lock: undefined } : undefined
        inKnot = true
        return
      }
      if (line.startsWith('Java stack information for the threads')) {
        if (knot !== undefined) dump.deadlock(ringOf(knot), knot.owned)
        knot = undefined
        return
      }
      if (line.startsWith('"')) {
        finish()
        const knotted = /^"(.*)":$/.exec(line)
        if (knotted) {
          knot?.threads.push(knotted[1] ?? '')
          return
        }
        open = headOf(line)
        // A dump begins with its head: what stands above is gone, as with the last lines of a log.
        if (open !== undefined && !dump.looking) dump.begin({ ...head, isCut: true })
        if (open !== undefined && inKnot) inKnot = false
        return
      }
      if (knot !== undefined) readKnot(knot, line)
      if (open === undefined || inKnot) return
      if (line.endsWith('Locked ownable synchronizers:')) dump.printsOwners()
      readDetail(open, line)
    },
    onProgress,
  )
  finish()
  if (knot !== undefined) dump.deadlock(ringOf(knot), knot.owned)
}

/** A deadlock as the virtual machine prints it: who owns a ReentrantLock is said nowhere else without `-l`. */
interface Knot {
  readonly threads: string[]
  readonly owned: { readonly owner: string; readonly lock: LockName }[]
  /** The lock whose owner comes on the next line. */
  lock: LockName | undefined
}

/** The virtual machine begins with whoever it looked at first, who may only wait for the ring: that begins with the owner named last. */
function ringOf({ threads, owned }: Knot): readonly string[] {
  const last = owned.at(-1)?.owner
  return threads.slice(
    Math.max(
      0,
      threads.findIndex((name) => name === last),
    ),
  )
}

function readKnot(knot: Knot, line: string): void {
  const lock =
    /^\s*waiting (?:for ownable synchronizer|to lock) (?:monitor )?(0x[0-9a-f]+),? \((?:object (0x[0-9a-f]+), )?an? (.+)\),?$/.exec(
      line,
    )
  if (lock) {
    const [, address = '', object = address, className = ''] = lock
    knot.lock = { id: object, kind: javaClassName(className) }
    return
  }
  const owner = /^\s*(?:in JNI, )?which is held by "(.*)"$/.exec(line)?.[1]
  if (owner !== undefined && knot.lock !== undefined) knot.owned.push({ owner, lock: knot.lock })
  knot.lock = undefined
}

/** The name may hold anything, quotes too; the attributes after it do not. */
function headOf(line: string): Open | undefined {
  const quote = line.lastIndexOf('"')
  const attributes = line.slice(quote + 1)
  if (quote < 1 || !/ (tid|nid|os_prio|prio)=/.test(attributes)) return undefined
  const cpu = / cpu=([\d.]+)ms/.exec(attributes)
  const elapsed = / elapsed=([\d.]+)s/.exec(attributes)
  return {
    name: line.slice(1, quote),
    // Addresses are used again when threads end, and numbers in another process; both together are this thread.
    id: `${/^ (#\d+)/.exec(attributes)?.[1] ?? line.slice(1, quote)} ${/ tid=(0x[0-9a-f]+)/.exec(attributes)?.[1] ?? ''}`,
    hasNumber: /^ #\d/.test(attributes),
    attributes,
    ...(cpu === null ? {} : { cpuNs: Number(cpu[1]) * 1e6 }),
    ...(elapsed === null ? {} : { elapsedNs: Number(elapsed[1]) * 1e9 }),
    state: '',
    waits: undefined,
    held: [],
    frames: [],
  }
}

/** Chats and forms take the blanks before a line. */
function readDetail(open: Open, line: string): void {
  const state = /^\s*java\.lang\.Thread\.State: (\w+)(?: \(([^)]*)\))?/.exec(line)
  if (state) {
    open.state = state[2] === undefined ? (state[1] ?? '') : `${state[1]} (${state[2]})`
    return
  }
  const at = /^\s*at (.+)$/.exec(line)
  if (at) {
    const frame = javaFrame((at[1] ?? '').trimEnd())
    if (frame !== undefined) open.frames.push(frame)
    return
  }
  const lock = /^\s*- ([a-z -]+(?:\(\))?) +<(0x[0-9a-f]+|no object reference available)>(?: \(an? (.+)\))?/.exec(line)
  if (lock) {
    const [, said = '', address = '', className = ''] = lock
    const how = said.trimEnd()
    const id = address.startsWith('0x') ? address : undefined
    const name = {
      ...(id === undefined ? {} : { id }),
      ...(className === '' ? {} : { kind: javaClassName(className) }),
    }
    if (how === 'locked') open.held.push({ ...name, ...takenAt(open.frames.at(-1)) })
    else if (how === 'waiting to lock' || how.startsWith('waiting to re-lock')) open.waits = { how: 'lock', lock: name }
    else if (how === 'parking to wait for') open.waits = { how: 'parked', lock: name }
    else if (how === 'waiting on') open.waits ??= { how: 'object', lock: name }
    return
  }
  // `-l`: "Locked ownable synchronizers:", then one line per lock or "- None".
  const owned = /^\s*- <(0x[0-9a-f]+)> \(an? (.+)\)/.exec(line)
  if (owned) open.held.push({ id: owned[1] ?? '', kind: javaClassName(owned[2] ?? '') })
}

const takenAt = (frame: DumpFrame | undefined): Pick<LockName, 'site' | 'line'> =>
  frame === undefined ? {} : siteOf(frame)

function addThread(dump: LooksBuilder, open: Open): void {
  const { name, id, hasNumber, waits, frames, cpuNs, elapsedNs } = open
  const names = frames.map((frame) => frame.name)
  // Whoever takes the dump, for a recording, is seen doing that.
  const isRecorder = names[0]?.startsWith('jdk.jfr.internal.') === true
  const role = isRecorder ? 'profiler' : roleOfJvmThread(name, hasNumber || open.state !== '')
  const state = stateOf(open, names)
  if (elapsedNs !== undefined) dump.age(elapsedNs / 1e6)
  if (
    /^VirtualThread-unpark|^VirtualThread-unblock/.test(name) ||
    names.includes('java.lang.VirtualThread.runContinuation')
  )
    dump.missesVirtualThreads()
  const site = names[0] !== undefined && waits?.how === 'parked' ? callerOfPark(frames) : frames[0]
  const lock = state === 'lock' || state === 'pool' ? waits?.lock : undefined
  dump.thread({
    id,
    name,
    role,
    state,
    printed: open.state === '' ? 'VM' : open.state,
    frames,
    holds: heldBy(open),
    ...(lock === undefined ? {} : { waitsFor: { ...lock, ...(site === undefined ? {} : siteOf(site)) } }),
    ...(cpuNs === undefined ? {} : { cpuNs }),
    ...(elapsedNs === undefined ? {} : { elapsedNs }),
  })
}

/** What it locked and has not let go of: waiting on an object gives its lock away, and waiting to lock it means not having it yet. */
function heldBy({ held, waits, state }: Open): readonly HeldLock[] {
  const seen = new Set<string>()
  // Where the object waited on is not printed ("no object reference available"), it is the innermost one locked.
  const nameless = state.includes('on object monitor') && waits?.how === 'object' && waits.lock.id === undefined
  return (nameless ? held.slice(1) : held).flatMap((lock) => {
    if (lock.id === undefined || lock.id === waits?.lock.id || seen.has(lock.id)) return []
    seen.add(lock.id)
    return [{ lock, evidence: 'printed' as const }]
  })
}

function stateOf({ state, waits, attributes }: Open, names: readonly string[]): LookState {
  // Just handed the lock over, a thread can be printed BLOCKED and already own it: then nothing is printed to wait for.
  if (state.startsWith('BLOCKED') && isNextInLine(names)) return 'idle'
  if (state.startsWith('BLOCKED')) return waits?.how === 'lock' ? 'lock' : waits === undefined ? 'running' : 'condition'
  if (waits?.how === 'lock') return 'lock'
  if (state.includes('sleeping')) return 'sleep'
  if (state.includes('parking')) return stateOfParked(waits?.how === 'parked' ? (waits.lock.kind ?? '') : '', names)
  if (state.includes('on object monitor')) return stateOfWaiting(names)
  if (state.startsWith('WAITING') || state.startsWith('TIMED_WAITING')) return 'condition'
  if (state.startsWith('RUNNABLE')) return attributes.includes('waiting on condition') ? 'idle' : stateOfRunnable(names)
  return state === '' ? 'running' : 'unknown'
}

/** The caller of the lock: `ReentrantLock.lock` itself is where every such thread stands. */
function callerOfPark(frames: readonly DumpFrame[]): DumpFrame | undefined {
  return frames.find(({ name }) => !/^(jdk|sun|java)\./.test(name)) ?? frames[0]
}
