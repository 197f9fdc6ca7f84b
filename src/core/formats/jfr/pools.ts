/** The constants of one chunk: where each lies, read when first asked for. */
import { IdMap } from '../../base/idMap.ts'
import type { ChunkHeader } from './chunk.ts'
import { BrokenChunk, type JfrCursor, type JfrKey } from './cursor.ts'
import { KeyTable } from './keyTable.ts'
import type { JfrTypes } from './metadata.ts'
import { planFor, readRow, skipValue, type Plan } from './plan.ts'
import { keyOf, newRow, type Row } from './valueRow.ts'

interface Reading {
  readonly plan: Plan
  readonly row: Row
}

const nameField = ['name'] as const

export class Pools {
  readonly types: JfrTypes
  readonly cursor: JfrCursor
  readonly #positions = new Map<number, KeyTable>()
  /** By the list of wanted fields itself, which callers keep, then by type: asked once per stack. */
  readonly #plans = new Map<readonly string[], Map<number, Reading | undefined>>()
  readonly #texts = new Map<number, IdMap<JfrKey, string>>()
  readonly #fieldLists = new Map<string, readonly string[]>()

  /** Walks the chain of checkpoints from the last to the first, noting positions only. */
  constructor(cursor: JfrCursor, chunk: ChunkHeader, types: JfrTypes) {
    this.cursor = cursor
    this.types = types
    const skips = new Map<number, Plan>()
    for (let at = chunk.checkpointAt; ;) {
      cursor.at = at
      cursor.integer(4) // size
      if (cursor.integer(8) !== 1) throw new BrokenChunk('a checkpoint is not where it should be')
      cursor.integer(8) // start
      cursor.integer(8) // duration
      const delta = cursor.integer(8)
      cursor.byte() // kind of checkpoint
      for (let pools = cursor.count(); pools > 0; pools -= 1) this.#indexPool(skips)
      // Towards the start of the chunk, step by step: anything else would be a loop.
      if (delta >= 0 || at + delta < chunk.from) break
      at += delta
    }
    for (const positions of this.#positions.values()) positions.pack()
  }

  #indexPool(skips: Map<number, Plan>): void {
    const { cursor } = this
    const typeId = cursor.integer(8)
    const count = cursor.count()
    let skip = skips.get(typeId)
    if (skip === undefined) {
      const type = this.types.byId.get(typeId)
      if (type === undefined) throw new BrokenChunk(`a pool holds type ${typeId}, which nothing describes`)
      skip = planFor(this.types, type, [])
      skips.set(typeId, skip)
    }
    let positions = this.#positions.get(typeId)
    if (positions === undefined) this.#positions.set(typeId, (positions = new KeyTable(Math.min(count, 1 << 16))))
    for (let left = count; left > 0; left -= 1) {
      const key = cursor.key()
      positions.set(key, cursor.at)
      skipValue(cursor, skip)
    }
  }

  /** Where the constants of a type lie, by their keys. */
  positionsOf(typeId: number): KeyTable | undefined {
    return this.#positions.get(typeId)
  }

  /**
   * The wanted fields of a constant, or undefined when the pool lacks it. The row is reused by the next call with the same
   * type and fields; the cursor moves.
   * @param wanted a list that is kept: what is worked out for it is found again by it
   */
  read(typeId: number, key: JfrKey, wanted: readonly string[]): Reading | undefined {
    const at = this.#positions.get(typeId)?.get(key) ?? -1
    if (at < 0) return undefined
    let plans = this.#plans.get(wanted)
    if (plans === undefined) this.#plans.set(wanted, (plans = new Map<number, Reading | undefined>()))
    let reading = plans.get(typeId)
    if (reading === undefined && !plans.has(typeId)) {
      const type = this.types.byId.get(typeId)
      reading = type && { plan: planFor(this.types, type, wanted), row: newRow(wanted.length) }
      plans.set(typeId, reading)
    }
    if (reading === undefined) return undefined
    this.cursor.at = at
    reading.row.texts.fill(undefined)
    readRow(this.cursor, reading.plan, reading.row, this.pooledText)
    return reading
  }

  readonly pooledText = (key: JfrKey): string | undefined => {
    const type = this.types.byName.get('java.lang.String')
    const at = type === undefined ? -1 : (this.#positions.get(type.id)?.get(key) ?? -1)
    if (type === undefined || at < 0) return undefined
    const texts = this.#textsOf(type.id)
    let text = texts.get(key)
    if (text === undefined) {
      const before = this.cursor.at
      this.cursor.at = at
      text = this.cursor.string().text ?? ''
      this.cursor.at = before
      texts.set(key, text)
    }
    return text
  }

  /** Text of a constant that is one: a symbol, the name of a state. '' when missing. Kept, since few are asked for often. */
  text(typeId: number, key: JfrKey, field: string): string {
    const known = this.#textsOf(typeId)
    let text = known.get(key)
    if (text === undefined) {
      text = this.read(typeId, key, this.#listOf(field))?.row.texts[0] ?? ''
      known.set(key, text)
    }
    return text
  }

  #listOf(field: string): readonly string[] {
    let list = this.#fieldLists.get(field)
    if (list === undefined) this.#fieldLists.set(field, (list = [field]))
    return list
  }

  #textsOf(typeId: number): IdMap<JfrKey, string> {
    let texts = this.#texts.get(typeId)
    if (texts === undefined) this.#texts.set(typeId, (texts = new IdMap<JfrKey, string>()))
    return texts
  }

  /** Name of a class as the JVM writes it: `java/util/HashMap$Node`, `[B`. '' for none. */
  className(typeId: number, key: JfrKey): string {
    const found = this.read(typeId, key, nameField)
    if (found === undefined) return ''
    const symbol = keyOf(found.row, 0)
    const inline = found.row.texts[0]
    return inline ?? this.text(found.plan.typeIds[0]!, symbol, 'string')
  }
}
