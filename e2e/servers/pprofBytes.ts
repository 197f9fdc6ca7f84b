/** Builds pprof files for the test stores: one value type, out of real recorded profiles added and subtracted by stack. */
import type { Profile, ValueType } from '../../src/core/profile/profile.ts'

export interface Term {
  readonly profile: Profile
  readonly valueType: string
  readonly sign: 1 | -1
}

export interface PprofHeader {
  readonly valueType: ValueType
  readonly timeMs: number
  readonly durationMs?: number
  readonly periodType: ValueType
  readonly period: number
}

/** Σ sign · value per stack; stacks that end at zero are left out, as a store's merge does. Empty when nothing is left. */
export function mergedPprof(terms: readonly Term[], header: PprofHeader): Uint8Array<ArrayBuffer> {
  const sums = new Map<string, number>()
  for (const { profile, valueType, sign } of terms) {
    const column = profile.valueTypes.findIndex(({ type }) => type === valueType)
    const values = profile.samples.values[column]
    if (values === undefined) continue
    for (let sample = 0; sample < profile.samples.length; sample++) {
      const value = values[sample] ?? 0
      if (value === 0) continue
      const key = stackKey(profile, profile.samples.stack[sample] ?? -1)
      sums.set(key, (sums.get(key) ?? 0) + sign * value)
    }
  }
  const samples = [...sums].filter(([, value]) => value !== 0)
  return samples.length === 0 ? new Uint8Array(0) : encode(samples, header)
}

export function totalOf(profile: Profile, valueType: string): number {
  const column = profile.valueTypes.findIndex(({ type }) => type === valueType)
  return (profile.samples.values[column] ?? new Float64Array(0)).reduce((sum, value) => sum + value, 0)
}

/** Frames leaf first, each "name\tfile\tline". */
function stackKey(profile: Profile, stack: number): string {
  const frames: string[] = []
  for (let at = stack; at >= 0; at = profile.stacks.prefix[at] ?? -1) {
    const frame = profile.stacks.frame[at] ?? 0
    const name = profile.strings[profile.frames.name[frame] ?? 0] ?? ''
    const file = profile.strings[profile.frames.file[frame] ?? 0] ?? ''
    frames.push(`${name}\t${file}\t${profile.frames.line[frame] ?? 0}`)
  }
  return frames.join('\n')
}

function encode(samples: readonly (readonly [string, number])[], header: PprofHeader): Uint8Array<ArrayBuffer> {
  const strings = new Map([['', 0]])
  const stringId = (text: string): number => idIn(strings, text, 0)
  const frames = new Map<string, number>()
  const out = new Message()
  out.message(1, valueType(header.valueType, stringId))
  for (const [key, value] of samples) {
    const sample = new Message()
    sample.packed(1, key === '' ? [] : key.split('\n').map((frame) => idIn(frames, frame, 1)))
    sample.packed(2, [value])
    out.message(2, sample)
  }
  for (const [frame, id] of frames) {
    const [name = '', file = '', line = '0'] = frame.split('\t')
    const at = new Message()
    at.integer(1, id)
    at.integer(2, Number(line))
    const location = new Message()
    location.integer(1, id)
    location.message(4, at)
    out.message(4, location)
    const fn = new Message()
    fn.integer(1, id)
    fn.integer(2, stringId(name))
    fn.integer(3, stringId(name))
    fn.integer(4, stringId(file))
    out.message(5, fn)
  }
  const period = valueType(header.periodType, stringId)
  for (const text of strings.keys()) out.text(6, text)
  out.integer(9, header.timeMs * 1e6)
  if (header.durationMs !== undefined) out.integer(10, header.durationMs * 1e6)
  out.message(11, period)
  out.integer(12, header.period)
  return out.bytes()
}

function valueType({ type, unit }: ValueType, stringId: (text: string) => number): Message {
  const message = new Message()
  message.integer(1, stringId(type))
  message.integer(2, stringId(unit))
  return message
}

function idIn(ids: Map<string, number>, key: string, first: number): number {
  const known = ids.get(key)
  if (known !== undefined) return known
  ids.set(key, ids.size + first)
  return ids.size - 1 + first
}

/** A protobuf message being written. */
class Message {
  readonly #bytes: number[] = []

  integer(field: number, value: number): void {
    this.#varint(BigInt(field << 3))
    this.#varint(BigInt.asUintN(64, BigInt(Math.round(value))))
  }

  packed(field: number, values: readonly number[]): void {
    const inner = new Message()
    for (const value of values) inner.#varint(BigInt.asUintN(64, BigInt(Math.round(value))))
    this.message(field, inner)
  }

  text(field: number, text: string): void {
    this.#chunk(field, [...new TextEncoder().encode(text)])
  }

  message(field: number, inner: Message): void {
    this.#chunk(field, inner.#bytes)
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes)
  }

  #chunk(field: number, bytes: readonly number[]): void {
    this.#varint(BigInt((field << 3) | 2))
    this.#varint(BigInt(bytes.length))
    for (const byte of bytes) this.#bytes.push(byte)
  }

  #varint(value: bigint): void {
    let rest = value
    while (rest >= 128n) {
      this.#bytes.push(Number(rest & 127n) | 128)
      rest >>= 7n
    }
    this.#bytes.push(Number(rest))
  }
}
