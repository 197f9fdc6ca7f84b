/** The questions a recording answers, each with its own samples, by the time in which they were asked. */
import type { TimeWindow } from '../../base/units.ts'
import type { ChunkStacks } from './frames.ts'
import { JfrPart, type PartId } from './part.ts'
import type { Pools } from './pools.ts'
import type { RecorderId } from './recorder.ts'

const order: readonly PartId[] = ['cpu', 'wall', 'alloc', 'live', 'native', 'lock']

/** Which samples to believe where several recorders watched the same time: those that see more than Java code first. */
const trust: readonly RecorderId[] = ['datadog', 'async-profiler', 'jdk']

export interface ChosenPart {
  readonly part: JfrPart
  /** Recorders whose samples of the same time were left out for these. */
  readonly instead: readonly JfrPart[]
}

/** One chunk follows another of its recorder within this; what lies further apart is two recordings. */
const gapMs = 1000
/** What is held is one level, whenever it was seen. */
const isLevel = (id: PartId): boolean => id === 'live' || id === 'native'

/**
 * Chunks of one recorder that follow each other are one stretch of time, and a part is what one stretch says of one question: a
 * recording with a gap, or a question that was asked in the middle, is divided by the time that was watched.
 *
 *   chunks    ▐████▐████▐████▐          ▐████▐
 *   CPU       ├──────────────┤          ├────┤    two parts
 *   locks          ├────┤               ├────┤    off in the first and the third
 */
export class JfrParts {
  readonly #parts: JfrPart[] = []
  /** What each chunk was told not to record, per recorder, in the order of the file. */
  readonly #chunks = new Map<RecorderId, { readonly window: TimeWindow; readonly off: ReadonlySet<PartId> }[]>()
  /** Of the chunk being read: one of each question. */
  readonly #active = new Map<PartId, JfrPart>()
  #window: TimeWindow = { fromMs: 0, untilMs: 0 }
  #off: ReadonlySet<PartId> = new Set()
  #recorder: RecorderId = 'jdk'
  #stacks: ChunkStacks | undefined
  #pools: Pools | undefined
  #stretchFromMs: number | undefined

  enterChunk(recorder: RecorderId, stacks: ChunkStacks, pools: Pools): void {
    this.#recorder = recorder
    this.#stretchFromMs = undefined
    this.#stacks = stacks
    this.#pools = pools
  }

  /** The chunk's time and settings are known now: parts that it goes on with go on. */
  cover(window: TimeWindow, off: ReadonlySet<PartId>): void {
    this.#window = window
    this.#off = off
    this.#stretchFromMs = undefined
    const recorder = this.#recorder
    for (const part of this.#parts) {
      if (part.recorder !== recorder || off.has(part.id)) continue
      if (!isLevel(part.id) && !follows(part.window, window)) continue
      // Between two stretches: it goes on with one of them and ends where the other begins.
      if (this.#active.has(part.id)) continue
      part.window = hullOf(part.window, window)
      if (this.#stacks && this.#pools) part.enterChunk(this.#stacks, this.#pools)
      this.#active.set(part.id, part)
    }
    const chunks = this.#chunks.get(recorder)
    if (chunks) chunks.push({ window, off })
    else this.#chunks.set(recorder, [{ window, off }])
  }

  leaveChunk(): void {
    this.#stacks = undefined
    this.#pools = undefined
    this.#active.clear()
    for (const part of this.#parts) part.leaveChunk()
  }

  /** The part of this chunk's recorder. Made when first asked for: without samples it says "measured, nothing seen". */
  get(id: PartId): JfrPart {
    let part = this.#active.get(id)
    if (part === undefined) {
      part = new JfrPart(id, this.#recorder, this.#watchedBefore(id))
      this.#parts.push(part)
      this.#active.set(id, part)
      if (this.#stacks && this.#pools) part.enterChunk(this.#stacks, this.#pools)
    }
    return part
  }

  /** Time up to the chunk's end in which it was watched and nothing was seen. */
  #watchedBefore(id: PartId): TimeWindow {
    let window = this.#window
    for (const chunk of (this.#chunks.get(this.#recorder) ?? []).toReversed()) {
      if (chunk.window === this.#window) continue
      const isSeen = isLevel(id) || (!chunk.off.has(id) && !this.#off.has(id) && follows(window, chunk.window))
      if (!isSeen) break
      window = hullOf(window, chunk.window)
    }
    return window
  }

  /** Of the stretch in which the chunk being read lies, as far as the file has told. Asked once a wait. */
  get stretchFromMs(): number {
    return (this.#stretchFromMs ??= this.#beginOfStretch())
  }

  #beginOfStretch(): number {
    let { fromMs } = this.#window
    for (const chunk of (this.#chunks.get(this.#recorder) ?? []).toReversed()) {
      if (chunk.window.untilMs < fromMs - gapMs) break
      fromMs = Math.min(fromMs, chunk.window.fromMs)
    }
    return fromMs
  }

  /** Forgets what earlier chunks said of an instant, if they did. */
  startOver(id: PartId): void {
    const part = this.#parts.find((one) => one.id === id && one.recorder === this.#recorder)
    if (part && this.#stacks && this.#pools) part.startOver(this.#stacks, this.#pools)
  }

  /** The values of a question so far, before its settings were known, by those that they turn out to have had. */
  rescale(id: PartId, factor: number): void {
    for (const { id: own, recorder, builder } of this.#parts)
      if (own === id && recorder === this.#recorder) builder.scaleValues(0, factor)
  }

  windowOf(part: JfrPart): TimeWindow {
    return part.window
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0
  }

  /** Every part, whoever recorded it. */
  all(): readonly JfrPart[] {
    return this.#parts
  }

  /** In the order of `order`; of several recorders that watched the same time the most trusted one that saw anything. */
  chosen(): readonly ChosenPart[] {
    return order.flatMap((id) => {
      const ranked = this.#parts
        .filter((part) => part.id === id)
        .toSorted(
          (a, b) =>
            Number(b.builder.sampleCount > 0) - Number(a.builder.sampleCount > 0) ||
            trust.indexOf(a.recorder) - trust.indexOf(b.recorder),
        )
      const kept: { part: JfrPart; instead: JfrPart[] }[] = []
      for (const part of ranked) {
        const rival = kept.find((one) => this.#shareTime(one.part, part))
        if (rival === undefined) kept.push({ part, instead: [] })
        else if (part.builder.sampleCount > 0) rival.instead.push(part)
      }
      return kept
    })
  }

  #shareTime(a: JfrPart, b: JfrPart): boolean {
    const [one, other] = [this.windowOf(a), this.windowOf(b)]
    const overlap = Math.min(one.untilMs, other.untilMs) - Math.max(one.fromMs, other.fromMs)
    const shorter = Math.min(one.untilMs - one.fromMs, other.untilMs - other.fromMs)
    return overlap >= 0.1 * shorter
  }
}

const hullOf = (a: TimeWindow, b: TimeWindow): TimeWindow => ({
  fromMs: Math.min(a.fromMs, b.fromMs),
  untilMs: Math.max(a.untilMs, b.untilMs),
})

const follows = (a: TimeWindow, b: TimeWindow): boolean =>
  b.fromMs <= a.untilMs + gapMs && b.untilMs >= a.fromMs - gapMs
