/** Writes pprof files for tests and the bench, with every freedom the format gives and every mistake a file can hold. */

type Field = readonly [field: number, value: number | bigint | string | Uint8Array | readonly Field[]]

const encoder = new TextEncoder()

/** A protobuf message from fields in order. Numbers become varints (negative ones ten bytes), strings and lists length-delimited. */
export function protobuf(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const out = new ByteList()
  for (const [field, value] of fields) {
    if (typeof value === 'number' || typeof value === 'bigint') {
      out.varint(field * 8)
      out.varint(value)
      continue
    }
    const bytes =
      typeof value === 'string' ? encoder.encode(value) : value instanceof Uint8Array ? value : protobuf(value)
    out.varint(field * 8 + 2)
    out.varint(bytes.length)
    out.bytes(bytes)
  }
  return out.take()
}

export function packed(values: readonly (number | bigint)[]): Uint8Array<ArrayBuffer> {
  const out = new ByteList()
  for (const value of values) out.varint(value)
  return out.take()
}

export class ByteList {
  #data = new Uint8Array(1024)
  #length = 0

  varint(value: number | bigint): void {
    this.#reserve(10)
    let rest = value
    if (typeof rest === 'number' && (rest < 0 || rest > Number.MAX_SAFE_INTEGER)) rest = BigInt(rest)
    if (typeof rest === 'number') {
      while (rest > 127) {
        this.#data[this.#length++] = (rest % 128) + 128
        rest = Math.floor(rest / 128)
      }
      this.#data[this.#length++] = rest
      return
    }
    rest = BigInt.asUintN(64, rest)
    while (rest > 127n) {
      this.#data[this.#length++] = Number(rest & 127n) | 128
      rest >>= 7n
    }
    this.#data[this.#length++] = Number(rest)
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#data.set(bytes, this.#length)
    this.#length += bytes.length
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#data.slice(0, this.#length)
  }

  #reserve(extra: number): void {
    if (this.#length + extra <= this.#data.length) return
    const wider = new Uint8Array(Math.max(this.#data.length * 2, this.#length + extra))
    wider.set(this.#data.subarray(0, this.#length))
    this.#data = wider
  }
}

/** A frame of a stack, root first; `inlined` ones share the location of the frame before them. */
export interface WrittenFrame {
  readonly name: string
  readonly file?: string
  readonly line?: number
  readonly inlined?: boolean
}

export interface WrittenProfile {
  readonly types: readonly (readonly [type: string, unit: string])[]
  readonly samples: readonly {
    readonly stack: readonly (WrittenFrame | string)[]
    readonly values: readonly (number | bigint)[]
    readonly labels?: Readonly<Record<string, string | number>>
  }[]
  readonly periodType?: readonly [type: string, unit: string]
  readonly period?: number
  readonly timeNanos?: number
  readonly durationNanos?: number
  readonly defaultType?: string
  readonly comments?: readonly string[]
  readonly dropFrames?: string
  readonly keepFrames?: string
  readonly mapping?: string
  /** How repeated numbers are written; both are legal. */
  readonly unpacked?: boolean
  /** Id of the n-th location and function (n from 1); 1, 2, 3 … when absent. */
  readonly id?: (n: number) => number | bigint
}

/** The file, not compressed. */
export function writePprof(profile: WrittenProfile): Uint8Array<ArrayBuffer> {
  const strings = new Map<string, number>([['', 0]])
  const text = (value: string): number => {
    const known = strings.get(value)
    if (known !== undefined) return known
    strings.set(value, strings.size)
    return strings.size - 1
  }
  const id = profile.id ?? ((n: number) => n)
  const functions: Field[] = []
  const functionIds = new Map<string, number | bigint>()
  const locations: Field[] = []
  const locationIds = new Map<string, number | bigint>()
  const valueType = ([type, unit]: readonly [string, string]): readonly Field[] => [
    [1, text(type)],
    [2, text(unit)],
  ]

  const functionOf = ({ name, file = '' }: WrittenFrame): number | bigint => {
    const key = `${name}\n${file}`
    let found = functionIds.get(key)
    if (found === undefined) {
      found = id(functionIds.size + 1)
      functionIds.set(key, found)
      const fields: Field[] = [[1, found]]
      if (name !== '') fields.push([2, text(name)])
      if (file !== '') fields.push([4, text(file)])
      functions.push([5, fields])
    }
    return found
  }
  /** Frames of one location, the physical function first. */
  const locationOf = (frames: readonly WrittenFrame[]): number | bigint => {
    const key = JSON.stringify(frames)
    let found = locationIds.get(key)
    if (found === undefined) {
      found = id(locationIds.size + 1)
      locationIds.set(key, found)
      const lines = frames.toReversed().map((frame): Field => [
        4,
        [
          [1, functionOf(frame)],
          [2, frame.line ?? 1],
        ],
      ])
      locations.push([4, [[1, found], ...(profile.mapping === undefined ? [] : [[2, 1] as Field]), ...lines]])
    }
    return found
  }

  const samples = profile.samples.map(({ stack, values, labels }): Field => {
    const grouped: WrittenFrame[][] = []
    for (const entry of stack) {
      const frame = typeof entry === 'string' ? { name: entry } : entry
      if (frame.inlined === true && grouped.length > 0) grouped.at(-1)!.push(frame)
      else grouped.push([frame])
    }
    const ids = grouped.map(locationOf).reverse()
    const numbers = (field: number, list: readonly (number | bigint)[]): readonly Field[] =>
      profile.unpacked === true ? list.map((value): Field => [field, value]) : [[field, packed(list)]]
    const written = Object.entries(labels ?? {}).map(([key, value]): Field => [
      3,
      [[1, text(key)], typeof value === 'number' ? [3, value] : [2, text(value)]],
    ])
    return [2, [...(ids.length > 0 ? numbers(1, ids) : []), ...numbers(2, values), ...written]]
  })

  const fields: Field[] = profile.types.map((type): Field => [1, valueType(type)])
  fields.push(...samples)
  if (profile.mapping !== undefined)
    fields.push([
      3,
      [
        [1, 1],
        [5, text(profile.mapping)],
      ],
    ])
  fields.push(...locations, ...functions)
  if (profile.dropFrames !== undefined) fields.push([7, text(profile.dropFrames)])
  if (profile.keepFrames !== undefined) fields.push([8, text(profile.keepFrames)])
  if (profile.timeNanos !== undefined) fields.push([9, BigInt(profile.timeNanos)])
  if (profile.durationNanos !== undefined) fields.push([10, profile.durationNanos])
  if (profile.periodType) fields.push([11, valueType(profile.periodType)])
  if (profile.period !== undefined) fields.push([12, profile.period])
  for (const comment of profile.comments ?? []) fields.push([13, text(comment)])
  if (profile.defaultType !== undefined) fields.push([14, text(profile.defaultType)])
  // Go writes the text table last, and so does this.
  for (const value of strings.keys()) fields.push([6, value])
  return protobuf(fields)
}
