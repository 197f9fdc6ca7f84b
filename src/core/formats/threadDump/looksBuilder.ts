/**
 * How every reader of thread dumps makes its file: a profile that counts threads (one sample per thread and look) and the looks
 * themselves. Frames are given leaf first.
 *
 *   builder.begin({ uptimeMs })
 *   builder.thread({ id, name, role, state, holds: [], frames, … })
 *   return builder.finish(options)
 */
import type { Doing, LockName, LookPlace, ThreadLook } from '../../base/looks.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { Runtime } from '../../base/vocabulary.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { Profile } from '../../profile/profile.ts'
import type { ParsedFile, ParsedPart, ReadOptions } from '../parsedFile.ts'
import { doingInPython } from './pythonDoing.ts'
import { doingOf, nearestAsker, nearestOwn } from './doing.ts'
import { lookThreadOf, type DumpedThread, type DumpFrame, type FinishedThread } from './dumpedThread.ts'
import { besideLocks, withHoldersInside } from './insideSection.ts'
import { Marks } from './marks.ts'

export interface DumpKind {
  readonly format: string
  readonly emitter?: string
  readonly runtime: Runtime
  readonly part: Pick<ParsedPart, 'kind'>
  readonly valueType: string
  /** What to do when nothing is in it. */
  readonly todo: string
  readonly sees: ThreadLook['sees']
  /** Lines are kept, so that looks can be compared line by line. */
  readonly keepsPlaces?: boolean
  /** Owners are not printed: whoever is inside the section that others want to enter holds its lock. */
  readonly findsHolders?: boolean
}

/** What is known when a look begins, and what is learnt while it is read. */
export interface LookHead {
  readonly atMs?: number
  readonly localMs?: number
  readonly uptimeMs?: number
  readonly heapAt?: number
  readonly isCut?: true
  readonly isToEnd?: true
  readonly shows?: 'virtual-threads'
  readonly allAsleep?: true
}

interface OpenLook {
  head: LookHead
  sees: ThreadLook['sees']
  missesVirtual: boolean
  printsOwners: boolean
  /** Threads that the dump says there are, of those with a number. */
  announced: number
  readonly threads: FinishedThread[]
  readonly deadlocks: string[][]
}

export const breaksOff = (missing?: number, of?: number): string =>
  missing === undefined
    ? 'it breaks off: others may not be in it, and any of them may wait'
    : `it breaks off: ${missing} of ${of} threads are not in it, and any of them may wait`

/** Beyond this many different frames a file is hostile; they are kept one by one then. */
const mostFrames = 200_000

export class LooksBuilder {
  readonly profile: ProfileBuilder
  readonly #kind: DumpKind
  readonly #looks: OpenLook[] = []
  readonly #frames = new Map<string, DumpFrame>()
  readonly #doings = new Map<string, Doing>()
  readonly #marks = new Marks()
  readonly #places = new Map<string, LookPlace>()

  constructor(kind: DumpKind) {
    this.#kind = kind
    this.profile = new ProfileBuilder([{ type: kind.valueType, unit: 'count' }])
  }

  get looking(): boolean {
    return this.#looks.length > 0
  }

  get threadsInLook(): number {
    return this.#looks.at(-1)?.threads.length ?? 0
  }

  begin(head: LookHead = {}): void {
    this.#looks.push({
      head,
      sees: this.#kind.sees,
      missesVirtual: false,
      printsOwners: false,
      announced: 0,
      threads: [],
      deadlocks: [],
    })
  }

  /** Only waits with a telling name were seen in this look. */
  seesNamesOnly(): void {
    const look = this.#looks.at(-1)
    if (look !== undefined) look.sees = 'names'
  }

  /** The process has virtual threads, and this kind of dump leaves them out. */
  missesVirtualThreads(): void {
    const look = this.#looks.at(-1)
    if (look !== undefined) look.missesVirtual = true
  }

  printsOwners(): void {
    const look = this.#looks.at(-1)
    if (look !== undefined) look.printsOwners = true
  }

  /** How many threads with a number there are, which the dump says before it lists them. */
  announces(count: number): void {
    const look = this.#looks.at(-1)
    if (look !== undefined) look.announced = count
  }

  thread(thread: DumpedThread): void {
    if (this.#looks.length === 0) this.begin()
    const { profile } = this
    const stack =
      thread.stack ??
      profile.stackFromLeaf(
        thread.frames.map(({ name, file = '', line = 0, module = '', flags = 0 }) =>
          profile.frame(name, file, line, module, flags),
        ),
      )
    const state = thread.printed === undefined ? [] : [{ key: 'state', value: thread.printed }]
    const labelSet = profile.labelSet([...state, ...(thread.labels ?? [])])
    // Goroutines are nameless and number in the hundred thousands: those alike are one sample.
    const row = this.#kind.runtime === 'go' ? {} : { thread: profile.thread(thread.id, thread.name) }
    profile.addToSample(stack, thread.count ?? 1, { ...row, ...(labelSet < 0 ? {} : { labelSet }) })
    const frames = thread.frames.map((frame) => this.#shared(frame))
    const marks = this.#marks.of(stack, frames)
    this.#looks.at(-1)?.threads.push({ ...thread, frames, stack, marks, doing: this.#doing(thread, stack) })
  }

  /** @param owned what is printed of owners here, and perhaps nowhere else */
  deadlock(names: readonly string[], owned: readonly { readonly owner: string; readonly lock: LockName }[] = []): void {
    const look = this.#looks.at(-1)
    if (look === undefined || names.length === 0) return
    look.deadlocks.push([...names])
    for (const { owner, lock } of owned) {
      const named = look.threads.flatMap(({ name }, index) => (name === owner ? [index] : []))
      const [at = -1] = named
      const thread = look.threads[at]
      // A name that two threads have says of neither that it owns anything.
      if (thread === undefined || named.length > 1) continue
      const { holds = [] } = thread
      if (holds.some((one) => one.lock.id === lock.id)) continue
      look.threads[at] = { ...thread, holds: [...holds, { lock, evidence: 'printed' }] }
    }
  }

  heapAt(heapAt: number | undefined): void {
    const look = this.#looks.at(-1)
    if (look !== undefined && heapAt !== undefined) look.head = { ...look.head, heapAt }
  }

  /** The text ends within a thread of this look. */
  cut(): void {
    const look = this.#looks.at(-1)
    if (look !== undefined) look.head = { ...look.head, isCut: true }
  }

  /** Its last line was read. */
  ends(): void {
    const look = this.#looks.at(-1)
    if (look !== undefined) look.head = { ...look.head, isToEnd: true }
  }

  /** The process is at least as old as any of its threads. */
  age(elapsedMs: number): void {
    if (this.#looks.length === 0) this.begin()
    const look = this.#looks.at(-1)
    if (look !== undefined) look.head = { ...look.head, uptimeMs: Math.max(look.head.uptimeMs ?? 0, elapsedMs) }
  }

  finish(options: ReadOptions): Result<ParsedFile> {
    const looks = this.#looks.filter(({ threads }) => threads.length > 0)
    if (looks.length === 0) {
      return err({
        code: 'malformed',
        where: options.fileName,
        what: 'it looks like a dump of threads, but no thread in it has a stack',
        todo: this.#kind.todo,
      })
    }
    const finished = looks.map((look) => this.#look(look))
    const missing = finished.find((look) => look.missing !== undefined)
    if (missing?.missing !== undefined)
      this.profile.note(breaksOff(missing.missing, missing.missing + missing.threads.length))
    else if (finished.some(({ isCut }) => isCut)) this.profile.note(breaksOff())
    const threads = new Set(looks.flatMap((look) => look.threads.map(({ id }) => id)))
    const at = finished.flatMap(({ atMs }) => atMs ?? [])
    const [firstMs] = at
    const { format, emitter, runtime, part } = this.#kind
    const profile: Profile = this.profile.finish({
      format,
      runtime,
      ticks: looks.length,
      threadCount: threads.size,
      ...(emitter === undefined ? {} : { emitter }),
      ...(firstMs === undefined ? {} : { startMs: firstMs }),
    })
    const lastMs = at.at(-1)
    const window = firstMs === undefined || lastMs === undefined ? {} : { window: { fromMs: firstMs, untilMs: lastMs } }
    return ok({ format, parts: [{ ...part, covers: 'gauge', ...window, looks: finished, profile }], facts: {} })
  }

  #look({ head, sees, missesVirtual, printsOwners, announced, threads, deadlocks }: OpenLook): ThreadLook {
    const missing = announced - threads.filter(({ id }) => id.startsWith('#')).length
    const all = this.#kind.findsHolders === true ? withHoldersInside(threads) : threads
    const beside = this.#kind.findsHolders === true ? besideLocks(all) : []
    return {
      runtime: this.#kind.runtime,
      ...head,
      sees,
      deadlocks,
      ...(beside.length > 0 ? { beside } : {}),
      ...(missing > 0 ? { missing } : {}),
      ...(printsOwners ? { owners: 'printed' as const } : {}),
      ...(missesVirtual ? { misses: 'virtual-threads' as const } : {}),
      threads: all.map((thread) =>
        lookThreadOf(
          thread,
          thread.group ?? groupOf(thread.name, thread.frames),
          this.#kind.keepsPlaces === true
            ? thread.frames.map(({ name, line = 0 }) => this.#place(name, line))
            : undefined,
        ),
      ),
    }
  }

  /** Threads on one stack in one state do the same. */
  #doing({ frames, state, mayBeInCall = false, standsStill = false }: DumpedThread, stack: number): Doing {
    const key = `${stack} ${state} ${mayBeInCall} ${standsStill}`
    const known = this.#doings.get(key)
    if (known !== undefined) return known
    const names = frames.map(({ name }) => name)
    // Below Python’s own frames stands its interpreter, which is nobody’s word for what the thread does.
    const isPython = this.#kind.runtime === 'cpython'
    const own = isPython ? frames.filter(({ flags = 0 }) => flags === 0).map(({ name }) => name) : names
    const { kind } = doingOf(names, state)
    const isUntold = kind === 'unknown' || (kind === 'cpu' && mayBeInCall)
    const inPython = isPython && isUntold ? doingInPython(own, state) : undefined
    const unsaid = standsStill ? 'still' : 'unknown'
    const made: Doing = {
      kind: inPython ?? (isUntold ? unsaid : kind),
      name: state === 'io' ? nearestAsker(own) : nearestOwn(own),
    }
    this.#doings.set(key, made)
    return made
  }

  /** Thousands of threads stand in the same few frames: each is kept once. */
  #shared(frame: DumpFrame): DumpFrame {
    const key = `${frame.line ?? 0} ${frame.receiver ?? ''} ${frame.name}`
    const known = this.#frames.get(key)
    if (known !== undefined) return known
    if (this.#frames.size < mostFrames) this.#frames.set(key, frame)
    return frame
  }

  #place(name: string, line: number): LookPlace {
    const key = `${line} ${name}`
    const known = this.#places.get(key)
    if (known !== undefined) return known
    const made = { name, line }
    this.#places.set(key, made)
    return made
  }
}

/** `http-nio-8080-exec-12` → `http-nio-#-exec-#`; threads without a name of their own are what their outermost function is. */
function groupOf(name: string, frames: readonly DumpFrame[]): string {
  const numbered = name.replace(/\d+/g, '#')
  if (numbered !== name) return numbered
  return `${name} ${nearestOwn(frames.map((frame) => frame.name).toReversed())}`
}
