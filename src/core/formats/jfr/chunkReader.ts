/** One chunk: its events of wanted types, everything else jumped over by size. */
import type { TimeWindow } from '../../base/units.ts'
import { type ChunkHeader, headerBytes } from './chunk.ts'
import type { EventTimes } from './chunkClock.ts'
import { BrokenChunk, type JfrCursor, type JfrKey } from './cursor.ts'
import { readMetadata, type JfrTypes, type TimeUnit } from './metadata.ts'
import { planFor, readRow, type Plan } from './plan.ts'
import { Pools } from './pools.ts'
import { keyOf, newRow, type Row } from './valueRow.ts'

/** One event, valid until the next. Fields are those asked for, by their number in the list. */
export class JfrEvent {
  readonly #chunk: ChunkReader
  readonly #plan: Plan
  readonly row: Row
  /** By field: base units of one unit; 0 for ticks. */
  readonly #unitNs: Float64Array
  readonly #clock: TickClock

  constructor(chunk: ChunkReader, plan: Plan, row: Row) {
    this.#chunk = chunk
    this.#plan = plan
    this.row = row
    this.#unitNs = Float64Array.from(plan.timeUnits, (unit = 'TICKS') => (unit === 'TICKS' ? 0 : nsPerUnit[unit]))
    this.#clock = chunk.clock
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
    const value = this.row.numbers[field]!
    const unitNs = this.#unitNs[field]!
    const { startMs, startTicks, ticksPerSecond } = this.#clock
    return unitNs === 0 ? startMs + ((value - startTicks) / ticksPerSecond) * 1000 : (value * unitNs) / 1e6
  }

  nanoseconds(field: number): number {
    const value = this.row.numbers[field]!
    const unitNs = this.#unitNs[field]!
    return unitNs === 0 ? (value / this.#clock.ticksPerSecond) * 1e9 : value * unitNs
  }

  /** Text of a constant with one text field: `gcName`, `when` … */
  constant(field: number, textField: string): string {
    return this.#chunk.pools.text(this.typeId(field), this.key(field), textField)
  }
}

/** What ticks are, as far as is known by now. */
interface TickClock {
  readonly startMs: number
  readonly startTicks: number
  ticksPerSecond: number
}

export interface Survey {
  readonly counts: ReadonlyMap<string, number>
  readonly times: EventTimes
  /** Set when a few events begin far outside the chunk: they are damaged, and lie before or behind this, in epoch ms. */
  readonly plausible?: TimeWindow
}

/** So much of a chunk's length and events is put down to rounding and to the last flush. */
const lateShare = 0.02
/** So far from their chunk no events begin; and where more than this part does, it is the header that is odd. */
const farMs = 10_000
const damagedShare = 0.01
/** Enough for the time between two of them. */
const mostLoads = 200

export interface EventHandler {
  readonly fields: readonly string[]
  readonly onEvent: (event: JfrEvent) => void
}

interface Wanted {
  readonly plan: Plan
  readonly event: JfrEvent
  readonly handler: EventHandler
}

/** What a walk over all events asks of each type: looked up once an event. */
interface SurveyedType {
  readonly name: string
  readonly wanted: Wanted | undefined
  readonly isTimed: boolean
  readonly isLoad: boolean
  count: number
}

/** Types of events are numbered from a few upwards: what is known of each is found by its number, once an event. */
class ByType<Value> {
  readonly #low: (Value | undefined)[] = Array.from<Value | undefined>({ length: lowTypes })
  readonly #high = new Map<number, Value>()
  /** In the order in which they came. */
  readonly values: Value[] = []

  get(typeId: number): Value | undefined {
    return typeId < lowTypes ? this.#low[typeId] : this.#high.get(typeId)
  }

  set(typeId: number, value: Value): void {
    this.values.push(value)
    if (typeId >= 0 && typeId < lowTypes) this.#low[typeId] = value
    else this.#high.set(typeId, value)
  }
}

const lowTypes = 1024

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
  readonly clock: TickClock
  readonly #cursor: JfrCursor

  /** Throws `BrokenChunk` when types or constants cannot be read. */
  constructor(cursor: JfrCursor, header: ChunkHeader) {
    cursor.compressed = header.compressed
    this.#cursor = cursor
    this.header = header
    const { startMs, startTicks, ticksPerSecond } = header
    this.clock = { startMs, startTicks, ticksPerSecond }
    this.types = readMetadata(cursor, header.metadataAt)
    this.pools = new Pools(cursor, header, this.types)
  }

  /**
   * Events per type name, counted, and how late they start. What `prelude` asks for is read on the way: a walk over all events costs as much
   * as reading a part of them.
   */
  survey(prelude: ReadonlyMap<string, EventHandler>): Survey {
    const wanted = this.#wantedOf(prelude)
    const surveyed = new ByType<SurveyedType>()
    const { header } = this
    const end = header.startTicks + (header.durationMs / 1000) * header.ticksPerSecond
    const late = end + lateShare * (end - header.startTicks)
    const farTicks = (farMs / 1000) * header.ticksPerSecond + (end - header.startTicks) / 2
    let lateEvents = 0
    let farEvents = 0
    let events = 0
    let last = -Infinity
    let lastOfAll = -Infinity
    const loads: number[] = []
    const cursor = this.#cursor
    this.#walk((typeId, until) => {
      let type = surveyed.get(typeId)
      if (type === undefined) {
        type = this.#surveyedType(typeId, wanted.get(typeId))
        surveyed.set(typeId, type)
      }
      if (type.wanted !== undefined) {
        const { at } = cursor
        this.#readEvent(type.wanted, until)
        cursor.at = at
      }
      type.count += 1
      if (!type.isTimed) return
      const ticks = cursor.integer(8)
      events += 1
      if (ticks > late) lateEvents += 1
      if (ticks > lastOfAll) lastOfAll = ticks
      if (type.isLoad && loads.length < mostLoads) loads.push(ticks)
      if (ticks < header.startTicks - farTicks || ticks > end + farTicks) {
        farEvents += 1
        return
      }
      if (ticks > last) last = ticks
    })
    // A few wild ticks are damage; a clock that runs fast puts a part of all events behind the end.
    const isDamage = farEvents <= damagedShare * events
    return {
      counts: new Map(surveyed.values.map(({ name, count }) => [name, count])),
      times: { count: events, late: lateEvents, last: isDamage ? last : lastOfAll, loads },
      ...(farEvents > 0 && isDamage
        ? {
            plausible: {
              fromMs: header.startMs - farMs - header.durationMs / 2,
              untilMs: header.startMs + farMs + 1.5 * header.durationMs,
            },
          }
        : {}),
    }
  }

  #surveyedType(typeId: number, wanted: Wanted | undefined): SurveyedType {
    const { name = '', fields: [first] = [] } = this.types.byId.get(typeId) ?? {}
    return {
      name,
      wanted,
      isTimed: first?.name === 'startTime' && first.timeUnit === 'TICKS',
      isLoad: name === 'jdk.CPULoad',
      count: 0,
    }
  }

  /** From here on all times and durations are read at this rate. */
  correctClock(ticksPerSecond: number): void {
    this.clock.ticksPerSecond = ticksPerSecond
  }

  /** Calls the handler of each event's type, in file order. Throws `BrokenChunk` at the first event that contradicts itself. */
  read(handlers: ReadonlyMap<string, EventHandler>): void {
    const byTypeId = this.#wantedOf(handlers)
    this.#walk((typeId, until) => {
      const wanted = byTypeId.get(typeId)
      if (wanted !== undefined) this.#readEvent(wanted, until)
    })
  }

  #wantedOf(handlers: ReadonlyMap<string, EventHandler>): ByType<Wanted> {
    const byTypeId = new ByType<Wanted>()
    for (const [name, handler] of handlers) {
      const type = this.types.byName.get(name)
      if (type === undefined) continue
      const plan = planFor(this.types, type, handler.fields)
      const event = new JfrEvent(this, plan, newRow(handler.fields.length))
      byTypeId.set(type.id, { plan, event, handler })
    }
    return byTypeId
  }

  #readEvent({ plan, event, handler }: Wanted, until: number): void {
    readRow(this.#cursor, plan, event.row, this.pools.pooledText)
    if (this.#cursor.at > until) throw new BrokenChunk('an event is longer than it says')
    handler.onEvent(event)
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
