/** Samples as one reader found them, in columns that can go to another thread. Its paths, labels and sets are numbered for itself. */
export interface SamplePart {
  /** Per sample, as all columns of samples: its path. */
  readonly path: Int32Array
  readonly labelSet: Int32Array
  readonly values: readonly Float64Array[]
  readonly paths: ParentAndKey
  /** Ids behind the keys −1, −2, −3 … */
  readonly long: { readonly low: Float64Array; readonly high: Float64Array }
  readonly labels: LabelPart
  /** Values beyond 2^53. */
  readonly inexact: number
}

export interface LabelPart {
  /** The bytes of all labels, one after the other, and where each ends. */
  readonly bytes: Uint8Array
  readonly ends: Int32Array
  readonly sets: ParentAndKey
}

/** A prefix tree: a parent (−1: none) is always before its children. */
export interface ParentAndKey {
  readonly parent: Int32Array
  readonly key: Int32Array
}

/** Runs of the one and the other in turn. */
export function interleave<T extends Int32Array | Float64Array>(
  all: T,
  runs: readonly number[],
  one: T,
  other: T,
): void {
  const sides = [one, other]
  const taken = [0, 0]
  let at = 0
  for (const [index, rows] of runs.entries()) {
    const side = index % 2
    all.set(sides[side]!.subarray(taken[side], taken[side]! + rows), at)
    taken[side]! += rows
    at += rows
  }
}
