/**
 * First pass over a pprof file: everything but samples, as columns. Strings stay where they are in the bytes and are decoded
 * when somebody asks, because they usually come last and most of a big file's are never shown.
 */
import { GrowableFloat64, GrowableInt32 } from '../../profile/growable.ts'
import { IdTable } from './ids.ts'
import { PprofProblem, wireBytes, wireVarint } from './wire.ts'
import type { Wire } from './wire.ts'

/** Columns of one file. Indexes into strings are as in the file and checked in `text`. */
export interface PprofTables {
  readonly sampleTypes: readonly { readonly type: number; readonly unit: number }[]
  readonly sampleCount: number
  readonly mappingFile: GrowableInt32
  readonly mappingIds: IdTable
  readonly locationIds: IdTable
  /** Per location: low and high half of the mapping id, address, and the range of its lines, innermost (inlined) first. */
  readonly locationMappingLow: GrowableFloat64
  readonly locationMappingHigh: GrowableFloat64
  readonly locationAddress: GrowableFloat64
  readonly locationLines: GrowableInt32
  /** Per line: low and high half of the function id, line number. */
  readonly lineFunctionLow: GrowableFloat64
  readonly lineFunctionHigh: GrowableFloat64
  readonly lineNumber: GrowableFloat64
  readonly functionIds: IdTable
  readonly functionName: GrowableFloat64
  readonly functionSystemName: GrowableFloat64
  readonly functionFile: GrowableFloat64
  readonly functionStart: GrowableFloat64
  /** Locations and functions whose id was taken already; the first one counts, as .NET's exporter means it. */
  repeatedIds: number
  readonly header: PprofHeader
  readonly stringStart: GrowableInt32
  readonly stringLength: GrowableInt32
}

export interface PprofHeader {
  readonly dropFrames: number
  readonly keepFrames: number
  readonly timeNanos: number
  readonly durationNanos: number
  readonly periodType: { readonly type: number; readonly unit: number } | undefined
  readonly period: number
  readonly comments: readonly number[]
  readonly defaultType: number
}

/** Throws `PprofProblem`. */
export function readTables(wire: Wire): PprofTables {
  const sampleTypes: { type: number; unit: number }[] = []
  const comments: number[] = []
  const header = {
    dropFrames: 0,
    keepFrames: 0,
    timeNanos: 0,
    durationNanos: 0,
    periodType: undefined as { type: number; unit: number } | undefined,
    period: 0,
    comments,
    defaultType: 0,
  }
  const tables = {
    sampleTypes,
    sampleCount: 0,
    mappingFile: new GrowableInt32(16),
    mappingIds: new IdTable(),
    locationIds: new IdTable(),
    locationMappingLow: new GrowableFloat64(),
    locationMappingHigh: new GrowableFloat64(),
    locationAddress: new GrowableFloat64(),
    locationLines: new GrowableInt32(),
    lineFunctionLow: new GrowableFloat64(),
    lineFunctionHigh: new GrowableFloat64(),
    lineNumber: new GrowableFloat64(),
    functionIds: new IdTable(),
    functionName: new GrowableFloat64(),
    functionSystemName: new GrowableFloat64(),
    functionFile: new GrowableFloat64(),
    functionStart: new GrowableFloat64(),
    repeatedIds: 0,
    header,
    stringStart: new GrowableInt32(),
    stringLength: new GrowableInt32(),
  }
  wire.fields((field, wireType) => {
    if (wireType === wireBytes) {
      switch (field) {
        case 1:
          wire.message(() => sampleTypes.push(readValueType(wire)))
          return true
        case 2:
          tables.sampleCount++
          return false
        case 3:
          wire.message(() => readMapping(wire, tables))
          return true
        case 4:
          wire.message(() => readLocation(wire, tables))
          return true
        case 5:
          wire.message(() => readFunction(wire, tables))
          return true
        case 6: {
          const length = wire.length()
          tables.stringStart.push(wire.at)
          tables.stringLength.push(length)
          wire.at += length
          return true
        }
        case 11:
          wire.message(() => (header.periodType = readValueType(wire)))
          return true
        case 13:
          return wire.repeated(wireType, () => comments.push(wire.low))
      }
      return false
    }
    if (wireType !== wireVarint) return false
    if (field <= 6 || field === 11) {
      throw new PprofProblem(
        'malformed',
        `field ${field} at byte ${wire.at.toLocaleString('en')} is a number where a message belongs`,
      )
    }
    const value = wire.signed()
    if (field === 7) header.dropFrames = value
    else if (field === 8) header.keepFrames = value
    else if (field === 9) header.timeNanos = value
    else if (field === 10) header.durationNanos = value
    else if (field === 12) header.period = value
    else if (field === 13) comments.push(value)
    else if (field === 14) header.defaultType = value
    return true
  })
  return tables
}

function readValueType(wire: Wire): { type: number; unit: number } {
  const valueType = { type: 0, unit: 0 }
  wire.fields((field, wireType) => {
    if (wireType !== wireVarint || (field !== 1 && field !== 2)) return false
    valueType[field === 1 ? 'type' : 'unit'] = wire.unsigned()
    return true
  })
  return valueType
}

function readMapping(wire: Wire, tables: PprofTables): void {
  let idLow = 0
  let idHigh = 0
  let file = 0
  wire.fields((field, wireType) => {
    if (wireType !== wireVarint) return false
    const value = wire.unsigned()
    if (field === 1) {
      idLow = wire.low
      idHigh = wire.high
    } else if (field === 5) file = value
    return true
  })
  tables.mappingIds.add(idLow, idHigh, tables.mappingFile.push(file))
}

function readLocation(wire: Wire, tables: PprofTables): void {
  let idLow = 0
  let idHigh = 0
  let mappingLow = 0
  let mappingHigh = 0
  let address = 0
  const firstLine = tables.lineNumber.length
  wire.fields((field, wireType) => {
    if (field === 4 && wireType === wireBytes) {
      wire.message(() => readLine(wire, tables))
      return true
    }
    if (wireType !== wireVarint) return false
    const value = wire.unsigned()
    if (field === 1) {
      idLow = wire.low
      idHigh = wire.high
    } else if (field === 2) {
      mappingLow = wire.low
      mappingHigh = wire.high
    } else if (field === 3) address = value
    return true
  })
  const row = tables.locationAddress.push(address)
  tables.locationMappingLow.push(mappingLow)
  tables.locationMappingHigh.push(mappingHigh)
  tables.locationLines.push(firstLine)
  if (!tables.locationIds.add(idLow, idHigh, row)) tables.repeatedIds++
}

function readLine(wire: Wire, tables: PprofTables): void {
  let idLow = 0
  let idHigh = 0
  let line = 0
  wire.fields((field, wireType) => {
    if (wireType !== wireVarint) return false
    const value = wire.signed()
    if (field === 1) {
      idLow = wire.low
      idHigh = wire.high
    } else if (field === 2) line = value
    return true
  })
  tables.lineFunctionLow.push(idLow)
  tables.lineFunctionHigh.push(idHigh)
  tables.lineNumber.push(line)
}

function readFunction(wire: Wire, tables: PprofTables): void {
  let idLow = 0
  let idHigh = 0
  let name = 0
  let systemName = 0
  let file = 0
  let start = 0
  wire.fields((field, wireType) => {
    if (wireType !== wireVarint) return false
    const value = wire.signed()
    if (field === 1) {
      idLow = wire.low
      idHigh = wire.high
    } else if (field === 2) name = value
    else if (field === 3) systemName = value
    else if (field === 4) file = value
    else if (field === 5) start = value
    return true
  })
  const row = tables.functionName.push(name)
  tables.functionSystemName.push(systemName)
  tables.functionFile.push(file)
  tables.functionStart.push(start)
  // An older .NET exporter leaves the ids of functions out and means their order.
  if (idLow === 0 && idHigh === 0) idLow = row + 1
  if (!tables.functionIds.add(idLow, idHigh, row)) tables.repeatedIds++
}

/** String table of one file: decoded on demand, once each. Invalid UTF-8 becomes U+FFFD. */
export class StringTable {
  readonly #bytes: Uint8Array
  readonly #tables: PprofTables
  readonly #decoder = new TextDecoder()
  readonly #texts = new Map<number, string>()

  constructor(bytes: Uint8Array, tables: PprofTables) {
    this.#bytes = bytes
    this.#tables = tables
  }

  /** Throws `PprofProblem` for an index the table does not have. Index 0 is "" by definition, even in an empty table. */
  text(index: number): string {
    if (index === 0) return ''
    const known = this.#texts.get(index)
    if (known !== undefined) return known
    const { stringStart, stringLength } = this.#tables
    if (!(index > 0 && index < stringStart.length)) {
      throw new PprofProblem(
        'malformed',
        `it refers to text number ${index} of ${stringStart.length.toLocaleString('en')}`,
      )
    }
    const start = stringStart.data[index]!
    const text = this.#decoder.decode(this.#bytes.subarray(start, start + stringLength.data[index]!))
    this.#texts.set(index, text)
    return text
  }
}
