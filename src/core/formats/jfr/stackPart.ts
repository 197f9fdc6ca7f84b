/**
 * Stacks of a chunk that another reader decodes: finding them in the pool, reading their frames and laying them into a tree is half of
 * what a large recording costs, and nothing else of a chunk needs them before its profile is finished.
 */
import type { FrameTable, StackTable } from '../../profile/profile.ts'
import type { ChunkHeader } from './chunk.ts'

/** What the second reader is given: a chunk, then keys of its stacks, part by part, in the order in which the events come. */
export type StacksAsked = ChunkGiven | KeysAsked

export interface ChunkGiven {
  readonly chunk: Uint8Array<ArrayBuffer>
  /** Positions are those in `chunk`. */
  readonly header: ChunkHeader
}

export interface KeysAsked {
  /** One number per part and chunk. */
  readonly slot: number
  /** Type of the pool. */
  readonly typeId: number
  /** No key twice. */
  readonly keys: Float64Array<ArrayBuffer>
}

/** What became of the keys of one slot, with frames and stacks numbered for themselves. */
export interface StackPart {
  readonly slot: number
  /** Per key asked for; −1 for no frames. */
  readonly stackOf: Int32Array
  readonly strings: readonly string[]
  readonly frames: FrameTable
  readonly stacks: StackTable
  readonly notes: readonly string[]
  readonly truncated: number
}
