import { describe, expect, it } from 'vitest'
import { allocColumns, liveColumn, timeColumn } from '../../window/columns.ts'
import { protobuf, packed, writePprof, type WrittenProfile } from '../../testing/pprofWriter.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import { readFile } from '../readFile.ts'
import type { ParsedFile } from '../parsedFile.ts'
import { looksLikePprof } from './row.ts'

async function read(profile: WrittenProfile | Uint8Array): Promise<ParsedFile> {
  const bytes = profile instanceof Uint8Array ? profile : writePprof(profile)
  const result = await readFile(bytes, { fileName: 'a.pb', maxInflatedBytes: 1e9 })
  if (!result.ok) throw new Error(result.error.what)
  return result.value
}

const sample = (location: number, value: number): readonly [number, Uint8Array] => [
  2,
  protobuf([
    [1, packed([location])],
    [2, packed([value])],
  ]),
]
const texts = ['', 'cpu', 'nanoseconds', 'work'].map((text): readonly [number, string] => [6, text])
const tables = [
  [
    4,
    protobuf([
      [1, 1],
      [4, [[1, 1]]],
    ]),
  ],
  [
    5,
    protobuf([
      [1, 1],
      [2, 3],
    ]),
  ],
] as const
const types = [
  1,
  protobuf([
    [1, 1],
    [2, 2],
  ]),
] as const

describe('fields of a pprof', () => {
  const samples = Array.from({ length: 100 }, () => sample(1, 7))

  it('may come in any order: samples before what their values are', async () => {
    const { parts } = await read(protobuf([...samples, types, ...tables, ...texts]))
    expect(parts[0]?.kind).toBe('cpu')
    expect([...new Set(drawStacks(parts[0]!.profile))]).toEqual(['work cpu=7'])
  })

  it('may be of the future', async () => {
    const future = [
      [17, 'x'],
      [18, 5],
    ] as const
    const { parts } = await read(protobuf([types, ...future, ...samples, ...tables, ...texts]))
    expect([...new Set(drawStacks(parts[0]!.profile))]).toEqual(['work cpu=7'])
  })

  it('are not found in text that begins alike, nor in numbers of another kind of message', () => {
    for (const text of ['\n\n\n2026 a log\n', '\x12\x04main;work 1\n\x12\x04', 'main;work 12\n'])
      expect(looksLikePprof(new TextEncoder().encode(text)), text).toBe(false)
    expect(looksLikePprof(protobuf(Array.from({ length: 20 }, () => [2, 'a text that is no sample'] as const)))).toBe(
      false,
    )
  })
})

describe('a type that says what it is', () => {
  const of = (written: WrittenProfile['types'], values: readonly number[]): WrittenProfile => ({
    types: written,
    samples: [{ stack: ['main', 'work'], values }],
  })

  it('is believed: off-CPU time is no CPU', async () => {
    expect((await read(of([['off_cpu', 'nanoseconds']], [5]))).parts[0]?.kind).toBe('block')
    expect((await read(of([['cpu', 'nanoseconds']], [5]))).parts[0]?.kind).toBe('cpu')
  })

  it('is believed: Julia’s sizes are allocated, another’s sizes are held', async () => {
    const julia = (
      await read(
        of(
          [
            ['allocs', 'count'],
            ['size', 'bytes'],
          ],
          [3, 4096],
        ),
      )
    ).parts[0]!
    expect(julia.kind).toBe('heap')
    expect(liveColumn(julia.profile)).toBeUndefined()
    expect(allocColumns(julia.profile)).toMatchObject([{ column: 1, unit: 'bytes' }])
    const held = (
      await read(
        of(
          [
            ['objects', 'count'],
            ['size', 'bytes'],
          ],
          [3, 4096],
        ),
      )
    ).parts[0]!
    expect(liveColumn(held.profile)).toMatchObject({ column: 1 })
  })

  it('excludes others even when it is not known: bytes are no time', async () => {
    const unknown = (
      await read(
        of(
          [
            ['things', 'count'],
            ['stuff', 'bytes'],
          ],
          [3, 4096],
        ),
      )
    ).parts[0]!
    expect(timeColumn(unknown.profile)).toBeUndefined()
  })
})

describe('drop_frames of C++', () => {
  it('are matched as pprof matches them: up to the arguments, stepping over operators and unnamed namespaces', async () => {
    const { parts } = await read({
      types: [['space', 'bytes']],
      dropFrames: 'DoSampledAllocation|operator new.*|\\(anonymous namespace\\)::Sampler::take',
      samples: [
        {
          stack: ['main', 'Cache::put(int)', 'operator new[](unsigned long)', 'DoSampledAllocation(unsigned long)'],
          values: [80],
        },
        { stack: ['main', 'Row::Row(int)', '(anonymous namespace)::Sampler::take(int)'], values: [20] },
        { stack: ['main', 'DoSampledAllocationOfMine(int)'], values: [5] },
      ],
    })
    expect(drawStacks(parts[0]!.profile)).toEqual([
      'main;Cache::put(int) space=80',
      'main;Row::Row(int) space=20',
      'main;DoSampledAllocationOfMine(int) space=5',
    ])
  })
})
