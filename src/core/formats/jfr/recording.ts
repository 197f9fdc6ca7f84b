/** What is known of a recording while its chunks are read, and how it ends as a `ParsedFile`. */
import type { FileFacts, ParsedFile } from '../parsedFile.ts'
import type { ThreadLook } from '../../base/looks.ts'
import type { TimeWindow } from '../../base/units.ts'
import type { ChunkHeader } from './chunk.ts'
import type { ChunkClock, ClockWitness } from './chunkClock.ts'
import type { ChunkReader, JfrEvent } from './chunkReader.ts'
import type { Prelude } from './prelude.ts'
import { ReadChunks } from './readChunks.ts'
import { RecordedDumps } from './dumps.ts'
import { FactsGatherer } from './facts.ts'
import { ChunkStacks } from './frames.ts'
import { FirstSamples } from './firstSamples.ts'
import { NativeHeap } from './nativeHeap.ts'
import { LockWatch } from './lockWatch.ts'
import { type CutWait, OtherWaits } from './otherWaits.ts'
import { annotateCpu } from './cpuNotes.ts'
import { partsOff, partsOn } from './partsAsked.ts'
import { fellSilent, openWaitsOf } from './openWaits.ts'
import { JfrParts, type ChosenPart } from './parts.ts'
import { RecordedThreads } from './recordedThreads.ts'
import { emitterOf, recorderOf, samplerOf, traitsOf, type RecorderId, type Sampler } from './recorder.ts'
import { parseDuration, Settings } from './settings.ts'
import { SocketWaits } from './socketWaits.ts'

export class Recording {
  readonly parts: JfrParts = new JfrParts()
  readonly facts: FactsGatherer = new FactsGatherer()
  readonly threads: RecordedThreads = new RecordedThreads()
  readonly locks: LockWatch = new LockWatch()
  readonly dumps: RecordedDumps = new RecordedDumps()
  readonly nativeHeap: NativeHeap = new NativeHeap()
  readonly otherWaits: OtherWaits = new OtherWaits()
  /** Of threads that waited for no lock and are in no other count: I/O, sleep, conditions. */
  readonly typedWaits: OtherWaits = new OtherWaits()
  readonly socketWaits: SocketWaits = new SocketWaits()
  /** Wall time, not that of threads. */
  readonly stops: OtherWaits = new OtherWaits()
  /** Start of the oldest recording in the file. */
  startedMs: number = Infinity
  /** JDK 25's samples of real CPU time, each with its own period. */
  hasCpuTimeSamples = false
  /** Whether somebody waits for a lock in the chunk being read: only then it matters what others do. */
  watchesLocks = false
  /** Of the chunk being read. */
  sampler: Sampler = samplerOf('jdk', new Settings())
  /** Where a few events lie far outside the chunk being read: the time in which the others are. */
  plausible: TimeWindow | undefined
  fromMs: number = Infinity
  untilMs: number = -Infinity
  readonly #problems: string[] = []
  readonly #settings = new Map<RecorderId, Settings>()
  readonly #samplers = new Map<RecorderId, Sampler>()
  readonly #thresholdsNs: number[] = []

  readonly #readChunks = new ReadChunks()
  readonly #firstSamples = new FirstSamples()
  #damaged = 0
  #recorder: RecorderId = 'jdk'

  /** Counts and refuses a damaged event: one whose time lies far outside its chunk. */
  isDamaged(timeMs: number): boolean {
    const { plausible } = this
    if (plausible === undefined || (timeMs >= plausible.fromMs && timeMs <= plausible.untilMs)) return false
    this.#damaged += 1
    return true
  }

  problem(sentence: string): void {
    if (!this.#problems.includes(sentence)) this.#problems.push(sentence)
  }

  get problems(): readonly string[] {
    return this.#problems
  }

  get recorder(): RecorderId {
    return this.#recorder
  }

  /** Of the recorder whose chunk is being read. */
  get settings(): Settings {
    return this.#settingsOf(this.#recorder)
  }

  #settingsOf(recorder: RecorderId): Settings {
    return this.#settings.get(recorder) ?? new Settings()
  }

  enterChunk(chunk: ChunkReader, { settings, startedMs, born, program }: Prelude): void {
    this.#readChunks.enter(chunk.header)
    this.#recorder = recorderOf(chunk.types)
    this.startedMs = Math.min(this.startedMs, startedMs)
    this.threads.enterChunk(chunk, born)
    const stacks = new ChunkStacks(chunk.pools, chunk.types)
    this.parts.enterChunk(this.#recorder, stacks, chunk.pools)
    this.locks.enterChunk(stacks, chunk)
    if (program) this.facts.process(program)
    this.#useSettings(settings)
  }

  /** Whether the very chunk was read already. */
  hasRead(header: ChunkHeader): boolean {
    return this.#readChunks.hasRead(header)
  }

  witnessOf(header: ChunkHeader, next: ChunkHeader | undefined): ClockWitness {
    return this.#readChunks.witnessOf(header, next, this.settings.nanoseconds('jdk.CPULoad', 'period'))
  }

  /** @returns false where the recorder's chunks of another process cover that time: two processes are not one */
  cover(header: ChunkHeader, clock: ChunkClock): boolean {
    const window = { fromMs: header.startMs, untilMs: header.startMs + clock.durationMs }
    if (!this.#readChunks.cover(this.#recorder, header, clock, window)) return false
    if (this.fromMs <= this.untilMs && !(window.fromMs <= this.untilMs + 1000 && window.untilMs >= this.fromMs - 1000))
      this.facts.nextRun()
    this.fromMs = Math.min(this.fromMs, window.fromMs)
    this.untilMs = Math.max(this.untilMs, window.untilMs)
    this.parts.cover(window, partsOff(this.settings))
    // An event type that was on and saw nothing is an answer; one that was off is none.
    for (const id of partsOn(this.#recorder, this.settings)) this.parts.get(id)
    return true
  }

  /** What the chunk says of its settings; one that says nothing goes by what its recorder said last. */
  #useSettings(settings: Settings): void {
    const recorder = this.#recorder
    const before = this.#settings.get(recorder)
    if (!settings.isEmpty || before === undefined) this.#settings.set(recorder, settings)
    const assumed = before?.isEmpty === true && !settings.isEmpty ? this.#samplers.get(recorder) : undefined
    const sampler = samplerOf(recorder, this.settings)
    this.sampler = sampler
    this.#samplers.set(recorder, sampler)
    if (assumed !== undefined && assumed.cpuNs !== sampler.cpuNs)
      this.parts.rescale('cpu', sampler.cpuNs / assumed.cpuNs)
    this.#noteThreshold()
  }

  /** Lets go of the chunk's bytes and of what was looked up in them. */
  leaveChunk(): void {
    // The JDK’s own sampler of execution asks whether a thread could run; all others go by CPU time.
    this.locks.leaveChunk(this.#recorder === 'jdk' && !this.hasCpuTimeSamples ? this.facts.cpu.cpus : undefined)
    this.threads.leaveChunk()
    this.dumps.leaveChunk()
    this.parts.leaveChunk()
  }

  /** Not so when the file is the tail of a longer recording. */
  isFirstOfOldThread(event: JfrEvent): boolean {
    const thread = this.#recorder === 'jdk' ? this.threads.of(event, 1)?.id : undefined
    if (thread === undefined) return false
    const isTail = this.startedMs < this.fromMs - 1000
    return this.#firstSamples.isFirst(thread, event.number(3), () => !this.threads.born.has(thread) && !isTail)
  }

  /**
   * A wait by its fields 0 (start) and 3 (duration, or another), cut at the beginning of the recording: one that began long before is
   * in the file with all of its time. `timeMs` is the middle of what is left.
   */
  waitOf(event: JfrEvent, durationField: number = 3): CutWait {
    const startMs = event.timeMs(0)
    const endMs = startMs + Math.max(0, event.nanoseconds(durationField) / 1e6)
    const fromMs = Math.min(Math.max(startMs, this.parts.stretchFromMs), endMs)
    return { timeMs: (fromMs + endMs) / 2, ns: (endMs - fromMs) * 1e6 }
  }

  finish(): ParsedFile {
    this.#annotate()
    const dumps = this.dumps.finish()
    const facts = this.#factsOf(dumps?.looks ?? [])
    // Survivors without stacks, as the default settings record them, rank nothing.
    const chosen = this.parts.chosen().filter(({ part }) => part.id !== 'live' || part.builder.stackCount > 0)
    for (const problem of this.#problems) chosen[0]?.part.builder.note(`incomplete: ${problem}`)
    const parts = chosen.map((one) => this.#finishPart(one, facts))
    return { format: 'jfr', parts: dumps === undefined ? parts : [...parts, dumps], facts }
  }

  #finishPart({ part, instead }: ChosenPart, facts: FileFacts): ParsedFile['parts'][number] {
    const emitter = emitterOf(part.recorder, this.#settingsOf(part.recorder))
    for (const other of instead) {
      const from = emitterOf(other.recorder, this.#settingsOf(other.recorder))
      part.builder.note(
        `${other.builder.sampleCount} ${other.id} samples of ${from} cover the same time and are left out: one recorder is counted`,
      )
    }
    const meta = {
      format: 'jfr',
      emitter,
      traits: [
        ...traitsOf(part.recorder),
        ...(part.id === 'live' ? (['kept-sample'] as const) : []),
        ...(part.id === 'alloc' ? (['at-buffer-ends'] as const) : []),
      ],
      runtime: 'jvm' as const,
      ...(facts.cores === undefined ? {} : { cores: facts.cores }),
      ...(facts.threads === undefined ? {} : { threadCount: Math.round(facts.threads) }),
    }
    return part.finish(meta, this.parts.windowOf(part))
  }

  #factsOf(looks: readonly ThreadLook[]): FileFacts {
    const gathered = this.facts.finish()
    const waits = this.otherWaits.finish()
    const typed = this.typedWaits.finish()
    const sockets = this.socketWaits.finish()
    const stops = this.stops.finish().map(({ timeMs, ns }) => ({ timeMs, ns }))
    const window = { fromMs: this.fromMs, untilMs: Math.max(this.fromMs, this.untilMs) }
    const lockWaits = this.locks.finish(window)
    const openWaits = openWaitsOf(looks, this.threads.lifeOf, window)
    const walls = this.parts.all().filter((part) => part.id === 'wall')
    // A wall-clock sampler sees those who wait.
    const silent = looks.length > 0 || walls.length > 0 ? undefined : fellSilent(this.threads.lives, window)
    const nativeHeap = this.nativeHeap.finish(
      window,
      this.parts.all().find(({ id }) => id === 'native'),
    )
    const { cpuSamples, eventBytes } = this.facts.lost
    const kept = this.parts.all().filter((part) => part.id === 'cpu' && part.recorder === 'jdk')
    const threads =
      gathered.threads === undefined ? this.threads.averageByWall(walls.map((wall) => wall.window)) : undefined
    const virtualThreads = this.threads.virtualThreads()
    return {
      ...gathered,
      ...(threads === undefined ? {} : { threads, threadsFrom: 'Java threads seen by the wall-clock sampler' }),
      ...(this.#thresholdsNs.length > 0 ? { lockThresholdMs: Math.max(...this.#thresholdsNs) / 1e6 } : {}),
      ...(waits.length > 0 ? { otherWaits: waits } : {}),
      ...(typed.length > 0 ? { typedWaits: typed } : {}),
      ...(sockets.length > 0 ? { socketWaits: sockets } : {}),
      ...(stops.length > 0 ? { stops } : {}),
      ...(lockWaits === undefined ? {} : { lockWaits }),
      ...(openWaits.length > 0 ? { openWaits } : {}),
      ...(silent === undefined ? {} : { fellSilent: silent }),
      ...(nativeHeap === undefined ? {} : { nativeHeap }),
      ...(virtualThreads === undefined ? {} : { virtualThreads }),
      ...(cpuSamples > 0 || eventBytes > 0
        ? {
            lost: {
              cpuSamples,
              keptCpuSamples: kept.reduce((sum, { builder }) => sum + builder.sampleCount, 0),
              eventBytes,
            },
          }
        : {}),
    }
  }

  #annotate(): void {
    const { cpuSamples, eventBytes } = this.facts.lost
    for (const part of this.parts.all()) {
      const { builder, id, recorder } = part
      const isFirst = this.parts.all().find((one) => one.id === id && one.recorder === recorder) === part
      if (id === 'cpu') annotateCpu(part, this.#samplers.get(recorder), this.hasCpuTimeSamples, cpuSamples)
      if (id === 'wall') part.period = this.#samplers.get(recorder)?.wallNs ?? 0
      if (id === 'live') builder.note('sampled objects that survived: a ranking of who holds memory, not its amount')
      if (id === 'alloc' && recorder === 'jdk' && isFirst) this.#firstSamples.annotate(part)
      if (id === 'lock' && isFirst && this.otherWaits.totalNs > 0) {
        const text = 'parked on conditions, queues and idle pools, which is waiting for work, not for a lock'
        part.leftOut.push({ id: 'parking', text, amount: this.otherWaits.totalNs })
      }
    }
    if (this.#damaged > 0)
      this.problem(
        `${this.#damaged} ${this.#damaged === 1 ? 'event lies' : 'events lie'} far outside the time of the recording and ${this.#damaged === 1 ? 'is' : 'are'} left out`,
      )
    const [first] = this.parts.chosen()
    for (const remark of this.#readChunks.remarks) first?.part.builder.note(remark)
    if (eventBytes > 0) this.problem(`the recorder lost ${(eventBytes / 1e6).toFixed(1)} MB of events (jdk.DataLoss)`)
  }

  #noteThreshold(): void {
    const { settings } = this
    if (settings.isEmpty) return
    const asked = ['jdk.JavaMonitorEnter', 'jdk.ThreadPark'].flatMap((type) =>
      settings.of(type, 'enabled') === 'false' ? [] : (settings.nanoseconds(type, 'threshold') ?? []),
    )
    const lock = parseDuration(settings.any('lock'))
    if (asked.length > 0) this.#thresholdsNs.push(...asked)
    else if (this.#recorder === 'async-profiler' && lock !== undefined) this.#thresholdsNs.push(lock)
  }
}
