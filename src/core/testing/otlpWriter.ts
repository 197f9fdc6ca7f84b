/** Writes OTLP profiles for tests, in both orders of a sample's fields that are about, and as JSON. */
import { packed, protobuf } from './pprofWriter.ts'

export type OtlpLayout = '1.9' | '1.10'

export interface WrittenSample {
  /** Root first; a text is a function, an object a frame with a kind, a file or without a name. */
  readonly stack: readonly (string | WrittenFrame)[]
  readonly attributes?: Readonly<Record<string, string | number>>
  readonly values?: readonly number[]
  /** Nanoseconds since the profile's time. */
  readonly at?: readonly number[]
}

export interface WrittenFrame {
  readonly name?: string
  readonly type?: string
  readonly file?: string
  readonly module?: string
  readonly address?: number
  /** Inlined into the frame before it in the stack. */
  readonly inlined?: boolean
}

export interface WrittenOtlpProfile {
  readonly type: readonly [type: string, unit: string]
  readonly period?: readonly [type: string, unit: string, period: number]
  /** Nanoseconds since 1970. */
  readonly time?: bigint
  readonly duration?: number
  readonly samples: readonly WrittenSample[]
}

export interface WrittenResource {
  readonly attributes?: Readonly<Record<string, string | number>>
  readonly scope?: string
  readonly profiles: readonly WrittenOtlpProfile[]
}

export const otlpTime = 1_774_910_497_000_000_000n

class Tables {
  readonly strings = ['']
  readonly mappings = ['']
  readonly functions: [name: number, file: number][] = [[0, 0]]
  readonly locations: { mapping: number; address: number; functions: number[]; attributes: number[] }[] = [
    { mapping: 0, address: 0, functions: [], attributes: [] },
  ]
  readonly attributes: [key: number, value: string | number][] = [[0, '']]
  readonly stacks: number[][] = [[]]

  text(text: string): number {
    return place(this.strings, text)
  }

  attribute(key: string, value: string | number): number {
    return place(this.attributes, [this.text(key), value])
  }

  stack(frames: readonly (string | WrittenFrame)[]): number {
    const locations: number[] = []
    for (const one of frames) {
      const frame = typeof one === 'string' ? { name: one } : one
      const of =
        frame.name === undefined ? [] : [place(this.functions, [this.text(frame.name), this.text(frame.file ?? '')])]
      if (frame.inlined === true) {
        const outer = this.locations[locations.pop() ?? 0]!
        locations.push(place(this.locations, { ...outer, functions: [...of, ...outer.functions] }))
        continue
      }
      const location = {
        mapping: place(this.mappings, frame.module ?? ''),
        address: frame.address ?? 0,
        functions: of,
        attributes: frame.type === undefined ? [] : [this.attribute('profile.frame.type', frame.type)],
      }
      // Entry 0 is "none" and never a place.
      locations.push(this.locations.length === 1 ? this.locations.push(location) - 1 : place(this.locations, location))
    }
    return frames.length === 0 ? 0 : place(this.stacks, locations.toReversed())
  }
}

function place<T>(table: T[], value: T): number {
  const text = JSON.stringify(value)
  const known = table.findIndex((one) => JSON.stringify(one) === text)
  return known >= 0 ? known : table.push(value) - 1
}

export interface OtlpOptions {
  readonly layout?: OtlpLayout
  /** Repeated numbers one by one, as async-profiler has them. */
  readonly unpacked?: boolean
  readonly dictionaryFirst?: boolean
}

type Fields = Parameters<typeof protobuf>[0]

export function writeOtlp(resources: readonly WrittenResource[], options: OtlpOptions = {}): Uint8Array<ArrayBuffer> {
  const writer = new OtlpWriter(options)
  const messages = resources.map((resource) => writer.resource(resource))
  // Its tables are full only then.
  const dictionary = writer.dictionary()
  return options.dictionaryFirst === true ? join(dictionary, ...messages) : join(...messages, dictionary)
}

class OtlpWriter {
  readonly #tables = new Tables()
  readonly #isUnpacked: boolean
  readonly #order: { readonly attributes: number; readonly values: number }

  constructor({ layout = '1.10', unpacked = false }: OtlpOptions) {
    this.#isUnpacked = unpacked
    this.#order = layout === '1.10' ? { attributes: 2, values: 4 } : { values: 2, attributes: 3 }
  }

  resource({ attributes = {}, scope = '', profiles }: WrittenResource): Uint8Array {
    const about = Object.entries(attributes).map(([key, value]): Field => [1, keyValue(key, value)])
    const all = profiles.map((one) => protobuf([[2, this.#profile(one)]]))
    const scopeFields: Fields = [[1, [[1, scope]]]]
    const content: Fields = [
      [1, about],
      [2, join(protobuf(scopeFields), ...all)],
    ]
    return protobuf([[1, content]])
  }

  dictionary(): Uint8Array {
    const { mappings, locations, functions, strings, attributes, stacks } = this.#tables
    // The names of the files are among the strings.
    const mapped = mappings.map((file): Field => [1, file === '' ? [] : [[4, this.#tables.text(file)]]])
    const content: Fields = [
      ...mapped,
      ...locations.map((one): Field => [2, this.#location(one)]),
      ...functions.map(([name, file]): Field => [3, pair(1, name, 3, file)]),
      [4, []],
      ...strings.map((text): Field => [5, text]),
      ...attributes.map(([key, value]): Field => [6, key === 0 ? [] : keyValue(key, value)]),
      ...stacks.map((places): Field => [7, this.#list(1, places)]),
    ]
    return protobuf([[2, content]])
  }

  #profile({ type, period, time = otlpTime, duration = 0, samples }: WrittenOtlpProfile): Uint8Array {
    const of = (name: string, unit: string): Fields => pair(1, this.#tables.text(name), 2, this.#tables.text(unit))
    const sampled = of(type[0], type[1])
    const all = samples.map((one) => protobuf([[2, this.#sample(one, time)]]))
    const every: Fields =
      period === undefined
        ? []
        : [
            [5, of(period[0], period[1])],
            [6, period[2]],
          ]
    const lasting: Fields = [[4, duration], ...every]
    return join(protobuf([[1, sampled]]), ...all, Uint8Array.of(3 * 8 + 1), fixed64(time), protobuf(lasting))
  }

  #sample({ stack, attributes = {}, values = [], at = [] }: WrittenSample, time: bigint): Uint8Array {
    const keys = Object.entries(attributes).map(([key, value]) => this.#tables.attribute(key, value))
    const times = at.map((ns) => fixed64(time + BigInt(ns)))
    const { attributes: keysField, values: valuesField } = this.#order
    return join(
      protobuf([[1, this.#tables.stack(stack)], ...this.#list(keysField, keys), ...this.#list(valuesField, values)]),
      times.length === 0 ? new Uint8Array(0) : protobuf([[5, join(...times)]]),
    )
  }

  #location({ mapping, address, functions, attributes }: Tables['locations'][number]): Fields {
    return [
      [1, mapping],
      [2, address],
      ...functions.map((of): Field => [3, pair(1, of, 2, 7)]),
      ...this.#list(4, attributes),
    ]
  }

  #list(field: number, values: readonly number[]): Fields {
    if (values.length === 0) return []
    return this.#isUnpacked ? values.map((value): Field => [field, value]) : [[field, packed(values)]]
  }
}

type Field = Fields[number]

const pair = (field: number, value: number, otherField: number, other: number): Fields => [
  [field, value],
  [otherField, other],
]

/** @param key itself, or its place in the table of strings */
const keyValue = (key: string | number, value: string | number): Fields => [
  [1, key],
  [2, valueFields(value)],
]

/** The same in JSON, as a collector writes it: 64-bit numbers as texts. */
export function writeOtlpJson(resources: readonly WrittenResource[]): string {
  const tables = new Tables()
  const value = (one: string | number): object =>
    typeof one === 'string' ? { stringValue: one } : { intValue: `${one}` }
  const resourceProfiles = resources.map(({ attributes = {}, scope = '', profiles }) => ({
    resource: { attributes: Object.entries(attributes).map(([key, one]) => ({ key, value: value(one) })) },
    scopeProfiles: [
      {
        scope: { name: scope },
        profiles: profiles.map(({ type, period, time = otlpTime, duration = 0, samples }) => ({
          sampleType: { typeStrindex: tables.text(type[0]), unitStrindex: tables.text(type[1]) },
          samples: samples.map(({ stack, attributes: own = {}, values = [], at = [] }) => ({
            stackIndex: tables.stack(stack),
            attributeIndices: Object.entries(own).map(([key, one]) => tables.attribute(key, one)),
            values: values.map(String),
            timestampsUnixNano: at.map((ns) => String(time + BigInt(ns))),
          })),
          timeUnixNano: String(time),
          durationNano: String(duration),
          ...(period === undefined
            ? {}
            : {
                periodType: { typeStrindex: tables.text(period[0]), unitStrindex: tables.text(period[1]) },
                period: String(period[2]),
              }),
        })),
      },
    ],
  }))
  const dictionary = {
    mappingTable: tables.mappings.map((file) => (file === '' ? {} : { filenameStrindex: tables.text(file) })),
    locationTable: tables.locations.map(({ mapping, address, functions, attributes }) => ({
      mappingIndex: mapping,
      address: String(address),
      lines: functions.map((of) => ({ functionIndex: of, line: '7' })),
      attributeIndices: attributes,
    })),
    functionTable: tables.functions.map(([name, file]) => ({ nameStrindex: name, filenameStrindex: file })),
    linkTable: [{}],
    attributeTable: tables.attributes.map(([key, one]) => (key === 0 ? {} : { keyStrindex: key, value: value(one) })),
    stackTable: tables.stacks.map((locationIndices) => ({ locationIndices })),
    stringTable: tables.strings,
  }
  return JSON.stringify({ resourceProfiles, dictionary })
}

/** With its length in front, as the collector's file exporter has it. */
export function framed(...messages: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return join(
    ...messages.flatMap((message) => {
      const length = new Uint8Array(4)
      new DataView(length.buffer).setUint32(0, message.length)
      return [length, message]
    }),
  )
}

const valueFields = (value: string | number): Parameters<typeof protobuf>[0] =>
  typeof value === 'string' ? [[1, value]] : [[3, value]]

function fixed64(value: bigint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value, true)
  return bytes
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
