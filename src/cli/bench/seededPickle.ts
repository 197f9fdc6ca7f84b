/** The seeded tree as a tracemalloc snapshot: one live block per sample, eight frames deep, as CPython's pickler writes it. */
import { ByteList } from '../../core/testing/pprofWriter.ts'
import type { SeededTree } from './seededTree.ts'

const maxFrames = 8
const batch = 1000

export function toPickle({ parent, name, leaf, weight }: SeededTree): Uint8Array {
  const out = new ByteList()
  const ascii = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0))
  let memoised = 0
  const op = (...bytes: readonly number[]): void => out.bytes(Uint8Array.from(bytes))
  const memoize = (): number => {
    op(0x94)
    return memoised++
  }
  const text = (value: string): number => {
    op(0x8c, value.length, ...ascii(value))
    return memoize()
  }
  const integer = (value: number): void => {
    if (value < 256) op(0x4b, value)
    else if (value < 65_536) op(0x4d, value & 255, value >> 8)
    else op(0x4a, value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24)
  }
  const get = (key: number): void => {
    if (key < 256) op(0x68, key)
    else op(0x6a, key & 255, (key >> 8) & 255, (key >> 16) & 255, key >>> 24)
  }
  const object = (className: string): void => {
    if (className === 'Snapshot') text('tracemalloc')
    else get(0)
    text(className)
    op(0x93)
    memoize()
    op(0x29, 0x81)
    memoize()
    op(0x7d)
    memoize()
  }
  const files = new Map<number, number>()
  const places = new Map<number, number>()
  const stacks = new Map<number, number>()
  const place = (node: number): void => {
    const id = name[node]!
    const known = places.get(id)
    if (known !== undefined) return get(known)
    const file = id % 200
    const knownFile = files.get(file)
    if (knownFile === undefined) files.set(file, text(`/srv/shop/module_${file}.py`))
    else get(knownFile)
    integer(1 + id)
    op(0x86)
    places.set(id, memoize())
  }
  const stack = (node: number): void => {
    const known = stacks.get(node)
    if (known !== undefined) return get(known)
    op(0x28)
    for (let at = node, depth = 0; at >= 0 && depth < maxFrames; at = parent[at]!, depth += 1) place(at)
    op(0x74)
    stacks.set(node, memoize())
  }

  op(0x80, 4)
  object('Snapshot')
  op(0x28)
  text('traces')
  object('_Traces')
  text('_traces')
  op(0x5d)
  memoize()
  for (let sample = 0; sample < leaf.length; sample += 1) {
    if (sample % batch === 0) op(0x28)
    op(0x28)
    integer(0)
    integer(64 * weight[sample]!)
    stack(leaf[sample]!)
    integer(maxFrames)
    op(0x74)
    memoize()
    if (sample % batch === batch - 1 || sample === leaf.length - 1) op(0x65)
  }
  op(0x73, 0x62)
  text('traceback_limit')
  integer(maxFrames)
  op(0x75, 0x62, 0x2e)
  return out.take()
}

/** What cProfile dumps: each function in twenty files, called by the one before it. */
export function toPstats({ names }: SeededTree): Uint8Array {
  const out: Uint8Array[] = []
  const number = (type: string, value: number): Uint8Array => {
    const bytes = new DataView(new ArrayBuffer(type === 'g' ? 9 : 5))
    bytes.setUint8(0, type.charCodeAt(0))
    if (type === 'g') bytes.setFloat64(1, value, true)
    else bytes.setInt32(1, value, true)
    return new Uint8Array(bytes.buffer)
  }
  const text = (value: string): void => {
    const bytes = new TextEncoder().encode(value)
    out.push(number('u', bytes.length), bytes)
  }
  const tuple = (length: number): number => out.push(Uint8Array.of(0x29, length))
  const place = (file: number, name: string): void => {
    tuple(3)
    text(`/srv/app${file}.py`)
    out.push(number('i', 7))
    text(name)
  }
  const times = (of: number): void => {
    tuple(of)
    out.push(number('i', 9), number('i', 9), number('g', 0.25), number('g', 0.5))
  }
  out.push(Uint8Array.of(0x7b))
  for (let file = 0; file < 20; file++) {
    for (const [i, name] of names.entries()) {
      place(file, name)
      times(5)
      out.push(Uint8Array.of(0x7b))
      place(file, names[Math.max(0, i - 1)]!)
      times(4)
      out.push(Uint8Array.of(0x30))
    }
  }
  out.push(Uint8Array.of(0x30))
  return new Uint8Array(Buffer.concat(out))
}
