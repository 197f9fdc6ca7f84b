/**
 * Labels of samples, interned without an object per sample: the bytes of a label are looked up as they are, and a set of
 * labels is a path in a prefix tree of labels.
 */
import { tableSeed } from '../../base/tableSeed.ts'
import { PairTable } from '../../profile/pairTable.ts'
import { ByteStore } from '../byteStore.ts'
import { Wire, wireVarint } from './wire.ts'
import type { Label, SampleTable, ThreadRow } from '../../profile/profile.ts'
import type { LabelPart } from './samplePart.ts'
import type { StringTable } from './tables.ts'

const threadKeys = ['thread', 'thread name', 'thread_name', 'thread id', 'thread_id', 'tid']

export class LabelReader {
  readonly #seed = tableSeed() ^ 0x811c9dc5
  readonly #labels = new ByteStore()
  /** Hash of the bytes → labels with that hash. */
  readonly #byHash = new Map<number, number[]>()
  readonly #sets = new PairTable(256)

  /** The set `set` (−1: empty) with the label at these bytes added. */
  add(set: number, bytes: Uint8Array, start: number, length: number): number {
    return this.#sets.add(set, this.#label(bytes, start, length))
  }

  #label(bytes: Uint8Array, start: number, length: number): number {
    let hash = this.#seed
    for (let i = start; i < start + length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193)
    const candidates = this.#byHash.get(hash)
    for (const label of candidates ?? []) if (this.#labels.equals(label, bytes, start, length)) return label
    const label = this.#labels.add(bytes, start, length)
    if (candidates) candidates.push(label)
    else this.#byHash.set(hash, [label])
    return label
  }

  take(): LabelPart {
    const count = this.#labels.size
    const ends = new Int32Array(count)
    for (let label = 0, end = 0; label < count; label++) ends[label] = end += this.#labels.length(label)
    const bytes = new Uint8Array(ends.at(-1) ?? 0)
    for (let label = 0; label < count; label++) bytes.set(this.#labels.bytes(label), ends[label - 1] ?? 0)
    return { bytes, ends, sets: this.#sets.take() }
  }

  /** Per set of another reader: the set here. */
  join({ bytes, ends, sets: { parent, key } }: LabelPart): Int32Array {
    const label = ends.map((end, at) => this.#label(bytes, ends[at - 1] ?? 0, end - (ends[at - 1] ?? 0)))
    const joined = new Int32Array(parent.length)
    for (let set = 0; set < parent.length; set++) {
      const above = parent[set]!
      joined[set] = this.#sets.add(above < 0 ? -1 : joined[above]!, label[key[set]!]!)
    }
    return joined
  }

  #labelSets: readonly (readonly Label[])[] = []
  #threads: readonly ThreadRow[] = []

  get labelSets(): readonly (readonly Label[])[] {
    return this.#labelSets
  }

  get threads(): readonly ThreadRow[] {
    return this.#threads
  }

  /** Decodes the sets in use. Columns are absent when no sample has labels (a thread). Throws `PprofProblem`. */
  finish(labelSet: Int32Array, strings: StringTable): Pick<SampleTable, 'labelSet' | 'thread'> {
    if (this.#sets.length === 0) return {}
    const labels = Array.from({ length: this.#labels.size }, (_, label) => decode(this.#labels.bytes(label), strings))
    // Paths that are only the way to longer sets are not decoded: they would square the size of a sample with many labels.
    const compact = new Map<number, number>()
    const sets: (readonly Label[])[] = []
    const renumbered = labelSet.map((set) => {
      if (set < 0) return -1
      const known = compact.get(set)
      if (known !== undefined) return known
      const own: Label[] = []
      for (let at = set; at >= 0; at = this.#sets.parent(at)) own.push(labels[this.#sets.key(at)]!)
      compact.set(set, sets.length)
      return sets.push(own.reverse()) - 1
    })
    this.#labelSets = sets
    const rowOf = new Map<string, number>()
    const threads: ThreadRow[] = []
    const threadOfSet = sets.map((set) => {
      const found = set.filter((label) => threadKeys.includes(label.key))
      if (found.length === 0) return -1
      const id = String((found.find((label) => label.key.endsWith('id')) ?? found[0]!).value)
      const name = String((found.find((label) => !label.key.endsWith('id')) ?? found[0]!).value)
      const known = rowOf.get(id)
      if (known !== undefined) return known
      const row = threads.push({ id, name }) - 1
      rowOf.set(id, row)
      return row
    })
    this.#threads = threads
    if (threads.length === 0) return { labelSet: renumbered }
    return { labelSet: renumbered, thread: renumbered.map((set) => (set < 0 ? -1 : threadOfSet[set]!)) }
  }
}

function decode(bytes: Uint8Array, strings: StringTable): Label {
  const wire = new Wire(bytes)
  let key = 0
  let text = 0
  let number = 0
  wire.fields((field, wireType) => {
    if (wireType !== wireVarint) return false
    const value = wire.signed()
    if (field === 1) key = value
    else if (field === 2) text = value
    else if (field === 3) number = value
    return true
  })
  return { key: strings.text(key), value: text === 0 ? number : strings.text(text) }
}
