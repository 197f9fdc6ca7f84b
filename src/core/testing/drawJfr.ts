/**
 * For tests: writes small recordings as bytes, from types and events given as plain lists. Knows the layout of formats.md
 * §2.2–2.5 and nothing of the reader.
 */
type Value = number | bigint | string | undefined | readonly Value[]

export interface DrawnField {
  readonly name: string
  readonly type: string
  readonly pooled?: boolean
  readonly array?: boolean
  readonly unit?: string
}
export type DrawnTypes = Readonly<Record<string, readonly DrawnField[]>>

export interface DrawnChunk {
  readonly types: DrawnTypes
  /** Type name → key → fields. */
  readonly pools?: Readonly<Record<string, readonly (readonly [key: number | bigint, ...fields: Value[]])[]>>
  readonly events: readonly (readonly [type: string, ...fields: Value[]])[]
  readonly startMs?: number
  readonly durationMs?: number
  readonly startTicks?: bigint
  readonly ticksPerSecond?: number
  readonly compressed?: boolean
  /** Of the format; 2.1 when not said. */
  readonly version?: readonly [major: number, minor: number]
}

const primitives = ['boolean', 'byte', 'short', 'char', 'int', 'long', 'float', 'double', 'java.lang.String']

class Writer {
  readonly bytes: number[] = []
  readonly #compressed: boolean

  constructor(compressed: boolean) {
    this.#compressed = compressed
  }

  byte(...bytes: readonly number[]): this {
    for (const byte of bytes) this.bytes.push(byte & 255)
    return this
  }

  fixed(value: bigint, width: number): this {
    for (let shift = (width - 1) * 8; shift >= 0; shift -= 8) this.byte(Number((value >> BigInt(shift)) & 255n))
    return this
  }

  integer(value: number | bigint, width = 8): this {
    if (!this.#compressed) return this.fixed(BigInt(value), width)
    let rest = BigInt.asUintN(64, BigInt(value))
    for (let i = 0; i < 8; i += 1) {
      if (rest < 128n) return this.byte(Number(rest))
      this.byte(Number(rest & 127n) | 128)
      rest >>= 7n
    }
    return this.byte(Number(rest))
  }

  string(text: string | undefined): this {
    if (text === undefined) return this.byte(0)
    if (text === '') return this.byte(1)
    const utf8 = new TextEncoder().encode(text)
    return this.byte(3)
      .integer(utf8.length, 4)
      .byte(...utf8)
  }
}

export function drawJfr(...chunks: readonly DrawnChunk[]): Uint8Array {
  return Uint8Array.from(chunks.flatMap(drawChunk))
}

function drawChunk(chunk: DrawnChunk): number[] {
  const compressed = chunk.compressed ?? true
  const names = [...primitives, ...Object.keys(chunk.types)]
  const idOf = (name: string): number => 10 + names.indexOf(name)
  const fieldsOf = (name: string): readonly DrawnField[] => chunk.types[name] ?? []

  const write = (to: Writer, type: string, value: Value): void => {
    if (type === 'java.lang.String') {
      // A bigint stands for a key into the pool of strings.
      if (typeof value === 'bigint') to.byte(2).integer(value)
      else to.string(value as string | undefined)
    } else if (type === 'boolean' || type === 'byte') to.byte(Number(value))
    else if (type === 'float' || type === 'double') {
      const view = new DataView(new ArrayBuffer(8))
      if (type === 'float') view.setFloat32(0, Number(value))
      else view.setFloat64(0, Number(value))
      to.byte(...new Uint8Array(view.buffer).slice(0, type === 'float' ? 4 : 8))
    } else if (primitives.includes(type)) {
      to.integer(value as number, type === 'int' ? 4 : type === 'long' ? 8 : 2)
    } else writeFields(to, type, value as readonly Value[])
  }
  const writeFields = (to: Writer, type: string, values: readonly Value[]): void => {
    fieldsOf(type).forEach((field, i) => {
      const one = (value: Value): void => {
        if (field.pooled === true) to.integer(value as number | bigint)
        else write(to, field.type, value)
      }
      if (field.array === true) {
        const items = values[i] as readonly Value[]
        to.integer(items.length, 4)
        items.forEach(one)
      } else one(values[i])
    })
  }
  /** Size counts itself, so it is written with a fixed four bytes. */
  const sized = (body: Writer): number[] => {
    const size = body.bytes.length + 4
    const head = compressed
      ? [(size & 127) | 128, ((size >> 7) & 127) | 128, ((size >> 14) & 127) | 128, (size >> 21) & 127]
      : new Writer(false).fixed(BigInt(size), 4).bytes
    return [...head, ...body.bytes]
  }

  const events = chunk.events.flatMap(([type, ...fields]) => {
    const body = new Writer(compressed).integer(idOf(type))
    writeFields(body, type, fields)
    return sized(body)
  })
  const pools = Object.entries(chunk.pools ?? {})
  const checkpoint = new Writer(compressed).integer(1).integer(0).integer(0).integer(0).byte(0).integer(pools.length, 4)
  for (const [type, rows] of pools) {
    checkpoint.integer(idOf(type)).integer(rows.length, 4)
    for (const [key, ...fields] of rows) {
      checkpoint.integer(key)
      if (type === 'java.lang.String') write(checkpoint, type, fields[0])
      else writeFields(checkpoint, type, fields)
    }
  }
  const metadata = drawMetadata(chunk.types, names, idOf, compressed)
  const checkpointBytes = sized(checkpoint)
  const checkpointAt = 68 + events.length
  const metadataAt = checkpointAt + checkpointBytes.length
  const metadataBytes = sized(metadata)

  const header = new Writer(false)
    .byte(0x46, 0x4c, 0x52, 0, 0, chunk.version?.[0] ?? 2, 0, chunk.version?.[1] ?? 1)
    .fixed(BigInt(metadataAt + metadataBytes.length), 8)
    .fixed(BigInt(checkpointAt), 8)
    .fixed(BigInt(metadataAt), 8)
    .fixed(BigInt(chunk.startMs ?? 0) * 1_000_000n, 8)
    .fixed(BigInt(chunk.durationMs ?? 1000) * 1_000_000n, 8)
    .fixed(chunk.startTicks ?? 0n, 8)
    .fixed(BigInt(chunk.ticksPerSecond ?? 1e9), 8)
    .byte(0, 0, 0, compressed ? 1 : 0)
  return [...header.bytes, ...events, ...checkpointBytes, ...metadataBytes]
}

function drawMetadata(
  types: DrawnTypes,
  names: readonly string[],
  idOf: (name: string) => number,
  compressed: boolean,
): Writer {
  const strings: string[] = []
  const indexOf = (text: string): number => {
    const known = strings.indexOf(text)
    return known >= 0 ? known : strings.push(text) - 1
  }
  const tree = new Writer(compressed)
  const element = (
    name: string,
    attributes: Readonly<Record<string, string>>,
    children: readonly (() => void)[],
  ): void => {
    const entries = Object.entries(attributes)
    tree.integer(indexOf(name), 4).integer(entries.length, 4)
    for (const [key, value] of entries) tree.integer(indexOf(key), 4).integer(indexOf(value), 4)
    tree.integer(children.length, 4)
    for (const child of children) child()
  }
  const fieldElement = (field: DrawnField) => (): void =>
    element(
      'field',
      {
        name: field.name,
        class: String(idOf(field.type)),
        ...(field.pooled === true ? { constantPool: 'true' } : {}),
        ...(field.array === true ? { dimension: '1' } : {}),
      },
      field.unit === undefined ? [] : [() => element('annotation', { class: '1', value: field.unit! }, [])],
    )
  const classElement = (name: string) => (): void =>
    element('class', { name, id: String(idOf(name)) }, (types[name] ?? []).map(fieldElement))
  element('root', {}, [() => element('metadata', {}, names.map(classElement)), () => element('region', {}, [])])

  const body = new Writer(compressed).integer(0).integer(0).integer(0).integer(1).integer(strings.length, 4)
  for (const text of strings) body.string(text)
  return body.byte(...tree.bytes)
}
