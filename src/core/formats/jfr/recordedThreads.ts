/** The threads of a recording: looked up by chunk, and what is counted of them over all chunks. */
import type { TimeWindow } from '../../base/units.ts'
import type { FileFacts } from '../parsedFile.ts'
import type { ChunkReader, JfrEvent } from './chunkReader.ts'
import { threadOf } from './threadOf.ts'
import { KeyNumbers } from './keyTable.ts'

export interface ChunkThread {
  readonly id: string
  readonly isVirtual: boolean
  readonly isJava: boolean
  readonly life: ThreadLife
}

/** Signs of life of one thread, in epoch ms. */
export class ThreadLife {
  events = 0
  firstMs: number = Infinity
  lastMs: number = -Infinity
  hasEnded = false
  #askedMs = -Infinity

  lived(untilMs: number): void {
    this.events += 1
    if (untilMs < this.firstMs) this.firstMs = untilMs
    if (untilMs > this.lastMs) this.lastMs = untilMs
  }

  /** Its load since it was asked before: it ran at some time in between. */
  loaded(atMs: number, share: number): void {
    if (share > 0 && this.#askedMs > this.lastMs) this.lastMs = this.#askedMs
    if (atMs > this.#askedMs) this.#askedMs = atMs
  }
}

export class RecordedThreads {
  /** Ids of threads that started while it ran. */
  readonly born: Set<string> = new Set<string>()
  readonly #lives = new Map<string, ThreadLife>()
  #virtualStarted = 0
  /** Threads of the JDK that virtual ones run on; there are none before the first virtual thread. */
  readonly #carriers = new Set<string>()
  #virtualEvents = 0
  #events = 0
  #javaWallNs = 0
  #chunk: ChunkReader | undefined
  #numbers = new KeyNumbers()
  /** By number in the chunk; null where the pool lacks the thread. */
  #known: (ChunkThread | null)[] = []

  enterChunk(chunk: ChunkReader, born: readonly string[]): void {
    this.#chunk = chunk
    for (const id of born) this.born.add(id)
    this.#numbers = new KeyNumbers()
    this.#known = []
  }

  leaveChunk(): void {
    this.#chunk = undefined
  }

  of(event: JfrEvent, field: number): ChunkThread | undefined {
    const number = this.#numbers.of(event.key(field))
    let known = this.#known[number]
    if (known === undefined) {
      known = this.#find(event, field) ?? null
      this.#known[number] = known
    }
    return known ?? undefined
  }

  #find(event: JfrEvent, field: number): ChunkThread | undefined {
    const found = this.#chunk && threadOf(this.#chunk.pools, event.typeId(field), event.key(field))
    if (found === undefined) return undefined
    const { id, isVirtual, isCarrier } = found
    if (isCarrier) this.#carriers.add(id)
    return { id, isVirtual, isJava: id.startsWith('java'), life: this.#life(id) }
  }

  #life(id: string): ThreadLife {
    const known = this.#lives.get(id)
    if (known !== undefined) return known
    const made = new ThreadLife()
    this.#lives.set(id, made)
    return made
  }

  /** The thread in field 1 did something, until then. */
  lived(event: JfrEvent, untilMs: number): void {
    this.of(event, 1)?.life.lived(untilMs)
  }

  /** By the number that Java gives it. */
  readonly lifeOf = (javaId: string): ThreadLife | undefined => this.#lives.get(`java ${javaId}`)

  get lives(): readonly ThreadLife[] {
    return [...this.#lives.values()]
  }

  /** Counts whose work an event with a thread in field 1 was. */
  count(event: JfrEvent): void {
    this.#events += 1
    if (this.of(event, 1)?.isVirtual === true) this.#virtualEvents += 1
  }

  startedVirtual(): void {
    this.#virtualStarted += 1
  }

  /** Time of a Java thread that the wall-clock sampler looked at. */
  sawJava(event: JfrEvent, ns: number): void {
    if (this.of(event, 1)?.isJava === true) this.#javaWallNs += ns
  }

  /** Absent where nothing in the recording tells of one. */
  virtualThreads(): FileFacts['virtualThreads'] {
    const carriers = this.#carriers.size
    if (this.#virtualEvents === 0 && this.#virtualStarted === 0 && carriers === 0) return undefined
    return {
      seen: this.#virtualEvents,
      of: this.#events,
      started: this.#virtualStarted,
      ...(carriers > 0 ? { carriers } : {}),
    }
  }

  /**
   * All thread time that the wall-clock sampler saw, by the time it looked.
   *
   * @param windows the stretches of its samples
   * @returns the average number of Java threads
   */
  averageByWall(windows: readonly TimeWindow[]): number | undefined {
    const ms = windows.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0)
    return this.#javaWallNs > 0 && ms > 0 ? this.#javaWallNs / 1e6 / ms : undefined
  }
}
