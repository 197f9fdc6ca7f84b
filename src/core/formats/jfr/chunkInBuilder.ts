/** Stacks of one chunk as stacks of builders. A stack is decoded when a wanted event first points at it, and once per builder. */
import { GrowableInt32 } from '../../profile/growable.ts'
import { NumberTable } from '../../profile/numberTable.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { JfrKey } from './cursor.ts'
import type { ChunkStacks, NamedFrame } from './frames.ts'
import { KeyTable } from './keyTable.ts'
import type { Pools } from './pools.ts'
import { threadOf } from './threadOf.ts'

/** Of async-profiler, around the functions of libc. */
const mallocHook = /^(malloc|calloc|realloc|free|posix_memalign|aligned_alloc)_hook$/

/** Stacks and threads of a chunk in one builder. Made anew for each chunk: keys mean nothing in the next one. */
export class ChunkInBuilder {
  readonly #builder: ProfileBuilder
  readonly #stacks: ChunkStacks
  readonly #pools: Pools
  /** Stack + 1: 0 is one without frames. */
  #stackIndex: KeyTable | undefined
  readonly #frameIndex = new Map<NamedFrame, number>()
  /** Shortcut past the names for the numbers frames nearly always have. */
  readonly #frameById = new NumberTable()
  /** Of the stack being read, leaf first. */
  readonly #frames = new GrowableInt32(256)
  /** Thread + 1: 0 is one that its pool lacks. */
  readonly #threadIndex = new KeyTable()
  readonly #hooks = new Set<number>()
  truncatedStacks = 0

  constructor(builder: ProfileBuilder, stacks: ChunkStacks, pools: Pools) {
    this.#builder = builder
    this.#stacks = stacks
    this.#pools = pools
  }

  /** −1 when the event has no stack or its pool lacks it. */
  stack(typeId: number, key: JfrKey): number {
    if (key === 0) return -1
    const index = (this.#stackIndex ??= this.#stacks.tableOfStacks(typeId))
    const known = index.get(key)
    if (known >= 0) return known - 1
    const stack = this.#read(typeId, key)
    index.set(key, stack + 1)
    return stack
  }

  #read(typeId: number, key: JfrKey): number {
    const frames = this.#frames
    frames.length = 0
    const count = this.#stacks.open(typeId, key)
    if (count >= 0) {
      this.#stacks.readFrames(count, this.#frameById, frames, this.#nameFrame)
      if (this.#stacks.isTruncated) this.truncatedStacks += 1
    }
    // The sampler's own hook stands in every allocation of native code, and says nothing of any.
    const hooked = frames.length > 0 && this.#hooks.has(frames.data[0]!) ? 1 : 0
    const leafFirst = hooked === 0 ? frames.data : frames.data.subarray(hooked)
    return this.#builder.stackFromLeaf(leafFirst, frames.length - hooked)
  }

  /** The frame just read, which may be known by its name and not yet by its numbers. */
  readonly #nameFrame = (): number => {
    const stacks = this.#stacks
    const id = stacks.frameId
    const frame = stacks.nameFrame()
    let index = this.#frameIndex.get(frame)
    if (index === undefined) {
      index = this.#builder.frame(frame.name, '', Math.max(0, stacks.line), frame.module, frame.flags)
      this.#frameIndex.set(frame, index)
      if (mallocHook.test(frame.name)) this.#hooks.add(index)
    }
    if (!Number.isNaN(id)) this.#frameById.set(id, index)
    return index
  }

  thread(typeId: number, key: JfrKey): number {
    const known = this.#threadIndex.get(key)
    if (known >= 0) return known - 1
    const found = threadOf(this.#pools, typeId, key)
    const thread = found === undefined ? -1 : this.#builder.thread(found.id, found.name)
    this.#threadIndex.set(key, thread + 1)
    return thread
  }
}
