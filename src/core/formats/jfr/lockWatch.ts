/** Gathers, chunk by chunk, who waits for which lock and what threads do, and joins the two when the chunk ends. */
import { LockTally } from '../../base/lockTally.ts'
import type { HolderDoingKind, LockWaits } from '../../base/lockWaits.ts'
import type { TimeWindow } from '../../base/units.ts'
import { javaClassName } from '../../frames/javaNames.ts'
import type { ChunkReader, JfrEvent } from './chunkReader.ts'
import type { JfrKey } from './cursor.ts'
import type { ChunkStacks } from './frames.ts'
import { joinLocks, type Done } from '../lockJoin.ts'
import { Numbered } from '../numbered.ts'
import { ChunkSites } from './sites.ts'
import { apart, mostWaits, ThreadStretches, WaitColumns } from '../waitColumns.ts'

export interface WatchedWait {
  readonly how: 'monitor' | 'park' | 'native'
  readonly className: string
  /** 0 for unknown. */
  readonly address: number
  /** Field of the event with the thread that let go; undefined where the type has none. */
  readonly ownerField?: number
}

/** Locks that one thread holds at a time. Permits of a semaphore and shared locks have many holders. */
const exclusive = /^java\/util\/concurrent\/locks\/ReentrantLock\$/
/** Whoever comes may take these before those that were woken. */
const unfair = /\$NonfairSync$/
/** Between being woken in vain and parking again lies less than this. */
const retryNs = 200_000

/** Site numbers beyond this are one. */
const mostSites = 2 ** 20

/** One event of a wall-clock sampler that writes looks alike once. */
export interface Looks {
  readonly looks: number
  readonly periodNs: number
  readonly spanNs: number
  readonly isRunning: boolean
}

const mostLooks = 1000

/** As `WaitColumns` keeps it. */
interface Wait {
  readonly startNs: number
  readonly endNs: number
  readonly thread: number
  readonly owner: number
  readonly lock: number
  readonly site: number
}

interface KnownLock {
  /** In the tally. */
  readonly row: number
  /** In the chunk. */
  readonly index: number
  /** What a thread does that waits for it. */
  readonly waitRow: number
  readonly site: string
  /** Of the chunk, until it ends. */
  waitNs: number
  waits: number
}

/** What a thread did at a stack: whose function that is, is asked only where it held a lock meanwhile. */
class DoneAtStack implements Done {
  readonly lock = -1
  readonly kind: HolderDoingKind
  readonly #nameOf: () => string
  #name: string | undefined

  constructor(kind: HolderDoingKind, nameOf: () => string) {
    this.kind = kind
    this.#nameOf = nameOf
  }

  get name(): string {
    return (this.#name ??= this.#nameOf())
  }
}

class ChunkWatch {
  readonly sites: ChunkSites
  readonly waits: WaitColumns = new WaitColumns()
  readonly events: ThreadStretches = new ThreadStretches()
  readonly samples: ThreadStretches = new ThreadStretches()
  readonly threads: Numbered<JfrKey> = new Numbered<JfrKey>()
  readonly siteNames: Numbered<string> = new Numbered<string>()
  /** Row of the tally by the chunk's own number of an object. */
  readonly lockIds: number[] = []
  readonly done: Done[] = []
  readonly known: KnownLock[] = []
  readonly pauses: [fromNs: number, untilNs: number][] = []
  readonly startMs: number
  readonly #doneRows = new Map<string, number>()
  readonly #doneAtStack = new Map<HolderDoingKind, Map<JfrKey, number>>()
  readonly #siteNumbers = new Map<JfrKey, number>()
  /** By thread, row of `waits`. */
  readonly #lastWait: number[] = []
  readonly #classes = new Numbered<string>()
  readonly #lockByAddress = new Map<number, Map<number, KnownLock>>()
  readonly #indexes = new Map<string, number>()
  #lastLock: { readonly kind: number; readonly address: number; readonly lock: KnownLock } | undefined

  constructor(stacks: ChunkStacks, startMs: number) {
    this.sites = new ChunkSites(stacks)
    this.startMs = startMs
  }

  doneRow(kind: HolderDoingKind, name: string, lock: number): number {
    const key = `${kind} ${lock} ${name}`
    let row = this.#doneRows.get(key)
    if (row === undefined) {
      row = this.done.push({ kind, name, lock }) - 1
      this.#doneRows.set(key, row)
    }
    return row
  }

  /** By the stack, without a name: a recording has hundreds of thousands of such events, most of them of nobody who holds anything. */
  doneAt(kind: HolderDoingKind, event: JfrEvent, field: number): number {
    let rows = this.#doneAtStack.get(kind)
    if (rows === undefined) this.#doneAtStack.set(kind, (rows = new Map<JfrKey, number>()))
    const key = event.key(field)
    let row = rows.get(key)
    if (row === undefined) {
      const typeId = event.typeId(field)
      row = this.done.push(new DoneAtStack(kind, () => this.sites.at(typeId, key))) - 1
      rows.set(key, row)
    }
    return row
  }

  /** Number in `siteNames` of where a stack stands. */
  siteNumber(event: JfrEvent, field: number): number {
    const key = event.key(field)
    let number = this.#siteNumbers.get(key)
    if (number === undefined) {
      number = this.siteNames.of(this.sites.at(event.typeId(field), key))
      this.#siteNumbers.set(key, number)
    }
    return number
  }

  /** A thread that parks again at once was woken and found the lock taken: it did not have it in between. */
  wait(mayRetry: boolean, wait: Wait): void {
    const { waits } = this
    const { startNs, endNs, thread, owner, lock, site } = wait
    const last = mayRetry ? this.#lastWait[thread] : undefined
    if (
      last !== undefined &&
      waits.lock.data[last] === lock &&
      startNs >= waits.startNs.data[last]! &&
      startNs - waits.endNs.data[last]! < retryNs
    ) {
      waits.endNs.data[last] = Math.max(waits.endNs.data[last]!, endNs)
      return
    }
    this.#lastWait[thread] = waits.length
    waits.push(startNs, endNs, thread, owner, lock, site)
  }

  /** The object behind an address of a class, as one of its sites asked for it; `make` names it in the tally when it is new. */
  lockAt(className: string, address: number, site: number, make: () => number): KnownLock {
    const kind = this.#classes.of(className) * mostSites + Math.min(site, mostSites - 1)
    const last = this.#lastLock
    if (last !== undefined && last.kind === kind && last.address === address) return last.lock
    let known = this.#lockByAddress.get(kind)
    if (known === undefined) this.#lockByAddress.set(kind, (known = new Map<number, KnownLock>()))
    let lock = known.get(address)
    if (lock === undefined) {
      const row = make()
      const waitRow = this.doneRow('lock', '', row)
      lock = {
        row,
        index: this.#indexOf(row, address),
        waitRow,
        site: this.siteNames.keys[site] ?? '',
        waitNs: 0,
        waits: 0,
      }
      known.set(address, lock)
      this.known.push(lock)
    }
    this.#lastLock = { kind, address, lock }
    return lock
  }

  /** Locks of one row of the tally can be many objects: each address has hands of its own. */
  #indexOf(row: number, address: number): number {
    const key = `${row} ${address}`
    let index = this.#indexes.get(key)
    if (index === undefined) {
      index = this.lockIds.push(row) - 1
      this.#indexes.set(key, index)
    }
    return index
  }

  startNs(event: JfrEvent): number {
    return (event.timeMs(0) - this.startMs) * 1e6
  }
}

export class LockWatch {
  readonly #tally = new LockTally()
  #chunk: ChunkWatch | undefined

  enterChunk(stacks: ChunkStacks, chunk: ChunkReader): void {
    this.#chunk = new ChunkWatch(stacks, chunk.header.startMs)
  }

  /** The function of the program that a stack of the chunk stands in. */
  siteOf(event: JfrEvent, field: number): string {
    return this.#chunk?.sites.of(event, field) ?? ''
  }

  /** A wait for a lock: fields 0, 1, 2 are start, thread and stack; `ns` of it lie in the recording. */
  waited(event: JfrEvent, ns: number, { how, className, address, ownerField }: WatchedWait): void {
    const chunk = this.#chunk
    if (chunk === undefined) return
    const siteNumber = chunk.siteNumber(event, 2)
    const lock = chunk.lockAt(className, address, siteNumber, () => {
      const name = className === '' ? 'unknown' : javaClassName(className)
      const site = chunk.siteNames.keys[siteNumber] ?? ''
      return this.#tally.lock(how, name, address === 0 ? '' : String(address), site)
    })
    lock.waitNs += ns
    lock.waits += 1
    if (chunk.waits.length >= mostWaits) return
    const thread = chunk.threads.of(event.key(1))
    const ownerKey = ownerField === undefined ? 0 : event.key(ownerField)
    const endNs = chunk.startNs(event) + Math.max(0, event.nanoseconds(3))
    const startNs = endNs - ns
    const owner = ownerKey === 0 ? -1 : chunk.threads.of(ownerKey)
    chunk.events.push(startNs, endNs, thread, lock.waitRow)
    const isPark = how === 'park'
    if (isPark && !exclusive.test(className)) return
    chunk.wait(isPark && unfair.test(className), { startNs, endNs, thread, owner, lock: lock.index, site: siteNumber })
  }

  /** An event with a length that says what its thread did. Fields as of a wait. */
  did(event: JfrEvent, kind: HolderDoingKind): void {
    const chunk = this.#chunk
    if (chunk === undefined) return
    const startNs = chunk.startNs(event)
    const endNs = startNs + Math.max(0, event.nanoseconds(3))
    const row = chunk.doneAt(kind, event, 2)
    chunk.events.push(startNs, endNs, chunk.threads.of(event.key(1)), row)
  }

  /** A CPU sample that stands for `ns`. */
  ran(event: JfrEvent, ns: number): void {
    const chunk = this.#chunk
    if (chunk === undefined) return
    const startNs = chunk.startNs(event)
    const row = chunk.doneAt('cpu', event, 2)
    chunk.samples.push(startNs, startNs + ns, chunk.threads.of(event.key(1)), row)
  }

  /** A wall-clock sampler saw a thread do something at `looks` instants, `periodNs` of its time each; the last `spanNs` after the first. */
  stood(event: JfrEvent, { looks, periodNs, spanNs, isRunning }: Looks): void {
    const chunk = this.#chunk
    const doing = chunk?.sites.doingOf(event, 2, isRunning)
    if (chunk === undefined || doing === undefined) return
    const kind = doing.kind === 'pool' || doing.kind === 'idle' ? 'condition' : doing.kind
    // What it waits for, the events of waits know better.
    if (kind === 'lock' || kind === 'unknown') return
    const row = chunk.doneRow(kind, doing.name, -1)
    const thread = chunk.threads.of(event.key(1))
    const firstNs = chunk.startNs(event)
    const stepNs = looks > 1 ? spanNs / (looks - 1) : 0
    for (let look = 0; look < Math.min(looks, mostLooks); look += 1) {
      const atNs = firstNs + look * stepNs
      chunk.samples.push(atNs, atNs + periodNs, thread, row)
    }
  }

  /** All threads stood still. Fields 0 and 1 are start and duration. */
  paused(event: JfrEvent): void {
    const chunk = this.#chunk
    if (chunk === undefined) return
    const startNs = chunk.startNs(event)
    chunk.pauses.push([startNs, startNs + Math.max(0, event.nanoseconds(1))])
  }

  leaveChunk(): void {
    const chunk = this.#chunk
    this.#chunk = undefined
    for (const { row, site, waitNs, waits } of chunk?.known ?? []) this.#tally.waited(row, site, waitNs, waits)
    if (chunk !== undefined && chunk.waits.length > 0) {
      joinLocks(this.#tally, {
        waits: chunk.waits,
        ownersAt: 'end',
        events: chunk.events,
        samples: chunk.samples,
        done: chunk.done,
        pauses: apart(chunk.pauses),
        siteNames: chunk.siteNames.keys,
        lockIds: Int32Array.from(chunk.lockIds),
        locks: chunk.lockIds.length,
        threads: chunk.threads.keys.length,
        threadNames: chunk.threads.keys.map(String),
      })
    }
  }

  finish(window: TimeWindow): LockWaits | undefined {
    return this.#tally.isEmpty ? undefined : this.#tally.finish(window)
  }
}
