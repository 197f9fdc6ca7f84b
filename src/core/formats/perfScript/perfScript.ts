/**
 * The text of `perf script`: one block per sample, leaf first, and with `--header` what CPU share needs.
 *
 *   # nrcpus online : 2
 *   zoo 16572  2691.577181:    5025125 cpu-clock:          comm, thread, seconds since boot, period, event
 *           97aec _int_malloc+0x78c (/usr/lib/libc.so.6)   address, symbol + offset, object
 *
 * Of several events one is kept, the one that measures CPU. Host name and command line, which the header holds, are not read, except how
 * long perf was told to sleep.
 */
import type { SignalBound } from '../../base/bounds.ts'
import type { Runtime } from '../../base/vocabulary.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { Profile, ProfileMeta, ValueType } from '../../profile/profile.ts'
import { err, ok } from '../../base/result.ts'
import { factsOnly } from '../counters/factsOnly.ts'
import { forEachLine } from '../lines.ts'
import type { FileFacts, FormatReader } from '../parsedFile.ts'
import { totalOf, withoutColumn } from '../columns.ts'
import { PerfFrames } from './perfFrames.ts'

/**
 * comm (may hold spaces), pid[/tid], [cpu], seconds?, period?, event, and without a stack the frame itself. `-F` decides which of them are
 * there; only the event always is. perf pads the name with spaces on the left.
 */
const sampleLine =
  /^(\S.*?)\s+(\d+)(?:\/(\d+))?\s+(?:\[\d+\]\s+)?(?:(\d+\.\d+):\s+)?(?:(\d+)\s+)?([A-Za-z_][^\s:]*(?::[^\s:]+)*):(?:\s+(.*))?$/
/** A frame: an address, a name, an object in brackets. A name of a process can be hexadecimal too, so the sample is asked first. */
const frameLine = /^[0-9a-f]+\s+\S.*\)$|^[0-9a-f]+(\s+\[unknown\])?$/
/** Events in nanoseconds of CPU. */
const clocks = /^(cpu-clock|task-clock)(:\w+)?$/
/** What stands for CPU time, best first: a clock, cycles (of both kinds of core of a hybrid CPU), and last what was retired in them. */
const cpuEvents: readonly RegExp[] = [clocks, /^(cpu-)?cycles(:\w+)?$/, /^instructions(:\w+)?$/]
const isCpuEvent = (name: string): boolean => cpuEvents.slice(0, 2).some((pattern) => pattern.test(name))
/** `cpu_core/cycles/u` and `cpu_atom/cycles/u` are the cycles of one hybrid machine. */
const pmuEvent = /^cpu(?:_core|_atom)?\/([\w-]+)\/(\w*)$/
const eventOf = (name: string): string => {
  const [, event, modifier] = pmuEvent.exec(name) ?? []
  return event === undefined ? name : modifier ? `${event}:${modifier}` : event
}
const maxEvents = 16
/** Longer lines are not perf's, and patterns must not be let loose on them. */
const maxLineLength = 20_000

export const readPerfScript: FormatReader = (bytes, options) => {
  const header = new PerfHeader()
  const events = new Map<string, EventSamples>()
  let current: EventSamples | undefined
  let junk = 0
  let idle = 0
  /** The frames that follow are those of an idle CPU, left out with it. */
  let inIdle = false
  const finishSample = (): void => {
    current?.finishSample()
    current = undefined
    inIdle = false
  }
  forEachLine(
    bytes,
    (line) => {
      if (line === '') finishSample()
      else if (line.length > maxLineLength) junk += 1
      else if (line.startsWith('#')) header.read(line)
      else {
        const match = sampleOf(line)
        if (!match) {
          if (inIdle && /^\s/.test(line)) return
          if (current === undefined || !/^\s/.test(line)) junk += 1
          else current.addFrame(line)
          return
        }
        finishSample()
        if (isIdle(match)) {
          idle += 1
          inIdle = true
          return
        }
        const name = eventOf(match[6]!)
        let event = events.get(name)
        if (event === undefined && events.size < maxEvents) events.set(name, (event = new EventSamples(name, header)))
        current = event
        const process = match[2]!
        const thread = match[3] === undefined ? process : `${process}/${match[3]}`
        const seconds = match[4] === undefined ? undefined : Number(match[4])
        current?.beginSample(match[1]!, thread, seconds, match[5] === undefined ? undefined : Number(match[5]))
        // Behind a tracepoint stand its fields, which may be arguments; behind any other event the frame.
        if (match[7] !== undefined && match[7] !== '' && frameLine.test(match[7])) current?.addFrame(match[7])
      }
    },
    options.onProgress,
  )
  finishSample()
  const kept = bestOf([...events.values()])
  if (kept === undefined) {
    const most = idle === 0 ? header.mostCores : undefined
    if (most !== undefined)
      return factsOnly({
        format: 'perf-script',
        facts: { bounds: [most] },
        notes: ['not one sample in it: next to nothing ran while it recorded'],
      })
    return err({
      code: 'malformed',
      where: options.fileName,
      what:
        idle > 0
          ? 'all its samples are of idle CPUs (swapper)'
          : 'it looks like `perf script`, but holds no sample: next to nothing ran while it recorded, or all of it was lost',
      todo: 'run `perf script --header > out.perf` again, after `perf record -F 99 -g -p PID -- sleep 30`; of a quiet service take dumps of its threads',
    })
  }
  const { builder } = kept
  const others = [...events.values()].filter((event) => event !== kept)
  if (others.length > 0) {
    builder.note(
      `of several events ${kept.name} is read; left out: ${others
        .map((event) => event.name)
        .join(', ')
        .slice(0, 200)}`,
    )
  }
  if (junk > 0) builder.note(`${junk} lines belong to no sample and were left out`)
  if (idle > 0) builder.note(`${idle} samples of idle CPUs (swapper) are left out`)
  if (kept.isWithoutStacks) builder.note('recorded without -g: one frame a sample, nobody knows who called it')
  if (!kept.measuresTime) builder.note(`${kept.name} is no time; each sample counts for its period`)
  const durationMs = header.durationMs ?? kept.durationMs
  const meta: Omit<ProfileMeta, 'notes'> = {
    format: 'perf-script',
    emitter: 'perf',
    traits: ['perf-events'],
    runtime: kept.runtime(),
    ...(durationMs > 0 ? { durationMs } : {}),
    ...(header.cpus > 0 ? { cores: header.cpus } : {}),
    ...(kept.periodNs === undefined ? {} : { periodType: { type: 'cpu', unit: 'nanoseconds' }, period: kept.periodNs }),
  }
  const facts: FileFacts =
    header.cpus > 0 ? { cores: header.cpus, coresFrom: 'perf’s header: CPUs of the host that are online' } : {}
  const isCpu = isCpuEvent(kept.name)
  const finished = kept.inTime(builder.finish(meta))
  // Without periods and without a header, samples can be counted but not timed.
  const profile = kept.measuresTime && totalOf(finished, 0) === 0 ? withoutColumn(finished, 0) : finished
  const part = { ...(isCpu ? { kind: 'cpu' as const } : {}), covers: 'interval' as const, profile }
  return ok({ format: 'perf-script', parts: [part], facts })
}

/** A frame line can look like a sample without a time; a sample with a time looks like nothing else. */
function sampleOf(line: string): RegExpExecArray | null {
  const match = sampleLine.exec(line.trimStart())
  return match && (match[4] !== undefined || !frameLine.test(line.trim())) ? match : null
}

/** The kernel's idle task of `perf record -a`: nobody runs. */
const isIdle = (match: RegExpExecArray): boolean => match[2] === '0' && match[1]!.startsWith('swapper')

function bestOf(events: readonly EventSamples[]): EventSamples | undefined {
  for (const pattern of cpuEvents) {
    const found = events.find(({ name }) => pattern.test(name))
    if (found) return found
  }
  return events[0]
}

class PerfHeader {
  cpus = 0
  durationMs: number | undefined
  /** Samples per second, by event name. */
  readonly frequencies: Map<string, number> = new Map<string, number>()

  #sleptSeconds = 0

  /** Where there is no sample: at most three in that time, each of one period of a clock. */
  get mostCores(): SignalBound | undefined {
    const [[name, frequency] = ['', 0]] = this.frequencies
    const ticks = this.#sleptSeconds * frequency
    if (!isCpuEvent(name) || !(ticks > 0)) return undefined
    return {
      signal: 'cpu_user_pct',
      unit: 'cores',
      high: 3 / ticks,
      basis: { id: 'runnable-threads', samples: 0, ticks: Math.round(ticks) },
    }
  }

  read(line: string): void {
    const cpus = /^# nrcpus online : (\d+)/.exec(line)
    if (cpus) this.cpus = Number(cpus[1])
    const duration = /^# sample duration :\s+([\d.]+) ms/.exec(line)
    if (duration) this.durationMs = Number(duration[1])
    const event = /^# event : name = ([^,]+),.*?sample_freq \} = (\d+).*?\bfreq = 1\b/.exec(line)
    if (event) this.frequencies.set(eventOf(event[1]!), Number(event[2]))
    // Of the command line nothing but how long it was told to sleep.
    const slept = /^# cmdline : .{0,4000} sleep (\d{1,6}(?:\.\d{1,6})?)s? *$/.exec(line)
    if (slept) this.#sleptSeconds = Number(slept[1])
  }
}

const cpuColumns: readonly ValueType[] = [
  { type: 'cpu', unit: 'nanoseconds' },
  { type: 'samples', unit: 'count' },
]

/** What the event counts, each sample standing for its period; and the samples themselves. */
const eventColumns: readonly ValueType[] = [
  { type: 'events', unit: 'count' },
  { type: 'samples', unit: 'count' },
]

/** The samples of one event; which to keep is known only at the end of the file. */
class EventSamples {
  readonly name: string
  readonly builder: ProfileBuilder
  readonly measuresTime: boolean
  readonly periodNs: number | undefined
  readonly #frames: PerfFrames
  readonly #stack: number[] = []
  #pending: { readonly comm: string; readonly thread: string; readonly period: number | undefined } | undefined
  #firstSeconds = Infinity
  #lastSeconds = -Infinity
  readonly #isClock: boolean
  #hasStacks = false

  constructor(name: string, header: PerfHeader) {
    this.name = name
    this.#isClock = clocks.test(name)
    const frequency = header.frequencies.get(name) ?? header.frequencies.get(name.replace(/:\w+$/, ''))
    if (frequency !== undefined && frequency > 0) this.periodNs = Math.round(1e9 / frequency)
    this.measuresTime = this.#isClock || (isCpuEvent(name) && this.periodNs !== undefined)
    this.builder = new ProfileBuilder(this.measuresTime ? cpuColumns : eventColumns)
    this.#frames = new PerfFrames(this.builder)
  }

  get durationMs(): number {
    return Math.max(0, (this.#lastSeconds - this.#firstSeconds) * 1000)
  }

  beginSample(comm: string, thread: string, seconds: number | undefined, period: number | undefined): void {
    this.#pending = { comm, thread, period }
    if (seconds === undefined) return
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
