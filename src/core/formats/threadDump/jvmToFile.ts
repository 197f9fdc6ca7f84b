/**
 * `jcmd PID Thread.dump_to_file` (JDK 21 on), as text and as `-format=json`: the only dumps with virtual threads.
 *
 *   #24 "desk-1" virtual WAITING 2026-11-28T06:53:33.693634026Z         JDK 21 to 23: #24 "desk-1" virtual
 *       at java.base/java.lang.VirtualThread.park(VirtualThread.java:742)         java.base/java.lang.VirtualThread.park(…)
 *       - parking to wait for <java.util.concurrent.locks.ReentrantLock$NonfairSync@7f28eab1>
 *
 * Threads are looked at one after the other, some milliseconds from the first to the last: nearly one instant. Without states
 * (before JDK 24) a wait for a monitor cannot be told from work.
 */
import type { HeldLock, LockName, LookState } from '../../base/looks.ts'
import { javaClassName } from '../../frames/javaNames.ts'
import { isNextInLine } from '../../frames/nextInLine.ts'
import { asArray, asNumber, asRecord, asText, readJson, type JsonRecord } from '../json.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'
import { javaFrame, roleOfJvmThread, stateByNames, stateOfParked, stateOfRunnable, stateOfWaiting } from './jvm.ts'
import { jvmDump } from './jvmText.ts'
import { siteOf, type DumpFrame } from './dumpedThread.ts'
import { LooksBuilder } from './looksBuilder.ts'

interface Open {
  readonly id: string
  readonly name: string
  /** "" where the file has none. */
  readonly state: string
  blockedOn?: LockName
  parkedOn?: LockName
  waitingOn?: LockName
  readonly held: LockName[]
  readonly frames: DumpFrame[]
}

const longestLine = 4000

export const readJvmDumpFile: FormatReader = (bytes, options) => {
  const dump = new LooksBuilder(jvmDump)
  let open: Open | undefined
  const finish = (): void => {
    if (open !== undefined) addThread(dump, open)
    open = undefined
  }
  forEachLine(
    bytes,
    (line) => {
      if (line.length > longestLine) return
      const time = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.exec(line)
      if (time) {
        finish()
        dump.begin({ ...instantOf(line), shows: 'virtual-threads' })
        return
      }
      const head = /^#(\d+) "(.*)"( virtual)?(?: ([A-Z_]+) [\d:T.Z-]+)?$/.exec(line)
      if (head) {
        finish()
        open = { id: `#${head[1]}`, name: head[2] ?? '', state: head[4] ?? '', held: [], frames: [] }
        return
      }
      if (open !== undefined) readDetail(open, line)
    },
    options.onProgress,
  )
  finish()
  return dump.finish(options)
}

function readDetail(open: Open, line: string): void {
  const lock = /^ *- ([a-z -]+) <([^<>]+)>/.exec(line)
  if (lock) {
    const name = lockOf(lock[2])
    if (name === undefined) return
    if (lock[1] === 'locked') open.held.push({ ...name, ...takenAt(open.frames.at(-1)) })
    else if (lock[1] === 'waiting to lock') open.blockedOn = name
    else if (lock[1] === 'parking to wait for') open.parkedOn = name
    else if (lock[1] === 'waiting on') open.waitingOn = name
    return
  }
  const at = /^\s*(?:at )?(\S.*)$/.exec(line)
  const frame = at === null ? undefined : javaFrame(at[1] ?? '')
  if (frame !== undefined) open.frames.push(frame)
}

const takenAt = (frame: DumpFrame | undefined): Pick<LockName, 'site' | 'line'> =>
  frame === undefined ? {} : siteOf(frame)

/** `java.util.concurrent.locks.ReentrantLock$NonfairSync@7f28eab1`: an identity hash, not an address, and as good. */
function lockOf(text: string | undefined): LockName | undefined {
  if (text === undefined || text === '') return undefined
  const at = text.lastIndexOf('@')
  return { id: text, kind: javaClassName(at < 0 ? text : text.slice(0, at)) }
}

export const readJvmDumpJson: FormatReader = (bytes, options) => {
  const json = readJson(bytes, options)
  if (!json.ok) return json
  const dump = new LooksBuilder(jvmDump)
  // One dump, or an array of them as jq collects.
  const outer = Array.isArray(json.value) ? json.value : [json.value]
  for (const one of outer) {
    const file = asRecord(asRecord(one)?.['threadDump'])
    if (file === undefined) continue
    dump.begin({ ...instantOf(asText(file['time']) ?? ''), shows: 'virtual-threads' })
    for (const container of asArray(file['threadContainers']))
      for (const thread of asArray(asRecord(container)?.['threads'])) addJsonThread(dump, asRecord(thread))
  }
  return dump.finish(options)
}

function addJsonThread(dump: LooksBuilder, thread: JsonRecord | undefined): void {
  if (thread === undefined) return
  const tid = asText(thread['tid']) ?? ''
  const blockedOn = lockOf(asText(thread['blockedOn']))
  const parkedOn = lockOf(asText(asRecord(thread['parkBlocker'])?.['object']))
  const waitingOn = lockOf(asText(thread['waitingOn']))
  const frames = asArray(thread['stack']).flatMap((frame) => javaFrame(asText(frame) ?? '') ?? [])
  addThread(dump, {
    id: `#${tid}`,
    name: asText(thread['name']) ?? '',
    state: asText(thread['state']) ?? '',
    held: asArray(thread['monitorsOwned']).flatMap((entry) =>
      asArray(asRecord(entry)?.['locks']).flatMap((text) => {
        const lock = lockOf(asText(text))
        return lock === undefined ? [] : [{ ...lock, ...takenAt(frames[asNumber(asRecord(entry)?.['depth']) ?? -1]) }]
      }),
    ),
    frames,
    ...(blockedOn === undefined ? {} : { blockedOn }),
    ...(parkedOn === undefined ? {} : { parkedOn }),
    ...(waitingOn === undefined ? {} : { waitingOn }),
  })
}

function addThread(dump: LooksBuilder, open: Open): void {
  const { id, name, frames, state: printed, blockedOn, parkedOn, waitingOn } = open
  const names = frames.map((frame) => frame.name)
  // A carrier that runs a virtual thread is that thread once more.
  const carries = names.includes('java.lang.VirtualThread.runContinuation')
  const role = carries ? 'runtime' : roleOfJvmThread(name, true)
  if (printed === '') dump.seesNamesOnly()
  const state = stateOf(open, names)
  const lock = blockedOn ?? parkedOn
  const site = frames.find((one) => !/^(jdk|sun|java)\./.test(one.name)) ?? frames[0]
  // A lock taken twice is listed twice.
  const held = new Map(open.held.map((one) => [one.id, one]))
  held.delete(blockedOn?.id)
  held.delete(waitingOn?.id)
  const holds = [...held.values()].map((one): HeldLock => ({ lock: one, evidence: 'printed' }))
  dump.thread({
    id,
    name,
    role,
    state,
    frames,
    holds,
    ...(printed === '' ? {} : { printed }),
    ...((state === 'lock' || state === 'pool') && lock !== undefined
      ? { waitsFor: { ...lock, ...(site === undefined ? {} : siteOf(site)) } }
      : {}),
  })
}

function stateOf({ state, blockedOn, parkedOn, waitingOn }: Open, names: readonly string[]): LookState {
  if (blockedOn !== undefined) return isNextInLine(names) ? 'idle' : 'lock'
  // The lock changed hands between looking at its state and at its locks.
  if (state === 'BLOCKED') return waitingOn === undefined ? 'running' : 'lock'
  if (parkedOn !== undefined) return stateOfParked(parkedOn.kind ?? '', names)
  if (state === '') return stateByNames(names)
  if (waitingOn !== undefined) return stateOfWaiting(names)
  if (state === 'RUNNABLE') return stateOfRunnable(names)
  return stateByNames(names)
}

/** Times of the file are UTC; Date.parse reads nanoseconds as far as it can. */
function instantOf(text: string): { readonly atMs: number } | undefined {
  const atMs = Date.parse(text.replace(/(\.\d{3})\d*Z$/, '$1Z'))
  return Number.isFinite(atMs) ? { atMs } : undefined
}
