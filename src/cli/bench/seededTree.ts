export interface SeededTree {
  readonly parent: Int32Array
  readonly depth: Int32Array
  /** Function of each node. */
  readonly name: Int32Array
  readonly names: readonly string[]
  /** Per sample: its leaf, and its weight in samples. */
  readonly leaf: Int32Array
  readonly weight: Int32Array
}
