/**
 * The samples of one JavaScript thread in a trace: a tree of calls that grows from chunk to chunk, and per sample the node it was in
 * and the microseconds since the sample before. A sample lasts until the next one.
 */
import { IdMap } from '../../base/idMap.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { stretchAt } from '../../profile/profile.ts'
import { GrowableFloat64, GrowableInt32 } from '../../profile/growable.ts'
import { asArray, asNumber, asRecord, asText, type JsonRecord } from '../json.ts'
import { v8Frame } from '../v8/callFrame.ts'

/** Threads write their chunks side by side: what comes too early is ahead by a few. */
const mostAhead = 8

export class TracedThread {
  readonly pid: number
  readonly tid: number
  samples = 0
  idleNs = 0
  /** Samples of nodes that no chunk describes, and calls whose caller none does. */
  unknown = 0
  /** Chunks that came twice, as in traces that were laid together. */
  repeated = 0
  /** Samples that worked, as they came: made samples of the profile when all is read and threads have their names. */
  readonly #worked = { stack: new GrowableInt32(), fromUs: new GrowableFloat64(), us: new GrowableFloat64() }
  readonly #builder: ProfileBuilder
  readonly #stacks = new IdMap<unknown, number>()
  readonly #idle = new Set<unknown>()
  readonly #seen = new Set<string>()
  readonly #waiting: { readonly data: JsonRecord; patience: number }[] = []
  readonly #startUs: number | undefined
  #endUs: number | undefined
  #last: unknown
  /** Of the sample before, and the latest of all: times that run backwards are none. */
  #atUs: number
  #latestUs: number
  #firstUs: number | undefined
  #deltaUs = 0

  constructor(builder: ProfileBuilder, pid: number, tid: number, startUs: number | undefined) {
    this.#builder = builder
    this.pid = pid
    this.tid = tid
    this.#startUs = startUs
    this.#atUs = startUs ?? 0
    this.#latestUs = this.#atUs
  }

  /** Microseconds of the trace's clock that were watched: what was before the first sample is nobody's. */
  get span(): { readonly fromUs: number; readonly untilUs: number } {
    return { fromUs: this.#firstUs ?? this.#startUs ?? 0, untilUs: Math.max(this.#endUs ?? 0, this.#latestUs) }
  }

  /** Where the thread itself said that it was watched from here on. */
  get isNamed(): boolean {
    return this.#startUs !== undefined
  }

  /** `args.data` of a chunk, and when it was written. What was written before the chunk that describes its callers waits for it. */
  add(data: JsonRecord, writtenUs?: number): void {
    if (this.#isRepeated(data, writtenUs)) return
    this.#waiting.push({ data, patience: mostAhead })
    for (let next = this.#readable(); next >= 0; next = this.#readable())
      this.#take(this.#waiting.splice(next, 1)[0]!.data)
    for (const one of this.#waiting) one.patience -= 1
  }

  /** Each call is described once, and no two chunks are written at one time. Without either, two that are alike are two. */
  #isRepeated(data: JsonRecord, writtenUs: number | undefined): boolean {
    const profile = asRecord(data['cpuProfile'])
    const samples = asArray(profile?.['samples'])
    const nodes = asArray(profile?.['nodes'])
    if (samples.length === 0 || (writtenUs === undefined && nodes.length === 0)) return false
    const deltas = asArray(data['timeDeltas'] ?? profile?.['timeDeltas'])
    const lastsUs = deltas.reduce<number>((sum, delta) => sum + (asNumber(delta) ?? 0), 0)
    const key = [writtenUs, nodes.length, samples.length, samples[0], samples.at(-1), lastsUs].join(' ')
    if (this.#seen.has(key)) {
      this.repeated += 1
      return true
    }
    this.#seen.add(key)
    return false
  }

  /** For a chunk that was lost nobody waits for good. */
  #readable(): number {
    return this.#waiting.findIndex(({ data, patience }) => patience === 0 || this.#isDescribed(data))
  }

  #isDescribed(data: JsonRecord): boolean {
    const profile = asRecord(data['cpuProfile'])
    const own = new IdMap<unknown, true>()
    for (const value of asArray(profile?.['nodes'])) {
      const node = asRecord(value)
      const parent = node?.['parent']
      if (parent !== undefined && !own.has(parent) && !this.#stacks.has(parent)) return false
      own.set(node?.['id'], true)
    }
    return asArray(profile?.['samples']).every((node) => own.has(node) || this.#stacks.has(node))
  }

  #take(data: JsonRecord): void {
    const profile = asRecord(data['cpuProfile']) ?? {}
    this.#addNodes(asArray(profile['nodes']))
    const deltas = asArray(data['timeDeltas'] ?? profile['timeDeltas'])
    for (const [i, node] of asArray(profile['samples']).entries()) this.#addSample(node, asNumber(deltas[i]) ?? 0)
    const end = asNumber(data['endTime']) ?? asNumber(profile['endTime'])
    if (end !== undefined) this.#endUs = end
  }

  /** The last sample lasts until the recording ended; where that is not said, as long as the one before it. */
  finish(): void {
    for (const { data } of this.#waiting.splice(0)) this.#take(data)
    if (this.samples === 0) return
    const until = this.#endUs ?? this.#latestUs + Math.max(0, this.#deltaUs)
    this.#book(Math.max(0, until - this.#latestUs))
    this.#latestUs = Math.max(this.#latestUs, until)
  }

  /** @param thread row of it in the profile */
  addTo(thread: number): void {
    const { stack, fromUs, us } = this.#worked
    const { fromUs: first, untilUs } = this.span
    for (let at = 0; at < stack.length; at++) {
      const stretch = stretchAt((fromUs.data[at]! - first) / Math.max(1, untilUs - first))
      const row = this.#builder.addToSample(stack.data[at]!, us.data[at]! * 1000, { thread, stretch })
      this.#builder.addValue(row, 1, 1)
    }
  }

  /** A sample says when it was taken; until then, the one before it lasted. */
  #addSample(node: unknown, deltaUs: number): void {
    this.#atUs += deltaUs
    if (this.samples > 0) this.#book(Math.max(0, this.#atUs - this.#latestUs))
    else this.#firstUs = this.#atUs
    this.#latestUs = this.samples > 0 ? Math.max(this.#latestUs, this.#atUs) : this.#atUs
    this.#deltaUs = deltaUs
    this.#last = node
    this.samples += 1
  }

  #book(us: number): void {
    if (this.#idle.has(this.#last)) {
      this.idleNs += us * 1000
      return
    }
    const stack = this.#stacks.get(this.#last)
    if (stack === undefined) {
      this.unknown += 1
      return
    }
    this.#worked.stack.push(stack)
    this.#worked.fromUs.push(this.#latestUs)
    this.#worked.us.push(us)
  }

  /** Callers are listed before what they call, in this chunk or in one before; old traces list callees in their caller. */
  #addNodes(nodes: readonly unknown[]): void {
    const parents = new IdMap<unknown, unknown>()
    for (const value of nodes) {
      const node = asRecord(value)
      for (const child of asArray(node?.['children'])) parents.set(child, node?.['id'])
    }
    for (const value of nodes) {
      const node = asRecord(value)
      const id = node?.['id']
      if (node === undefined || id === undefined || this.#stacks.has(id)) continue
      const parent = node['parent'] ?? parents.get(id)
      const above = parent === undefined ? -1 : this.#stacks.get(parent)
      if (above === undefined) this.unknown += 1
      const name = asText(asRecord(node['callFrame'])?.['functionName'])
      const own =
        name === '(root)' ? (above ?? -1) : this.#builder.stack(above ?? -1, v8Frame(this.#builder, node['callFrame']))
      this.#stacks.set(id, own)
      if (name === '(idle)') this.#idle.add(id)
    }
  }
}
