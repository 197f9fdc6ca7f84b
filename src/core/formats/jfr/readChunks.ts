/** Chunks that were read: none is read twice, and what one proves of its clock holds for those after it. */
import type { TimeWindow } from '../../base/units.ts'
import type { ChunkHeader } from './chunk.ts'
import type { ChunkClock } from './chunkClock.ts'
import type { RecorderId } from './recorder.ts'

interface Read {
  readonly header: ChunkHeader
  readonly window: TimeWindow
  readonly ticksPerSecond: number
}

/** Two processes write of the same time where chunks share more of it than rounding does. */
const sharedMs = 1000
const sharedPart = 0.1
/** As one clock may be read twice. */
const sameClockMs = 200

export class ReadChunks {
  readonly #seen = new Set<string>()
  readonly #proven = new Map<number, number>()
  readonly #covered = new Map<RecorderId, Read[]>()

  hasRead({ startMs, startTicks, from, until }: ChunkHeader): boolean {
    const key = `${startMs} ${startTicks} ${until - from}`
    const known = this.#seen.has(key)
    this.#seen.add(key)
    return known
  }

  /** Rate of the true clock by that of the header, which an earlier chunk has proved. */
  provenOf({ ticksPerSecond }: ChunkHeader): number | undefined {
    return this.#proven.get(ticksPerSecond)
  }

  /** @returns false where a chunk of another clock, so of another process, covers a part of that time */
  cover(recorder: RecorderId, header: ChunkHeader, clock: ChunkClock, window: TimeWindow): boolean {
    if (clock.proven !== undefined) this.#proven.set(header.ticksPerSecond, clock.proven)
    const { ticksPerSecond } = clock
    const others = this.#covered.get(recorder) ?? []
    if (others.some((other) => sharedOf(other.window, window) && !isSameClock(other, header))) return false
    // Chunks of a long recording follow each other: only the last few can share time with what comes next.
    this.#covered.set(recorder, [...others.slice(-mostKept), { header, window, ticksPerSecond }])
    return true
  }
}

const mostKept = 1000

function sharedOf(a: TimeWindow, b: TimeWindow): boolean {
  const shared = Math.min(a.untilMs, b.untilMs) - Math.max(a.fromMs, b.fromMs)
  return shared > Math.max(sharedMs, sharedPart * Math.min(a.untilMs - a.fromMs, b.untilMs - b.fromMs))
}

function isSameClock({ header, ticksPerSecond }: Read, other: ChunkHeader): boolean {
  const ms = ((other.startTicks - header.startTicks) / ticksPerSecond) * 1000
  return Math.abs(ms - (other.startMs - header.startMs)) <= sameClockMs
}
