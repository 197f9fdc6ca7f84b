/**
 * A call tree as a file of another tool: pprof's protobuf (`go tool pprof`, Pyroscope, Perfetto) and speedscope's JSON. The tree is given
 * as it may leave; nothing is added to it. Values stay in base units, events are rounded.
 *
 * pprof: https://github.com/google/pprof/blob/main/proto/profile.proto
 */
import type { Milliseconds } from '../base/units.ts'
import type { CallTree } from '../profile/callTree.ts'

export interface ExportAbout {
  /** "cpu", "inuse_space", "alloc_space", "delay": what pprof calls the values. */
  readonly valueType: string
  readonly name: string
  readonly startMs?: number
  readonly durationMs?: Milliseconds
}

/** Frames over all samples beyond which a file is of no use to anybody: a stack of 100,000 frames under each of many nodes. */
const mostReferences = 20_000_000

const units = { nanoseconds: 'nanoseconds', bytes: 'bytes', count: 'count' } as const

/** Undefined when it would be too large. Not compressed: readers take both. */
export function pprofOf(tree: CallTree, about: ExportAbout): Uint8Array<ArrayBuffer> | undefined {
  if (references(tree) > mostReferences) return undefined
  const strings = new Map<string, number>([['', 0]])
  const text = (value: string): number => {
    const known = strings.get(value)
    if (known !== undefined) return known
    strings.set(value, strings.size)
    return strings.size - 1
  }
  const out = new ProtoWriter()
  const valueType = (type: string, unit: string): Uint8Array =>
    new ProtoWriter().number(1, text(type)).number(2, text(unit)).take()
  out.bytes(1, valueType('samples', 'count'))
  out.bytes(1, valueType(about.valueType, units[tree.unit]))
  const used = new Set<number>()
  // The root's own is what came without frames.
  for (let node = 0; node < tree.length; node++) {
    const value = Math.round(tree.self[node]!)
    if (value === 0) continue
    const stack = stackOf(tree, node)
    for (const name of stack) used.add(name)
    // Locations have the numbers of names, from 1; leaf first.
    out.bytes(
      2,
      new ProtoWriter()
        .packed(
          1,
          stack.map((name) => name + 1),
        )
        .packed(2, [Math.max(1, Math.round(tree.selfSamples[node]!)), value])
        .take(),
    )
  }
  for (const name of used) {
    const line = tree.files[name] === '' ? 0 : (tree.lines?.[name] ?? 0)
    const place = new ProtoWriter()
      .number(1, name + 1)
      .number(2, line)
      .take()
    out.bytes(
      4,
      new ProtoWriter()
        .number(1, name + 1)
        .bytes(4, place)
        .take(),
    )
    const label = text(tree.names[name]!)
    out.bytes(
      5,
      new ProtoWriter()
        .number(1, name + 1)
        .number(2, label)
        .number(3, label)
        .number(4, text(tree.files[name]!))
        .number(5, line)
        .take(),
    )
  }
  const comment = text(about.name)
  const mainType = text(about.valueType)
  for (const value of strings.keys()) out.text(6, value)
  if (about.startMs !== undefined) out.number(9, Math.round(about.startMs) * 1e6)
  if (about.durationMs !== undefined) out.number(10, Math.round(about.durationMs * 1e6))
  return out.number(13, comment).number(14, mainType).take()
}

const speedscopeSchema = 'https://www.speedscope.app/file-format-schema.json'
const speedscopeUnits = { nanoseconds: 'nanoseconds', bytes: 'bytes', count: 'none' } as const

/** Undefined when it would be too large. */
export function speedscopeOf(tree: CallTree, about: ExportAbout): string | undefined {
  if (references(tree) > mostReferences) return undefined
  const samples: number[][] = []
  const weights: number[] = []
  for (let node = 0; node < tree.length; node++) {
    if (tree.self[node]! <= 0) continue
    samples.push(stackOf(tree, node).reverse())
    weights.push(tree.self[node]!)
  }
  const frames = tree.names.map((name, at) => ({
    name,
    ...(tree.files[at] === '' ? {} : { file: tree.files[at] }),
    ...(tree.files[at] !== '' && (tree.lines?.[at] ?? 0) > 0 ? { line: tree.lines?.[at] } : {}),
  }))
  return JSON.stringify({
    $schema: speedscopeSchema,
    name: about.name,
    exporter: 'trifold',
    activeProfileIndex: 0,
    shared: { frames },
    profiles: [
      {
        type: 'sampled',
        name: about.name,
        unit: speedscopeUnits[tree.unit],
        startValue: 0,
        endValue: weights.reduce((sum, weight) => sum + weight, 0),
        samples,
        weights,
      },
    ],
  })
}

/** Names from the node to its root. */
function stackOf(tree: CallTree, leaf: number): number[] {
  const names: number[] = []
  for (let node = leaf; node > 0; node = tree.parent[node]!) names.push(tree.name[node]!)
  return names
}

function references(tree: CallTree): number {
  let sum = 0
  for (let node = 1; node < tree.length; node++) if (tree.self[node] !== 0) sum += tree.depth[node]!
  return sum
}

/** The parts of protobuf that a profile needs. */
class ProtoWriter {
  #bytes = new Uint8Array(64)
  #length = 0

  number(field: number, value: number): this {
    if (value === 0) return this
    return this.#varint(field * 8).#varint(value)
  }

  packed(field: number, values: readonly number[]): this {
    const inner = new ProtoWriter()
    for (const value of values) inner.#varint(value)
    return this.bytes(field, inner.take())
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value))
  }

  bytes(field: number, value: Uint8Array): this {
    this.#varint(field * 8 + 2).#varint(value.length)
    this.#room(value.length)
    this.#bytes.set(value, this.#length)
    this.#length += value.length
    return this
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }

  /** Up to 2^53; a negative number (a difference) as 64 bits of two's complement. */
  #varint(value: number): this {
    this.#room(10)
    let rest = BigInt.asUintN(64, BigInt(value))
    if (value >= 0 && value < 0x80000000) {
      let small = value
      while (small > 127) {
        this.#bytes[this.#length++] = (small & 127) | 128
        small >>>= 7
      }
      this.#bytes[this.#length++] = small
      return this
    }
    while (rest > 127n) {
      this.#bytes[this.#length++] = Number(rest & 127n) | 128
      rest >>= 7n
    }
    this.#bytes[this.#length++] = Number(rest)
    return this
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}
