/** The first reader's side of stacks that another one decodes: a number in place of each, and how they get to their places. */
import { GrowableFloat64 } from '../../profile/growable.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { JfrKey } from './cursor.ts'
import { KeyTable } from './keyTable.ts'
import type { KeysAsked, StackPart } from './stackPart.ts'

/** So many keys travel together. */
const keysTogether = 2048

/** Who is told the keys. */
interface KeySink {
  read(typeId: number, key: JfrKey): void
  /** No more of them for now. */
  flush(): void
}

export class KeySender implements KeySink {
  readonly #slot: number
  readonly #give: (asked: KeysAsked) => void
  readonly #keys = new GrowableFloat64(64)
  #typeId = -1

  constructor(slot: number, give: (asked: KeysAsked) => void) {
    this.#slot = slot
    this.#give = give
  }

  read(typeId: number, key: JfrKey): void {
    if (typeId !== this.#typeId || this.#keys.length >= keysTogether) this.flush()
    this.#typeId = typeId
    this.#keys.push(typeof key === 'number' ? key : Number.NaN)
  }

  flush(): void {
    if (this.#keys.length > 0)
      this.#give({ slot: this.#slot, typeId: this.#typeId, keys: new Float64Array(this.#keys.take()) })
    this.#keys.length = 0
  }
}

/** Stacks of one part and chunk that are asked for, and are not here yet. */
export class AskedStacks {
  readonly slot: number
  /** Its first number; they go on from chunk to chunk of a builder. */
  readonly first: number
  readonly #sink: KeySink
  readonly #numbers = new KeyTable()
  count = 0

  constructor(slot: number, first: number, sink: KeySink) {
    this.slot = slot
    this.first = first
    this.#sink = sink
  }

  /** What a sample keeps in place of the stack: see `ProfileBuilder.settleStacks`. */
  stack(typeId: number, key: JfrKey): number {
    if (key === 0) return -1
    const known = this.#numbers.get(key)
    if (known >= 0) return -2 - known
    this.#sink.read(typeId, key)
    const number = this.first + this.count++
    this.#numbers.set(key, number)
    return -2 - number
  }

  flush(): void {
    this.#sink.flush()
  }
}

/** Lays the stacks of a part into the builder, as if they had been read there. @returns false where it is not the part that was asked for */
export function joinStacks(builder: ProfileBuilder, asked: AskedStacks, part: StackPart, into: Int32Array): boolean {
  const { strings, frames, stacks, stackOf } = part
  if (stackOf.length !== asked.count) return false
  for (const note of part.notes) builder.note(note)
  const frameOf = new Int32Array(frames.length)
  for (let row = 0; row < frames.length; row++) {
    const name = builder.string(strings[frames.name[row]!]!)
    const module = builder.string(strings[frames.module[row]!]!)
    const flags = frames.flags[row]!
    frameOf[row] = builder.frameOf(name, 0, frames.line[row]!, module, flags)
    const last = frames.lineEnd?.[row] ?? 0
    if (last !== frames.line[row]) builder.frameOf(name, 0, last, module, flags)
  }
  const stack = new Int32Array(stacks.length)
  for (let row = 0; row < stacks.length; row++) {
    const prefix = stacks.prefix[row]!
    stack[row] = builder.stack(prefix < 0 ? -1 : stack[prefix]!, frameOf[stacks.frame[row]!]!)
  }
  for (let at = 0; at < stackOf.length; at++) {
    const own = stackOf[at]!
    into[asked.first + at] = own < 0 ? -1 : stack[own]!
  }
  return true
}
