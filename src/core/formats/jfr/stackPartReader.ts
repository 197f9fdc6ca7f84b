/** The second reader of a large recording: stacks alone, of chunks that the first one gives away. */
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { GrowableInt32 } from '../../profile/growable.ts'
import { BrokenChunk, JfrCursor, type JfrKey } from './cursor.ts'
import { ChunkInBuilder, ChunkStacks } from './frames.ts'
import { readMetadata } from './metadata.ts'
import { Pools } from './pools.ts'
import type { ChunkGiven, StackPart, StacksAsked } from './stackPart.ts'

/** Stacks of one part in one chunk, by a builder of their own. */
export class SlotReader {
  readonly #slot: number
  readonly #builder = new ProfileBuilder([])
  readonly #chunk: ChunkInBuilder
  readonly #stackOf = new GrowableInt32(64)

  constructor(slot: number, stacks: ChunkStacks, pools: Pools) {
    this.#slot = slot
    this.#chunk = new ChunkInBuilder(this.#builder, stacks, pools)
  }

  /** May throw `BrokenChunk` or a `RangeError`. */
  read(typeId: number, key: JfrKey): void {
    this.#stackOf.push(this.#chunk.stack(typeId, key))
  }

  flush(): void {
    // Each is read as it comes.
  }

  take(): StackPart {
    const { strings, frames, stacks, meta } = this.#builder.finish({ format: 'jfr' })
    const { truncatedStacks: truncated } = this.#chunk
    return { slot: this.#slot, stackOf: this.#stackOf.take(), strings, frames, stacks, notes: meta.notes, truncated }
  }
}

export class StackPartReader {
  /** Undefined where the chunk's types or constants could not be read: nothing is asked of it then. */
  #chunk: { readonly stacks: ChunkStacks; readonly pools: Pools } | undefined
  readonly #open = new Map<number, SlotReader>()
  readonly #done: StackPart[] = []
  #isWhole = true

  push(asked: StacksAsked): void {
    if (!this.#isWhole) return
    if ('chunk' in asked) {
      this.#endChunk()
      this.#chunk = unlessBroken(() => openChunk(asked))
      return
    }
    // Where in the chunk it breaks, and what is kept of it, only who reads all of it can say.
    this.#isWhole = unlessBroken(() => this.#read(asked.slot, asked.typeId, asked.keys)) ?? false
  }

  #read(slot: number, typeId: number, keys: Float64Array): boolean {
    if (this.#chunk === undefined) return false
    let reader = this.#open.get(slot)
    if (reader === undefined)
      this.#open.set(slot, (reader = new SlotReader(slot, this.#chunk.stacks, this.#chunk.pools)))
    for (const key of keys) reader.read(typeId, key)
    return true
  }

  /** Its bytes are let go of. */
  #endChunk(): void {
    for (const reader of this.#open.values()) this.#done.push(reader.take())
    this.#open.clear()
    this.#chunk = undefined
  }

  /** Undefined where something is wrong with the stacks. The reader must not be used afterwards. */
  take(): readonly StackPart[] | undefined {
    this.#endChunk()
    return this.#isWhole ? this.#done : undefined
  }
}

function openChunk({ chunk, header }: ChunkGiven): { readonly stacks: ChunkStacks; readonly pools: Pools } {
  const cursor = new JfrCursor(chunk)
  cursor.compressed = header.compressed
  const types = readMetadata(cursor, header.metadataAt)
  const pools = new Pools(cursor, header, types)
  return { stacks: new ChunkStacks(pools, types), pools }
}

function unlessBroken<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof BrokenChunk || thrown instanceof RangeError) return undefined
    throw thrown
  }
}
