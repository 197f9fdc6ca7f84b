/** What one process of a trace did, event by event: samples, contentions, allocations, collections, counters. */
import { GrowableFloat64 } from '../../profile/growable.ts'
import { maxSampleRows, type FileFacts, type LiveHeapPoint } from '../parsedFile.ts'
import { AddressNames } from './addressNames.ts'
import { NettraceProblem, type Cursor } from './cursor.ts'
import type { EventType } from './eventKinds.ts'
import { Events } from './events.ts'
import type { AddressStacks } from './stacks.ts'

export interface EventAt {
  readonly thread: number
  readonly stack: number
  readonly timeMs: number
}

interface OpenContention {
  readonly timeMs: number
  readonly row: number
}

interface CollectorEvent {
  readonly kind: 'gc-start' | 'gc-heap' | 'suspend' | 'resume'
  readonly timeMs: number
  readonly thread: number
  /** Generation, bytes, reason. */
  readonly value: number
}

export type CounterName = 'cpu-usage' | 'working-set' | 'alloc-rate' | 'gc-heap-size'
const counterNames: ReadonlySet<string> = new Set<CounterName>([
  'cpu-usage',
  'working-set',
  'alloc-rate',
  'gc-heap-size',
])

export interface Counter {
  readonly timeMs: number
  readonly name: CounterName
  readonly value: number
}

const mostFacts = 200_000

export class ProcessEvents {
  name = ''
  readonly names: AddressNames = new AddressNames()
  readonly samples: Events = new Events()
  readonly cpu: Events = new Events()
  readonly switches: Events = new Events()
  /** `detail` is 1 for locks of the runtime itself. */
  readonly contentions: Events = new Events()
  /** By row of `contentions`: the lock, 0 where the event does not say (before .NET 8), and the thread that had it, 0 for nobody. */
  readonly contendedLock: GrowableFloat64 = new GrowableFloat64()
  readonly contendedOwner: GrowableFloat64 = new GrowableFloat64()
  readonly allocations: Events = new Events()
  readonly counters: Counter[] = []
  readonly types: string[] = ['']
  readonly #typeIndex = new Map<string, number>()
  readonly #stacks: AddressStacks
  readonly #pointerBytes: number
  readonly #contended = new Map<number, OpenContention>()
  readonly #collections: CollectorEvent[] = []
  fromMs: number = Infinity
  untilMs: number = -Infinity

  constructor(stacks: AddressStacks, pointerBytes: number) {
    this.#stacks = stacks
    this.#pointerBytes = pointerBytes
  }

  /** `cursor` is the payload. What it is too short for is left out. Throws `NettraceProblem` when there is more than fits. */
  event({ kind, version }: EventType, at: EventAt, cursor: Cursor): void {
    const { timeMs } = at
    switch (kind) {
      case 'sample':
        this.#push(this.samples, at, 1, cursor.u32())
        break
      case 'contention-start':
        this.#contended.set(at.thread, { timeMs, row: this.contentions.length })
        this.#contention(at, version, cursor)
        break
      case 'contention-stop':
        this.#endContention(at, version >= 1 && cursor.end - cursor.at >= 11 ? durationOf(cursor) : undefined)
        break
      case 'allocation':
        this.#allocation(at, version, cursor)
        break
      case 'gc-start':
        cursor.skip(4)
        this.#collector(kind, at, cursor.u32())
        break
      case 'gc-heap':
        this.#collector(kind, at, heapOf(cursor))
        break
      case 'suspend':
        this.#collector(kind, at, cursor.u32())
        break
      case 'resume':
        this.#collector(kind, at, 0)
        break
      case 'method': {
        cursor.skip(16)
        const from = cursor.u64()
        const bytes = cursor.u32()
        cursor.skip(8)
        const type = cursor.text16()
        const method = cursor.text16()
        this.names.method(from, bytes, type === '' ? method : `${type}.${method}`)
        break
      }
      case 'counters':
        this.#counter(timeMs, cursor)
        break
      case 'universal-cpu':
        this.#push(this.cpu, at, cursor.varuint(), 0)
        break
      case 'universal-switch':
        this.#push(this.switches, at, cursor.varuint(), 0)
        break
      case 'universal-process':
        cursor.varuint()
        this.name = cursor.text8(cursor.u16()).slice(0, 100)
        return
      // Of any process, whoever wrote the event: the recording takes them (trace.ts).
      case 'universal-mapping':
      case 'universal-symbol':
        return
    }
    this.fromMs = Math.min(this.fromMs, timeMs)
    this.untilMs = Math.max(this.untilMs, timeMs)
  }

  #push(into: Events, { thread, stack, timeMs }: EventAt, value: number, detail: number): void {
    if (into.length >= maxSampleRows)
      throw new NettraceProblem('too-large', `it has more than ${maxSampleRows.toLocaleString('en')} events`)
    this.#stacks.push(into.path, stack)
    into.thread.push(thread)
    into.timeMs.push(timeMs)
    into.value.push(value)
    into.detail.push(detail)
  }

  /** Flags, instance, and from version 2 on: lock, object that it is of, id of the thread that has it in the operating system. */
  #contention(at: EventAt, version: number, cursor: Cursor): void {
    const isNative = cursor.end > cursor.at ? cursor.byte() & 1 : 0
    // Its length is known when it ends; one that does not end in the file lasts until then.
    this.#push(this.contentions, at, Number.NaN, isNative)
    const names = version >= 2 && cursor.end - cursor.at >= 2 + 2 * this.#pointerBytes + 8
    if (names) cursor.skip(2)
    const lock = names ? this.#pointer(cursor) : 0
    if (names) cursor.skip(this.#pointerBytes)
    this.contendedLock.push(lock)
    this.contendedOwner.push(names ? cursor.u64() : 0)
  }

  #pointer(cursor: Cursor): number {
    return this.#pointerBytes === 8 ? cursor.u64() : cursor.u32()
  }

  #endContention({ thread, timeMs }: EventAt, ns: number | undefined): void {
    const open = this.#contended.get(thread)
    if (open === undefined) return
    this.#contended.delete(thread)
    const measured = ns !== undefined && ns >= 0 && ns < 1e18 ? ns : Math.max(0, timeMs - open.timeMs) * 1e6
    this.contentions.value.data[open.row] = measured
  }

  #allocation(at: EventAt, version: number, cursor: Cursor): void {
    let bytes = cursor.u32()
    cursor.skip(6)
    let type = ''
    if (version >= 2) {
      bytes = cursor.u64()
      cursor.skip(this.#pointerBytes)
      type = cursor.text16().slice(0, 300)
    }
    let detail = this.#typeIndex.get(type)
    if (detail === undefined) {
      detail = type === '' ? 0 : this.types.push(type) - 1
      this.#typeIndex.set(type, detail)
    }
    this.#push(this.allocations, at, bytes, detail)
  }

  #collector(kind: CollectorEvent['kind'], { timeMs, thread }: EventAt, value: number): void {
    if (this.#collections.length < mostFacts) this.#collections.push({ kind, timeMs, thread, value })
  }

  /** Threads write on their own, so that only the order of times tells which collection a heap belongs to. */
  #collectorFacts(): Pick<FileFacts, 'liveHeapPoints' | 'collectorPauses'> {
    const heaps: LiveHeapPoint[] = []
    const pauses: { timeMs: number; ns: number }[] = []
    let generation = 0
    // Whoever stops the others lets them go again; the sampler of old versions stops them, too, and may wait for a collection in between.
    const stopped = new Map<number, number>()
    for (const { kind, timeMs, thread, value } of this.#collections.toSorted((a, b) => a.timeMs - b.timeMs)) {
      if (kind === 'gc-start') generation = value
      else if (kind === 'gc-heap') heaps.push({ timeMs, bytes: value, collection: generation >= 2 ? 'full' : 'young' })
      else if (kind === 'suspend') {
        // For a collection (1), or to prepare one (6).
        if (value === 1 || value === 6) stopped.set(thread, timeMs)
        else stopped.delete(thread)
      } else {
        const sinceMs = stopped.get(thread)
        if (sinceMs !== undefined) pauses.push({ timeMs, ns: (timeMs - sinceMs) * 1e6 })
        stopped.delete(thread)
      }
    }
    return {
      ...(heaps.length === 0 ? {} : { liveHeapPoints: heaps }),
      ...(pauses.length === 0 ? {} : { collectorPauses: pauses }),
    }
  }

  /** Means have a mean, its deviation, count, least and most; increments the unit of their rate and the increment. */
  #counter(timeMs: number, cursor: Cursor): void {
    const name = cursor.text16()
    if (!counterNames.has(name) || this.counters.length >= mostFacts) return
    cursor.text16()
    if (name === 'alloc-rate') cursor.text16()
    this.counters.push({ timeMs, name: name as CounterName, value: cursor.f64() })
  }

  /** Contentions that did not end in the file last to its end. */
  closeContentions(): void {
    for (const { row, timeMs } of this.#contended.values())
      this.contentions.value.data[row] = Math.max(0, this.untilMs - timeMs) * 1e6
    this.#contended.clear()
  }

  get facts(): FileFacts {
    const of = (name: CounterName): readonly Counter[] => this.counters.filter((one) => one.name === name)
    let allocated = 0
    const totals = of('alloc-rate').map(({ timeMs, value }, i) => {
      // Each is what came since the one before.
      if (i > 0) allocated += value
      return { timeMs, bytes: allocated }
    })
    return {
      ...this.#collectorFacts(),
      ...(of('cpu-usage').length === 0
        ? {}
        : {
            cpuLoad: of('cpu-usage').map(({ timeMs, value }) => ({
              timeMs,
              share: Math.min(1, Math.max(0, value / 100)),
            })),
          }),
      ...(of('working-set').length === 0
        ? {}
        : { rssPoints: of('working-set').map(({ timeMs, value }) => ({ timeMs, bytes: value * 1e6 })) }),
      ...(totals.length < 2 ? {} : { allocatedTotals: totals }),
    }
  }
}

/** Sizes of the generations after a collection and of the large objects, each beside what was promoted from it. */
function heapOf(cursor: Cursor): number {
  let bytes = 0
  for (let generation = 0; generation < 4; generation += 1) {
    bytes += cursor.u64()
    cursor.skip(8)
  }
  return bytes
}

function durationOf(cursor: Cursor): number {
  cursor.skip(3)
  return cursor.f64()
}
