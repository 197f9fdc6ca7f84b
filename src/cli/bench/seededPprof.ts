/** The seeded tree as the two commonest files: pprof, and folded text. */
import { ByteList, packed, protobuf } from '../../core/testing/pprofWriter.ts'
import type { SeededTree } from './seededTree.ts'

const encoder = new TextEncoder()

function writeField(out: ByteList, number: number, bytes: Uint8Array): void {
  out.varint(number * 8 + 2)
  out.varint(bytes.length)
  out.bytes(bytes)
}

export function toPprof({ parent, name, names, leaf, weight }: SeededTree): Uint8Array {
  const out = new ByteList()
  const types = [
    [1, 2],
    [3, 4],
  ] as const
  for (const [type, unit] of types) {
    writeField(
      out,
      1,
      protobuf([
        [1, type],
        [2, unit],
      ]),
    )
  }
  // Three call sites per function: real files have more locations than functions.
  const locationOf = (node: number): number => name[node]! * 3 + (node % 3) + 1
  for (let sample = 0; sample < leaf.length; sample++) {
    const ids: number[] = []
    for (let node = leaf[sample]!; node >= 0; node = parent[node]!) ids.push(locationOf(node))
    const locations = packed(ids)
    const values = packed([weight[sample]!, weight[sample]! * 10_000_000])
    const body = new ByteList()
    writeField(body, 1, locations)
    writeField(body, 2, values)
    writeField(out, 2, body.take())
  }
  writeField(
    out,
    3,
    protobuf([
      [1, 1],
      [5, 5],
    ]),
  )
  for (let i = 0; i < names.length * 3; i++) {
    writeField(
      out,
      4,
      protobuf([
        [1, i + 1],
        [2, 1],
        [3, 0x40_0000 + i * 16],
        [
          4,
          [
            [1, Math.floor(i / 3) + 1],
            [2, 10 + (i % 300)],
          ],
        ],
      ]),
    )
  }
  names.forEach((_, i) =>
    writeField(
      out,
      5,
      protobuf([
        [1, i + 1],
        [2, 7 + i],
        [3, 7 + i],
        [4, 6],
      ]),
    ),
  )
  for (const text of ['', 'samples', 'count', 'cpu', 'nanoseconds', '/srv/shop/shop', 'shop/server.go', ...names]) {
    writeField(out, 6, encoder.encode(text))
  }
  out.bytes(
    protobuf([
      [9, 1_795_000_000_000_000_000n],
      [10, 600_000_000_000n],
      [
        11,
        [
          [1, 3],
          [2, 4],
        ],
      ],
      [12, 10_000_000],
    ]),
  )
  return out.take()
}

export function toFolded({ parent, name, names, leaf, weight }: SeededTree): Uint8Array {
  const out = new ByteList()
  for (let sample = 0; sample < leaf.length; sample++) {
    const path: string[] = []
    for (let node = leaf[sample]!; node >= 0; node = parent[node]!) path.push(names[name[node]!]!)
    out.bytes(encoder.encode(`${path.reverse().join(';')} ${weight[sample]}\n`))
  }
  return out.take()
}

/** Goroutines that can never go on, as Go 1.27 serves them. */
export function toGoroutineLeak({ parent, name, names, leaf }: SeededTree): Uint8Array {
  const out = new ByteList()
  const type = protobuf([
    [1, 1],
    [2, 2],
  ])
  writeField(out, 1, type)
  for (const node of leaf) {
    const ids: number[] = []
    for (let at = node; at >= 0; at = parent[at]!) ids.push(name[at]! + 1)
    const body = new ByteList()
    writeField(body, 1, packed(ids))
    writeField(body, 2, packed([1]))
    writeField(out, 2, body.take())
  }
  names.forEach((_, i) => {
    const line = [
      [1, i + 1],
      [2, 34],
    ] as const
    writeField(
      out,
      4,
      protobuf([
        [1, i + 1],
        [3, 0x40_0000 + i * 16],
        [4, line],
      ]),
    )
    writeField(
      out,
      5,
      protobuf([
        [1, i + 1],
        [2, i + 4],
        [3, i + 4],
        [4, 3],
      ]),
    )
  })
  for (const text of ['', 'goroutineleak', 'count', 'main.go', ...names]) writeField(out, 6, encoder.encode(text))
  out.bytes(
    protobuf([
      [9, 1_795_000_000_000_000_000n],
      [
        11,
        [
          [1, 1],
          [2, 2],
        ],
      ],
      [12, 1],
    ]),
  )
  return out.take()
}
