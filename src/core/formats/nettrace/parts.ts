/** The events of a process → parts: wall-clock or CPU samples, time off the CPU, contention, allocations. */
import { keyOfChoice } from '../../base/hash.ts'
import type { TimeWindow } from '../../base/units.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { frameFlags, type ValueType } from '../../profile/profile.ts'
import type { FileFacts, ParsedFile, ParsedPart } from '../parsedFile.ts'
import type { AddressNames } from './addressNames.ts'
import { lockWaitsOf } from './holders.ts'
import { type Events, tickOf } from './events.ts'
import type { ProcessEvents } from './process.ts'
import type { Trace } from './trace.ts'

type Paths = ReturnType<Trace['stacks']['take']>

interface Asked {
  readonly trace: Trace
  readonly paths: Paths
  readonly process: ProcessEvents
  readonly window: TimeWindow
}

const types = (...pairs: readonly string[]): readonly ValueType[] =>
  pairs.map((pair) => ({ type: pair.split(' ')[0]!, unit: pair.split(' ')[1]! }))

/** More of the frames without a name than this, and the recording did not end as it should. */
const mostUnknown = 0.3

export function fileOf(trace: Trace, problems: readonly string[]): ParsedFile {
  const paths = trace.stacks.take()
  const read = [...trace.processes]
    .map(([pid, process]) => {
      process.closeContentions()
      const window = { fromMs: process.fromMs, untilMs: process.untilMs }
      const asked = { trace, paths, process, window }
      return { pid, process, parts: partsOf(asked), facts: factsOf(asked) }
    })
    .filter(({ parts, facts }) => parts.length + Object.keys(facts).length > 0)
    .map((one) => ({ ...one, cpuNs: sum(one.process.cpu) * 1e6, samples: eventsOf(one.process) }))
    .toSorted((a, b) => b.cpuNs - a.cpuNs || b.samples - a.samples)
  const isChoice = read.length > 1
  const title = ({ pid, process: { name } }: (typeof read)[number]): string =>
    name === '' ? `process ${pid}` : `${name} (process ${pid})`
  const notes = [
    ...problems,
    ...(trace.short > 0
      ? [`${trace.short.toLocaleString('en')} events are shorter than their kind and are left out`]
      : []),
  ]
  return {
    format: 'nettrace',
    parts: read.flatMap((one) =>
      one.parts.map((part) => ({
        ...part,
        ...(isChoice ? { resource: keyOfChoice(title(one)) } : {}),
        profile: { ...part.profile, meta: { ...part.profile.meta, notes: [...part.profile.meta.notes, ...notes] } },
      })),
    ),
    facts: read[0]?.facts ?? {},
    about: { runtime: 'dotnet', notes },
    ...(isChoice
      ? {
          resources: read.map((one) => ({
            key: keyOfChoice(title(one)),
            title: title(one),
            cpuNs: one.cpuNs,
            samples: one.samples,
          })),
        }
      : {}),
  }
}

const sum = ({ value }: Events): number => value.take().reduce((total, one) => total + one, 0)
const eventsOf = ({ samples, cpu, switches, contentions, allocations }: ProcessEvents): number =>
  samples.length + cpu.length + switches.length + contentions.length + allocations.length

function factsOf({ trace, paths, process, window }: Asked): FileFacts {
  const { facts } = process
  if (eventsOf(process) === 0 && Object.keys(facts).length === 0) return {}
  const { thread } = process.samples
  const threads = new Set(thread.take()).size
  const lockWaits = lockWaitsOf({ trace, paths, process, window, pauses: facts.collectorPauses ?? [] })
  return {
    ...facts,
    ...(lockWaits === undefined ? {} : { lockWaits }),
    ...(threads > 0 ? { threads, threadsFrom: 'threads that the sampler saw' } : {}),
    ...(trace.cpus > 0 && trace.version < 6
      ? { cores: trace.cpus, coresFrom: 'processors of the .NET runtime', hwThreads: trace.cpus }
      : {}),
  }
}

function partsOf(asked: Asked): readonly ParsedPart[] {
  const { process } = asked
  const parts: ParsedPart[] = []
  if (process.samples.length > 0) parts.push(wallPart(asked))
  if (process.cpu.length > 0)
    parts.push(
      partOf(asked, process.cpu, 'cpu', types('cpu nanoseconds', 'samples count'), (weight) => [weight * 1e6, 1]),
    )
  if (process.switches.length > 0) {
    const nsPerTick = asked.trace.nsPerTick
    parts.push(
      partOf(asked, process.switches, 'block', types('delay nanoseconds', 'contentions count'), (ticks) => [
        ticks * nsPerTick,
        1,
      ]),
    )
  }
  if (process.contentions.length > 0)
    parts.push(
      partOf(asked, process.contentions, 'lock', types('delay nanoseconds', 'contentions count'), (ns) => [ns, 1]),
    )
  if (process.allocations.length > 0) parts.push(allocationPart(asked))
  return parts
}

/** All managed threads at every tick, running or not. */
function wallPart(asked: Asked): ParsedPart {
  const { samples } = asked.process
  const { periodNs, ticks, threads } = tickOf(samples)
  const managed = samples.detail.take().reduce((count, state) => count + (state === 2 ? 1 : 0), 0)
  const share = Math.round((100 * managed) / samples.length)
  return partOf(
    asked,
    samples,
    'wall',
    periodNs > 0 ? types('wall nanoseconds', 'samples count') : types('samples count'),
    () => (periodNs > 0 ? [periodNs, 1] : [1]),
    {
      labels: (state) =>
        state === 1 || state === 2 ? [{ key: 'code', value: state === 2 ? 'managed' : 'external' }] : [],
      notes: [
        `the sampler looks at every thread, running or not: wall time, of which ${share} % were seen in managed code and the rest outside it, waiting or in native code`,
      ],
      threadCount: threads,
      ...(periodNs > 0 ? { period: periodNs } : {}),
      ticks,
    },
  )
}

function allocationPart(asked: Asked): ParsedPart {
  const { allocations, types: classes } = asked.process
  return partOf(asked, allocations, 'heap', types('alloc_space bytes'), (bytes) => [bytes], {
    labels: (type) => (type > 0 ? [{ key: 'class', value: classes[type] ?? '' }] : []),
  })
}

interface More {
  readonly labels?: (detail: number) => readonly { readonly key: string; readonly value: string }[]
  readonly notes?: readonly string[]
  readonly threadCount?: number
  readonly ticks?: number
  readonly period?: number
}

function partOf(
  { trace, paths, process, window }: Asked,
  events: Events,
  kind: NonNullable<ParsedPart['kind']>,
  valueTypes: readonly ValueType[],
  valuesOf: (value: number) => readonly number[],
  more: More = {},
): ParsedPart {
  const builder = new ProfileBuilder(valueTypes)
  const stacks = new NamedPaths(trace, paths, process.names, builder)
  for (let row = 0; row < events.length; row += 1) {
    const { id, name } = trace.threads[events.thread.data[row]!]!
    const labelSet = more.labels ? builder.labelSet(more.labels(events.detail.data[row]!)) : -1
    const values = valuesOf(events.value.data[row]!)
    const sample = builder.sample(stacks.stack(events.path.data[row]!), values[0] ?? 0, {
      thread: builder.thread(id, name === '' ? `thread ${id}` : name),
      timeMs: events.timeMs.data[row]!,
      ...(labelSet < 0 ? {} : { labelSet }),
    })
    for (let column = 1; column < values.length; column += 1) builder.setValue(sample, column, values[column]!)
  }
  if (stacks.unknownShare > mostUnknown) {
    const percent = Math.round(100 * stacks.unknownShare)
    builder.note(
      process.names.size === 0
        ? `no rundown: ${percent} % of the frames are unknown, as the names are written when a recording ends by itself or by Ctrl+C`
        : `${percent} % of the frames are unknown: no rundown named the code that was there before the recording`,
    )
  }
  for (const note of more.notes ?? []) builder.note(note)
  const profile = builder.finish({
    format: 'nettrace',
    emitter: trace.version >= 6 ? 'dotnet-trace collect-linux' : 'EventPipe',
    runtime: 'dotnet',
    startMs: window.fromMs,
    durationMs: window.untilMs - window.fromMs,
    ...(more.threadCount === undefined ? {} : { threadCount: more.threadCount }),
    ...(more.ticks === undefined ? {} : { ticks: more.ticks }),
    ...(more.period === undefined ? {} : { periodType: valueTypes[0]!, period: more.period }),
  })
  return { kind, covers: 'interval', window, profile }
}

/** Paths of addresses → stacks; of neighbours without a name one stays. */
class NamedPaths {
  readonly #paths: Paths
  readonly #frameOf: Int32Array
  readonly #stackOf: Int32Array
  readonly #trace: Trace
  readonly #names: AddressNames
  readonly #builder: ProfileBuilder
  #unknown = 0
  #frames = 0

  constructor(trace: Trace, paths: Paths, names: AddressNames, builder: ProfileBuilder) {
    this.#trace = trace
    this.#paths = paths
    this.#names = names
    this.#builder = builder
    this.#frameOf = new Int32Array(trace.stacks.low.length).fill(-2)
    this.#stackOf = new Int32Array(paths.parent.length).fill(-2)
  }

  /** Of the frames of all different stacks asked for. */
  get unknownShare(): number {
    return this.#frames === 0 ? 0 : this.#unknown / this.#frames
  }

  stack(path: number): number {
    if (path < 0) return -1
    const known = this.#stackOf[path]!
    if (known !== -2) return known
    // From here up to what is known, then down again: paths can be deep.
    const open: number[] = []
    let at = path
    while (at >= 0 && this.#stackOf[at] === -2) {
      open.push(at)
      at = this.#paths.parent[at]!
    }
    let stack = at < 0 ? -1 : this.#stackOf[at]!
    let before = at < 0 ? -1 : this.#frame(this.#paths.key[at]!)
    for (const one of open.toReversed()) {
      const frame = this.#frame(this.#paths.key[one]!)
      this.#frames += 1
      const isUnknown = frame === this.#unknownFrame
      if (isUnknown) this.#unknown += 1
      if (!isUnknown || frame !== before) stack = this.#builder.stack(stack, frame)
      before = frame
      this.#stackOf[one] = stack
    }
    return stack
  }

  #unknownFrame = -3

  #frame(address: number): number {
    const known = this.#frameOf[address]!
    if (known !== -2) return known
    const { low, high } = this.#trace.stacks
    const at = high.data[address]! * 0x1_0000_0000 + low.data[address]!
    const found = this.#names.find(at)
    let frame: number
    if (found !== undefined) frame = this.#builder.frame(found.name, '', 0, '', found.isManaged ? 0 : frameFlags.native)
    else {
      const file = this.#names.fileOf(at) ?? ''
      frame = this.#builder.frame(file === '' ? '[unknown]' : `[${file}]`, '', 0, file, frameFlags.native)
      if (file === '') this.#unknownFrame = frame
    }
    this.#frameOf[address] = frame
    return frame
  }
}
