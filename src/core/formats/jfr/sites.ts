/** Which function of the program a stack stands in: the first one from the leaf that is not the JDK's. Per chunk. */
import { IdMap } from '../../base/idMap.ts'
import { isBorrowing } from '../../frames/borrowing.ts'
import { frameFlags } from '../../profile/profile.ts'
import type { Doing } from '../../base/looks.ts'
import { doingOf, waitOf } from '../threadDump/doing.ts'
import type { JfrEvent } from './chunkReader.ts'
import type { JfrKey } from './cursor.ts'
import type { ChunkStacks } from './frames.ts'
import { KeyTable } from './keyTable.ts'

const jdk = /^(java|javax|jdk|sun|com\.sun)\./
const deepest = 64
/** Frames from the leaf within which a wait shows itself. */
const nearLeaf = 40

export class ChunkSites {
  readonly #stacks: ChunkStacks
  readonly #sites = new IdMap<JfrKey, string>()
  /** 1: it does. */
  readonly #borrowing = new KeyTable()
  /** Of a wall-clock sampler, asked once an event: rows of the two lists. */
  readonly #doingRow = new KeyTable()
  readonly #runs: Doing[] = []
  readonly #stands: Doing[] = []

  constructor(stacks: ChunkStacks) {
    this.#stacks = stacks
  }

  /** '' when the event has no stack. The leaf's name where all of it is the JDK's. */
  of(event: JfrEvent, field: number): string {
    return this.at(event.typeId(field), event.key(field))
  }

  /** The same of a stack by its key. */
  at(typeId: number, key: JfrKey): string {
    if (key === 0) return ''
    let site = this.#sites.get(key)
    if (site === undefined) {
      site = this.#find(typeId, key)
      this.#sites.set(key, site)
    }
    return site
  }

  /** Whether the stack takes a connection out of a pool, whatever it is parked on. */
  isBorrowing(event: JfrEvent, field: number): boolean {
    const key = event.key(field)
    if (key === 0) return false
    let borrows = this.#borrowing.get(key)
    if (borrows < 0) {
      borrows = Number(isBorrowing(this.#namesOf(event.typeId(field), key)))
      this.#borrowing.set(key, borrows)
    }
    return borrows === 1
  }

  /** What a thread does that a wall-clock sampler saw there, running or not. Undefined when the event has no stack. */
  doingOf(event: JfrEvent, field: number, isRunning: boolean): Doing | undefined {
    const key = event.key(field)
    if (key === 0) return undefined
    let row = this.#doingRow.get(key)
    if (row < 0) {
      const names = this.#namesOf(event.typeId(field), key)
      const waits = waitOf(names, 'jvm')
      const name = this.of(event, field)
      row = this.#runs.push({ ...doingOf(names, waits ?? 'running'), name }) - 1
      this.#stands.push({ ...doingOf(names, waits ?? 'unknown'), name })
      this.#doingRow.set(key, row)
    }
    return isRunning ? this.#runs[row] : this.#stands[row]
  }

  #namesOf(typeId: number, key: JfrKey): readonly string[] {
    const count = this.#stacks.open(typeId, key)
    const names: string[] = []
    for (let left = Math.min(count, nearLeaf); left > 0; left -= 1) {
      this.#stacks.readFrame()
      names.push(this.#stacks.nameFrame().name)
    }
    return names
  }

  #find(typeId: number, key: JfrKey): string {
    const count = this.#stacks.open(typeId, key)
    let leaf = ''
    for (let left = Math.min(count, deepest); left > 0; left -= 1) {
      this.#stacks.readFrame()
      const { name, flags } = this.#stacks.nameFrame()
      if (leaf === '') leaf = name
      if ((flags & frameFlags.native) === 0 && !jdk.test(name)) return name
    }
    return leaf
  }
}
