/** The threads of a recording: looked up by chunk, and what is counted of them over all chunks. */
import type { TimeWindow } from '../../base/units.ts'
import type { FileFacts } from '../parsedFile.ts'
import type { ChunkReader, JfrEvent } from './chunkReader.ts'
import type { JfrKey } from './cursor.ts'
import { threadOf } from './frames.ts'

export interface ChunkThread {
  readonly id: string
  readonly isVirtual: boolean
}

export class RecordedThreads {
  /** Ids of threads that started while it ran. */
  readonly born: Set<string> = new Set<string>()
  #virtualStarted = 0
  /** Threads of the JDK that virtual ones run on; there are none before the first virtual thread. */
  readonly #carriers = new Set<string>()
  #virtualEvents = 0
  #events = 0
  #javaWallNs = 0
  #chunk: ChunkReader | undefined
  #known = new Map<JfrKey, ChunkThread | undefined>()

  enterChunk(chunk: ChunkReader): void {
    this.#chunk = chunk
    this.#known = new Map<JfrKey, ChunkThread | undefined>()
  }

  leaveChunk(): void {
    this.#chunk = undefined
  }

  of(event: JfrEvent, field: number): ChunkThread | undefined {
    const key = event.key(field)
    if (!this.#known.has(key)) {
      const found = this.#chunk && threadOf(this.#chunk.pools, event.typeId(field), key)
      if (found?.isCarrier === true) this.#carriers.add(found.id)
      this.#known.set(key, found)
    }
    return this.#known.get(key)
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
    if (this.of(event, 1)?.id.startsWith('java') === true) this.#javaWallNs += ns
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
