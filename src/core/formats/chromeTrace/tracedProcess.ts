/**
 * What a trace holds of one process: its JavaScript threads are together one profile. A browser has a process for each page (site)
 * and a trace is of all of them: added up, the CPU of one page would be another's.
 */
import type { Profile } from '../../profile/profile.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { TracedThread } from './tracedThread.ts'

/** What is known when the whole file was read, and is true of all its processes. */
export interface OfTheTrace {
  /** Events with samples that could not be read. */
  readonly lost: number
  readonly isCut: boolean
  /** So many times the panel slowed the CPU, to show how a slower machine would do; 1 where it did not. */
  readonly slowed: number
}

/** Threads of workers, as Chromium and Node call them; Node's own pool is none. */
const workerThread = /^(?:Dedicated|Shared|Service)Worker\b|^\[worker \d+\]|^WorkerThread$/

export class TracedProcess {
  readonly pid: number
  name = ''
  readonly threadNames: Map<number, string> = new Map()
  readonly #builder = new ProfileBuilder([
    { type: 'cpu', unit: 'nanoseconds' },
    { type: 'samples', unit: 'count' },
  ])
  readonly #threads = new Map<string, TracedThread>()

  constructor(pid: number) {
    this.pid = pid
  }

  get title(): string {
    return `${this.name === '' ? 'process' : this.name} ${this.pid}`
  }

  /** Chunks are written by a thread of the profiler's own: what ties them to the thread they are of is the id. */
  threadOf(id: string, tid: number, startUs: number | undefined): TracedThread {
    const known = this.#threads.get(id)
    if (known !== undefined) return known
    const made = new TracedThread(this.#builder, this.pid, tid, startUs)
    this.#threads.set(id, made)
    return made
  }

  /** @returns undefined where no thread of it was sampled */
  finish(trace: OfTheTrace): Profile | undefined {
    for (const thread of this.#threads.values()) thread.finish()
    const watched = [...this.#threads.values()].filter(({ samples }) => samples > 0)
    const threads = watched.filter((thread) => !watched.some((other) => isWatchedBy(other, thread)))
    if (threads.length === 0) return undefined
    for (const thread of threads)
      thread.addTo(this.#builder.thread(`${this.pid}/${thread.tid}`, this.threadNames.get(thread.tid) ?? ''))
    const different = new Set(threads.map((thread) => (thread.isNamed ? thread.tid : thread))).size
    const unseen = this.#unseenWorkers(new Set(watched.map(({ tid }) => tid)))
    this.#noteAll(threads, { ...trace, different, unseen, twice: watched.length - threads.length })
    const from = Math.min(...threads.map(({ span }) => span.fromUs))
    const until = Math.max(...threads.map(({ span }) => span.untilUs))
    return this.#builder.finish({
      format: 'chrome-trace',
      emitter: 'V8',
      traits: [different === 1 ? 'one-thread' : 'event-loops', ...(unseen > 0 ? (['unseen-workers'] as const) : [])],
      runtime: 'v8',
      ...(until > from ? { durationMs: (until - from) / 1000 } : {}),
    })
  }

  /** Whoever samples one worker samples all; what else has a name was over before. Versions before 2019 sampled none. */
  #unseenWorkers(sampled: ReadonlySet<number>): number {
    const workers = [...this.threadNames].filter(([, name]) => workerThread.test(name))
    return workers.some(([tid]) => sampled.has(tid)) ? 0 : workers.length
  }

  #noteAll(
    threads: readonly TracedThread[],
    found: OfTheTrace & { readonly different: number; readonly unseen: number; readonly twice: number },
  ): void {
    const builder = this.#builder
    const { different, unseen, twice, lost, isCut, slowed } = found
    builder.note(
      different === 1
        ? 'one JavaScript thread; the time its event loop was busy, an upper bound of its CPU'
        : `${different} JavaScript threads; the time their event loops were busy, an upper bound of their CPU`,
    )
    const sumOf = (of: 'idleNs' | 'unknown' | 'repeated'): number =>
      threads.reduce((sum, thread) => sum + thread[of], 0)
    const [idleNs, unknown, repeated] = [sumOf('idleNs'), sumOf('unknown'), sumOf('repeated')]
    if (idleNs > 0) builder.note(`${(idleNs / 1e9).toFixed(2)} s idle are left out`)
    if (unseen > 0) builder.note(`no samples of ${unseen === 1 ? 'its worker' : `its ${unseen} workers`} are in it`)
    if (slowed > 1) builder.note(`the Performance panel slowed the CPU ${slowed} times: without that, it is less busy`)
    // A trace of a ring has lost its beginning, and the calls that were listed there; of one with nothing else nothing is known.
    if (unknown > 0 && builder.sampleCount === 0) builder.misplaced(unknown, unknown)
    if (unknown > 0) builder.note(`${unknown} samples or calls point at a call that is not in the file`)
    if (lost > 0) builder.note(`${lost} events with samples are damaged or too large and were left out`)
    if (isCut) builder.note('the trace ends early: it is read as far as it goes')
    if (twice > 0) builder.note(`${twice} more profiles of the same threads at the same time are left out`)
    if (repeated > 0) builder.note(`${repeated} pieces of it are there twice and counted once`)
  }
}

/** `console.profile()` while the panel records: two profiles of one thread, of which the one with more is kept. */
function isWatchedBy(other: TracedThread, own: TracedThread): boolean {
  if (other === own || !other.isNamed || !own.isNamed || other.tid !== own.tid) return false
  const overlaps = other.span.fromUs < own.span.untilUs && own.span.fromUs < other.span.untilUs
  return (
    overlaps && (other.samples > own.samples || (other.samples === own.samples && other.span.fromUs < own.span.fromUs))
  )
}
