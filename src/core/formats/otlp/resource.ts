/** One resource of a file (a service, a container, a process): its samples by question, over all messages. */
import type { Runtime } from '../../base/vocabulary.ts'
import type { TimeWindow } from '../../base/units.ts'
import { ProfileBuilder, type SampleExtras } from '../../profile/profileBuilder.ts'
import type { Label, Profile } from '../../profile/profile.ts'
import { totalOf, withoutColumn } from '../columns.ts'
import { maxSampleRows, type ParsedPart } from '../parsedFile.ts'
import { findMeaning } from '../pprof/meaning.ts'
import { findRuntime } from '../pprof/runtime.ts'
import { leafName, StacksInBuilder } from './frames.ts'
import { columnsOf, maybeWall, meaningOf, noopIs, type Question, type Said } from './meaning.ts'
import { OtlpProblem, type OtlpDictionary, type OtlpProfile, type OtlpSample } from './message.ts'

const runtimeOfType: Readonly<Record<string, Runtime>> = {
  go: 'go',
  jvm: 'jvm',
  cpython: 'cpython',
  v8js: 'v8',
  dotnet: 'dotnet',
}

/** Attributes of a sample that say where it ran; what is left is what a program told its profiler (labels of pprof). */
const notLabels =
  /^(process|container|host|k8s|os|cloud|cpu|thread|service|telemetry|profile|pprof|env|url|user|client)\./
const contextPrefix = 'process.context.label.'

interface Told {
  readonly builder: ProfileBuilder
  readonly types: Map<string, number>
  readonly said: Said
  window: TimeWindow | undefined
  /** Per column: whether anything was written to it. */
  readonly used: boolean[]
  samples: number
  unnamed: number
  isMaybeWall: boolean
}

/** Of one dictionary: what its indexes are in the builders of this resource. */
interface InMessage {
  readonly stacks: Map<Question, StacksInBuilder>
  readonly extras: Map<string, SampleExtras>
}

export class ResourceSamples {
  readonly title: string
  readonly #told = new Map<Question, Told>()
  #message: InMessage = { stacks: new Map(), extras: new Map() }
  #rows = 0

  constructor(title: string) {
    this.title = title
  }

  /** A new dictionary: the indexes of the one before mean nothing any more. */
  enterMessage(): void {
    this.#message = { stacks: new Map(), extras: new Map() }
  }

  /** Throws `OtlpProblem`. `isCounted`: another profile of this scope has the same samples as time. */
  add(profile: OtlpProfile, dictionary: OtlpDictionary, isCounted: boolean): void {
    const text = (index: number): string => dictionary.strings[index] ?? ''
    const type = text(profile.sampleType.type)
    const unit = text(profile.sampleType.unit)
    const leaves = type === 'noop' ? profile.samples.map(({ stack }) => leafName(dictionary, stack)) : []
    const noop = type === 'noop' ? noopIs(leaves) : undefined
    const said: Said = {
      type: noop ?? type,
      unit: noop !== undefined && unit === 'total' ? 'bytes' : unit,
      periodType: text(profile.periodType.type),
      periodUnit: text(profile.periodType.unit),
      period: profile.period,
    }
    const meaning = meaningOf(
      said,
      profile.samples.some(({ values }) => values.length > 0),
    )
    const told = this.#toldOf(meaning.question, said)
    if (maybeWall(said)) told.isMaybeWall = true
    const perEvent = isCounted ? undefined : meaning.perEvent
    told.window = hull(told.window, windowOf(profile))
    told.used[meaning.column] = true
    if (perEvent !== undefined) told.used[0] = true
    const stacks = this.#stacksOf(meaning.question, told, dictionary)
    for (const sample of profile.samples) {
      const stack = stacks.stack(sample.stack)
      const extras = this.#extrasOf(meaning.question, told.builder, sample, dictionary)
      const events = sample.timesMs.length
      told.samples += Math.max(1, events)
      if (stacks.endsUnnamed(sample.stack)) told.unnamed += Math.max(1, events)
      const add = (value: number, timeMs?: number): void => {
        this.#rows += 1
        if (this.#rows > maxSampleRows)
          throw new OtlpProblem('too-large', `it has more than ${maxSampleRows.toLocaleString('en')} samples`)
        const row =
          timeMs === undefined
            ? told.builder.addToSample(stack, 0, extras)
            : told.builder.sample(stack, 0, { ...extras, timeMs })
        told.builder.addValue(row, meaning.column, value * meaning.scale)
        if (perEvent !== undefined) told.builder.addValue(row, 0, value * perEvent)
        // Time off the CPU comes with the length of each wait, and is one wait each.
        else if (timeMs !== undefined && meaning.column === 0 && columnsOf[meaning.question].length === 2) {
          told.used[1] = true
          told.builder.addValue(row, 1, 1)
        }
      }
      if (events === 0) add(sample.values[0] ?? 0)
      else for (let i = 0; i < events; i += 1) add(sample.values[i] ?? 1, sample.timesMs[i])
    }
  }

  /** How busy it was, for the order of the choice: CPU first, then anything. */
  get weight(): { readonly cpuNs: number; readonly samples: number } {
    let samples = 0
    for (const told of this.#told.values()) samples += told.samples
    return { cpuNs: this.#cpuNs, samples }
  }

  #cpuNs = 0

  finish(emitter: string | undefined): readonly ParsedPart[] {
    const parts: ParsedPart[] = []
    for (const question of Object.keys(columnsOf) as Question[]) {
      const told = this.#told.get(question)
      if (told === undefined) continue
      if (told.unnamed > 0) {
        const share = Math.round((100 * told.unnamed) / told.samples)
        told.builder.note(`${share} % of the samples end in machine code without names: grouped by its file`)
      }
      const made = this.#profileOf(question, told, emitter)
      if (question === 'cpu') this.#cpuNs = totalOf(made, 0)
      parts.push(...this.#partsOf(question, told, made))
    }
    return parts
  }

  /** Of malloc: what was given back is in no OTLP profile. */
  native(): { readonly profile: Profile; readonly window: TimeWindow | undefined } | undefined {
    const told = this.#told.get('native')
    return told && { profile: this.#profileOf('native', told, undefined), window: told.window }
  }

  #profileOf(question: Question, told: Told, emitter: string | undefined): Profile {
    const { window, said } = told
    let profile = told.builder.finish({
      format: 'otlp',
      ...(emitter === undefined ? {} : { emitter }),
      ...(window === undefined ? {} : { startMs: window.fromMs, durationMs: window.untilMs - window.fromMs }),
      ...(said.period > 0 && question === 'cpu'
        ? { periodType: { type: said.periodType, unit: said.periodUnit }, period: said.period }
        : {}),
    })
    const { valueTypes } = profile
    for (let column = valueTypes.length - 1; column >= 0; column -= 1)
      if (told.used[column] !== true) profile = withoutColumn(profile, column)
    if (question === 'unknown' && said.type !== '')
      profile = { ...profile, valueTypes: [{ type: said.type, unit: said.unit || 'count' }] }
    const [type] = [...told.types].filter(([name]) => runtimeOfType[name] !== undefined).toSorted((a, b) => b[1] - a[1])
    // Where the kind of every frame is said, nothing is guessed from names.
    const isSaid = [...told.types.keys()].some((name) => name !== '')
    const runtime = type === undefined ? (isSaid ? 'native' : findRuntime(profile)) : runtimeOfType[type[0]]
    return runtime === undefined ? profile : { ...profile, meta: { ...profile.meta, runtime } }
  }

  #partsOf(question: Question, told: Told, profile: Profile): readonly ParsedPart[] {
    const window = told.window === undefined ? {} : { window: told.window }
    if (question === 'unknown') return [{ ...window, profile }]
    if (question === 'heap') {
      const { window: own } = told
      const times = {
        timeNanos: (own?.fromMs ?? 0) * 1e6,
        durationNanos: ((own?.untilMs ?? 0) - (own?.fromMs ?? 0)) * 1e6,
      }
      const [part] = findMeaning(profile, times, profile.meta.runtime).parts
      return [
        {
          kind: 'heap',
          covers: part?.covers ?? 'interval',
          ...(part?.window ? { window: part.window } : window),
          profile,
        },
      ]
    }
    if (told.isMaybeWall && question === 'cpu') {
      const note = 'async-profiler’s converter calls CPU and wall-clock samples alike: say which it is'
      return [{ ...window, profile: { ...profile, meta: { ...profile.meta, notes: [...profile.meta.notes, note] } } }]
    }
    return [{ kind: question === 'native' ? 'heap' : question, covers: 'interval', ...window, profile }]
  }

  #toldOf(question: Question, said: Said): Told {
    const known = this.#told.get(question)
    if (known !== undefined) return known
    const made: Told = {
      builder: new ProfileBuilder(columnsOf[question]),
      types: new Map(),
      said,
      window: undefined,
      used: [],
      samples: 0,
      unnamed: 0,
      isMaybeWall: false,
    }
    this.#told.set(question, made)
    return made
  }

  #stacksOf(question: Question, told: Told, dictionary: OtlpDictionary): StacksInBuilder {
    const known = this.#message.stacks.get(question)
    if (known !== undefined) return known
    const made = new StacksInBuilder(dictionary, told.builder, (type) =>
      told.types.set(type, (told.types.get(type) ?? 0) + 1),
    )
    this.#message.stacks.set(question, made)
    return made
  }

  #extrasOf(
    question: Question,
    builder: ProfileBuilder,
    { attributes }: OtlpSample,
    dictionary: OtlpDictionary,
  ): SampleExtras {
    if (attributes.length === 0) return {}
    const key = `${question} ${attributes.join()}`
    const known = this.#message.extras.get(key)
    if (known !== undefined) return known
    let threadId = ''
    let threadName = ''
    const labels: Label[] = []
    for (const index of attributes) {
      const attribute = dictionary.attributes[index]
      const name = attribute === undefined ? '' : (dictionary.strings[attribute.key] ?? '')
      const value = attribute?.value
      if (name === '' || value === undefined || value === '') continue
      if (name === 'thread.id') threadId = String(value)
      else if (name === 'thread.name') threadName = String(value)
      else if (name.startsWith(contextPrefix)) labels.push({ key: name.slice(contextPrefix.length), value })
      else if (!notLabels.test(name)) labels.push({ key: name, value })
    }
    const thread = threadId || threadName
    const labelSet = builder.labelSet(labels)
    const made: SampleExtras = {
      ...(thread === '' ? {} : { thread: builder.thread(thread, threadName) }),
      ...(labelSet < 0 ? {} : { labelSet }),
    }
    this.#message.extras.set(key, made)
    return made
  }
}

function windowOf({ timeMs, durationMs, samples }: OtlpProfile): TimeWindow | undefined {
  if (timeMs > 0 && durationMs > 0) return { fromMs: timeMs, untilMs: timeMs + durationMs }
  let fromMs = Infinity
  let untilMs = -Infinity
  for (const sample of samples) {
    for (const at of sample.timesMs) {
      fromMs = Math.min(fromMs, at)
      untilMs = Math.max(untilMs, at)
    }
  }
  if (fromMs < untilMs) return { fromMs, untilMs }
  return timeMs > 0 ? { fromMs: timeMs, untilMs: timeMs } : undefined
}

function hull(one: TimeWindow | undefined, other: TimeWindow | undefined): TimeWindow | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return { fromMs: Math.min(one.fromMs, other.fromMs), untilMs: Math.max(one.untilMs, other.untilMs) }
}
