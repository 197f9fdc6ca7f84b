import type { FrameKind } from '../frames/hue.ts'

/**
 * Samples with the same path from the root, added up. Depth-first order: a parent comes before its children and the
 * subtree of node n is the range [n, subtreeEnd[n]); totals are one backward loop; nothing here recurses.
 * Node 0 is the root and stands for "all"; its frame is −1.
 */
export interface CallTree {
  readonly length: number
  /** Index into `names`; −1 for node 0. */
  readonly name: Int32Array
  /** −1 for node 0. */
  readonly parent: Int32Array
  readonly depth: Int32Array
  readonly subtreeEnd: Int32Array
  /** In `unit`. May be negative only in a difference. */
  readonly self: Float64Array
  readonly total: Float64Array
  /** Independent events behind self/total (samples taken, contentions seen), for tests and "n samples"; see statistics A.1. */
  readonly selfSamples: Float64Array
  readonly totalSamples: Float64Array
  readonly names: readonly string[]
  /** Parallel to `names`: where the function lives, "" when unknown. Used for hue and own-code marking only. */
  readonly files: readonly string[]
  readonly modules: readonly string[]
  /** Parallel to `names`: first line known of the function, 0 unknown. Absent where none is known. */
  readonly lines?: readonly number[]
  /** Parallel to `names`: what they are, where they are not names of functions and do not say it themselves. */
  readonly kinds?: readonly FrameKind[]
  readonly unit: TreeUnit
}

export const treeUnits = ['nanoseconds', 'bytes', 'count'] as const
export type TreeUnit = (typeof treeUnits)[number]

/** Selection and zoom are paths of names from the root's child downward, so they survive another window, type, diff or link. */
export type FramePath = readonly string[]
