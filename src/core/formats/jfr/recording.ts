/** What is known of a recording while its chunks are read, and how it ends as a `ParsedFile`. */
import type { ParsedFile } from '../parsedFile.ts'
import type { ChunkReader, JfrEvent } from './chunkReader.ts'
import type { JfrKey } from './cursor.ts'
import { FactsGatherer } from './facts.ts'
import { ChunkStacks, threadOf } from './frames.ts'
import { JfrParts, type PartId } from './parts.ts'
import { Settings } from './settings.ts'

export interface Sampler {
  /** Nanoseconds per CPU sample. */
  readonly cpuNs: number
  readonly wallNs: number
  /** False: every ExecutionSample is CPU, whatever its thread state. */
  readonly mayBeWall: boolean
}

const timeEvents = new Set(['cpu', 'ctimer', 'itimer', 'wall'])

export class Recording {
  readonly parts: JfrParts = new JfrParts()
  readonly facts: FactsGatherer = new FactsGatherer()
  readonly settings: Settings = new Settings()
  /** Ids of threads that started while it ran. */
  readonly born: Set<string> = new Set<string>()
  /** Start of the oldest recording in the file. */
  startedMs: number = Infinity
  isAsyncProfiler = false
  /** JDK 25's samples of real CPU time, each with its own period. */
  hasCpuTimeSamples = false
  fromMs: number = Infinity
  untilMs: number = -Infinity
  readonly #problems: string[] = []

  readonly #allocatedBefore = new Set<string>()
  #firstSamples = 0
  #firstSampleBytes = 0
  readonly #otherWaits = new Map<string, { readonly timeMs: number; readonly kind: string; ns: number }>()
  #otherWaitNs = 0
  #chunk: ChunkReader | undefined
  #classNames = new Map<JfrKey, string>()
  #threadIds = new Map<JfrKey, string | undefined>()

  problem(sentence: string): void {
    if (!this.#problems.includes(sentence)) this.#problems.push(sentence)
  }

  get problems(): readonly string[] {
    return this.#problems
  }

  enterChunk(chunk: ChunkReader): void {
    this.#chunk = chunk
    this.#classNames = new Map<JfrKey, string>()
    this.#threadIds = new Map<JfrKey, string | undefined>()
    this.parts.enterChunk(new ChunkStacks(chunk.pools, chunk.types), chunk.pools)
    this.isAsyncProfiler ||= [...chunk.types.byName.keys()].some((name) => name.startsWith('profiler.'))
    this.fromMs = Math.min(this.fromMs, chunk.header.startMs)
    this.untilMs = Math.max(this.untilMs, chunk.header.startMs + chunk.header.durationMs)
  }

  /** Lets go of the chunk's bytes and of what was looked up in them. */
  leaveChunk(): void {
    this.#chunk = undefined
    this.parts.leaveChunk()
  }

  className(event: JfrEvent, field: number): string {
    const key = event.key(field)
    let name = this.#classNames.get(key)
    if (name === undefined) {
      name = this.#chunk?.pools.className(event.typeId(field), key) ?? ''
      this.#classNames.set(key, name)
    }
    return name
  }

  threadId(event: JfrEvent, field: number): string | undefined {
    const key = event.key(field)
    if (!this.#threadIds.has(key)) {
      this.#threadIds.set(key, this.#chunk && threadOf(this.#chunk.pools, event.typeId(field), key)?.id)
    }
    return this.#threadIds.get(key)
  }

  /**
   * async-profiler tells CPU from wall samples by the thread's state, and up to 2.9 not even by that: there, the engine it
   * was started with decides. (formats.md §2.7)
   */
  sampler(): Sampler {
    const { settings } = this
    if (!this.isAsyncProfiler) {
      return { cpuNs: settings.nanoseconds('jdk.ExecutionSample', 'period') ?? 20e6, wallNs: 0, mayBeWall: false }
    }
    const engine = settings.any('event') ?? 'cpu'
    const interval = settings.anyNanoseconds('interval') ?? 0
    const wall = settings.anyNanoseconds('wall') ?? 0
    if (!timeEvents.has(engine))
      this.problem(`its CPU samples count ${engine.slice(0, 40)} events, shown as if each were 10 ms`)
    const cpuNs = timeEvents.has(engine) && interval > 0 ? interval : 10e6
    const wallNs = wall > 0 ? wall : engine === 'wall' && interval > 0 ? interval : 50e6
    return { cpuNs, wallNs, mayBeWall: engine === 'wall' || wall > 0 }
  }

  /**
   * The first allocation sample of a thread weighs everything the thread allocated before it. For a thread older than the
   * recording that was not now: it is left out, in the open. Not so when the file is the tail of a longer recording.
   */
  isFirstOfOldThread(event: JfrEvent): boolean {
    const thread = this.isAsyncProfiler ? undefined : this.threadId(event, 1)
    if (thread === undefined || this.#allocatedBefore.has(thread)) return false
    this.#allocatedBefore.add(thread)
    if (this.born.has(thread) || this.startedMs < this.fromMs - 1000) return false
    this.#firstSamples += 1
    this.#firstSampleBytes += event.number(3)
    return true
  }

  /**
   * A wait by its fields 0 (start) and 3 (duration), cut at the beginning of the recording: one that began long before is
   * in the file with all of its time. `timeMs` is the middle of what is left.
   */
  waitOf(event: JfrEvent): { readonly timeMs: number; readonly ns: number } {
    const startMs = event.timeMs(0)
    const endMs = startMs + Math.max(0, event.nanoseconds(3) / 1e6)
    const fromMs = Math.min(Math.max(startMs, this.fromMs), endMs)
    return { timeMs: (fromMs + endMs) / 2, ns: (endMs - fromMs) * 1e6 }
  }

  /** Spread over the seconds it lasted, so that a window sees its own part; the longest ones count where their middle is. */
  otherWait({ timeMs, ns }: { readonly timeMs: number; readonly ns: number }, kind: string): void {
    this.#otherWaitNs += ns
    const endMs = timeMs + ns / 2e6
    let atMs = timeMs - ns / 2e6
    if (endMs - atMs > 600_000) {
      this.#addOtherWait(timeMs, kind, ns)
      return
    }
    while (atMs < endMs) {
      const untilMs = Math.min(endMs, (Math.floor(atMs / 1000) + 1) * 1000)
      this.#addOtherWait(atMs, kind, (untilMs - atMs) * 1e6)
      atMs = untilMs
    }
  }

  #addOtherWait(timeMs: number, kind: string, ns: number): void {
    const second = Math.floor(timeMs / 1000) * 1000
    const key = `${second} ${kind}`
    const known = this.#otherWaits.get(key)
    if (known === undefined) this.#otherWaits.set(key, { timeMs: second, kind, ns })
    else known.ns += ns
  }

  finish(): ParsedFile {
    this.#makeMeasuredZeros()
    this.#annotate()
    const window = { fromMs: this.fromMs, untilMs: Math.max(this.fromMs, this.untilMs) }
    const version = this.settings.any('version')
    const emitter = this.isAsyncProfiler
      ? `async-profiler${version ? ` ${version.slice(0, 20)}` : ''}`
      : 'JDK Flight Recorder'
    const waits = [...this.#otherWaits.values()].toSorted((a, b) => a.timeMs - b.timeMs)
    const facts = this.facts.finish(this.#lockThresholdMs(), waits)
    const meta = {
      format: 'jfr',
      emitter,
      runtime: 'jvm' as const,
      ...(facts.cores === undefined ? {} : { cores: facts.cores }),
      ...(facts.threads === undefined ? {} : { threadCount: Math.round(facts.threads) }),
    }
    // Survivors without stacks, as the default settings record them, rank nothing.
    const all = this.parts.all().filter((part) => part.id !== 'live' || part.builder.stackCount > 0)
    for (const problem of this.#problems) all[0]?.builder.note(`incomplete: ${problem}`)
    return { format: 'jfr', parts: all.map((part) => part.finish(meta, window)), facts }
  }

  /** An event type that was on and saw nothing is an answer; one that was off is none. */
  #makeMeasuredZeros(): void {
    const on = (type: string): boolean => this.settings.of(type, 'enabled') === 'true'
    const expected: readonly [PartId, boolean][] = [
      // async-profiler's wall-clock samples are ExecutionSamples too.
      ['cpu', (on('jdk.ExecutionSample') && !this.#wallOnly()) || on('jdk.CPUTimeSample')],
      ['alloc', on('jdk.ObjectAllocationSample') || on('jdk.ObjectAllocationInNewTLAB')],
      ['lock', on('jdk.JavaMonitorEnter')],
    ]
    for (const [id, isOn] of expected) if (isOn) this.parts.get(id)
  }

  #wallOnly(): boolean {
    return this.isAsyncProfiler && this.settings.any('event') === 'wall'
  }

  #annotate(): void {
    for (const part of this.parts.all()) {
      const { builder } = part
      if (part.id === 'cpu' && !this.hasCpuTimeSamples) {
        part.period = this.sampler().cpuNs
        if (!this.isAsyncProfiler) {
          builder.note(
            'JFR samples Java threads in Java code, a few per tick: right for shares; how busy the CPUs were is taken from jdk.CPULoad',
          )
        }
      }
      if (part.id === 'wall') part.period = this.sampler().wallNs
      if (part.id === 'live')
        builder.note('sampled objects that survived: a ranking of who holds memory, not its amount')
      if (part.id === 'alloc' && this.#firstSamples > 0) {
        const threads = this.#firstSamples === 1 ? '1 thread' : `${this.#firstSamples} threads`
        const text = `the first allocation sample of ${threads} older than the recording weighs what was allocated before it`
        part.leftOut.push({ id: 'first-sample', text, amount: this.#firstSampleBytes })
        builder.note(`${(this.#firstSampleBytes / 1e6).toFixed(1)} MB left out: ${text}`)
      }
      if (part.id === 'lock' && this.#otherWaitNs > 0) {
        const text = 'parked on conditions, queues and idle pools, which is waiting for work, not for a lock'
        part.leftOut.push({ id: 'parking', text, amount: this.#otherWaitNs })
      }
    }
  }

  #lockThresholdMs(): number | undefined {
    const { settings } = this
    const asked = ['jdk.JavaMonitorEnter', 'jdk.ThreadPark'].map((type) => settings.nanoseconds(type, 'threshold'))
    const known = asked.filter((ns) => ns !== undefined)
    if (known.length > 0) return Math.max(...known) / 1e6
    const lock = this.isAsyncProfiler ? settings.anyNanoseconds('lock') : undefined
    return lock === undefined ? undefined : lock / 1e6
  }
}
