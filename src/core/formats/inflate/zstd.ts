/** Zstandard (RFC 8878) with fzstd, behind a look at the frames: how much memory they ask for, and whether they are whole. */
import { Decompress } from 'fzstd'
import { err, ok, type Result } from '../../base/result.ts'
import { CancelledError } from '../parsedFile.ts'
import { OutputBuffer } from './outputBuffer.ts'
import { tooLarge, type DecodeRequest } from './limits.ts'

/** zstd's own limit for decoding without being asked twice. */
const maxWindowBytes = 128 * 1024 * 1024
const todo = 'Download or record the file again'

class TooLarge extends Error {}

export function decodeZstd(request: DecodeRequest): Promise<Result<Uint8Array>> {
  return Promise.resolve(unpackZstd(request))
}

/** For readers of formats that have zstd inside. */
export function unpackZstd({ bytes, limitBytes, where, onProgress }: DecodeRequest): Result<Uint8Array> {
  const looked = lookAtFrames(bytes)
  if (looked === 'truncated') {
    const what = `the zstd data ends too early, at byte ${bytes.length.toLocaleString('en')}`
    return err({ code: 'truncated', where, what, todo })
  }
  if (looked === 'malformed') return damaged(where)
  if (looked > maxWindowBytes) {
    const what = 'its zstd window is larger than 128 MB'
    return err({ code: 'unsupported', where, what, todo: 'Unpack it with `zstd -d --long=31`' })
  }
  const out = new OutputBuffer(limitBytes, bytes.length * 4)
  const stream = new Decompress((piece) => {
    if (!out.append(piece)) throw new TooLarge()
  })
  const pieceBytes = 64 * 1024
  try {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const end = Math.min(bytes.length, at + pieceBytes)
      stream.push(bytes.subarray(at, end), end === bytes.length)
      onProgress?.(end / bytes.length)
    }
  } catch (problem) {
    if (problem instanceof CancelledError) throw problem
    return problem instanceof TooLarge ? tooLarge(where, limitBytes) : damaged(where)
  }
  return ok(out.view())
}

function damaged(where: string): Result<never> {
  return err({ code: 'malformed', where, what: 'the zstd data is damaged', todo })
}

/** The largest window of all frames, found by walking from block to block without decoding any. */
function lookAtFrames(bytes: Uint8Array): number | 'truncated' | 'malformed' {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let window = 0
  let at = 0
  while (at < bytes.length) {
    if (at + 8 > bytes.length) return 'truncated'
    const magic = view.getUint32(at, true)
    if (magic >>> 4 === 0x184d2a5) {
      at += 8 + view.getUint32(at + 4, true)
      continue
    }
    if (magic !== 0xfd2fb528) return 'malformed'
    const descriptor = bytes[at + 4]!
    const isSingleSegment = (descriptor & 0x20) !== 0
    const contentSizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!
    const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!
    let next = at + 5
    if (!isSingleSegment) {
      const byte = bytes[next]!
      const base = 2 ** (10 + (byte >> 3))
      window = Math.max(window, base + (base / 8) * (byte & 7))
      next += 1
    }
    next += dictionaryBytes
    if (next + contentSizeBytes > bytes.length) return 'truncated'
    if (isSingleSegment) window = Math.max(window, contentSize(view, next, contentSizeBytes))
    next += contentSizeBytes
    for (let isLast = false; !isLast;) {
      if (next + 3 > bytes.length) return 'truncated'
      const header = bytes[next]! | (bytes[next + 1]! << 8) | (bytes[next + 2]! << 16)
      isLast = (header & 1) === 1
      // A run-length block repeats one byte; the size is that of the result.
      next += 3 + (((header >> 1) & 3) === 1 ? 1 : header >> 3)
    }
    if ((descriptor & 4) !== 0) next += 4
    if (next > bytes.length) return 'truncated'
    at = next
  }
  return window
}

function contentSize(view: DataView, at: number, width: number): number {
  if (width === 1) return view.getUint8(at)
  if (width === 2) return view.getUint16(at, true) + 256
  if (width === 4) return view.getUint32(at, true)
  return Number(view.getBigUint64(at, true))
}
