/**
 * Files of several processes: recordings of two machines, or of a service and what it was restarted as, one behind the other. Each is a
 * recording of its own and a choice: read as one, the threads and the heap of the one were divided by the time of the other.
 */
import { keyOfChoice } from '../../base/hash.ts'
import { isOther, type Program } from '../../base/program.ts'
import { totalOf } from '../columns.ts'
import type { ParsedFile, ParsedPart } from '../parsedFile.ts'
import type { ChunkHeader } from './chunk.ts'
import { Recording } from './recording.ts'

/** A file with more is hostile; what comes later is added to the last. */
const mostProcesses = 256

interface OfProcess {
  readonly recording: Recording
  /** undefined: no chunk of it said. */
  program: Process | undefined
}

type Process = Extract<Program, { pid: number }>

export class Processes {
  readonly #all: OfProcess[] = [{ recording: new Recording(), program: undefined }]
  #current: OfProcess = this.#all[0]!

  /** Of the chunk that was read last. */
  get current(): Recording {
    return this.#current.recording
  }

  /** async-profiler says whose its first chunk is, and nothing in those that follow it. */
  of(program: Process | undefined): Recording {
    if (program === undefined) return this.current
    let found = this.#all.find((one) => one.program === undefined || !isOther(one.program, program))
    if (found === undefined && this.#all.length < mostProcesses)
      this.#all.push((found = { recording: new Recording(), program }))
    this.#current = found ?? this.#current
    this.#current.program ??= program
    return this.current
  }

  hasRead(header: ChunkHeader): boolean {
    return this.#all.some(({ recording }) => recording.hasRead(header))
  }

  finish(): ParsedFile {
    const read = this.#all.map(({ recording, program }) => ({ program, file: recording.finish() }))
    const told = read.filter(({ file }) => file.parts.length > 0)
    if (told.length < 2) return (told[0] ?? read[0]!).file
    const pids = told.map(({ program }) => program?.pid)
    const ordered = told
      .map(({ program, file }) => ({
        title: titleOf(program, pids.filter((pid) => pid === program?.pid).length > 1),
        file,
        startedMs: program?.startedMs ?? 0,
        cpuNs: cpuOf(file),
        samples: file.parts.reduce((sum, { profile }) => sum + profile.samples.length, 0),
      }))
      // The same order, however the file was put together.
      .toSorted((a, b) => b.cpuNs - a.cpuNs || b.samples - a.samples || a.startedMs - b.startedMs)
    const keyed = ordered.map((one) => ({ ...one, key: keyOfChoice(one.title) }))
    return {
      format: 'jfr',
      parts: keyed.flatMap(({ key, file }) => file.parts.map((part): ParsedPart => ({ ...part, resource: key }))),
      facts: keyed[0]!.file.facts,
      factsOf: Object.fromEntries(keyed.slice(1).map(({ key, file }) => [key, file.facts])),
      resources: keyed.map(({ key, title, cpuNs, samples }) => ({ key, title, cpuNs, samples })),
    }
  }
}

/** In containers each is process 1. */
function titleOf(program: Process | undefined, isShared: boolean): string {
  const title = `process ${program?.pid ?? 0}`
  const started = program?.startedMs ?? 0
  return isShared && started > 0 ? `${title}, started ${new Date(started).toISOString().slice(0, 19)}Z` : title
}

const loadMs = 1000

/** Of all its CPU, where the recorder read it, once a second; else of what it sampled. */
function cpuOf({ parts, facts: { cpuLoad = [], hwThreads } }: ParsedFile): number {
  if (cpuLoad.length > 0 && hwThreads !== undefined)
    return cpuLoad.reduce((sum, { share }) => sum + share, 0) * hwThreads * loadMs * 1e6
  return parts.reduce((sum, { kind, profile }) => (kind === 'cpu' ? sum + totalOf(profile, 0) : sum), 0)
}
