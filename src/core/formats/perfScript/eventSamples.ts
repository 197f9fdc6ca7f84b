import type { Runtime } from '../../base/vocabulary.ts'
import type { Profile, ValueType } from '../../profile/profile.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { totalOf } from '../columns.ts'
import { noEvent } from './fewFields.ts'
import { PerfFrames } from './perfFrames.ts'
import { type PerfHeader, clocks, isCpuEvent } from './perfHeader.ts'
import type { SampleHead } from './sampleLine.ts'

const cpuColumns: readonly ValueType[] = [
  { type: 'cpu', unit: 'nanoseconds' },
  { type: 'samples', unit: 'count' },
]

/** `perf record --off-cpu`: each sample is a wait that ended, its period how long it lasted. */
export const offCpuEvent = 'offcpu-time'
const offCpuColumns: readonly ValueType[] = [
  { type: 'offcpu', unit: 'nanoseconds' },
  { type: 'samples', unit: 'count' },
]

/** What the event counts, each sample standing for its period; and the samples themselves. */
const eventColumns = (event: string): readonly ValueType[] => [
  { type: event === noEvent || isCpuEvent(event) ? 'events' : event, unit: 'count' },
  { type: 'samples', unit: 'count' },
]

/** The samples of one event in one process, or in all where the file does not say which; what to keep is known only at its end. */
export class EventSamples {
  readonly name: string
  readonly builder: ProfileBuilder
  readonly measuresTime: boolean
  readonly periodNs: number | undefined
  readonly #frames: PerfFrames
  readonly #stack: number[] = []
  #pending: { readonly comm: string; readonly thread: string; readonly period: number | undefined } | undefined
  #firstSeconds = Infinity
  #lastSeconds = -Infinity
  #before = -Infinity
  #backwards = 0
  #timed = 0
  readonly #isClock: boolean
  #hasStacks = false

  readonly #program: string
  #command = ''

  /** @param program number of its process, or its name where the file has no such numbers */
  constructor(name: string, header: PerfHeader, program: string) {
    this.name = name
    this.#program = program
    this.#isClock = clocks.test(name) || name === offCpuEvent
    const frequency = header.frequencies.get(name) ?? header.frequencies.get(name.replace(/:\w+$/, ''))
    if (frequency !== undefined && frequency > 0) this.periodNs = Math.round(1e9 / frequency)
    this.measuresTime = this.#isClock || (isCpuEvent(name) && this.periodNs !== undefined)
    const columns = this.measuresTime ? cpuColumns : eventColumns(name)
    this.builder = new ProfileBuilder(name === offCpuEvent ? offCpuColumns : columns)
    this.#frames = new PerfFrames(this.builder)
  }

  /** From the first sample of any of them to the last; 0 where the numbers are no times but what lies between (`--deltatime`). */
  static spanMsOf(all: readonly EventSamples[]): number {
    const count = (of: (one: EventSamples) => number): number => all.reduce((sum, one) => sum + of(one), 0)
    if (count((one) => one.#backwards) * 10 > count((one) => one.#timed)) return 0
    const first = Math.min(...all.map((one) => one.#firstSeconds))
    const last = Math.max(...all.map((one) => one.#lastSeconds))
    return Math.max(0, (last - first) * 1000)
  }

  /** As a person finds it in `ps`: the name of its main thread where that was seen. */
  get title(): string {
    return /^\d+$/.test(this.#program) ? `${this.#command} (process ${this.#program})` : this.#program
  }

  beginSample({ comm, thread, period, seconds }: SampleHead): void {
    this.#pending = { comm, thread, period }
    if (this.#command === '' || thread === `${this.#program}/${this.#program}`) this.#command = comm
    if (seconds === undefined) return
    this.#timed += 1
    if (seconds < this.#before) this.#backwards += 1
    this.#before = seconds
    this.#firstSeconds = Math.min(this.#firstSeconds, seconds)
    this.#lastSeconds = Math.max(this.#lastSeconds, seconds)
  }

  addFrame(line: string): void {
    const frame = this.#frames.of(line)
    if (frame >= 0) this.#stack.push(frame)
  }

  finishSample(): void {
    const sample = this.#pending
    if (sample === undefined) return
    const { builder } = this
    const thread = builder.thread(sample.thread, sample.comm)
    const stack = builder.stackFromLeaf(this.#stack)
    if (this.#stack.length > 1) this.#hasStacks = true
    const weight = this.#isClock ? (sample.period ?? this.periodNs ?? 0) : (sample.period ?? 1)
    builder.addValue(builder.addToSample(stack, weight, { thread }), 1, 1)
    this.#stack.length = 0
    this.#pending = undefined
  }

  /** Not one of its samples says where it was. */
  get isWithoutFrames(): boolean {
    return this.#frames.count === 0
  }

  get isWithoutStacks(): boolean {
    return !this.#hasStacks && this.builder.sampleCount > 0
  }

  /**
   * Cycles sampled at a frequency: the samples say how long (one every 1/Hz while running), their periods who it was. The time of all is
   * shared out by period.
   */
  inTime(profile: Profile): Profile {
    if (!this.measuresTime || this.#isClock) return profile
    const [periods, counts] = profile.samples.values
    if (!periods || !counts) return profile
    const all = totalOf(profile, 0)
    const ns = all > 0 ? ((this.periodNs ?? 0) * totalOf(profile, 1)) / all : 0
    return { ...profile, samples: { ...profile.samples, values: [periods.map((period) => period * ns), counts] } }
  }

  runtime(): Runtime {
    return this.#frames.runtime()
  }
}
