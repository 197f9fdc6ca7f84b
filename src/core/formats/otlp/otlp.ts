/**
 * OpenTelemetry profiles, as eBPF agents, collectors and async-profiler write them, in pieces: one bare message, messages with
 * their length in front (4 bytes, big end first, as the collector's file exporter has it), JSON, JSON lines. A file of a whole host has
 * many resources; each is a choice with parts of its own, the busiest first.
 */
import { keyOfChoice } from '../../base/hash.ts'
import { err, ok, type Result } from '../../base/result.ts'
import { Joined, readAsOnePiece, type PieceReader, type PieceReaderOpener } from '../pieces.ts'
import { maxJsonBytes } from '../json.ts'
import { PprofProblem } from '../pprof/wire.ts'
import type { FileFacts, FormatReader, ParsedFile } from '../parsedFile.ts'
import { sitesOf } from '../nativeSites.ts'
import { meaningOf } from './meaning.ts'
import { OtlpProblem, type OtlpMessage, type OtlpResource } from './message.ts'
import { readJsonMessage } from './jsonMessage.ts'
import { readProtoMessage } from './protoMessage.ts'
import { ResourceSamples } from './resource.ts'
import { framingOf, type Framing } from './framing.ts'

export const openOtlp: PieceReaderOpener = ({ fileName }) => new OtlpReader(fileName)
export const readOtlp: FormatReader = readAsOnePiece(openOtlp)

/** What a message may hold at most; a collector sends a few megabytes. */
const maxMessageBytes = 1 << 30

class OtlpReader implements PieceReader {
  readonly #fileName: string
  readonly #joined = new Joined()
  readonly #resources = new Map<string, ResourceSamples>()
  readonly #votes = { new: 0, old: 0 }
  #framing: Framing | undefined
  #problem: OtlpProblem | undefined
  #messages = 0
  #leftOut = 0
  #samples = 0
  #emitter: string | undefined

  constructor(fileName: string) {
    this.#fileName = fileName
  }

  push(piece: Uint8Array): boolean {
    if (this.#framing === undefined || this.#framing === 'bare' || this.#framing === 'json') {
      this.#joined.hold(piece)
      if (this.#framing === undefined && this.#joined.length >= 64) this.#framing = framingOf(this.#joined.rest())
      if (this.#framing === undefined || this.#framing === 'bare' || this.#framing === 'json') return this.#isWithin()
      const all = this.#joined.rest().slice()
      this.#joined.drop()
      this.#guard(() => this.#frames(all, false))
      return this.#problem === undefined
    }
    const bytes = this.#joined.add(piece)
    if (bytes) this.#guard(() => this.#frames(bytes, false))
    return this.#problem === undefined
  }

  finish(): Result<ParsedFile> {
    const file = this.#guard(() => {
      const rest = this.#joined.rest()
      this.#framing ??= framingOf(rest)
      if (this.#framing === 'bare') this.#take(readProtoMessage(rest, this.#votes))
      else if (this.#framing === 'json') this.#readAllJson(rest)
      else this.#frames(rest, true)
      return this.#file()
    })
    if (file !== undefined && file.parts.length + Object.keys(file.facts).length > 0) return ok(file)
    const problem = this.#problem ?? new OtlpProblem('malformed', 'there is no sample in it')
    const isOld = problem.code === 'unsupported'
    return err({
      code: isOld ? 'unsupported' : problem.code,
      where: this.#fileName,
      what: isOld ? problem.message : `the OTLP profiles are not whole: ${problem.message}`,
      todo: isOld
        ? 'Update the agent, collector or profiler that wrote it, or have async-profiler write JFR (`-o jfr`)'
        : 'Export it again',
    })
  }

  #isWithin(): boolean {
    const most = this.#framing === 'json' ? maxJsonBytes : maxMessageBytes
    if (this.#joined.length > most)
      this.#problem ??= new OtlpProblem('too-large', `one message of it has more than ${Math.round(most / 1e6)} MB`)
    return this.#problem === undefined
  }

  /** Whole messages; what is cut off by the end of the bytes waits for the next piece. */
  #frames(bytes: Uint8Array, isEnd: boolean): void {
    let at = 0
    if (this.#framing === 'magic' && this.#joined.base === 0 && this.#messages === 0) at = 8
    while (at < bytes.length) {
      const from = at
      const end =
        this.#framing === 'json-lines' ? this.#endOfLine(bytes, at, isEnd) : this.#endOfFrame(bytes, at, isEnd)
      if (end === undefined) return this.#joined.keep(bytes, from, this.#wanted)
      if (this.#framing === 'json-lines') {
        const line = bytes.subarray(at, end)
        if (line.some((byte) => byte > 32)) this.#readJson(line)
        at = end + 1
      } else {
        this.#take(readProtoMessage(bytes.subarray(at + 4, end), this.#votes))
        at = end
      }
    }
    this.#joined.keep(bytes, bytes.length)
  }

  #wanted = 0

  #endOfLine(bytes: Uint8Array, at: number, isEnd: boolean): number | undefined {
    const end = bytes.indexOf(0x0a, at)
    if (end >= 0) return end
    this.#wanted = 0
    if (bytes.length - at > maxJsonBytes) throw new OtlpProblem('too-large', 'one line of it is too long')
    return isEnd ? bytes.length : undefined
  }

  #endOfFrame(bytes: Uint8Array, at: number, isEnd: boolean): number | undefined {
    this.#wanted = 4
    if (bytes.length - at >= 4) {
      const length = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0)
      if (length > maxMessageBytes)
        throw new OtlpProblem('malformed', `one message of it claims ${length.toLocaleString('en')} bytes`)
      this.#wanted = 4 + length
      if (bytes.length - at >= this.#wanted) return at + this.#wanted
    }
    if (!isEnd) return undefined
    // What came before is whole: an exporter that was stopped leaves such files.
    if (this.#messages === 0) throw new OtlpProblem('truncated', 'it ends inside its first message')
    this.#notes.push('it ends inside a message: what came before is read')
    return undefined
  }

  readonly #notes: string[] = []

  /** One document over many lines; or lines after all, which begin with a space inside their bracket. */
  #readAllJson(bytes: Uint8Array): void {
    let value: unknown
    try {
      value = JSON.parse(new TextDecoder().decode(bytes)) as unknown
    } catch {
      this.#framing = 'json-lines'
      this.#joined.drop()
      this.#frames(bytes.slice(), true)
      return
    }
    this.#take(readJsonMessage(value))
  }

  #readJson(bytes: Uint8Array): void {
    let value: unknown
    try {
      value = JSON.parse(new TextDecoder().decode(bytes)) as unknown
    } catch {
      if (this.#messages === 0) throw new OtlpProblem('malformed', 'its JSON does not parse')
      this.#notes.push('a line of it does not parse and is left out')
      return
    }
    this.#take(readJsonMessage(value))
  }

  #take(message: OtlpMessage): void {
    this.#messages += 1
    this.#leftOut += message.leftOut
    this.#samples += message.leftOut
    for (const resource of this.#resources.values()) resource.enterMessage()
    for (const resource of message.resources) this.#takeResource(resource, message)
  }

  #takeResource(resource: OtlpResource, { dictionary }: OtlpMessage): void {
    const title = titleOf(resource.attributes)
    let samples = this.#resources.get(title)
    if (samples === undefined) {
      samples = new ResourceSamples(title)
      this.#resources.set(title, samples)
    }
    for (const { name, profiles } of resource.scopes) {
      this.#emitter ??= emitterOf(name)
      // The translator of pprof makes a profile of each column: counts beside the time of the same samples.
      const meanings = profiles.map(({ sampleType, periodType, period }) =>
        meaningOf(
          {
            type: dictionary.strings[sampleType.type] ?? '',
            unit: dictionary.strings[sampleType.unit] ?? '',
            periodType: dictionary.strings[periodType.type] ?? '',
            periodUnit: dictionary.strings[periodType.unit] ?? '',
            period,
          },
          true,
        ),
      )
      profiles.forEach((profile, i) => {
        this.#samples += profile.samples.length
        const { question } = meanings[i]!
        const timed = meanings.some(
          (other, j) =>
            j !== i && other.question === question && other.column === 0 && profiles[j]!.timeMs === profile.timeMs,
        )
        samples.add(profile, dictionary, timed)
      })
    }
  }

  #file(): ParsedFile {
    const emitter = this.#emitter
    const read = [...this.#resources.values()]
      .map((resource) => ({ resource, parts: resource.finish(emitter), facts: factsOf(resource) }))
      .filter(({ parts, facts }) => parts.length + Object.keys(facts).length > 0)
      .toSorted(
        (a, b) =>
          b.resource.weight.cpuNs - a.resource.weight.cpuNs || b.resource.weight.samples - a.resource.weight.samples,
      )
    const [first] = read
    const notes = [
      ...this.#notes,
      ...(this.#leftOut > 0
        ? [`${this.#leftOut.toLocaleString('en')} samples point at what is not in the file and are left out`]
        : []),
    ]
    const misplaced = this.#leftOut > 0 ? { misplaced: { samples: this.#leftOut, of: this.#samples } } : {}
    const noted = read.flatMap(({ resource, parts }) =>
      parts.map((part) => ({
        ...part,
        ...(read.length > 1 ? { resource: keyOfChoice(resource.title) } : {}),
        profile: {
          ...part.profile,
          meta: { ...part.profile.meta, ...misplaced, notes: [...part.profile.meta.notes, ...notes] },
        },
      })),
    )
    return {
      format: 'otlp',
      parts: noted,
      facts: first?.facts ?? {},
      ...(read.length > 1
        ? {
            resources: read.map(({ resource }) => ({
              key: keyOfChoice(resource.title),
              title: resource.title,
              ...resource.weight,
            })),
          }
        : {}),
    }
  }

  /** Undefined after a problem, this one or an earlier one. */
  #guard<T>(work: () => T): T | undefined {
    if (this.#problem) return undefined
    try {
      return work()
    } catch (problem) {
      if (problem instanceof OtlpProblem) this.#problem = problem
      else if (problem instanceof PprofProblem) this.#problem = new OtlpProblem(problem.code, problem.message)
      else throw problem
      return undefined
    }
  }
}

function factsOf(resource: ResourceSamples): FileFacts {
  const native = resource.native()
  if (native === undefined || native.window === undefined) return {}
  const sites = sitesOf(native.profile, 0)
  return {
    nativeHeap: {
      counts: 'allocated',
      window: native.window,
      bytes: sites.bytes,
      allocatedBytes: sites.bytes,
      sites: sites.sites,
    },
  }
}

/** What people call it: the service, or else its program and process, or else its container. Never a host. */
function titleOf(attributes: OtlpResource['attributes']): string {
  const text = (key: string): string => String(attributes.get(key) ?? '').slice(0, 100)
  const container = text('container.id').slice(0, 12)
  const service = text('service.name')
  // Where nobody named the service, agents write the container's id there.
  if (service !== '' && service !== text('container.id') && !service.startsWith('unknown_service')) return service
  const name = text('k8s.container.name') || text('container.name')
  if (name !== '') return text('k8s.pod.name') === '' ? name : `${name} in ${text('k8s.pod.name')}`
  const pid = text('process.pid')
  const program = text('process.executable.name').split('/').at(-1) ?? ''
  if (program !== '') return pid === '' ? program : `${program} (process ${pid})`
  if (container !== '') return pid === '' ? `container ${container}` : `process ${pid} in container ${container}`
  return pid === '' ? 'without a name' : `process ${pid}`
}

function emitterOf(scope: string): string | undefined {
  if (scope.endsWith('ebpf-profiler')) return 'opentelemetry-ebpf-profiler'
  return scope === '' || scope.includes(' ')
    ? undefined
    : scope.slice(scope.lastIndexOf('/') + 1, scope.lastIndexOf('/') + 81)
}
