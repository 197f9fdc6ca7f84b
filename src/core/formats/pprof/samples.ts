/**
 * Samples of a pprof file, the hot path: two million of them, fifty bytes each. They come before the tables that explain them,
 * so what is kept of a sample is a path of location ids in a prefix tree; frames are looked up once per path, at the end.
 *
 *   sample      [leaf … root] location ids
 *   key         the id itself, or −1, −2, −3 … for those beyond 31 bits (addresses, hashes) as they appear
 *   paths       (path of locations so far, next key) → path
 */
import { GrowableFloat64, GrowableInt32 } from '../../profile/growable.ts'
import { maxSampleRows } from '../parsedFile.ts'
import { IdKeys } from './ids.ts'
import { LabelReader } from './labels.ts'
import { buildStacks, type DropFrame } from './stacks.ts'
import { LocationPaths, firstBelow, noPath } from './locationPaths.ts'
import { PprofProblem, wireBytes, type Wire } from './wire.ts'
import type { LocationFrames } from './frames.ts'
import { interleave, type SamplePart } from './samplePart.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { SampleTable } from '../../profile/profile.ts'
import type { PprofTables, StringTable } from './tables.ts'

/** What nearly all samples consist of: a field's number and how it is written, as one byte. */
const packedLocations = 0x0a
const packedValues = 0x12
const oneValue = 0x10
const oneLabel = 0x1a
/** And what they are in the file. */
const oneSample = 0x12
/** A field's number and length take at most this many bytes. */
export const longestHead = 20
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
  #path = new GrowableInt32()
  #labelSet = new GrowableInt32()
  #values: GrowableFloat64[] = []
  /** Values of the first sample; all others must have as many. */
  #columns = -1
  readonly #ids = new IdKeys()
  readonly #paths = new LocationPaths()
  /** Where this sample's locations are, as long as they are one run of bytes; −1: in `#keys`. */
  #packedFrom = -1
  #packedUntil = -1
  /** Locations of this sample, leaf first. */
  readonly #keys = new GrowableInt32(256)
  #column = 0
  #set = -1

  constructor(wire: Wire, tables: PprofTables) {
    this.#wire = wire
    this.#tables = tables
  }

  /**
   * The sample from `wire.at` to `wire.end`. What nearly all of them have is read in this one function, without callbacks: of the time for
   * a file of 20 MB a third goes into making machine code, and so there is less of it to make.
   */
  read(): void {
    this.#keys.length = 0
    this.#packedFrom = -1
    this.#column = 0
    this.#set = -1
    const wire = this.#wire
    const { bytes, end } = wire
    while (wire.at < end) {
      const tag = bytes[wire.at]
      if (tag === packedValues) {
        wire.at++
        const until = wire.length() + wire.at
        wire.end = until
        while (wire.at < until) {
          wire.varint()
          this.#addValue()
        }
        wire.end = end
      } else if (tag === oneValue) {
        wire.at++
        wire.varint()
        this.#addValue()
      } else if (tag === packedLocations && this.#packedFrom < 0 && this.#keys.length === 0) {
        wire.at++
        const length = wire.length()
        this.#packedFrom = wire.at
        wire.at += length
        this.#packedUntil = wire.at
      } else if (tag === oneLabel) {
        wire.at++
        this.#readLabel()
      } else wire.field(this.#onField)
    }
    if (this.#columns < 0) this.#columns = this.#column
    if (this.#column !== this.#columns) this.#wrongColumns(this.#column)
    if (this.#path.length === maxSampleRows) {
      throw new PprofProblem('too-large', `it has more than ${maxSampleRows.toLocaleString('en')} samples`)
    }
    this.#path.push(this.#pathOfSample())
    this.#labelSet.push(this.#set)
  }

  /**
   * Samples from `wire.at` on, as long as one follows the other and is whole. Their number, counted here and not looked up afterwards: an
   * engine makes machine code of the loop while it runs, and what comes after it and has never run yet would be the end of that code.
   */
  readRun(): number {
    const wire = this.#wire
    const { bytes } = wire
    const size = bytes.length
    let rows = 0
    for (let at = wire.at; size - at >= longestHead && bytes[at] === oneSample; rows++) {
      wire.at = at + 1
      const until = wire.unsigned() + wire.at
      if (until > size) {
        wire.at = at
        break
      }
      wire.end = until
      this.read()
      wire.end = size
      wire.at = until
      at = until
    }
    return rows
  }

  #pathOfSample(): number {
    if (this.#packedFrom >= 0) {
      const path = this.#paths.pathOfBytes(this.#wire.bytes, this.#packedFrom, this.#packedUntil)
      if (path !== noPath) return path
      this.#unpack()
    }
    return this.#paths.pathOf(this.#keys)
  }

  /** The run of locations, which is not all there is of them, or not of small ids, becomes keys one by one. */
  #unpack(): void {
    if (this.#packedFrom < 0) return
    const wire = this.#wire
    const { at, end } = wire
    wire.at = this.#packedFrom
    wire.end = this.#packedUntil
    while (wire.at < wire.end) {
      wire.varint()
      this.#addLocation()
    }
    wire.at = at
    wire.end = end
    this.#packedFrom = -1
  }

  /** What is written in another way, or in needlessly many bytes, or by a writer of the future. */
  readonly #onField = (field: number, wireType: number): boolean => {
    const wire = this.#wire
    if (field === 1) {
      this.#unpack()
      return wire.repeated(wireType, () => this.#addLocation())
    }
    if (field === 2) return wire.repeated(wireType, () => this.#addValue())
    if (field !== 3 || wireType !== wireBytes) return false
    this.#readLabel()
    return true
  }

  #readLabel(): void {
    const wire = this.#wire
    const length = wire.length()
    this.#set = this.labels.add(this.#set, wire.bytes, wire.at, length)
    wire.at += length
  }

  /** As `#addValue`. */
  #addLocation(): void {
    this.#keys.push(this.#ids.keyOf(this.#wire.low, this.#wire.high))
  }

  /** The number that `wire` has just read. */
  #addValue(): void {
    const { low, high } = this.#wire
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

  get rows(): number {
    return this.#path.length
  }

  /** What was read, for another reader to take in. This one must not be used afterwards. */
  take(): SamplePart {
    return {
      path: this.#path.take(),
      labelSet: this.#labelSet.take(),
      values: this.#values.map((column) => column.take()),
      paths: this.#paths.take(),
      long: this.#ids.take(),
      labels: this.labels.take(),
      inexact: this.inexact,
    }
  }

  /**
   * Takes in what another reader read of the same file. `runs`: how many samples of the file are this one's, then how many the other's,
   * and so on. Afterwards all is as if this one had read everything; false where it could not have.
   */
  join(other: SamplePart, runs: readonly number[]): boolean {
    const rows = this.rows + other.path.length
    const given = runs.reduce((sum, run, index) => (index % 2 === 1 ? sum + run : sum), 0)
    if (rows > maxSampleRows || given !== other.path.length) return false
    if (this.rows > 0 && other.values.length !== this.#columns) return false
    const { low, high } = other.long
    const keys = Int32Array.from(low, (one, row) => this.#ids.keyOf(one, high[row]!))
    const paths = this.#paths.join(other.paths, keys)
    const labelSets = this.labels.join(other.labels)
    const mapped = (column: Int32Array, of: Int32Array): Int32Array => column.map((row) => (row < 0 ? -1 : of[row]!))
    const path = new Int32Array(rows)
    interleave(path, runs, this.#path.take(), mapped(other.path, paths))
    const labelSet = new Int32Array(rows)
    interleave(labelSet, runs, this.#labelSet.take(), mapped(other.labelSet, labelSets))
    this.#columns = other.values.length
    this.#values = other.values.map((column, at) => {
      const values = new Float64Array(rows)
      interleave(values, runs, this.#values[at]?.take() ?? new Float64Array(0), column)
      return GrowableFloat64.of(values)
    })
    this.#paths.renumber(path)
    this.#path = GrowableInt32.of(path)
    this.#labelSet = GrowableInt32.of(labelSet)
    this.inexact += other.inexact
    return true
  }

  /** Everything as columns. The reader must not be used afterwards. */
  finish(found: SampleTables): SampleTable {
    const { factors, strings } = found
    const rows = this.#path.length
    if (rows > 0 && (this.#columns !== factors.length || this.#columns > maxColumns)) this.#wrongColumns(this.#columns)
    const paths = this.#paths.take()
    const stack = this.#path.take()
    const { key } = paths
    for (let path = 0; path < key.length; path++) {
      const row = this.#ids.rowIn(this.#tables.locationIds, key[path]!)
      if (row < 0) {
        const sample = firstBelow(path, paths.parent, stack) + 1
        throw new PprofProblem('malformed', `sample ${sample} refers to a location that is not in the file`)
      }
      key[path] = row
    }
    const stackOf = buildStacks(paths, found)
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
