/** Chunks that were read: none is read twice, and what one proves of its clock holds for those after it. */
import type { TimeWindow } from '../../base/units.ts'
import type { ChunkHeader } from './chunk.ts'
import type { ChunkClock, ClockWitness } from './chunkClock.ts'
import type { RecorderId } from './recorder.ts'

/** Two processes write of the same time where chunks share more of it than rounding does. */
const sharedMs = 1000
const sharedPart = 0.1

export class ReadChunks {
  /** What a reader must know of them. */
  readonly remarks: Set<string> = new Set<string>()
  readonly #seen = new Set<string>()
  readonly #proven = new Map<number, number>()
  readonly #covered = new Map<RecorderId, TimeWindow[]>()

  enter(header: ChunkHeader): void {
    this.#seen.add(keyOf(header))
  }

  hasRead(header: ChunkHeader): boolean {
    const known = this.#seen.has(keyOf(header))
    // Two dumps of one recording share all but their last.
    if (known) this.remarks.add('a part of the recording is in the file twice and is counted once')
    return known
  }

  witnessOf(header: ChunkHeader, next: ChunkHeader | undefined, loadPeriodNs: number | undefined): ClockWitness {
    const earlier = this.#proven.get(header.ticksPerSecond)
    return {
      ...(next === undefined ? {} : { next }),
      ...(earlier === undefined ? {} : { earlier }),
      ...(loadPeriodNs === undefined ? {} : { loadPeriodNs }),
    }
  }

  /** @returns false where a chunk of another process covers a part of that time: those of one follow each other */
  cover(recorder: RecorderId, header: ChunkHeader, clock: ChunkClock, window: TimeWindow): boolean {
    if (clock.proven !== undefined) this.#proven.set(header.ticksPerSecond, clock.proven)
    const others = this.#covered.get(recorder) ?? []
    if (others.some((other) => sharesTime(other, window))) {
      this.remarks.add(
        'recordings of other processes over the same time are in the file and are left out: open each by itself',
      )
      return false
    }
    this.#noteClock(header, clock)
    // Chunks of a long recording follow each other: only the last few can share time with what comes next.
    this.#covered.set(recorder, [...others.slice(-mostKept), window])
    return true
  }

  #noteClock({ ticksPerSecond, durationMs }: ChunkHeader, clock: ChunkClock): void {
    const factor = clock.ticksPerSecond / ticksPerSecond
    if (factor !== 1)
      this.remarks.add(
        `its clock ticks ${factor.toFixed(2)} times as fast as it says: times and durations are corrected by the length of the recording`,
      )
    else if (clock.durationMs !== durationMs)
      this.remarks.add(
        `a chunk says that it is ${(durationMs / 1000).toFixed(1)} s long and is ${(clock.durationMs / 1000).toFixed(1)} s, by its events and the next one`,
      )
  }
}

const mostKept = 100

const keyOf = ({ startMs, startTicks, from, until }: ChunkHeader): string => `${startMs} ${startTicks} ${until - from}`

function sharesTime(a: TimeWindow, b: TimeWindow): boolean {
  const shared = Math.min(a.untilMs, b.untilMs) - Math.max(a.fromMs, b.fromMs)
  return shared > Math.max(sharedMs, sharedPart * Math.min(a.untilMs - a.fromMs, b.untilMs - b.fromMs))
}
