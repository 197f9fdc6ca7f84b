/** For tests: a recording read by two, the second reader on this thread. */
import { mulberry32, type Random } from '../base/random.ts'
import type { Result } from '../base/result.ts'
import { openDividing } from '../formats/jfr/jfr.ts'
import { StackPartReader } from '../formats/jfr/stackPartReader.ts'
import type { Beside, ParsedFile } from '../formats/parsedFile.ts'
import { options } from './drawnShop.ts'

export interface GivenStacks {
  chunks: number
  stacks: number
}
export const noneGiven = (): GivenStacks => ({ chunks: 0, stacks: 0 })

/** The second reader itself, which is given chunks by chance. Counts them. */
export function besideBy(random: Random, given: GivenStacks = noneGiven(), share = 0.6): Beside {
  const reader = new StackPartReader()
  return {
    get hasRoom() {
      return random() < share
    },
    whenBegun: Promise.resolve(),
    give(asked) {
      if (asked instanceof Uint8Array) throw new Error('it is JFR')
      if ('chunk' in asked) given.chunks += 1
      else given.stacks += asked.keys.length
      reader.push(structuredClone(asked))
    },
    take: () => Promise.resolve(reader.take()),
  }
}

export async function readDivided(
  bytes: Uint8Array,
  seed: number,
  { given = noneGiven(), share = 0.6 }: { readonly given?: GivenStacks; readonly share?: number } = {},
): Promise<Result<ParsedFile> | 'undone'> {
  const random = mulberry32(seed)
  const reader = openDividing(0)({ ...options, beside: () => besideBy(random, given, share) })
  for (let at = 0; at < bytes.length;) {
    const length = 1 + Math.floor(random() * (bytes.length / 3))
    if (!reader.push(bytes.slice(at, at + length))) break
    at += length
  }
  return (await reader.settle!()) ? reader.finish() : 'undone'
}

/** The chunk once more, so many milliseconds later. */
export function laterChunk(chunk: Uint8Array, afterMs: number): Uint8Array {
  const copy = chunk.slice()
  const view = new DataView(copy.buffer)
  view.setBigInt64(32, view.getBigInt64(32) + BigInt(afterMs) * 1_000_000n)
  return copy
}

/** The chunk with an event of no known type behind it, so large that it is worth a second reader. */
export function largeChunk(chunk: Uint8Array, bytes = 4_500_000): Uint8Array {
  const large = new Uint8Array(chunk.length + bytes)
  large.set(chunk)
  // A size in four groups of seven bits, and a type that nothing describes.
  large.set(
    [(bytes & 127) | 128, ((bytes >> 7) & 127) | 128, ((bytes >> 14) & 127) | 128, bytes >> 21, 127],
    chunk.length,
  )
  new DataView(large.buffer).setBigInt64(8, BigInt(large.length))
  return large
}

export const joinedBytes = (...files: readonly Uint8Array[]): Uint8Array => {
  const joined = new Uint8Array(files.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const file of files) {
    joined.set(file, at)
    at += file.length
  }
  return joined
}
