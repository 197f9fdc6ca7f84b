/** One chunk: its events of wanted types, everything else jumped over by size. */
import { type ChunkHeader, headerBytes } from './chunk.ts'
import { BrokenChunk, type JfrCursor, type JfrKey } from './cursor.ts'
import { readMetadata, type JfrTypes, type TimeUnit } from './metadata.ts'
import { keyOf, newRow, planFor, readRow, type Plan, type Row } from './plan.ts'
import { Pools } from './pools.ts'

/** One event, valid until the next. Fields are those asked for, by their number in the list. */
export class JfrEvent {
  readonly #chunk: ChunkReader
  readonly #plan: Plan
  readonly row: Row

  constructor(chunk: ChunkReader, plan: Plan, row: Row) {
    this.#chunk = chunk
    this.#plan = plan
    this.row = row
  }

  has(field: number): boolean {
    return this.#plan.found[field] === true
  }

  number(field: number): number {
    return this.row.numbers[field]!
  }

  text(field: number): string {
    return this.row.texts[field] ?? ''
  }

  key(field: number): JfrKey {
    return keyOf(this.row, field)
  }

  /** Type of the pool a key field points into. */
  typeId(field: number): number {
    return this.#plan.typeIds[field]!
  }

  /** Milliseconds since 1970. */
  timeMs(field: number): number {
    return this.#chunk.timeMs(this.row.numbers[field]!, this.#plan.timeUnits[field])
  }

  nanoseconds(field: number): number {
    return this.#chunk.nanoseconds(this.row.numbers[field]!, this.#plan.timeUnits[field])
  }

  /** Text of a constant with one text field: `gcName`, `when` … */
  constant(field: number, textField: string): string {
    return this.#chunk.pools.text(this.typeId(field), this.key(field), textField)
  }
}

export interface EventHandler {
  readonly fields: readonly string[]
  readonly onEvent: (event: JfrEvent) => void
}

const nsPerUnit: Readonly<Record<Exclude<TimeUnit, 'TICKS'>, number>> = {
  NANOSECONDS: 1,
  MICROSECONDS: 1e3,
  MILLISECONDS: 1e6,
  MILLISECONDS_SINCE_EPOCH: 1e6,
  SECONDS: 1e9,
}

export class ChunkReader {
  readonly header: ChunkHeader
  readonly types: JfrTypes
  readonly pools: Pools
  readonly #cursor: JfrCursor

  /** Throws `BrokenChunk` when types or constants cannot be read. */
  constructor(cursor: JfrCursor, header: ChunkHeader) {
    cursor.compressed = header.compressed
    this.#cursor = cursor
    this.header = header
    this.types = readMetadata(cursor, header.metadataAt)
    this.pools = new Pools(cursor, header, this.types)
  }

  timeMs(value: number, unit: TimeUnit = 'TICKS'): number {
    if (unit === 'TICKS') {
      return this.header.startMs + ((value - this.header.startTicks) / this.header.ticksPerSecond) * 1000
    }
    return (value * nsPerUnit[unit]) / 1e6
  }

  nanoseconds(value: number, unit: TimeUnit = 'TICKS'): number {
    return unit === 'TICKS' ? (value / this.header.ticksPerSecond) * 1e9 : value * nsPerUnit[unit]
  }

  /** Events per type name, counted without reading any. */
  countEvents(): ReadonlyMap<string, number> {
    const counts = new Map<number, number>()
    this.#walk((typeId) => void counts.set(typeId, (counts.get(typeId) ?? 0) + 1))
    return new Map([...counts].map(([id, count]) => [this.types.byId.get(id)?.name ?? '', count]))
  }

  /** Calls the handler of each event's type, in file order. Throws `BrokenChunk` at the first event that contradicts itself. */
  read(handlers: ReadonlyMap<string, EventHandler>): void {
    const byTypeId = new Map<
      number,
      { readonly plan: Plan; readonly event: JfrEvent; readonly handler: EventHandler }
    >()
    for (const [name, handler] of handlers) {
      const type = this.types.byName.get(name)
      if (type === undefined) continue
      const plan = planFor(this.types, type, handler.fields)
      const event = new JfrEvent(this, plan, newRow(handler.fields.length))
      byTypeId.set(type.id, { plan, event, handler })
    }
    const cursor = this.#cursor
    this.#walk((typeId, until) => {
      const wanted = byTypeId.get(typeId)
      if (wanted !== undefined) {
        readRow(cursor, wanted.plan, wanted.event.row, this.pools.pooledText)
        if (cursor.at > until) throw new BrokenChunk('an event is longer than it says')
        wanted.handler.onEvent(wanted.event)
      }
    })
  }

  #walk(onEvent: (typeId: number, until: number) => void): void {
    const cursor = this.#cursor
    const { from, until } = this.header
    for (let at = from + headerBytes; at < until;) {
      cursor.at = at
      const size = cursor.integer(4)
      if (size < 2 || at + size > until) throw new BrokenChunk('an event has an impossible size')
      const typeId = cursor.integer(8)
      if (typeId > 1) onEvent(typeId, at + size)
      at += size
    }
  }
}
