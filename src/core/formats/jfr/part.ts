/** One question that a recording answers, with its own samples, over one stretch of time. */
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { Profile, ProfileMeta, ValueType } from '../../profile/profile.ts'
import type { TimeWindow } from '../../base/units.ts'
import { totalOf, withoutColumn } from '../columns.ts'
import type { ParsedPart } from '../parsedFile.ts'
import { ChunkInBuilder } from './chunkInBuilder.ts'
import type { ChunkStacks } from './frames.ts'
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
    if (this.#chunk === undefined) return
    this.#truncated += this.#chunk.truncatedStacks
    this.#chunk = undefined
  }

  /** A gauge of an earlier chunk is old: what is live is what the last chunk says. */
  startOver(stacks: ChunkStacks, pools: Pools): void {
    this.#chunk = undefined
    this.#truncated = 0
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
