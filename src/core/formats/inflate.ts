/**
 * Takes wrappers off by their magic bytes, layer by layer, never making more than `maxInflatedBytes` in all:
 *
 *   1f 8b         gzip, any number of members       28 b5 2f fd   zstd
 *   78 01|9c|da   zlib                              04 22 4d 18   LZ4 frame
 *   50 4b 03 04   zip (may hold several files)
 *
 * To teach it a wrapper, add a row to `decoders`; `load` is called only when the magic is met.
 */
import { err, ok } from '../result.ts'
import { decodeGzip, decodeZlib } from './inflate/gzip.ts'
import { formatMegabytes } from './inflate/limits.ts'
import type { Result } from '../result.ts'
import type { DecodeRequest } from './inflate/limits.ts'
import type { ReadOptions } from './parsedFile.ts'

/** One file out of a wrapper. `name` only where the wrapper knows names (zip). */
export interface Entry {
  readonly bytes: Uint8Array
  readonly name?: string
}

interface Decoder {
  readonly name: string
  readonly matches: (bytes: Uint8Array) => boolean
  readonly decode: (request: DecodeRequest) => Promise<Result<readonly Entry[]>>
}

const startsWith =
  (...magic: readonly number[]) =>
  (bytes: Uint8Array): boolean =>
    bytes.length >= magic.length && magic.every((byte, i) => bytes[i] === byte)

const single =
  (decode: (request: DecodeRequest) => Promise<Result<Uint8Array>>) =>
  async (request: DecodeRequest): Promise<Result<readonly Entry[]>> => {
    const result = await decode(request)
    return result.ok ? ok([{ bytes: result.value }]) : result
  }

export const decoders: readonly Decoder[] = [
  { name: 'gzip', matches: startsWith(0x1f, 0x8b), decode: single(decodeGzip) },
  {
    name: 'zlib',
    matches: (bytes) => bytes.length > 6 && bytes[0] === 0x78 && [0x01, 0x9c, 0xda].includes(bytes[1]!),
    decode: single(decodeZlib),
  },
  {
    name: 'zstd',
    matches: startsWith(0x28, 0xb5, 0x2f, 0xfd),
    decode: async (request) => single((await import('./inflate/zstd.ts')).decodeZstd)(request),
  },
  {
    name: 'lz4',
    matches: startsWith(0x04, 0x22, 0x4d, 0x18),
    decode: async (request) => single((await import('./inflate/lz4.ts')).decodeLz4)(request),
  },
  {
    name: 'zip',
    matches: startsWith(0x50, 0x4b, 0x03, 0x04),
    decode: async (request) => (await import('./inflate/zip.ts')).decodeZip(request),
  },
]

/** More wrappers than this in one file is an attack, not a habit. */
const maxLayers = 4

/** The files inside, UTF-16 text turned into UTF-8, byte-order marks removed. Input that needs nothing is passed through, not copied. */
export async function inflate(bytes: Uint8Array, options: ReadOptions): Promise<Result<readonly Entry[]>> {
  const where = options.fileName
  if (bytes.length === 0) {
    return err({
      code: 'empty',
      where,
      what: 'the file is empty',
      todo: 'Record it again; a profiler that was killed leaves such files',
    })
  }
  let budget = options.maxInflatedBytes
  let entries: readonly Entry[] = [{ bytes }]
  for (let layer = 0; ; layer++) {
    const wrapped = entries.some((entry) => decoders.some((decoder) => decoder.matches(entry.bytes)))
    if (!wrapped) break
    if (layer === maxLayers) {
      return err({
        code: 'malformed',
        where,
        what: `it is compressed more than ${maxLayers} times over`,
        todo: 'Unpack it by hand',
      })
    }
    const inner: Entry[] = []
    for (const entry of entries) {
      const decoder = decoders.find((row) => row.matches(entry.bytes))
      if (!decoder) {
        inner.push(entry)
        continue
      }
      const request: DecodeRequest = {
        bytes: entry.bytes,
        limitBytes: budget,
        where,
        ...(options.onProgress ? { onProgress: options.onProgress } : {}),
      }
      const result = await decoder.decode(request)
      if (!result.ok) {
        if (result.error.code !== 'too-large') return result
        const what = `it inflates to more than the limit of ${formatMegabytes(options.maxInflatedBytes)}`
        return err({ ...result.error, what })
      }
      for (const made of result.value) {
        budget -= made.bytes.length
        const name = made.name ?? entry.name
        inner.push({ bytes: made.bytes, ...(name === undefined ? {} : { name }) })
      }
    }
    entries = inner
  }
  return ok(entries.map((entry) => ({ ...entry, bytes: toUtf8(entry.bytes) })))
}

function toUtf8(bytes: Uint8Array): Uint8Array {
  if (startsWith(0xff, 0xfe)(bytes)) return new TextEncoder().encode(new TextDecoder('utf-16le').decode(bytes))
  if (startsWith(0xfe, 0xff)(bytes)) return new TextEncoder().encode(new TextDecoder('utf-16be').decode(bytes))
  if (startsWith(0xef, 0xbb, 0xbf)(bytes)) return bytes.subarray(3)
  return bytes
}
