/** The questions a recording answers, each with its own samples, and how they end as parts of the file. */
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { ProfileMeta, ValueType } from '../../profile/profile.ts'
import type { TimeWindow } from '../../base/units.ts'
import { totalOf, withoutColumn } from '../columns.ts'
import type { ParsedPart } from '../parsedFile.ts'
import { ChunkInBuilder, type ChunkStacks } from './frames.ts'
import type { Pools } from './pools.ts'

export type PartId = 'cpu' | 'wall' | 'alloc' | 'live' | 'lock'

const kinds: Readonly<
  Record<PartId, { readonly kind: ParsedPart['kind'] & string; readonly valueTypes: readonly ValueType[] }>
> = {
  cpu: { kind: 'cpu', valueTypes: types('cpu nanoseconds', 'samples count') },
  wall: { kind: 'wall', valueTypes: types('wall nanoseconds', 'samples count') },
  alloc: { kind: 'heap', valueTypes: types('alloc_space bytes', 'alloc_objects count') },
  // Not `inuse_space`: sampled survivors rank who holds memory, their sum is not the live heap.
  live: { kind: 'heap', valueTypes: types('live_space bytes', 'live_objects count') },
  lock: { kind: 'lock', valueTypes: types('delay nanoseconds', 'contentions count') },
}

function types(...pairs: readonly string[]): readonly ValueType[] {
  return pairs.map((pair) => ({ type: pair.split(' ')[0]!, unit: pair.split(' ')[1]! }))
}

export class JfrPart {
  readonly id: PartId
  readonly builder: ProfileBuilder
  #chunk: ChunkInBuilder | undefined
  #truncated = 0
  #period: number | undefined
  readonly leftOut: { id: 'first-sample' | 'parking'; text: string; amount: number }[] = []

  constructor(id: PartId) {
    this.id = id
    this.builder = new ProfileBuilder(kinds[id].valueTypes)
  }

  enterChunk(stacks: ChunkStacks, pools: Pools): void {
    this.leaveChunk()
    this.#chunk = new ChunkInBuilder(this.builder, stacks, pools)
  }

  leaveChunk(): void {
    this.#truncated += this.#chunk?.truncatedStacks ?? 0
    this.#chunk = undefined
  }

  get chunk(): ChunkInBuilder {
    if (this.#chunk === undefined) throw new Error('a part was used outside a chunk')
    return this.#chunk
  }

  /** Base units behind each event, when all have the same. */
  set period(period: number) {
    this.#period = period
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
    // Before JDK 24 `jdk.OldObjectSample` has no sizes: then only the number of survivors is known.
    const profile = this.id === 'live' && totalOf(finished, 0) === 0 ? withoutColumn(finished, 0) : finished
    const at = this.id === 'live' ? { fromMs: window.untilMs, untilMs: window.untilMs } : window
    return {
      kind: kinds[this.id].kind,
      covers: this.id === 'live' ? 'gauge' : 'interval',
      window: at,
      profile,
      ...(this.leftOut.length > 0 ? { leftOut: this.leftOut } : {}),
    }
  }
}

export class JfrParts {
  readonly #parts = new Map<PartId, JfrPart>()
  #stacks: ChunkStacks | undefined
  #pools: Pools | undefined

  enterChunk(stacks: ChunkStacks, pools: Pools): void {
    this.#stacks = stacks
    this.#pools = pools
    for (const part of this.#parts.values()) part.enterChunk(stacks, pools)
  }

  leaveChunk(): void {
    this.#stacks = undefined
    this.#pools = undefined
    for (const part of this.#parts.values()) part.leaveChunk()
  }

  /** Made when first asked for: a part without samples says "measured, nothing seen". */
  get(id: PartId): JfrPart {
    let part = this.#parts.get(id)
    if (part === undefined) {
      part = new JfrPart(id)
      this.#parts.set(id, part)
      if (this.#stacks && this.#pools) part.enterChunk(this.#stacks, this.#pools)
    }
    return part
  }

  all(): readonly JfrPart[] {
    return (['cpu', 'wall', 'alloc', 'live', 'lock'] as const).flatMap((id) => this.#parts.get(id) ?? [])
  }
}
