/**
 * Dumps of several processes in one file: `py-spy dump --subprocesses`, or one process after the other, whoever printed them. Each process is a choice with
 * looks of its own: as looks of one, its workers stood at the same lines time after time.
 */
import { keyOfChoice } from '../../base/hash.ts'
import { ok, type LoadError, type Result } from '../../base/result.ts'
import type { ParsedFile, ParsedPart, ReadOptions } from '../parsedFile.ts'

/** A file with more is hostile; the rest is added to the last. */
const mostProcesses = 256

interface Dumps {
  begin(): void
  finish(options: ReadOptions): Result<ParsedFile, LoadError>
}

interface Found {
  readonly pid: string
  readonly part: ParsedPart
  readonly threads: number
}

export class ProcessDumps<Own extends Dumps> {
  readonly #make: () => Own
  readonly #byPid = new Map<string, Own>()
  readonly #format: string
  #current: Own | undefined

  constructor(make: () => Own, format = 'py-spy-dump') {
    this.#make = make
    this.#format = format
  }

  /** Of the process that was begun last. */
  get current(): Own {
    return this.#current ?? this.begin('')
  }

  begin(pid: string): Own {
    let own = this.#byPid.get(pid)
    if (own === undefined && (this.#byPid.size < mostProcesses || this.#current === undefined))
      this.#byPid.set(pid, (own = this.#make()))
    this.#current = own ?? this.#current!
    this.#current.begin()
    return this.#current
  }

  finish(options: ReadOptions): Result<ParsedFile, LoadError> {
    if (this.#byPid.size < 2) return this.#ofOne(options)
    const read = [...this.#byPid].map(([pid, dumps]) => ({ pid, file: dumps.finish(options) }))
    const found = read.flatMap(({ pid, file }): Found[] => {
      const [part] = file.ok ? file.value.parts : []
      return part === undefined ? [] : [{ pid, part, threads: part.profile.meta.threadCount ?? 0 }]
    })
    const [first] = found
    if (first === undefined || found.length === 1) return (read.find(({ file }) => file.ok) ?? read[0]!).file
    // The same order in the next file of the same processes: who has most threads, and last the parent, which waits for the others.
    const ordered = found.toSorted(
      (one, other) =>
        other.threads - one.threads || Number(one === first) - Number(other === first) || numbered(one, other),
    )
    const titled = ordered.map(({ pid, part }) => ({ title: `process ${pid}`, part }))
    return ok({
      format: this.#format,
      parts: titled.map(({ title, part }) => ({ ...part, resource: keyOfChoice(title) })),
      facts: {},
      resources: titled.map(({ title, part }) => ({
        key: keyOfChoice(title),
        title,
        cpuNs: 0,
        samples: part.profile.samples.length,
      })),
    })
  }

  /** Its number tells its files from those of another worker. */
  #ofOne(options: ReadOptions): Result<ParsedFile, LoadError> {
    const file = this.current.finish(options)
    const pid = Number([...this.#byPid.keys()][0])
    return file.ok && pid > 0 ? ok({ ...file.value, facts: { program: { pid, startedMs: 0 } } }) : file
  }
}

const numbered = (one: Found, other: Found): number => one.pid.localeCompare(other.pid, 'en', { numeric: true })
