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
import type { ProfileMeta } from '../../profile/profile.ts'
import { keyOfChoice } from '../../base/hash.ts'
import { err, ok } from '../../base/result.ts'
import { factsOnly } from '../counters/factsOnly.ts'
import { forEachLine } from '../lines.ts'
import type { FileFacts, FormatReader, ParsedPart } from '../parsedFile.ts'
import { totalOf, withoutColumn } from '../columns.ts'
import { EventSamples } from './eventSamples.ts'
import { PerfHeader, cpuEvents, eventOf, isCpuEvent } from './perfHeader.ts'

/**
 * comm (may hold spaces), pid[/tid], [cpu], seconds?, period?, event, and without a stack the frame itself. `-F` decides which of them are
 * there; only the event always is. perf pads the name with spaces on the left.
 */
const sampleLine =
  /^(\S.*?)\s+(\d+)(?:\/(\d+))?\s+(?:\[\d+\]\s+)?(?:(\d+\.\d+):\s+)?(?:(\d+)\s+)?([A-Za-z_][^\s:]*(?::[^\s:]+)*):(?:\s+(.*))?$/
/** A frame: an address, a name, an object in brackets. A name of a process can be hexadecimal too, so the sample is asked first. */
const frameLine = /^[0-9a-f]+\s+\S.*\)$|^[0-9a-f]+(\s+\[unknown\])?$/
const maxEvents = 16
/** Of a whole machine; what comes later is one more, which nobody would choose. */
const maxProcesses = 256
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
  const names = new Set<string>()
  const pids = new Set<string>()
  const samplesOf = (name: string, pid: string): EventSamples | undefined => {
    if (names.size < maxEvents) names.add(name)
    if (pids.size < maxProcesses) pids.add(pid)
    if (!names.has(name)) return undefined
    const ofPid = pids.has(pid) ? pid : ''
    const key = `${name}\n${ofPid}`
    let samples = events.get(key)
    if (samples === undefined) events.set(key, (samples = new EventSamples(name, header, ofPid)))
    return samples
  }
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
        // Only `-F +pid` says which process a thread is of; without it the file is taken for one program's.
        const pid = match[3] === undefined ? '' : match[2]!
        current = samplesOf(name, pid)
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
  const best = bestOf([...names])
  const read = [...events.values()]
    .filter(({ name }) => name === best)
    .toSorted((one, other) => other.builder.sampleCount - one.builder.sampleCount)
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
  const notes = [
    ...(names.size > 1
      ? [
          `of several events ${kept.name} is read; left out: ${[...names]
            .filter((name) => name !== best)
            .join(', ')
            .slice(0, 200)}`,
        ]
      : []),
    ...(junk > 0 ? [`${junk} lines belong to no sample and were left out`] : []),
    ...(idle > 0 ? [`${idle} samples of idle CPUs (swapper) are left out`] : []),
    ...(kept.measuresTime ? [] : [`${kept.name} is no time; each sample counts for its period`]),
  ]
  const spanMs = header.durationMs ?? EventSamples.spanMsOf(read)
  const facts: FileFacts =
    header.cpus > 0 ? { cores: header.cpus, coresFrom: 'perf’s header: CPUs of the host that are online' } : {}
  const parts = read.map((samples) => ({ samples, part: partOf(samples, { header, spanMs, notes }) }))
  if (parts.length === 1) return ok({ format: 'perf-script', parts: parts.map(({ part }) => part), facts })
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
    parts: chosen.map(({ part, key }) => ({ ...part, resource: key })),
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
  if (kept.isWithoutStacks) builder.note('recorded without -g: one frame a sample, nobody knows who called it')
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
  return { ...(isCpuEvent(kept.name) ? { kind: 'cpu' as const } : {}), covers: 'interval' as const, profile }
}

/** A frame line can look like a sample without a time; a sample with a time looks like nothing else. */
function sampleOf(line: string): RegExpExecArray | null {
  const match = sampleLine.exec(line.trimStart())
  return match && (match[4] !== undefined || !frameLine.test(line.trim())) ? match : null
}

/** The kernel's idle task of `perf record -a`: nobody runs. */
const isIdle = (match: RegExpExecArray): boolean => match[2] === '0' && match[1]!.startsWith('swapper')

function bestOf(names: readonly string[]): string | undefined {
  for (const pattern of cpuEvents) {
    const found = names.find((name) => pattern.test(name))
    if (found !== undefined) return found
  }
  return names[0]
}
