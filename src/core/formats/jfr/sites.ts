/** Which function of the program a stack stands in: the first one from the leaf that is not the JDK's. Per chunk. */
import { frameFlags } from '../../profile/profile.ts'
import type { JfrEvent } from './chunkReader.ts'
import type { JfrKey } from './cursor.ts'
import type { ChunkStacks } from './frames.ts'

const jdk = /^(java|javax|jdk|sun|com\.sun)\./
const deepest = 64

export class ChunkSites {
  readonly #stacks: ChunkStacks
  readonly #sites = new Map<JfrKey, string>()

  constructor(stacks: ChunkStacks) {
    this.#stacks = stacks
  }

  /** '' when the event has no stack. The leaf's name where all of it is the JDK's. */
  of(event: JfrEvent, field: number): string {
    const key = event.key(field)
    if (key === 0) return ''
    let site = this.#sites.get(key)
    if (site === undefined) {
      site = this.#find(event.typeId(field), key)
      this.#sites.set(key, site)
    }
    return site
  }

  #find(typeId: number, key: JfrKey): string {
    const opened = this.#stacks.open(typeId, key)
    let leaf = ''
    for (let left = Math.min(opened?.count ?? 0, deepest); left > 0; left -= 1) {
      this.#stacks.readFrame()
      const { name, flags } = this.#stacks.nameFrame()
      if (leaf === '') leaf = name
      if ((flags & frameFlags.native) === 0 && !jdk.test(name)) return name
    }
    return leaf
  }
}
