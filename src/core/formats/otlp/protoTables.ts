/** The dictionary of an OTLP message in protobuf, and values as its attributes have them. */
import { wireBytes, wireVarint, type Wire } from '../pprof/wire.ts'
import { maxTableRows, OtlpProblem, type AttributeValue, type OtlpDictionary, type OtlpLine } from './message.ts'

/** A text may be in the table instead, which can come later: its index, until then. */
export type RawValue = AttributeValue | { readonly text: number }

export const resolved = (value: RawValue, strings: readonly string[]): AttributeValue =>
  typeof value === 'object' ? strings[value.text] : value

export function readDictionary(wire: Wire, into: OtlpDictionary): void {
  const attributes: { readonly key: number; readonly value: RawValue }[] = []
  let rows = 0
  wire.fields((field, wireType) => {
    if (wireType !== wireBytes) return false
    rows += 1
    if (rows > maxTableRows)
      throw new OtlpProblem('too-large', `its dictionary has more than ${maxTableRows.toLocaleString('en')} entries`)
    switch (field) {
      case 1:
        wire.message(() => into.mappings.push(readNumbers(wire)[4] ?? 0))
        return true
      case 2:
        wire.message(() => readLocation(wire, into))
        return true
      case 3: {
        wire.message(() => {
          const [, name = 0, systemName = 0, file = 0, startLine = 0] = readNumbers(wire)
          into.functions.push({ name, systemName, file, startLine })
        })
        return true
      }
      case 4:
        wire.skipBytes()
        into.links += 1
        return true
      case 5:
        into.strings.push(readText(wire))
        return true
      case 6:
        wire.message(() => attributes.push(readTableAttribute(wire)))
        return true
      case 7:
        wire.message(() => {
          const stack: number[] = []
          wire.fields((inner, innerType) => inner === 1 && wire.repeated(innerType, () => stack.push(wire.low)))
          into.stacks.push(stack)
        })
        return true
      default:
        return false
    }
  })
  for (const { key, value } of attributes) into.attributes.push({ key, value: resolved(value, into.strings) })
}

/** Single numbers of a message by field, up to field 4. */
function readNumbers(wire: Wire): number[] {
  const numbers: number[] = [0, 0, 0, 0, 0]
  wire.fields((field, wireType) => {
    if (wireType !== wireVarint || field > 4) return false
    numbers[field] = wire.unsigned()
    return true
  })
  return numbers
}

function readLocation(wire: Wire, into: OtlpDictionary): void {
  let mapping = 0
  let address = 0
  const lines: OtlpLine[] = []
  const attributes: number[] = []
  wire.fields((field, wireType) => {
    if (field === 4) return wire.repeated(wireType, () => attributes.push(wire.low))
    if (field === 3 && wireType === wireBytes) {
      wire.message(() => {
        const [, of = 0, line = 0] = readNumbers(wire)
        lines.push({ function: of, line })
      })
      return true
    }
    if (wireType !== wireVarint || field > 2) return false
    if (field === 1) mapping = wire.unsigned()
    else address = wire.unsigned()
    return true
  })
  into.locations.push({ mapping, address, lines, attributes })
}

function readTableAttribute(wire: Wire): { readonly key: number; readonly value: RawValue } {
  let key = 0
  let value: RawValue
  wire.fields((field, wireType) => {
    if (field === 1 && wireType === wireVarint) key = wire.unsigned()
    else if (field === 2 && wireType === wireBytes) wire.message(() => (value = readValue(wire)))
    else return false
    return true
  })
  return { key, value }
}

/** AnyValue: text, whole number, or text by its index; lists and the rest are nothing that is used. */
export function readValue(wire: Wire): RawValue {
  let value: RawValue
  wire.fields((field, wireType) => {
    if (field === 1 && wireType === wireBytes) value = readText(wire)
    else if (field === 3 && wireType === wireVarint) value = wire.signed()
    else if (field === 8 && wireType === wireVarint) value = { text: wire.unsigned() }
    else return false
    return true
  })
  return value
}

const decoder = new TextDecoder()

export function readText(wire: Wire): string {
  const length = wire.length()
  const text = decoder.decode(wire.bytes.subarray(wire.at, wire.at + length))
  wire.at += length
  return text
}
