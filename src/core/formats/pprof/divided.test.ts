import { isDeepStrictEqual } from 'node:util'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Random, mulberry32 } from '../../base/random.ts'
import { sourceOfBytes } from '../../base/byteSource.ts'
import { packed, protobuf, writePprof, type WrittenProfile } from '../../testing/pprofWriter.ts'
import { sampleBytes, sampleNames } from '../../testing/samples.ts'
import { cpuTypes, options, small } from '../../testing/drawnPprof.ts'
import { PartReader } from './partReader.ts'
import { openPprof, readPprof } from './readPprof.ts'
import { readFile } from '../readFile.ts'
import type { Beside } from '../parsedFile.ts'
import type { SamplePart } from './samplePart.ts'

/** The second reader itself, on this thread, which is given what it is given by chance. Counts it. */
function besideBy(random: Random, given = { bytes: 0 }): Beside {
  const reader = new PartReader()
  return {
    get hasRoom() {
      return random() < 0.6
    },
    give(bytes) {
      given.bytes += bytes.length
      reader.push(bytes)
      bytes.fill(0xff)
    },
    take: () => Promise.resolve(reader.take()),
  }
}

async function readDivided(bytes: Uint8Array, seed: number, given = { bytes: 0 }) {
  const random = mulberry32(seed)
  const reader = openPprof({ ...options, beside: () => besideBy(random, given) })
  for (let at = 0; at < bytes.length;) {
    const length = 1 + Math.floor(random() * (random() < 0.5 ? 40 : bytes.length / 3))
    if (!reader.push(bytes.slice(at, at + length))) break
    at += length
  }
  return (await reader.settle!()) ? reader.finish() : 'undone'
}

const files = ['pprof-go', 'pprof-node', 'pprof-rust', 'jemalloc'].flatMap((folder) =>
  sampleNames(folder)
    .filter((name) => /\.pb(\.gz)?$/.test(name))
    .map((name) => `${folder}/${name}`),
)

describe('a pprof file between two readers', () => {
  it.each(files)('%s is as one reader has it, down to the order of its stacks', async (file) => {
    const raw = sampleBytes(file)
    const bytes = raw[0] === 0x1f ? new Uint8Array(gunzipSync(raw)) : raw
    expect(await readDivided(bytes, 7)).toEqual(readPprof(bytes, options))
  })

  it('has ids of any size, labels, and values of any number in both parts', async () => {
    const ids: ((n: number) => number | bigint)[] = [
      (n) => n,
      (n) => n * 100_000,
      (n) => 0x7fff_ffff + n - 3,
      (n) => (n % 2 === 0 ? n : 2n ** 63n + BigInt(n)),
      (n) => 0x5581_0000_0000 + n * 16,
    ]
    const given = { bytes: 0 }
    const drawn = fc.record({
      stacks: fc.array(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 9 }), { minLength: 1, maxLength: 60 }),
      columns: fc.integer({ min: 1, max: 3 }),
      id: fc.integer({ min: 0, max: ids.length - 1 }),
      unpacked: fc.boolean(),
      seed: fc.integer(),
    })
    await fc.assert(
      fc.asyncProperty(drawn, async ({ stacks, columns, id, unpacked, seed }) => {
        const written: WrittenProfile = {
          types: Array.from({ length: columns }, (_, column) => [`type${column}`, 'count'] as const),
          samples: stacks.map((stack, at) => ({
            stack: stack.map((name) => `f${name}`),
            values: Array.from({ length: columns }, (_, column) => at * 7 - column * 100),
            ...(at % 3 === 0 ? {} : { labels: { thread: `t${at % 4}`, bytes: at % 5 } }),
          })),
          id: ids[id]!,
          unpacked,
        }
        const bytes = writePprof(written)
        expect(await readDivided(bytes, seed, given)).toEqual(readPprof(bytes, options))
      }),
      { numRuns: 150 },
    )
    expect(given.bytes).toBeGreaterThan(10_000)
  })

  it('comes to nothing where a sample in the other part has too many values, and says so', async () => {
    const odd: WrittenProfile = {
      types: cpuTypes,
      samples: Array.from({ length: 40 }, (_, at) => ({ stack: ['main'], values: at === 33 ? [1, 2, 3] : [1, 2] })),
    }
    const ends = await Promise.all(Array.from({ length: 20 }, (_, seed) => readDivided(writePprof(odd), seed)))
    expect(ends).toContain('undone')
    expect(ends.every((end) => end === 'undone' || !end.ok)).toBe(true)
  })
})

describe('a file that is read again, by one alone', () => {
  const samples = Array.from({ length: 70_000 }, (_, at) => ({
    stack: ['main', `serve${at % 50}`, `parse${at % 911}`, `read${at % 3001}`],
    values: [1, 10_000_000],
    ...(at % 4 === 0 ? { labels: { request: `request ${at % 5000}` } } : {}),
  }))
  const large = writePprof({ ...small, samples })
  const pieces = 1 << 16
  const readWith = (bytes: Uint8Array, beside: () => Beside | undefined) =>
    readFile(sourceOfBytes(bytes, pieces), { ...options, beside })

  it('is the same file, whether the second reader worked, was lost, or never came', async () => {
    const alone = await readFile(large, options)
    expect(alone.ok).toBe(true)
    const given = { bytes: 0 }
    const lost: Beside = { hasRoom: true, give: () => undefined, take: () => Promise.resolve(undefined) }
    expect(isDeepStrictEqual(await readWith(large, () => besideBy(mulberry32(1), given)), alone)).toBe(true)
    expect(isDeepStrictEqual(await readWith(large, () => lost), alone)).toBe(true)
    expect(isDeepStrictEqual(await readWith(large, () => undefined), alone)).toBe(true)
    expect(given.bytes).toBeGreaterThan(100_000)
  })

  it('names the sample of the file that is wrong, not of a part', async () => {
    const wrong = protobuf([
      [
        2,
        protobuf([
          [1, packed([99_999_999])],
          [2, packed([1, 1])],
        ]),
      ],
    ])
    const bytes = new Uint8Array([...large, ...wrong])
    const result = await readWith(bytes, () => besideBy(mulberry32(2)))
    expect(result).toMatchObject({
      ok: false,
      error: { what: expect.stringContaining('sample 70001 refers to a location that is not in the file') },
    })
  })

  it('does not take a part of another file for its own', async () => {
    const other = new PartReader()
    const part: SamplePart = { ...other.take()!, path: new Int32Array(5), values: [new Float64Array(5)] }
    const stranger: Beside = { hasRoom: true, give: () => undefined, take: () => Promise.resolve(part) }
    expect(isDeepStrictEqual(await readWith(large, () => stranger), await readFile(large, options))).toBe(true)
  })
})
