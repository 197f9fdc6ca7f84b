import { readdirSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { sourceOfBytes } from '../../base/byteSource.ts'
import { mulberry32 } from '../../base/random.ts'
import { besideBy, joinedBytes, largeChunk, laterChunk, noneGiven, readDivided } from '../../testing/dividedJfr.ts'
import { options } from '../../testing/drawnShop.ts'
import { sampleBytes, sampleNames } from '../../testing/samples.ts'
import type { Beside } from '../parsedFile.ts'
import { readFile } from '../readFile.ts'
import { readJfr } from './jfr.ts'
import type { StackPart } from './stackPart.ts'

const unpacked = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0x1f ? new Uint8Array(gunzipSync(bytes)) : new Uint8Array(bytes)
const shipped = new URL('../../../../public/recordings/', import.meta.url)
const recordings: readonly (readonly [name: string, bytes: () => Uint8Array])[] = [
  ...readdirSync(shipped, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jfr.gz'))
    .toSorted()
    .map((name) => [name, () => unpacked(readFileSync(new URL(name, shipped)))] as const),
  ...['jfr', 'jfr/locks', 'jfr/open'].flatMap((folder) =>
    sampleNames(folder)
      .filter((name) => /\.jfr(\.gz)?$/.test(name))
      .map((name) => [`${folder}/${name}`, () => unpacked(sampleBytes(`${folder}/${name}`))] as const),
  ),
]
const bytesOf = (name: string): Uint8Array => recordings.find(([one]) => one.includes(name))![1]()

async function expectTheSame(bytes: Uint8Array, seed: number, given = noneGiven()): Promise<void> {
  const divided = await readDivided(bytes, seed, { given })
  expect(isDeepStrictEqual(divided, readJfr(bytes, options)), `is the same, seed ${seed}`).toBe(true)
}

describe('a recording between two readers', () => {
  it('is as one reader has it, each that is shipped, down to the order of its stacks', async () => {
    expect(recordings.length).toBeGreaterThan(40)
    const given = noneGiven()
    for (const [name, bytes] of recordings) {
      const divided = await readDivided(bytes(), 3, { given, share: 1 })
      expect(isDeepStrictEqual(divided, readJfr(bytes(), options)), name).toBe(true)
    }
    expect(given.chunks).toBe(recordings.length)
    expect(given.stacks).toBeGreaterThan(5000)
  }, 90_000)

  it('is the same where chunks follow each other, some of them given away, with waits for locks in all', async () => {
    const given = noneGiven()
    const one = bytesOf('order-gateway-async-0002')
    const lengthMs = Math.round(Number(new DataView(one.buffer).getBigInt64(40)) / 1e6)
    const long = joinedBytes(...Array.from({ length: 5 }, (_, at) => laterChunk(one, at * lengthMs)))
    for (const seed of [1, 2, 3, 4]) await expectTheSame(long, seed, given)
    expect(given.chunks).toBeGreaterThan(4)
    expect(given.chunks).toBeLessThan(20)
    const mixed = ['order-gateway-0001', 'fare-search-0001', 'fare-search-0003', 'live-scores-async-0001']
    for (const seed of [5, 6, 7]) await expectTheSame(joinedBytes(...mixed.map(bytesOf)), seed)
    // Dumps of threads tell of waits that had not ended, and of their beginning in a chunk before.
    const held = bytesOf('open/held')
    for (const seed of [8, 9]) await expectTheSame(joinedBytes(held, laterChunk(held, 10_000)), seed)
  }, 90_000)

  it('is the same where the last chunk was never finished, or is cut off', async () => {
    const [first, last] = [bytesOf('jdk17.jfr'), bytesOf('fare-search-0002')]
    for (const seed of [1, 2, 3]) {
      await expectTheSame(joinedBytes(first, last.subarray(0, -99)), seed)
      const open = last.slice()
      new DataView(open.buffer).setBigInt64(16, 0n)
      await expectTheSame(joinedBytes(first, open, laterChunk(first, 100_000)), seed)
    }
  }, 90_000)
})

describe('a large recording', () => {
  const one = bytesOf('live-scores-0003')
  const long = joinedBytes(largeChunk(one), one, largeChunk(laterChunk(one, 120_000)))
  const limits = { ...options, maxInflatedBytes: 1e9 }
  const readWith = (beside: Beside) => readFile(sourceOfBytes(long, 1 << 16), { ...limits, beside: () => beside })
  const part: StackPart = {
    slot: 0,
    stackOf: new Int32Array(2),
    strings: [''],
    frames: {
      length: 0,
      name: new Int32Array(),
      file: new Int32Array(),
      line: new Int32Array(),
      module: new Int32Array(),
      flags: new Uint8Array(),
    },
    stacks: { length: 0, prefix: new Int32Array(), frame: new Int32Array() },
    notes: [],
    truncated: 0,
  }
  const telling = (told: readonly StackPart[] | undefined): Beside => ({
    hasRoom: true,
    whenBegun: Promise.resolve(),
    give: () => undefined,
    take: () => Promise.resolve(told),
  })

  it('is the same, whether the second reader worked, was lost, or tells of something else', async () => {
    const alone = await readFile(long, limits)
    expect(alone.ok).toBe(true)
    const given = noneGiven()
    expect(isDeepStrictEqual(await readWith(besideBy(mulberry32(1), given, 1)), alone)).toBe(true)
    // The small chunk between them is not worth it.
    expect(given.chunks).toBe(2)
    expect(isDeepStrictEqual(await readWith(telling(undefined)), alone)).toBe(true)
    expect(isDeepStrictEqual(await readWith(telling([part])), alone)).toBe(true)
  }, 90_000)
})
