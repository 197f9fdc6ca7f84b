/** Gathers, chunk by chunk, who waits for which lock and what threads do, and joins the two when the chunk ends. */
import { LockTally } from '../../base/lockTally.ts'
import type { HolderDoingKind, LockWaits } from '../../base/lockWaits.ts'
import type { TimeWindow } from '../../base/units.ts'
import { GrowableInt32 } from '../../profile/growable.ts'
import { didAt, waitedFor } from '../did.ts'
import { type JoinInput, joinLocks } from '../lockJoin.ts'
import { Numbered } from '../numbered.ts'
import type { CpuUse } from '../ranShare.ts'
import { apart, mostWaits, ThreadStretches, WaitColumns } from '../waitColumns.ts'
import { ChunkLocks } from './chunkLocks.ts'
import type { ChunkReader, JfrEvent } from './chunkReader.ts'
import type { ChunkStacks } from './frames.ts'
import { KeyNumbers } from './keyTable.ts'
import type { LockClass } from './lockClasses.ts'
import { ChunkSites } from './sites.ts'

/** Between being woken in vain and parking again lies less than this. */
const retryNs = 200_000

/** What shares of load are of. */
export interface LoadedCpus {
  readonly ofProcess: number
  readonly ofThreads: number
}

const mostLooks = 1000
/** Of one thread in one chunk. */
const mostLoads = 10_000
/** Recorders count the stacks of a chunk; those below this are places by their own number, without being looked up. */
const countedStacks = 2 ** 22

class ChunkWatch {
  readonly sites: ChunkSites
  readonly waits: WaitColumns = new WaitColumns()
  readonly events: ThreadStretches = new ThreadStretches()
  readonly samples: ThreadStretches = new ThreadStretches()
  readonly threads: KeyNumbers = new KeyNumbers()
  readonly siteNames: Numbered<string> = new Numbered<string>()
  readonly locks: ChunkLocks
  readonly pauses: [fromNs: number, untilNs: number][] = []
  /** Loads as they were read, by thread; −1 for all of the process. */
  readonly #loads = new Map<number, { atNs: number; share: number }[]>()
  readonly #startMs: number
  /** Stacks whose keys are too large to be places by themselves. */
  readonly #stacks = new KeyNumbers()
  #stackType = 0
  /** By the number of a stack: its site + 1. */
  readonly #siteOfStack = new GrowableInt32()
  /** By thread, row of `waits`. */
  readonly #lastWait: number[] = []

  constructor(stacks: ChunkStacks, startMs: number, tally: LockTally) {
    this.sites = new ChunkSites(stacks)
    this.locks = new ChunkLocks(tally, this.siteNames.keys)
    this.#startMs = startMs
  }

  /** By the stack, without a name: a recording has hundreds of thousands of such events, most of them of nobody who holds anything. */
  placeOf(event: JfrEvent, field: number): number {
    this.#stackType = event.typeId(field)
    const key = event.key(field)
    return typeof key === 'number' && key >= 0 && key < countedStacks ? key : countedStacks + this.#stacks.of(key)
  }

  readonly placeName = (place: number): string =>
    this.sites.at(this.#stackType, place < countedStacks ? place : (this.#stacks.keys[place - countedStacks] ?? 0))

  /** Number in `siteNames` of where a stack stands. */
  siteNumber(event: JfrEvent, field: number): number {
    const place = this.placeOf(event, field)
    this.#siteOfStack.reserve(place + 1)
    const known = this.#siteOfStack.data[place]!
    if (known > 0) return known - 1
    const number = this.siteNames.of(this.placeName(place))
    this.#siteOfStack.data[place] = number + 1
    return number
  }

  /** A thread that parks again at once was woken and found the lock taken: it did not have it in between. @returns whether it is that */
  parkedAgain(thread: number, lock: number, startNs: number, endNs: number): boolean {
    const { waits } = this
    const last = this.#lastWait[thread]
    if (
      last === undefined ||
      waits.lock[last] !== lock ||
      !(startNs >= waits.startNs[last]!) ||
      startNs - waits.endNs[last]! >= retryNs
    )
      return false
    waits.endNs[last] = Math.max(waits.endNs[last]!, endNs)
    return true
  }

  wait(startNs: number, endNs: number, thread: number, owner: number, lock: number, site: number): void {
    this.#lastWait[thread] = this.waits.length
    this.waits.push(startNs, endNs, thread, owner, lock, site)
  }

  /** A reading of the load since the one before. */
  load(thread: number, atNs: number, share: number): void {
    const known = this.#loads.get(thread)
    if (known === undefined) this.#loads.set(thread, [{ atNs, share }])
    else if (known.length < mostLoads) known.push({ atNs, share })
  }

  /** What the process and its threads used in the chunk; `cpus` is what the shares are of. */
  cpu({ ofProcess, ofThreads }: LoadedCpus): NonNullable<JoinInput['cpu']> {
    const uses = (thread: number, cpus: number, first: number): readonly CpuUse[] => {
      const loads = (this.#loads.get(thread) ?? []).toSorted((a, b) => a.atNs - b.atNs)
      return loads.flatMap(({ atNs, share }, at) => {
        const fromNs = loads[at - 1]?.atNs ?? first
        return cpus > 0 && atNs > fromNs ? [{ fromNs, untilNs: atNs, ns: share * cpus * (atNs - fromNs) }] : []
      })
    }
    const threads = [...this.#loads.keys()].filter((thread) => thread >= 0)
    return {
      // The first reading of a process compares with nothing; that of a thread speaks of all its time, or of the time since its last.
      ofProcess: uses(-1, ofProcess, Infinity),
      byThread: new Map(threads.map((thread) => [thread, uses(thread, ofThreads, 0)])),
    }
  }

  startNs(event: JfrEvent): number {
    return (event.timeMs(0) - this.#startMs) * 1e6
  }
}

export class LockWatch {
  readonly #tally = new LockTally()
  #chunk: ChunkWatch | undefined

  enterChunk(stacks: ChunkStacks, chunk: ChunkReader): void {
    this.#chunk = new ChunkWatch(stacks, chunk.header.startMs, this.#tally)
  }

  /** The function of the program that a stack of the chunk stands in. */
  siteOf(event: JfrEvent, field: number): string {
    return this.#chunk?.sites.of(event, field) ?? ''
  }

  isBorrowing(event: JfrEvent, field: number): boolean {
    return this.#chunk?.sites.isBorrowing(event, field) ?? false
  }

  /**
   * A wait for a lock: fields 0, 1, 2 are start, thread and stack; `ns` of it lie in the recording.
   *
   * @param address 0 for unknown
   * @param ownerField with the thread that let go; −1 where the type has none
   */
  waited(event: JfrEvent, ns: number, lock: LockClass, address: number, ownerField: number): void {
    const chunk = this.#chunk
    if (chunk === undefined) return
    const { locks, threads } = chunk
    const site = chunk.siteNumber(event, 2)
    const row = locks.waited(lock, address, site, ns)
    if (chunk.waits.length >= mostWaits) return
    const thread = threads.of(event.key(1))
    const owner = ownerField < 0 ? 0 : threads.of(event.key(ownerField))
    const endNs = chunk.startNs(event) + Math.max(0, event.nanoseconds(3))
    const startNs = endNs - ns
    chunk.events.push(startNs, endNs, thread, waitedFor(locks.tallyRow(row)))
    if (!lock.isExclusive) return
    const hand = locks.hand(row)
    if (lock.isUnfair && chunk.parkedAgain(thread, hand, startNs, endNs)) return
    chunk.wait(startNs, endNs, thread, owner === 0 ? -1 : owner, hand, site)
  }

  /** An event with a length that says what its thread did. Fields as of a wait. */
  did(event: JfrEvent, kind: HolderDoingKind): void {
    const chunk = this.#chunk
    if (chunk === undefined) return
    const startNs = chunk.startNs(event)
    const endNs = startNs + Math.max(0, event.nanoseconds(3))
    chunk.events.push(startNs, endNs, chunk.threads.of(event.key(1)), didAt(kind, chunk.placeOf(event, 2)))
  }

  /** The load of the process, or by field 1 of a thread, since it was read before. */
  loaded(event: JfrEvent, ofThread: boolean, share: number): void {
    const chunk = this.#chunk
    if (chunk !== undefined) chunk.load(ofThread ? chunk.threads.of(event.key(1)) : -1, chunk.startNs(event), share)
  }

  /** A CPU sample that stands for `ns`. */
  ran(event: JfrEvent, ns: number): void {
    const chunk = this.#chunk
    if (chunk === undefined) return
    const startNs = chunk.startNs(event)
    chunk.samples.push(startNs, startNs + ns, chunk.threads.of(event.key(1)), didAt('cpu', chunk.placeOf(event, 2)))
  }

  /** A wall-clock sampler saw a thread do something at `looks` instants, `periodNs` of its time each; the last `spanNs` after the first. */
  stood(event: JfrEvent, looks: number, periodNs: number, spanNs: number, isRunning: boolean): void {
    const chunk = this.#chunk
    const doing = chunk?.sites.doingOf(event, 2, isRunning)
    if (chunk === undefined || doing === undefined) return
    const kind = doing.kind === 'pool' || doing.kind === 'idle' ? 'condition' : doing.kind
    // What it waits for, the events of waits know better.
    if (kind === 'lock' || kind === 'unknown') return
    const what = didAt(kind, chunk.placeOf(event, 2))
    const thread = chunk.threads.of(event.key(1))
    const firstNs = chunk.startNs(event)
    const stepNs = looks > 1 ? spanNs / (looks - 1) : 0
    for (let look = 0; look < Math.min(looks, mostLooks); look += 1) {
      const atNs = firstNs + look * stepNs
      chunk.samples.push(atNs, atNs + periodNs, thread, what)
    }
  }

  /** All threads stood still. Fields 0 and 1 are start and duration. */
  paused(event: JfrEvent): void {
    const chunk = this.#chunk
    if (chunk === undefined) return
    const startNs = chunk.startNs(event)
    chunk.pauses.push([startNs, startNs + Math.max(0, event.nanoseconds(1))])
  }

  /** @param cpus absent where the samples are of threads that had a CPU */
  leaveChunk(cpus?: LoadedCpus): void {
    const chunk = this.#chunk
    this.#chunk = undefined
    if (chunk === undefined) return
    chunk.locks.addToTally()
    if (chunk.waits.length === 0) return
    joinLocks(this.#tally, {
      waits: chunk.waits,
      ownersAt: 'end',
      events: chunk.events,
      samples: chunk.samples,
      pauses: apart(chunk.pauses),
      siteNames: chunk.siteNames.keys,
      lockIds: chunk.locks.handRows.take(),
      threadNames: chunk.threads.keys.map(String),
      placeName: chunk.placeName,
      ...(cpus === undefined ? {} : { cpu: chunk.cpu(cpus) }),
    })
  }

  finish(window: TimeWindow): LockWaits | undefined {
    return this.#tally.isEmpty ? undefined : this.#tally.finish(window)
  }
}
