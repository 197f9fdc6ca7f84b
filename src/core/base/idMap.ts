/**
 * What files call their rows → something of ours. A `Map` finds numbers by a hash that anybody can work out (V8 mixes a secret into
 * strings, not into numbers): 32,000 ids written to share it took 3 s a table. Here they are turned into others by a number no file knows.
 */
import { tableSeed } from './tableSeed.ts'

const twoTo32 = 0x1_0000_0000
/** Texts that look like what others are kept as. */
const likeOther = /^(big|odd|text) /

export class IdMap<Id, Value> {
  readonly #seed = tableSeed()
  readonly #map = new Map<unknown, Value>()
  /** Of whole numbers beyond 32 bits, and whatever else: what those above become could be one of these. */
  readonly #others = new Map<unknown, Value>()

  get size(): number {
    return this.#map.size + this.#others.size
  }

  get(id: Id): Value | undefined {
    return isSmall(id) ? this.#map.get(mixed(id, this.#seed)) : this.#others.get(this.#wide(id))
  }

  has(id: Id): boolean {
    return isSmall(id) ? this.#map.has(mixed(id, this.#seed)) : this.#others.has(this.#wide(id))
  }

  set(id: Id, value: Value): void {
    if (isSmall(id)) this.#map.set(mixed(id, this.#seed), value)
    else this.#others.set(this.#wide(id), value)
  }

  /** In the order in which their ids came; ids of 32 bits first. */
  *values(): Generator<Value, void> {
    yield* this.#map.values()
    yield* this.#others.values()
  }

  #wide(id: Id): unknown {
    if (typeof id === 'string') return likeOther.test(id) ? `text ${id}` : id
    if (typeof id === 'bigint') return `big ${id}`
    if (typeof id !== 'number') return id
    if (!Number.isSafeInteger(id)) return `odd ${id}`
    const high = Math.floor(id / twoTo32)
    return (high ^ (this.#seed & 0xfffff)) * twoTo32 + (mixed(id, this.#seed) >>> 0)
  }
}

const isSmall = (id: unknown): id is number => typeof id === 'number' && id === (id | 0)

/** Another one for each of 32 bits. */
const mixed = (id: number, seed: number): number => Math.imul(id ^ seed, 0x9e3779b1)
