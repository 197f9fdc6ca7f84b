/**
 * A large recording between two readers: the first reads all events, and the second decodes the stacks that they point at. A sample keeps a
 * number in place of its stack until both are through; then what the second found is laid into the profiles in the order of the file, and
 * nobody can tell that there were two.
 *
 *   first    index  ├ events of chunk 1 ─┤  index  ├ events of chunk 2 ─┤  join
 *   second   index  ├ stacks of chunk 1 ────┤  index  ├ stacks of chunk 2 ─┤
 */
import type { Beside } from '../parsedFile.ts'
import { AskedStacks, KeySender } from './askedStacks.ts'
import type { ChunkHeader } from './chunk.ts'
import type { ChunkStacks } from './frames.ts'
import type { Pools } from './pools.ts'
import type { KeysAsked, StackPart } from './stackPart.ts'
import { SlotReader } from './stackPartReader.ts'

/** From here on it pays to wait for an answer whether there is a core. */
const worthWaitingBytes = 8_000_000

export class Divided {
  readonly #start: () => Beside | undefined
  readonly #leastChunkBytes: number
  #beside: Beside | undefined
  #isStarted = false
  /** Of the chunk being read: 'here' before the first chunk that was given away, when stacks are laid into the profiles at once. */
  #stacksOf: 'here' | 'apart' | 'away' = 'here'
  #slots = 0
  /** Slots of the chunk being read that are read here all the same: builders that would be ahead of what the second has still to tell. */
  readonly #apart = new Map<number, SlotReader>()
  readonly #parts = new Map<number, StackPart>()
  /** False: a key that no column holds. */
  #isWhole = true

  constructor(start: () => Beside | undefined, leastChunkBytes: number) {
    this.#start = start
    this.#leastChunkBytes = leastChunkBytes
  }

  /** Before the last bytes are read, of which there are so many. */
  async beforeRest(bytes: number): Promise<void> {
    if (bytes < worthWaitingBytes) return
    await this.#second()?.whenBegun
  }

  #second(): Beside | undefined {
    if (!this.#isStarted) this.#beside = this.#start()
    this.#isStarted = true
    return this.#beside
  }

  /** The chunk that is about to be read, with all before it. */
  enterChunk(bytes: Uint8Array, header: ChunkHeader): void {
    const { from, until } = header
    const beside = until - from < this.#leastChunkBytes ? undefined : this.#second()
    if (beside?.hasRoom === true) {
      this.#stacksOf = 'away'
      beside.give({
        chunk: bytes.slice(from, until),
        header: {
          ...header,
          from: 0,
          until: until - from,
          checkpointAt: header.checkpointAt - from,
          metadataAt: header.metadataAt - from,
        },
      })
    } else if (this.#stacksOf !== 'here') this.#stacksOf = 'apart'
  }

  /** Once a part and chunk. Undefined: its stacks are read here, and have their place at once. */
  stacksOf(stacks: ChunkStacks, pools: Pools, first: number): AskedStacks | undefined {
    if (this.#stacksOf === 'here') return undefined
    const slot = this.#slots++
    if (this.#stacksOf === 'away') return new AskedStacks(slot, first, new KeySender(slot, this.#give))
    const reader = new SlotReader(slot, stacks, pools)
    this.#apart.set(slot, reader)
    return new AskedStacks(slot, first, reader)
  }

  readonly #give = (asked: KeysAsked): void => {
    if (asked.keys.some(Number.isNaN)) this.#isWhole = false
    this.#beside!.give(asked)
  }

  leaveChunk(): void {
    for (const [slot, reader] of this.#apart) this.#parts.set(slot, reader.take())
    this.#apart.clear()
  }

  /** False: what the other reader did came to nothing. */
  async settle(): Promise<boolean> {
    if (this.#stacksOf === 'here') return true
    const taken = await this.#beside!.take()
    if (!this.#isWhole || taken === undefined || 'paths' in taken) return false
    for (const part of taken) this.#parts.set(part.slot, part)
    return true
  }

  /** After `settle`. */
  part(slot: number): StackPart | undefined {
    return this.#parts.get(slot)
  }
}
