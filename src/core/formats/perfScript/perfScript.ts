/**
 * The text of `perf script`: one block per sample, leaf first, and with `--header` what CPU share needs.
 *
 *   # nrcpus online : 2
 *   zoo 16572  2691.577181:    5025125 cpu-clock:          comm, thread, seconds since boot, period, event
 *           97aec _int_malloc+0x78c (/usr/lib/libc.so.6)   address, symbol + offset, object
 *
 * Of several events one is kept, the one that measures CPU. Host name and command line, which the header holds, are not read, except how
 * long perf was told to sleep, and whether it was told to record the whole machine.
 */
import type { ProfileMeta } from '../../profile/profile.ts'
import { keyOfChoice } from '../../base/hash.ts'
import { err, ok } from '../../base/result.ts'
import type { Share } from '../../base/units.ts'
import { factsOnly } from '../counters/factsOnly.ts'
import { forEachLine } from '../lines.ts'
import type { FileFacts, FormatReader, ParsedPart } from '../parsedFile.ts'
import { totalOf, withoutColumn } from '../columns.ts'
import { headOfFewFields, isStackLine, noEvent } from './fewFields.ts'
import { EventSamples, offCpuEvent } from './eventSamples.ts'
import { PerfHeader, cpuEvents, eventOf, isCpuEvent } from './perfHeader.ts'
import { Programs } from './programs.ts'
import { type SampleHead, maxLineLength, sampleOf } from './sampleLine.ts'

const maxEvents = 16
/** Of a whole machine; what comes later is one more, which nobody would choose. */
const maxPrograms = 256
const otherPrograms = 'other programs'
const unnamedEvent = 'no line says which event was sampled: `perf script` with its own fields, or -F +event, does'

/** All that one reading of the file found, before it is decided what of it is kept. */
interface Scan {
  readonly header: PerfHeader
  /** Of each event in each program. */
  readonly samples: readonly EventSamples[]
  readonly events: ReadonlySet<string>
  readonly saysProcesses: boolean
  readonly junk: number
  readonly idle: number
}

/** @param programOf title of the program that a sample is of; '' for those that are told apart from no other */
function scan(bytes: Uint8Array, programOf: (head: SampleHead) => string, onProgress?: (share: Share) => void): Scan {
  const header = new PerfHeader()
  const samples = new Map<string, EventSamples>()
  let current: EventSamples | undefined
  let junk = 0
  let idle = 0
  /** The frames that follow are those of an idle CPU, left out with it. */
  let inIdle = false
  let saysProcesses = false
  /** What may be the head of a sample, until a stack below it says so. */
  let maybeHead = ''
  let heads = 0
  const events = new Set<string>()
  const programs = new Set<string>()
  const samplesOf = (event: string, program: string): EventSamples | undefined => {
    if (events.size < maxEvents) events.add(event)
    if (programs.size < maxPrograms) programs.add(program)
    if (!events.has(event)) return undefined
    const known = programs.has(program) ? program : otherPrograms
    const key = `${event}\n${known}`
    let found = samples.get(key)
    if (found === undefined) samples.set(key, (found = new EventSamples(event, header, known)))
    return found
  }
  const finishSample = (): void => {
    current?.finishSample()
    current = undefined
    inIdle = false
  }
  const begin = (head: SampleHead): void => {
    finishSample()
    maybeHead = ''
    if (head.isIdle) {
      idle += 1
      inIdle = true
      return
    }
    if (head.pid !== undefined) saysProcesses = true
    current = samplesOf(eventOf(head.event === noEvent ? header.onlyEvent : head.event), programOf(head))
    current?.beginSample(head)
    if (head.frame !== undefined) current?.addFrame(head.frame)
  }
  forEachLine(
    bytes,
    (line) => {
      if (line === '') {
        finishSample()
        maybeHead = ''
        return
      }
      if (line.length > maxLineLength) return void (junk += 1)
      if (line.startsWith('#')) return header.read(line)
      const head = sampleOf(line)
      if (head !== undefined) {
        heads += 1
        return begin(head)
      }
      if (inIdle && /^\s/.test(line)) return
      if (current === undefined && heads === 0 && isStackLine(line)) {
        if (maybeHead !== '') junk -= 1
        begin(headOfFewFields(maybeHead))
        if (inIdle) return
      }
      if (current !== undefined && /^\s/.test(line)) return current.addFrame(line)
      if (current !== undefined && heads === 0) finishSample()
      if (!line.startsWith('\t')) maybeHead = line
      junk += 1
    },
    onProgress,
  )
  finishSample()
  return { header, samples: [...samples.values()], events, saysProcesses, junk, idle }
}

/** A file of a whole machine that does not say whose a thread is: it is read once more, by what the threads run. */
function byWhatTheyRun(bytes: Uint8Array): Scan | undefined {
  const programs = new Programs()
  forEachLine(bytes, (line) => {
    if (line.length > maxLineLength || line.startsWith('#')) return
    const head = sampleOf(line)
    if (head === undefined) programs.frame(line)
    else programs.sample(head)
  })
  const titles = programs.titles()
  return new Set(titles.values()).size > 1 ? scan(bytes, ({ comm }) => titles.get(comm) ?? otherPrograms) : undefined
}

export const readPerfScript: FormatReader = (bytes, options) => {
  const once = scan(bytes, ({ pid }) => pid ?? '', options.onProgress)
  const isOfMachine = !once.saysProcesses && (once.idle > 0 || once.header.isOfMachine)
  const { header, samples, events, junk, idle } = (isOfMachine ? byWhatTheyRun(bytes) : undefined) ?? once
  const best = bestOf([...events])
  const of = (event: string | undefined): readonly EventSamples[] =>
    samples
      .filter(({ name }) => name === event)
      .toSorted((one, other) => other.builder.sampleCount - one.builder.sampleCount)
  const read = of(best)
  const waits = best === offCpuEvent ? [] : of(offCpuEvent)
  const [kept] = read
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
  if (samples.every((one) => one.isWithoutFrames)) {
    return err({
      code: 'malformed',
      where: options.fileName,
      what: 'its samples have no addresses and no stacks: `perf script` was told to leave them out',
      todo: 'run `perf script --header > out.perf` without -F, or with -F +ip,sym,dso',
    })
  }
  const notes = [
    ...(events.size > (waits.length > 0 ? 2 : 1)
      ? [
          `of several events ${kept.name} is read; left out: ${[...events]
            .filter((name) => name !== best && name !== offCpuEvent)
            .join(', ')
            .slice(0, 200)}`,
        ]
      : []),
    ...(junk > 0 ? [`${junk} lines belong to no sample and were left out`] : []),
    ...(idle > 0 ? [`${idle} samples of idle CPUs (swapper) are left out`] : []),
    ...(kept.measuresTime
      ? []
      : [kept.name === noEvent ? unnamedEvent : `${kept.name} is no time; each sample counts for its period`]),
  ]
  const spanMs = header.durationMs ?? EventSamples.spanMsOf([...read, ...waits])
  const facts: FileFacts =
    header.cpus > 0
      ? { cores: header.cpus, coresFrom: 'perf’s header: CPUs of the host that are online', coresOfMachine: true }
      : {}
  const parts = read.map((samples) => ({ samples, part: partOf(samples, { header, spanMs, notes }) }))
  const offCpu = waits.map((samples) => ({
    title: samples.title,
    part: partOf(samples, { header, spanMs, notes: [] }),
  }))
  if (parts.length === 1)
    return ok({ format: 'perf-script', parts: [...parts, ...offCpu].map(({ part }) => part), facts })
  const chosen = parts
    .map(({ samples, part }) => ({
      part,
      title: samples.title,
      key: keyOfChoice(samples.title),
      cpuNs: samples.measuresTime ? totalOf(part.profile, 0) : 0,
      samples: samples.builder.sampleCount,
    }))
    .toSorted((one, other) => other.cpuNs - one.cpuNs || other.samples - one.samples)
  return ok({
    format: 'perf-script',
    parts: [
      ...chosen.map(({ part, key }) => ({ ...part, resource: key })),
      ...offCpu.map(({ part, title }) => ({ ...part, resource: keyOfChoice(title) })),
    ],
    facts,
    resources: chosen.map(({ key, title, cpuNs, samples }) => ({ key, title, cpuNs, samples })),
  })
}

interface FoundInFile {
  readonly header: PerfHeader
  readonly spanMs: number
  readonly notes: readonly string[]
}

function partOf(kept: EventSamples, { header, spanMs, notes }: FoundInFile): ParsedPart {
  const { builder } = kept
  for (const note of notes) builder.note(note)
  if (kept.isWithoutStacks)
    builder.note(
      'one frame a sample, nobody knows who called it: recorded without -g, or without frame pointers (then --call-graph dwarf)',
    )
  const meta: Omit<ProfileMeta, 'notes'> = {
    format: 'perf-script',
    emitter: 'perf',
    traits: ['perf-events'],
    runtime: kept.runtime(),
    ...(spanMs > 0 ? { durationMs: spanMs } : {}),
    ...(header.cpus > 0 ? { cores: header.cpus } : {}),
    ...(kept.periodNs === undefined ? {} : { periodType: { type: 'cpu', unit: 'nanoseconds' }, period: kept.periodNs }),
  }
  const finished = kept.inTime(builder.finish(meta))
  // Without periods and without a header, samples can be counted but not timed.
  const profile = kept.measuresTime && totalOf(finished, 0) === 0 ? withoutColumn(finished, 0) : finished
  const kind = kept.name === offCpuEvent ? 'block' : isCpuEvent(kept.name) ? 'cpu' : undefined
  return { ...(kind === undefined ? {} : { kind }), covers: 'interval' as const, profile }
}

function bestOf(names: readonly string[]): string | undefined {
  for (const pattern of cpuEvents) {
    const found = names.find((name) => pattern.test(name))
    if (found !== undefined) return found
  }
  return names[0]
}
