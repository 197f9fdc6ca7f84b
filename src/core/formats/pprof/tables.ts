/**
 * Everything in a pprof file but samples, as columns. Strings are kept as bytes and decoded when somebody asks, because they
 * usually come last and most of a big file's are never shown.
 */
import { GrowableFloat64, GrowableInt32 } from '../../profile/growable.ts'
import { ByteStore } from '../byteStore.ts'
import { IdTable } from './ids.ts'
import { PprofProblem, wireBytes, wireVarint, type Wire } from './wire.ts'

/** Columns of one file. Indexes into strings are as in the file and checked in `text`. */
export interface PprofTables {
  readonly sampleTypes: { readonly type: number; readonly unit: number }[]
  readonly mappingFile: GrowableInt32
  readonly mappingIds: IdTable
  /** Per mapping: what to take from an address to get its place in the file; NaN where the file does not say. */
  readonly mappingBase: GrowableFloat64
  /** Build id of the first mapping, as an index of strings. */
  build: number
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
  readonly strings: ByteStore
}

/** The largest real files have a million. Two bytes are enough for an empty row, and a bomb has a thousand million. */
const maxTableRows = 30_000_000

export interface PprofHeader {
  dropFrames: number
  keepFrames: number
  timeNanos: number
  durationNanos: number
  periodType: { readonly type: number; readonly unit: number } | undefined
  period: number
  readonly comments: number[]
  defaultType: number
}

export function emptyTables(): PprofTables {
  return {
    sampleTypes: [],
    mappingFile: new GrowableInt32(16),
    mappingIds: new IdTable(),
    mappingBase: new GrowableFloat64(16),
    build: 0,
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
    header: {
      dropFrames: 0,
      keepFrames: 0,
      timeNanos: 0,
      durationNanos: 0,
      periodType: undefined,
      period: 0,
      comments: [],
      defaultType: 0,
    },
    strings: new ByteStore(),
  }
}

/** A field of the file that is bytes, from `wire.at` to `wire.end`. What is of no interest is left unread. Throws `PprofProblem`. */
export function readTableField(wire: Wire, field: number, tables: PprofTables): void {
  const rows = tables.strings.size + tables.lineNumber.length + tables.locationAddress.length
  if (rows + tables.functionName.length + tables.mappingFile.length > maxTableRows) {
    const what = `it lists more than ${maxTableRows.toLocaleString('en')} texts, functions and places`
    throw new PprofProblem('too-large', what)
  }
  switch (field) {
    case 1:
      tables.sampleTypes.push(readValueType(wire))
      break
    case 3:
      readMapping(wire, tables)
      break
    case 4:
      readLocation(wire, tables)
      break
    case 5:
      readFunction(wire, tables)
      break
    case 6:
      tables.strings.add(wire.bytes, wire.at, wire.end - wire.at)
      break
    case 11:
      tables.header.periodType = readValueType(wire)
      break
    case 13:
      while (wire.at < wire.end) tables.header.comments.push(wire.unsigned())
      break
  }
}

/** A field of the file that is a number, at `wire.at`. Throws `PprofProblem`. */
export function readHeaderNumber(wire: Wire, field: number, { header }: PprofTables): void {
  if (field <= 6 || field === 11) {
    throw new PprofProblem('malformed', `field ${field} at byte ${wire.place()} is a number where a message belongs`)
  }
  const value = wire.signed()
  if (field === 7) header.dropFrames = value
  else if (field === 8) header.keepFrames = value
  else if (field === 9) header.timeNanos = value
  else if (field === 10) header.durationNanos = value
  else if (field === 12) header.period = value
  else if (field === 13) header.comments.push(value)
  else if (field === 14) header.defaultType = value
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
  let start = 0
  let offset = 0
  let build = 0
  wire.fields((field, wireType) => {
    if (wireType !== wireVarint) return false
    const value = wire.unsigned()
    if (field === 1) {
      idLow = wire.low
      idHigh = wire.high
    } else if (field === 2) start = value
    else if (field === 4) offset = value
    else if (field === 5) file = value
    else if (field === 6) build = value
    return true
  })
  // The program itself is the first; libraries come after it.
  if (tables.mappingFile.length === 0) tables.build = build
  tables.mappingBase.push(start > 0 ? start - offset : Number.NaN)
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
  readonly #strings: ByteStore
  readonly #texts = new Map<number, string>()

  constructor({ strings }: PprofTables) {
    this.#strings = strings
  }

  /** Throws `PprofProblem` for an index the table does not have. Index 0 is "" by definition, even in an empty table. */
  text(index: number): string {
    if (index === 0) return ''
    const known = this.#texts.get(index)
    if (known !== undefined) return known
    const { size } = this.#strings
    if (!(index > 0 && index < size)) {
      throw new PprofProblem('malformed', `it refers to text number ${index} of ${size.toLocaleString('en')}`)
    }
    const text = this.#strings.text(index)
    this.#texts.set(index, text)
    return text
  }
}
