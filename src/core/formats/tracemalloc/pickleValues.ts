/** The values of a pickle as words of a growing column, and the few things in it that are no tuple, text or number. */

/** The lower three bits of a word. 0 is what a column is before anything was written to it. */
export const kinds = { unset: 0, none: 1, number: 2, text: 3, tuple: 4, thing: 5, large: 6, place: 7 } as const

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

/** A text and a number: a line of a file. */
export const isPlace = (first: number, second: number): boolean =>
  kindOf(first) === kinds.text && (kindOf(second) === kinds.number || kindOf(second) === kinds.large)

/** What a word may refer to at most: its upper 29 bits, signed. */
const mostIndex = 2 ** 28 - 1

/** `index` is at most what `fits` allows. */
export const wordOf = (kind: number, index: number): number => (index << 3) | kind
export const kindOf = (word: number): number => word & 7
export const indexOf = (word: number): number => word >> 3
export const fits = (index: number): boolean => index <= mostIndex && index >= -mostIndex

/** Numbers that do not fit into a word; nearly all of a snapshot's do. */
export class LargeNumbers {
  readonly #numbers: number[] = []

  word(value: number): number {
    return fits(value) ? wordOf(kinds.number, value) : wordOf(kinds.large, this.#numbers.push(value) - 1)
  }

  /** Undefined for what is no number. */
  of(word: number | undefined): number | undefined {
    if (word === undefined) return undefined
    const kind = kindOf(word)
    return kind === kinds.number ? indexOf(word) : kind === kinds.large ? this.#numbers[indexOf(word)] : undefined
  }
}

export class Values {
  words: Int32Array
  /** May be lowered: what stood above it stays readable until it is written over. */
  length = 0

  constructor(capacity: number) {
    this.words = new Int32Array(capacity)
  }

  push(word: number): void {
    const at = this.length
    if (at === this.words.length) this.#grow(at + 1)
    this.words[at] = word
    this.length = at + 1
  }

  set(at: number, word: number): void {
    if (at >= this.words.length) this.#grow(at + 1)
    this.words[at] = word
    if (at >= this.length) this.length = at + 1
  }

  /** Appends values of another column; a handful at a time, for which a call to copy ranges costs more than it spares. */
  copy(from: Values, start: number, count: number): void {
    const end = this.length + count
    if (end > this.words.length) this.#grow(end)
    const { words } = this
    const theirs = from.words
    for (let at = this.length, i = start; at < end; at++, i++) words[at] = theirs[i]!
    this.length = end
  }

  /** Begins a run of `count` values, which is known by the index returned. */
  beginRun(count: number): number {
    const at = this.length
    this.push(count)
    return at
  }

  runLength(run: number): number {
    return this.words[run]!
  }

  /** `words` with room for so many, for a loop that writes into them itself and says at its end how many there are. */
  roomFor(needed: number): Int32Array {
    if (needed > this.words.length) this.#grow(needed)
    return this.words
  }

  #grow(needed: number): void {
    const words = new Int32Array(Math.max(needed, this.words.length * 2))
    words.set(this.words)
    this.words = words
  }
}
