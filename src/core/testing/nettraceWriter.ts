/** Writes nettrace files for tests: version 4 with whole or short headers, and version 6. */
import { ByteList } from './pprofWriter.ts'

export interface WrittenEvent {
  /** Provider and id (or name, for those of version 6). */
  readonly of: string
  readonly version?: number
  readonly thread?: number
  /** Nanoseconds since the start. */
  readonly at: number
  /** Leaf first. */
  readonly stack?: readonly (number | bigint)[]
  readonly payload?: Uint8Array
}

export interface NettraceOptions {
  readonly version: 4 | 6
  /** Version 4: every header whole, as no runtime writes them any more. */
  readonly whole?: boolean
  /** Events before the stacks that they name, as far as a sequence point. */
  readonly stacksLast?: boolean
  /** Without the end. */
  readonly open?: boolean
  /** Version 6: process and name of each thread. */
  readonly threads?: Readonly<Record<number, { readonly pid: number; readonly name?: string }>>
}

const startTicks = 5_000_000_000n
/** 2026-11-22 02:04:00.250 */
const start = [2026, 11, 0, 22, 2, 4, 0, 250]
export const nettraceStartMs: number = Date.UTC(2026, 10, 22, 2, 4, 0, 250)

export function numbers(...parts: readonly (readonly [bits: 8 | 16 | 32 | 64, value: number | bigint])[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, [bits]) => length + bits / 8, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [bits, value] of parts) {
    if (bits === 8) view.setUint8(at, Number(value))
    else if (bits === 16) view.setUint16(at, Number(value) & 0xffff, true)
    else if (bits === 32) view.setUint32(at, Number(value) >>> 0, true)
    else view.setBigUint64(at, BigInt.asUintN(64, BigInt(value)), true)
    at += bits / 8
  }
  return bytes
}

export const double = (value: number): Uint8Array => new Uint8Array(new Float64Array([value]).buffer)
export const text16 = (text: string): Uint8Array =>
  new Uint8Array(
    new Uint16Array(Array.from({ length: text.length + 1 }, (_, i) => (i < text.length ? text.charCodeAt(i) : 0)))
      .buffer,
  )
export function varuint(value: number | bigint): Uint8Array {
  const list = new ByteList()
  list.varint(value)
  return list.take()
}
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)
const text8 = (text: string): Uint8Array => joined(varuint(ascii(text).length), ascii(text))
/** As the universal providers have it. */
export const shortText8 = (text: string): Uint8Array => joined(numbers([16, ascii(text).length]), ascii(text))

export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const list = new ByteList()
  for (const part of parts) list.bytes(part)
  return list.take()
}

export function writeNettrace(events: readonly WrittenEvent[], options: NettraceOptions): Uint8Array<ArrayBuffer> {
  const { version, stacksLast = false, open = false } = options
  const kinds = [...new Set(events.map(({ of, version: own = 0 }) => `${of}|${own}`))]
  const stacks = [...new Set(events.map(({ stack = [] }) => stack.join()))].filter((text) => text !== '')
  const parts: Uint8Array[] = []
  const eventBlock = joined(
    numbers([16, 20], [16, options.whole === true ? 0 : 1], [64, 0], [64, 0]),
    ...rows(events, kinds, stacks, options),
  )
  const stackBlock = joined(
    numbers([32, 1], [32, stacks.length]),
    ...stacks.map((text) => {
      const ips = text.split(',').map(BigInt)
      return joined(numbers([32, ips.length * 8]), ...ips.map((ip) => numbers([64, ip])))
    }),
  )
  const point = version === 6 ? numbers([64, 0], [32, 0], [32, 0]) : numbers([64, 0], [32, 0])
  const trace = joined(
    numbers(...start.map((value) => [16, value] as const), [64, startTicks], [64, 1_000_000_000], [32, 8]),
    version === 6
      ? joined(numbers([32, 1]), text8('HardwareThreadCount'), text8('4'))
      : numbers([32, 4711], [32, 4], [32, 1_000_000]),
  )
  const blocks: (readonly [kind: string, bytes: Uint8Array])[] = [
    ['MetadataBlock', metadata(kinds, version)],
    ...(version === 6 ? [['ThreadBlock', threadRows(events, options)] as const] : []),
    ...(stacksLast
      ? ([
          ['EventBlock', eventBlock],
          ['StackBlock', stackBlock],
        ] as const)
      : ([
          ['StackBlock', stackBlock],
          ['EventBlock', eventBlock],
        ] as const)),
    ['SPBlock', point],
  ]
  if (version === 6) {
    parts.push(ascii('Nettrace'), numbers([32, 0], [32, 6], [32, 0]))
    const number = ['', 'Trace', 'EventBlock', 'MetadataBlock', 'SPBlock', 'StackBlock', 'ThreadBlock']
    for (const [kind, bytes] of [['Trace', trace] as const, ...blocks])
      parts.push(numbers([32, bytes.length + number.indexOf(kind) * 0x100_0000]), bytes)
    if (!open) parts.push(numbers([32, 0]))
    return joined(...parts)
  }
  parts.push(ascii('Nettrace'), numbers([32, 20]), ascii('!FastSerialization.1'))
  const object = (kind: string, own: number, bytes: (from: number) => Uint8Array): void => {
    parts.push(
      joined(Uint8Array.of(5, 5, 1), numbers([32, own], [32, own], [32, kind.length]), ascii(kind), Uint8Array.of(6)),
    )
    parts.push(bytes(joined(...parts).length), Uint8Array.of(6))
  }
  object('Trace', 4, () => trace)
  for (const [kind, bytes] of blocks) {
    object(kind, 2, (from) => joined(numbers([32, bytes.length]), new Uint8Array((4 - ((from + 4) % 4)) % 4), bytes))
  }
  if (!open) parts.push(Uint8Array.of(1))
  return joined(...parts)
}

function rows(
  events: readonly WrittenEvent[],
  kinds: readonly string[],
  stacks: readonly string[],
  { version, whole }: NettraceOptions,
): Uint8Array[] {
  let before = 0n
  return events.map(({ of, version: own = 0, thread = 1, at, stack = [], payload = new Uint8Array(0) }) => {
    const kind = kinds.indexOf(`${of}|${own}`) + 1
    const stackId = stacks.indexOf(stack.join()) + 1
    const ticks = startTicks + BigInt(at)
    if (whole === true) {
      const body = joined(
        numbers([32, kind], [32, 1], [64, thread], [64, thread], [32, 0], [32, stackId], [64, ticks]),
        version === 6 ? numbers([32, 0]) : new Uint8Array(32),
        numbers([32, payload.length]),
        payload,
      )
      const filled = version === 6 ? body : joined(body, new Uint8Array((4 - (body.length % 4)) % 4))
      return joined(numbers([32, body.length]), filled)
    }
    const delta = BigInt.asUintN(64, ticks - before)
    before = ticks
    return joined(
      Uint8Array.of(1 | 2 | 4 | 8 | 128),
      varuint(kind),
      varuint(1),
      varuint(thread),
      varuint(0),
      varuint(thread),
      varuint(stackId),
      varuint(delta),
      varuint(payload.length),
      payload,
    )
  })
}

function metadata(kinds: readonly string[], version: 4 | 6): Uint8Array {
  const described = kinds.map((kind, index) => {
    const [of = '', own = '0'] = kind.split('|')
    const at = of.lastIndexOf(' ')
    const provider = of.slice(0, at)
    const id = /^\d+$/.test(of.slice(at + 1)) ? Number(of.slice(at + 1)) : 0
    const name = id === 0 && of.slice(at + 1) !== '0' ? of.slice(at + 1) : ''
    return { index: index + 1, provider, id, name, own: Number(own) }
  })
  if (version === 6) {
    const made = described.map(({ index, provider, id, name, own }) => {
      const field = joined(text8('Value'), Uint8Array.of(21))
      const row = joined(
        varuint(index),
        text8(provider),
        varuint(id),
        text8(name),
        numbers([16, 1], [16, field.length]),
        field,
        numbers([16, 2]),
        Uint8Array.of(9, own),
      )
      return joined(numbers([16, row.length]), row)
    })
    return joined(numbers([16, 0]), ...made)
  }
  const made = described.map(({ index, provider, id, name, own }) => {
    const payload = joined(
      numbers([32, index]),
      text16(provider),
      numbers([32, id]),
      text16(name),
      numbers([64, 0], [32, own], [32, 5], [32, 0]),
    )
    return joined(Uint8Array.of(128), varuint(0), varuint(payload.length), payload)
  })
  return joined(numbers([16, 20], [16, 1], [64, 0], [64, 0]), ...made)
}

function threadRows(events: readonly WrittenEvent[], { threads = {} }: NettraceOptions): Uint8Array {
  const ids = [...new Set(events.map(({ thread = 1 }) => thread))]
  return joined(
    ...ids.map((id) => {
      const { pid = 77, name } = threads[id] ?? {}
      const row = joined(
        varuint(id),
        ...(name === undefined ? [] : [joined(Uint8Array.of(1), text8(name))]),
        Uint8Array.of(2),
        varuint(pid),
        Uint8Array.of(3),
        varuint(1000 + id),
        Uint8Array.of(4),
        text8('host.name'),
        text8('secret-host'),
      )
      return joined(numbers([16, row.length]), row)
    }),
  )
}
