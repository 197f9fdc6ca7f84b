/**
 * Takes wrappers off by their magic bytes, layer by layer, never making more than `maxInflatedBytes` in all:
 *
 *   1f 8b         gzip, any number of members       28 b5 2f fd   zstd
 *   78 01|9c|da   zlib                              04 22 4d 18   LZ4 frame
 *   50 4b 03 04   zip (may hold several files)      "ustar"       at byte 257: tar (several files too)
 *
 * To teach it a wrapper, add a row to `decoders`; `load` is called only when the magic is met.
 */
import { err, ok, type Result } from '../base/result.ts'
import { decodeGzip, decodeZlib } from './inflate/gzip.ts'
import { formatMegabytes, type DecodeRequest } from './inflate/limits.ts'
import { OutputBuffer } from './inflate/outputBuffer.ts'
import type { ReadOptions } from './parsedFile.ts'

/** One file out of a wrapper. `name` only where the wrapper knows names (zip, tar). */
export interface Entry {
  readonly bytes: Uint8Array
  readonly name?: string
}

interface Decoder {
  readonly name: string
  readonly matches: (bytes: Uint8Array) => boolean
  readonly decode: (request: DecodeRequest) => Promise<Result<readonly Entry[]>>
  /** The platform's name for it, where it can unpack piece by piece. */
  readonly stream?: 'gzip' | 'deflate'
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

export const isGzip: (bytes: Uint8Array) => boolean = startsWith(0x1f, 0x8b)
export const isTar = (bytes: Uint8Array): boolean =>
  bytes[511] === 0 && startsWith(0x75, 0x73, 0x74, 0x61)(bytes.subarray(257))

export const decoders: readonly Decoder[] = [
  { name: 'gzip', matches: isGzip, decode: single(decodeGzip), stream: 'gzip' },
  {
    name: 'zlib',
    matches: (bytes) => bytes.length > 6 && bytes[0] === 0x78 && [0x01, 0x9c, 0xda].includes(bytes[1]!),
    decode: single(decodeZlib),
    stream: 'deflate',
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
  {
    name: 'tar',
    matches: isTar,
    decode: async (request) => (await import('./inflate/tar.ts')).decodeTar(request),
  },
]

/** More wrappers than this in one file is an attack, not a habit. */
const maxLayers = 4

/** What was taken off a file before it came here. */
export interface Unpacked {
  readonly layers: number
  readonly bytes: number
}

export const emptyFile = (where: string): Result<never> =>
  err({
    code: 'empty',
    where,
    what: 'the file is empty',
    todo: 'Record it again; a profiler that was killed leaves such files',
  })

/** The files inside, UTF-16 text turned into UTF-8, byte-order marks removed. Input that needs nothing is passed through, not copied. */
export async function inflate(
  bytes: Uint8Array,
  options: ReadOptions,
  before: Unpacked = { layers: 0, bytes: 0 },
): Promise<Result<readonly Entry[]>> {
  const where = options.fileName
  if (bytes.length === 0 && before.layers === 0) return emptyFile(where)
  let budget = options.maxInflatedBytes - before.bytes
  let entries: readonly Entry[] = [{ bytes }]
  for (let layer = before.layers; ; layer++) {
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
  const recode = recoderFor(bytes)
  if (!recode) return bytes
  if (startsWith(0xef, 0xbb, 0xbf)(bytes)) return bytes.subarray(3)
  // In pieces, because one string may not hold it all.
  const out = new OutputBuffer(Infinity, bytes.length)
  for (let at = 0; at < bytes.length; at += recodedBytes) out.append(recode(bytes.subarray(at, at + recodedBytes)))
  return out.view()
}

const recodedBytes = 1 << 20

/** Text of Windows without its mark: every second byte is 0, and none between them. Numbers of two bytes are not all letters. */
function isWideAscii(start: Uint8Array): boolean {
  const length = Math.min(start.length, 512) & ~1
  for (let at = 0; at < length; at += 2) {
    const byte = start[at]!
    if (start[at + 1] !== 0 || byte > 126 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return false
  }
  return length >= 16
}

/** For text that begins like this: its pieces, one after the other from the first, as UTF-8 without a byte-order mark. */
export function recoderFor(start: Uint8Array): ((piece: Uint8Array) => Uint8Array) | undefined {
  const encoding =
    startsWith(0xff, 0xfe)(start) || isWideAscii(start)
      ? 'utf-16le'
      : startsWith(0xfe, 0xff)(start)
        ? 'utf-16be'
        : undefined
  if (encoding !== undefined) {
    const decoder = new TextDecoder(encoding)
    const encoder = new TextEncoder()
    return (piece) => encoder.encode(decoder.decode(piece, { stream: true }))
  }
  if (!startsWith(0xef, 0xbb, 0xbf)(start)) return undefined
  let isFirst = true
  return (piece) => {
    const text = isFirst ? piece.subarray(3) : piece
    isFirst = false
    return text
  }
}
