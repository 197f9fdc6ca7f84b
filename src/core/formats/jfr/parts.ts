/** The questions a recording answers, each with its own samples, and how they end as parts of the file. */
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { Profile, ProfileMeta, ValueType } from '../../profile/profile.ts'
import type { TimeWindow } from '../../base/units.ts'
import { totalOf, withoutColumn } from '../columns.ts'
import type { ParsedPart } from '../parsedFile.ts'
import { ChunkInBuilder, type ChunkStacks } from './frames.ts'
import type { Pools } from './pools.ts'
import type { RecorderId } from './recorder.ts'

export type PartId = 'cpu' | 'wall' | 'alloc' | 'live' | 'native' | 'lock'

const kinds: Readonly<
  Record<PartId, { readonly kind: ParsedPart['kind'] & string; readonly valueTypes: readonly ValueType[] }>
> = {
  cpu: { kind: 'cpu', valueTypes: types('cpu nanoseconds', 'samples count') },
  wall: { kind: 'wall', valueTypes: types('wall nanoseconds', 'samples count') },
  alloc: { kind: 'heap', valueTypes: types('alloc_space bytes', 'alloc_objects count') },
  // Not `inuse_space`: sampled survivors rank who holds memory, their sum is not the live heap.
  live: { kind: 'heap', valueTypes: types('live_space bytes', 'live_objects count') },
  // Of malloc, never of the Java heap; what is held of it has types of its own (`heldTypes`).
  native: { kind: 'heap', valueTypes: types('malloc_space bytes', 'malloc_objects count') },
  lock: { kind: 'lock', valueTypes: types('delay nanoseconds', 'contentions count') },
}

const heldTypes = types('malloc_inuse_space bytes', 'malloc_inuse_objects count')
const order: readonly PartId[] = ['cpu', 'wall', 'alloc', 'live', 'native', 'lock']

function types(...pairs: readonly string[]): readonly ValueType[] {
  return pairs.map((pair) => ({ type: pair.split(' ')[0]!, unit: pair.split(' ')[1]! }))
}

export class JfrPart {
  readonly id: PartId
  readonly recorder: RecorderId
  /** The time in which it was recorded. */
  window: TimeWindow
  #builder: ProfileBuilder
  #chunk: ChunkInBuilder | undefined
  #truncated = 0
  #period: number | undefined
  #times = true
  #isHeld = false
  readonly leftOut: { id: 'first-sample' | 'parking'; text: string; amount: number }[] = []

  constructor(id: PartId, recorder: RecorderId, window: TimeWindow) {
    this.id = id
    this.recorder = recorder
    this.window = window
    this.#builder = new ProfileBuilder(kinds[id].valueTypes)
  }

  get builder(): ProfileBuilder {
    return this.#builder
  }

  enterChunk(stacks: ChunkStacks, pools: Pools): void {
    this.leaveChunk()
    this.#chunk = new ChunkInBuilder(this.builder, stacks, pools)
  }

  leaveChunk(): void {
    this.#truncated += this.#chunk?.truncatedStacks ?? 0
    this.#chunk = undefined
  }

  /** A gauge of an earlier chunk is old: what is live is what the last chunk says. */
  startOver(stacks: ChunkStacks, pools: Pools): void {
    this.#truncated = 0
    this.#chunk = undefined
    this.#builder = new ProfileBuilder(kinds[this.id].valueTypes)
    this.enterChunk(stacks, pools)
  }

  get chunk(): ChunkInBuilder {
    if (this.#chunk === undefined) throw new Error('a part was used outside a chunk')
    return this.#chunk
  }

  /** Base units behind each event, when all have the same. */
  set period(period: number) {
    this.#period = period
  }

  /** The samples stand for something that is no time: only their number counts. */
  countsNoTime(): void {
    this.#times = false
    this.#period = undefined
  }

  /** The samples are what was not given back, an amount at the end and no flow. */
  keepsWhatIsHeld(): void {
    this.#isHeld = true
  }

  finish(meta: Omit<ProfileMeta, 'notes' | 'period' | 'periodType'>, window: TimeWindow): ParsedPart {
    this.leaveChunk()
    if (this.#truncated > 0) {
      const stacks = this.#truncated === 1 ? 'stack is' : 'stacks are'
      this.builder.note(
        `${this.#truncated} different ${stacks} deeper than the recording kept; the rootward part is missing`,
      )
    }
    const [first] = kinds[this.id].valueTypes
    const finished = this.builder.finish({
      ...meta,
      startMs: window.fromMs,
      durationMs: window.untilMs - window.fromMs,
      ...(this.#truncated > 0 ? { truncatedStacks: this.#truncated } : {}),
      ...(this.#period === undefined ? {} : { periodType: first!, period: this.#period }),
    })
    const isLevel = this.id === 'live' || this.#isHeld
    const made = this.#isHeld ? { ...finished, valueTypes: heldTypes } : finished
    const at = isLevel ? { fromMs: window.untilMs, untilMs: window.untilMs } : window
    return {
      kind: kinds[this.id].kind,
      covers: isLevel ? 'gauge' : 'interval',
      window: at,
      profile: this.#isOnlyCounted(made) ? withoutColumn(made, 0) : made,
      ...(this.leftOut.length > 0 ? { leftOut: this.leftOut } : {}),
    }
  }

  /** Before JDK 24 `jdk.OldObjectSample` has no sizes: then only the number of survivors is known. */
  #isOnlyCounted(profile: Profile): boolean {
    return !this.#times || (this.id === 'live' && totalOf(profile, 0) === 0)
  }
}

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
  readonly #active = new Set<JfrPart>()
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
      part.window = hullOf(part.window, window)
      if (this.#stacks && this.#pools) part.enterChunk(this.#stacks, this.#pools)
      this.#active.add(part)
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
    let part = this.#parts.find((one) => one.id === id && this.#active.has(one))
    if (part === undefined) {
      part = new JfrPart(id, this.#recorder, this.#watchedBefore(id))
      this.#parts.push(part)
      this.#active.add(part)
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
