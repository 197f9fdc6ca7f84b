/** The values of a pickle as two growing columns, and the few things in it that are no tuple, text or number. */

/** 0 is what a column is before anything was written to it. */
export const kinds = { unset: 0, none: 1, number: 2, text: 3, tuple: 4, thing: 5 } as const

export type SnapshotClass = 'Snapshot' | '_Traces'
export const maxThings = 1000

export interface PickledList {
  readonly kind: 'list'
  readonly items: Values
}
/** By key; what is neither a thing nor a number is of no use here. */
export interface PickledDict {
  readonly kind: 'dict'
  readonly things: Map<string, PickledThing>
  readonly numbers: Map<string, number>
}
interface PickledClass {
  readonly kind: 'class'
  readonly name: SnapshotClass
}
interface PickledObject {
  readonly kind: 'object'
  readonly className: SnapshotClass
  state: PickledDict | undefined
}
export type PickledThing = PickledList | PickledDict | PickledClass | PickledObject

export function isThing<K extends PickledThing['kind']>(
  thing: PickledThing | undefined,
  kind: K,
): thing is Extract<PickledThing, { kind: K }> {
  return thing?.kind === kind
}

export class Values {
  kind: Uint8Array
  value: Float64Array
  /** May be lowered: what stood above it stays readable until it is written over. */
  length = 0

  constructor(capacity: number) {
    this.kind = new Uint8Array(capacity)
    this.value = new Float64Array(capacity)
  }

  push(kind: number, value: number): void {
    const at = this.length
    if (at === this.kind.length) this.#grow(at + 1)
    this.kind[at] = kind
    this.value[at] = value
    this.length = at + 1
  }

  set(at: number, kind: number, value: number): void {
    if (at >= this.kind.length) this.#grow(at + 1)
    this.kind[at] = kind
    this.value[at] = value
    if (at >= this.length) this.length = at + 1
  }

  /** Appends values of another column pair; a handful at a time, for which a call to copy ranges costs more than it spares. */
  copy(from: Values, start: number, count: number): void {
    const { kind, value } = from
    for (let i = start; i < start + count; i++) this.push(kind[i]!, value[i]!)
  }

  /** Begins a run of `count` values, which is known by the index returned. */
  beginRun(count: number): number {
    const at = this.length
    this.push(kinds.number, count)
    return at
  }

  runLength(run: number): number {
    return this.value[run]!
  }

  #grow(needed: number): void {
    const capacity = Math.max(needed, this.kind.length * 2)
    const kind = new Uint8Array(capacity)
    const value = new Float64Array(capacity)
    kind.set(this.kind)
    value.set(this.value)
    this.kind = kind
    this.value = value
  }
}
