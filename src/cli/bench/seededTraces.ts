/** The seeded tree as OTLP profiles (one message, layout 1.10), as .NET's nettrace (version 6) and as Austin's MOJO. */
import { ByteList, packed, protobuf } from '../../core/testing/pprofWriter.ts'
import type { SeededTree } from './seededTree.ts'

const encoder = new TextEncoder()

function framesOf({ parent, name }: Pick<SeededTree, 'parent' | 'name'>, node: number): number[] {
  const frames: number[] = []
  for (let at = node; at >= 0; at = parent[at]!) frames.push(name[at]!)
  return frames
}

function fixed64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value, true)
  return bytes
}

export function toOtlp(tree: SeededTree): Uint8Array {
  const { names, leaf, weight } = tree
  const start = 1_795_000_000_000_000_000n
  const leaves = [...new Set(leaf)]
  const stackOf = new Map(leaves.map((node, i) => [node, i + 1]))
  const profile = new ByteList()
  const into = (out: ByteList, field: number, bytes: Uint8Array): void => {
    out.varint(field * 8 + 2)
    out.varint(bytes.length)
    out.bytes(bytes)
  }
  into(
    profile,
    1,
    protobuf([
      [1, 1],
      [2, 2],
    ]),
  )
  for (let sample = 0; sample < leaf.length; sample += 1) {
    into(
      profile,
      2,
      protobuf([
        [1, stackOf.get(leaf[sample]!) ?? 0],
        [2, packed([(sample % 64) + 1])],
        [4, packed([weight[sample]! * 10_000_000])],
        [5, fixed64(start + BigInt(sample) * 10_000_000n)],
      ]),
    )
  }
  profile.bytes(Uint8Array.of(3 * 8 + 1))
  profile.bytes(fixed64(start))
  profile.bytes(protobuf([[4, leaf.length * 10_000_000]]))
  const dictionary = new ByteList()
  into(dictionary, 1, new Uint8Array(0))
  into(dictionary, 2, new Uint8Array(0))
  names.forEach((_, i) =>
    into(
      dictionary,
      2,
      protobuf([
        [
          3,
          [
            [1, i + 1],
            [2, 10 + (i % 300)],
          ],
        ],
      ]),
    ),
  )
  into(dictionary, 3, new Uint8Array(0))
  names.forEach((_, i) => into(dictionary, 3, protobuf([[1, i + 5]])))
  for (const text of ['', 'cpu', 'nanoseconds', 'thread.id', 'go', ...names]) into(dictionary, 5, encoder.encode(text))
  into(dictionary, 6, new Uint8Array(0))
  for (let thread = 1; thread <= 64; thread += 1)
    into(
      dictionary,
      6,
      protobuf([
        [1, 3],
        [2, [[3, thread]]],
      ]),
    )
  into(dictionary, 7, new Uint8Array(0))
  for (const node of leaves)
    into(dictionary, 7, protobuf([[1, packed(framesOf(tree, node).map((frame) => frame + 1))]]))
  const out = new ByteList()
  into(out, 1, protobuf([[2, protobuf([[2, profile.take()]])]]))
  into(out, 2, dictionary.take())
  return out.take()
}

const ticksPerSecond = 1_000_000_000n

export function toNettrace(tree: SeededTree): Uint8Array {
  const { names, leaf } = tree
  const out = new ByteList()
  const little = (bytes: number, value: number | bigint): Uint8Array => fixed64(BigInt(value)).subarray(0, bytes)
  const text = (words: string): Uint8Array => {
    const list = new ByteList()
    list.varint(encoder.encode(words).length)
    list.bytes(encoder.encode(words))
    return list.take()
  }
  const block = (kind: number, body: Uint8Array): void => {
    out.bytes(little(4, body.length + kind * 0x100_0000))
    out.bytes(body)
  }
  const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
    const list = new ByteList()
    for (const part of parts) list.bytes(part)
    return list.take()
  }
  out.bytes(joined(encoder.encode('Nettrace'), little(4, 0), little(4, 6), little(4, 0)))
  const date = [2026, 11, 0, 22, 2, 4, 0, 0].map((value) => little(2, value))
  block(1, joined(...date, little(8, 0), little(8, ticksPerSecond), little(4, 8), little(4, 0)))
  const rows = [
    ['Microsoft-DotNETCore-SampleProfiler', 0],
    ['Microsoft-Windows-DotNETRuntimeRundown', 144],
  ] as const
  const metadata = rows.map(([provider, id], i) => {
    const list = new ByteList()
    list.varint(i + 1)
    list.bytes(text(provider))
    list.varint(id)
    list.bytes(joined(text(''), little(2, 0), little(2, 2), Uint8Array.of(9, 1)))
    const row = list.take()
    return joined(little(2, row.length), row)
  })
  block(3, joined(little(2, 0), ...metadata))
  const leaves = [...new Set(leaf)]
  const stackOf = new Map(leaves.map((node, i) => [node, i + 1]))
  for (let from = 0; from < leaves.length; from += 5000) {
    const some = leaves.slice(from, from + 5000)
    const stacks = some.map((node) => {
      const frames = framesOf(tree, node)
      return joined(little(4, frames.length * 8), ...frames.map((frame) => little(8, 0x1000 + frame * 256)))
    })
    block(5, joined(little(4, from + 1), little(4, some.length), ...stacks))
  }
  const events = (count: number, eventAt: (list: ByteList, i: number) => void): void => {
    for (let from = 0; from < count; from += 200_000) {
      const list = new ByteList()
      list.bytes(joined(little(2, 20), little(2, 1), little(8, 0), little(8, 0)))
      for (let i = from; i < Math.min(count, from + 200_000); i += 1) eventAt(list, i)
      block(2, list.take())
    }
  }
  let before = 0
  events(leaf.length, (list, i) => {
    // A block begins with nothing known.
    const at = i * 10_000
    if (i % 200_000 === 0) before = 0
    list.bytes(Uint8Array.of(1 | 4 | 8 | 128))
    list.varint(1)
    list.varint((i % 64) + 1)
    list.varint(stackOf.get(leaf[i]!) ?? 0)
    list.varint(at - before)
    before = at
    list.varint(4)
    list.bytes(Uint8Array.of(2, 0, 0, 0))
  })
  const utf16 = (words: string): Uint8Array => {
    const letters = Uint16Array.from({ length: words.length + 1 }, (_, i) =>
      i < words.length ? words.charCodeAt(i) : 0,
    )
    return new Uint8Array(letters.buffer)
  }
  events(names.length, (list, i) => {
    const name = names[i]!
    const dot = name.lastIndexOf('.')
    const head = joined(little(8, 1), little(8, 1), little(8, 0x1000 + i * 256), little(4, 256), little(8, 0))
    const payload = joined(head, utf16(name.slice(0, dot)), utf16(name.slice(dot + 1)), utf16(''))
    list.bytes(Uint8Array.of(1 | 4 | 8 | 128))
    for (const value of [2, 1, 0, i % 200_000 === 0 ? 10_000 * leaf.length : 0, payload.length]) list.varint(value)
    list.bytes(payload)
  })
  out.bytes(little(4, 0))
  return out.take()
}

export function toMojo(tree: SeededTree): Uint8Array {
  const { names, leaf, weight } = tree
  const out = new ByteList()
  const number = (value: number): void => {
    let rest = Math.floor(value / 64)
    const bytes = [value % 64]
    while (rest > 0) {
      bytes[bytes.length - 1]! |= 0x80
      bytes.push(rest % 128)
      rest = Math.floor(rest / 128)
    }
    out.bytes(Uint8Array.from(bytes))
  }
  const text = (words: string): void => out.bytes(Uint8Array.from([...encoder.encode(words), 0]))
  const pair = (key: string, value: string): void => {
    out.bytes(Uint8Array.of(1))
    text(key)
    text(value)
  }
  const stack = (thread: number): void => {
    out.bytes(Uint8Array.of(2))
    number(4711)
    number(0)
    text(thread.toString(16))
  }
  out.bytes(Uint8Array.from([...encoder.encode('MOJ'), 3]))
  pair('mode', 'wall')
  pair('interval', '10000')
  stack(1)
  names.forEach((name, i) => {
    out.bytes(Uint8Array.of(11))
    number(2 + i)
    text(name)
    out.bytes(Uint8Array.of(3))
    for (const value of [i, 0, 2 + i, 10 + (i % 300), 0, 0, 0]) number(value)
  })
  for (let sample = 0; sample < leaf.length; sample += 1) {
    stack((sample % 64) + 1)
    for (const frame of framesOf(tree, leaf[sample]!).toReversed()) {
      out.bytes(Uint8Array.of(5))
      number(frame)
    }
    out.bytes(Uint8Array.of(9))
    number(weight[sample]! * 10_000)
  }
  return out.take()
}
