/**
 * Samples of a pprof file, the hot path: two million of them, fifty bytes each. They come before the tables that explain them,
 * so what is kept of a sample is a path of location ids in a prefix tree; frames are looked up once per path, at the end.
 *
 *   sample      [leaf … root] location ids, numbered 0, 1, 2 … as they appear
 *   paths       (path of locations so far, next location) → path
 *   same as the sample before down to location i?  start there
 */
import { GrowableFloat64, GrowableInt32 } from '../../profile/growable.ts'
import { PairTable } from '../../profile/pairTable.ts'
import { maxSampleRows } from '../parsedFile.ts'
import { IdTable } from './ids.ts'
import { LabelReader } from './labels.ts'
import { buildStacks, maxDepth, maxStackRows, type DropFrame } from './stacks.ts'
import { PprofProblem, wireBytes, wireVarint, type Wire } from './wire.ts'
import type { LocationFrames } from './frames.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { SampleTable } from '../../profile/profile.ts'
import type { PprofTables, StringTable } from './tables.ts'

/** Field 1 of a sample, as one run of bytes. */
const packedLocations = 0x0a
/** The longest known list of value types has 13. */
const maxColumns = 256

/** What the rest of the file says, once it is read. */
export interface SampleTables {
  readonly strings: StringTable
  readonly builder: ProfileBuilder
  readonly frames: LocationFrames
  /** Factor to base units, per value column. */
  readonly factors: readonly number[]
  readonly dropFrame: DropFrame | undefined
}

/** Methods throw `PprofProblem`. */
export class SampleReader {
  readonly labels: LabelReader = new LabelReader()
  /** Values beyond 2^53, which are then the nearest number and not exact. */
  inexact = 0
  readonly #wire: Wire
  readonly #tables: PprofTables
  readonly #path = new GrowableInt32()
  readonly #labelSet = new GrowableInt32()
  readonly #values: GrowableFloat64[] = []
  /** Values of the first sample; all others must have as many. */
  #columns = -1
  readonly #ids = new IdTable()
  readonly #idLow = new GrowableFloat64()
  readonly #idHigh = new GrowableFloat64()
  /** Per location: the first sample with it. */
  readonly #firstRow = new GrowableInt32()
  readonly #paths = new LocationPaths()
  /** Locations of this sample, leaf first. */
  readonly #locations = new GrowableInt32(256)
  #column = 0
  #set = -1

  constructor(wire: Wire, tables: PprofTables) {
    this.#wire = wire
    this.#tables = tables
  }

  /** The sample from `wire.at` to `wire.end`. */
  read(): void {
    this.#locations.length = 0
    this.#column = 0
    this.#set = -1
    const wire = this.#wire
    while (wire.at < wire.end) {
      // The two fields that nearly every sample consists of, as nearly every writer writes them.
      if (wire.bytes[wire.at] === packedLocations) {
        wire.at++
        this.#readLocations(wire)
      } else wire.field(this.#onField)
    }
    if (this.#columns < 0) this.#columns = this.#column
    if (this.#column !== this.#columns) this.#wrongColumns(this.#column)
    if (this.#path.length === maxSampleRows) {
      throw new PprofProblem('too-large', `it has more than ${maxSampleRows.toLocaleString('en')} samples`)
    }
    this.#path.push(this.#paths.pathOf(this.#locations))
    this.#labelSet.push(this.#set)
  }

  readonly #onField = (field: number, wireType: number): boolean => {
    const wire = this.#wire
    if (field === 1 || field === 2) {
      const onNumber = field === 1 ? this.#onLocation : this.#onValue
      if (wireType === wireBytes) {
        readPacked(wire, onNumber)
        return true
      }
      if (wireType !== wireVarint) return false
      wire.varint()
      onNumber(wire.low, wire.high)
      return true
    }
    if (field !== 3 || wireType !== wireBytes) return false
    const length = wire.length()
    this.#set = this.labels.add(this.#set, wire.bytes, wire.at, length)
    wire.at += length
    return true
  }

  /** As `readPacked` does with `#onLocation`, in one loop: there are dozens to a sample. */
  #readLocations(wire: Wire): void {
    const { bytes } = wire
    const length = wire.length()
    const end = wire.at + length
    const ids = this.#ids
    const locations = this.#locations
    // None is shorter than a byte.
    locations.reserve(locations.length + length)
    let { at } = wire
    while (at < end) {
      let byte = bytes[at]!
      let low = byte & 0x7f
      let next = at + 1
      if (byte > 0x7f) {
        byte = bytes[next++]!
        low |= (byte & 0x7f) << 7
        if (byte > 0x7f) {
          byte = bytes[next++]!
          low |= (byte & 0x7f) << 14
        }
      }
      if (byte <= 0x7f && next <= end) {
        at = next
        const location = ids.find(low, 0)
        if (location >= 0) locations.data[locations.length++] = location
        else this.#onLocation(low, 0)
        continue
      }
      at = readLong(wire, at, end)
      this.#onLocation(wire.low, wire.high)
    }
    wire.at = end
  }

  readonly #onLocation = (low: number, high: number): void => {
    let location = this.#ids.find(low, high)
    if (location < 0) {
      location = this.#idLow.push(low)
      this.#idHigh.push(high)
      this.#firstRow.push(this.#path.length)
      this.#ids.add(low, high, location)
    }
    this.#locations.push(location)
  }

  readonly #onValue = (low: number, high: number): void => {
    const signed = high | 0
    if (signed >= 0x20_0000 || signed < -0x20_0000) this.inexact++
    const column = this.#column++
    if (column < this.#values.length) this.#values[column]!.push(signed * 0x1_0000_0000 + low)
    else if (this.#path.length === 0 && column < maxColumns) {
      const values = new GrowableFloat64()
      values.push(signed * 0x1_0000_0000 + low)
      this.#values.push(values)
    }
  }

  /** Everything as columns. The reader must not be used afterwards. */
  finish(found: SampleTables): SampleTable {
    const { factors, strings } = found
    const tables = this.#tables
    const rows = this.#path.length
    if (rows > 0 && (this.#columns !== factors.length || this.#columns > maxColumns)) this.#wrongColumns(this.#columns)
    const rowOf = new Int32Array(this.#idLow.length)
    for (let location = 0; location < rowOf.length; location++) {
      const row = tables.locationIds.find(this.#idLow.data[location]!, this.#idHigh.data[location]!)
      if (row < 0) {
        const sample = this.#firstRow.data[location]! + 1
        throw new PprofProblem('malformed', `sample ${sample} refers to a location that is not in the file`)
      }
      rowOf[location] = row
    }
    const stackOf = buildStacks(this.#paths.take(), rowOf, found)
    const stack = this.#path.take()
    for (let row = 0; row < rows; row++) stack[row] = stack[row]! < 0 ? -1 : stackOf[stack[row]!]!
    const values = factors.map((factor, column) => {
      const taken = this.#values[column]?.take() ?? new Float64Array(rows)
      if (factor !== 1) for (let row = 0; row < rows; row++) taken[row]! *= factor
      return taken
    })
    return { length: rows, stack, values, ...this.labels.finish(this.#labelSet.take(), strings) }
  }

  /** The sample being read, or the first one when that is at odds with the file already. */
  #wrongColumns(values: number): never {
    const announced = this.#tables.sampleTypes.length
    const isFirst = announced > 0 && this.#columns !== announced
    const [row, has] = isFirst ? [0, this.#columns] : [this.#path.length, values]
    const of = `where the file announces ${announced > 0 ? announced : this.#columns}`
    throw new PprofProblem('malformed', `sample ${row + 1} has ${has} values ${of}`)
  }
}

/** Numbers of up to three bytes, nearly all of them, are put together here; the rest is left to `wire`. */
function readPacked(wire: Wire, onNumber: (low: number, high: number) => void): void {
  const { bytes } = wire
  const length = wire.length()
  const end = wire.at + length
  let { at } = wire
  while (at < end) {
    let byte = bytes[at]!
    let low = byte & 0x7f
    let next = at + 1
    if (byte > 0x7f) {
      byte = bytes[next++]!
      low |= (byte & 0x7f) << 7
      if (byte > 0x7f) {
        byte = bytes[next++]!
        low |= (byte & 0x7f) << 14
      }
    }
    if (byte <= 0x7f && next <= end) {
      at = next
      onNumber(low, 0)
      continue
    }
    at = readLong(wire, at, end)
    onNumber(wire.low, wire.high)
  }
  wire.at = end
}

/** A number that lies before `end`, or is told not to. Returns where it ends. */
function readLong(wire: Wire, at: number, end: number): number {
  const outerEnd = wire.end
  wire.at = at
  wire.end = end
  wire.varint()
  wire.end = outerEnd
  return wire.at
}

/** Root first: a path is one location longer than its parent. */
class LocationPaths {
  #paths = new PairTable(4096)
  /** Of the sample before, root first: its locations and the path after each. */
  #lastLocation = new Int32Array(256)
  #lastPath = new Int32Array(256)
  #lastCount = 0

  /** −1 for no locations at all. */
  pathOf(locations: GrowableInt32): number {
    const count = locations.length
    // Every location is at least one frame.
    if (count > maxDepth) {
      throw new PprofProblem('too-large', `it has a stack of more than ${maxDepth.toLocaleString('en')} frames`)
    }
    if (count > this.#lastLocation.length) {
      this.#lastLocation = new Int32Array(count * 2)
      this.#lastPath = new Int32Array(count * 2)
      this.#lastCount = 0
    }
    const { data } = locations
    const last = this.#lastLocation
    const lastPath = this.#lastPath
    const shared = Math.min(count, this.#lastCount)
    let depth = 0
    while (depth < shared && last[depth] === data[count - 1 - depth]) depth++
    let path = depth > 0 ? lastPath[depth - 1]! : -1
    for (; depth < count; depth++) {
      const location = data[count - 1 - depth]!
      path = this.#paths.add(path, location)
      last[depth] = location
      lastPath[depth] = path
    }
    this.#lastCount = count
    if (this.#paths.length > maxStackRows) {
      const most = maxStackRows.toLocaleString('en')
      throw new PprofProblem('too-large', `its stacks hold more than ${most} different frames`)
    }
    return path
  }

  /** Parent path (−1: none) and location of each, without what only finding them needed. */
  take(): { readonly parent: Int32Array; readonly key: Int32Array } {
    const taken = this.#paths.take()
    this.#paths = new PairTable(1)
    return taken
  }
}
