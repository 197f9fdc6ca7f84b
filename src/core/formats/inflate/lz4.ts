/** LZ4 frames, any number of them (layout: lz4_Frame_format.md and lz4_Block_format.md of the LZ4 project). Checksums are not verified. */
import { err, ok, type Result } from '../../base/result.ts'
import { OutputBuffer } from './outputBuffer.ts'
import { tooLarge, type DecodeRequest } from './limits.ts'

type Stop = 'truncated' | 'malformed' | 'too-large'

export function decodeLz4({ bytes, limitBytes, where, onProgress }: DecodeRequest): Promise<Result<Uint8Array>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const out = new OutputBuffer(limitBytes, bytes.length * 4)
  let at = 0
  while (at < bytes.length) {
    const frame = decodeFrame(bytes, view, at, out)
    if (frame === 'too-large') return Promise.resolve(tooLarge(where, limitBytes))
    if (typeof frame === 'string') {
      const what =
        frame === 'truncated'
          ? `the LZ4 data ends too early, at byte ${bytes.length.toLocaleString('en')}`
          : `the LZ4 data is damaged after byte ${at.toLocaleString('en')}`
      return Promise.resolve(err({ code: frame, where, what, todo: 'Download or record the file again' }))
    }
    at = frame
    onProgress?.(at / bytes.length)
  }
  return Promise.resolve(ok(out.view()))
}

/** Where the next frame begins, or why it cannot be read. */
function decodeFrame(bytes: Uint8Array, view: DataView, from: number, out: OutputBuffer): number | Stop {
  if (from + 8 > bytes.length) return 'truncated'
  const magic = view.getUint32(from, true)
  // Skippable frames: four bytes of length, then anything.
  if (magic >>> 4 === 0x184d2a5) return Math.min(bytes.length, from + 8 + view.getUint32(from + 4, true))
  if (magic !== 0x184d2204) return 'malformed'
  const flags = bytes[from + 4]!
  if (flags >> 6 !== 1) return 'malformed'
  const hasBlockChecksum = (flags & 0x10) !== 0
  const contentSizeBytes = (flags & 0x08) !== 0 ? 8 : 0
  const contentChecksumBytes = (flags & 0x04) !== 0 ? 4 : 0
  const dictionaryBytes = (flags & 0x01) !== 0 ? 4 : 0
  const frameStart = out.length
  let at = from + 4 + 2 + contentSizeBytes + dictionaryBytes + 1
  for (;;) {
    if (at + 4 > bytes.length) return 'truncated'
    const word = view.getUint32(at, true)
    at += 4
    if (word === 0) return at + contentChecksumBytes
    const size = word & 0x7fffffff
    if (at + size > bytes.length) return 'truncated'
    const block = bytes.subarray(at, at + size)
    if (word >>> 31 === 1) {
      if (!out.append(block)) return 'too-large'
    } else {
      const stop = decodeBlock(block, out, frameStart)
      if (stop !== undefined) return stop
    }
    at += size + (hasBlockChecksum ? 4 : 0)
  }
}

/** Sequences of literals and copies from what was written before; copies may reach into earlier blocks of the frame. */
function decodeBlock(block: Uint8Array, out: OutputBuffer, frameStart: number): Stop | undefined {
  let at = 0
  const more = (short: number): number => {
    let length = short
    if (short < 15) return length
    for (;;) {
      const byte = block[at++]
      if (byte === undefined) return -1
      length += byte
      if (byte < 255) return length
    }
  }
  while (at < block.length) {
    const token = block[at++]!
    const literals = more(token >> 4)
    if (literals < 0 || at + literals > block.length) return 'malformed'
    if (!out.append(block.subarray(at, at + literals))) return 'too-large'
    at += literals
    // The last sequence has no copy.
    if (at === block.length) return undefined
    const distance = block[at]! | ((block[at + 1] ?? 0) << 8)
    at += 2
    const length = more(token & 15) + 4
    if (length < 4 || distance === 0 || distance > out.length - frameStart) return 'malformed'
    if (!out.reserve(length)) return 'too-large'
    const { data } = out
    let to = out.length
    // Byte by byte when source and target overlap, which is how LZ4 repeats a pattern.
    if (distance >= length) data.copyWithin(to, to - distance, to - distance + length)
    else for (const end = to + length; to < end; to += 1) data[to] = data[to - distance]!
    out.length += length
  }
  return undefined
}
