/** gzip (RFC 1952), any number of members, and zlib (RFC 1950): fast by the platform, exact by our own code when that fails. */
import { err, ok, type Result } from '../../base/result.ts'
import { sourceOfBytes } from '../../base/byteSource.ts'
import { readDeflate } from './deflate.ts'
import { OutputBuffer } from './outputBuffer.ts'
import { inflateByPlatform } from './platform.ts'
import { deflateLimit, type DecodeRequest } from './limits.ts'

const todo = 'Download or record the file again'

export async function decodeGzip(request: DecodeRequest): Promise<Result<Uint8Array>> {
  const { bytes } = request
  const tail = bytes.length - 4
  const size = bytes.length >= 18 ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(tail, true) : 0
  return (await decodeByPlatform(request, 'gzip', size)) ?? decodeGzipExactly(request)
}

export async function decodeZlib(request: DecodeRequest): Promise<Result<Uint8Array>> {
  return (await decodeByPlatform(request, 'deflate', 0)) ?? decodeZlibExactly(request)
}

/** Undefined when the platform gives up; it does not say why. */
async function decodeByPlatform(
  { bytes, limitBytes, where, onProgress }: DecodeRequest,
  format: 'gzip' | 'deflate',
  sizeHint: number,
): Promise<Result<Uint8Array> | undefined> {
  const limit = deflateLimit(bytes.length, limitBytes)
  const out = new OutputBuffer(limit.bytes, sizeHint || bytes.length * 4)
  const end = await inflateByPlatform(
    sourceOfBytes(bytes),
    format,
    (piece) => out.append(piece),
    (read) => onProgress?.(Math.min(1, read / bytes.length)),
  )
  if (end === 'stopped') return limit.over(where)
  return end === 'done' ? ok(out.view()) : undefined
}

function decodeGzipExactly(request: DecodeRequest): Result<Uint8Array> {
  const out = new OutputBuffer(deflateLimit(request.bytes.length, request.limitBytes).bytes, request.bytes.length * 4)
  const end = inflateGzipExactly(request, out)
  return end.ok ? ok(out.view()) : end
}

function decodeZlibExactly(request: DecodeRequest): Result<Uint8Array> {
  const out = new OutputBuffer(deflateLimit(request.bytes.length, request.limitBytes).bytes, request.bytes.length * 4)
  const end = inflateZlibExactly(request, out)
  return end.ok ? ok(out.view()) : end
}

/** Member after member, with the place and reason of the first mistake. Zero padding and junk after a whole member end the file. */
export function inflateGzipExactly({ bytes, limitBytes, where }: DecodeRequest, out: OutputBuffer): Result<true> {
  for (let at = 0; at < bytes.length;) {
    const body = findGzipBody(bytes, at)
    if (body === 'not-gzip' && at > 0) break
    if (typeof body === 'string') return truncated(where, bytes)
    out.startMember()
    const result = readDeflate(bytes, body, out)
    if (result.end === 'too-large') return deflateLimit(bytes.length, limitBytes).over(where)
    if (result.end === 'truncated') return truncated(where, bytes)
    if (result.end === 'malformed') return damaged(where, 'gzip', result.atByte, result.why)
    if (result.nextByte + 8 > bytes.length) return truncated(where, bytes)
    const check = new DataView(bytes.buffer, bytes.byteOffset).getUint32(result.nextByte, true)
    if (check !== out.memberCrc) {
      return damaged(where, 'gzip', result.nextByte, 'its checksum does not match its content')
    }
    at = result.nextByte + 8
  }
  return ok(true)
}

export function inflateZlibExactly({ bytes, limitBytes, where }: DecodeRequest, out: OutputBuffer): Result<true> {
  out.startMember()
  const result = readDeflate(bytes, 2, out)
  if (result.end === 'too-large') return deflateLimit(bytes.length, limitBytes).over(where)
  if (result.end === 'truncated') return truncated(where, bytes)
  if (result.end === 'malformed') return damaged(where, 'zlib', result.atByte, result.why)
  return ok(true)
}

/** Offset of the DEFLATE data of the member that starts at `at`. */
function findGzipBody(bytes: Uint8Array, at: number): number | 'not-gzip' | 'truncated' {
  if (bytes[at] !== 0x1f || bytes[at + 1] !== 0x8b || bytes[at + 2] !== 8) return 'not-gzip'
  const flags = bytes[at + 3] ?? 0
  let next = at + 10
  if (flags & 4) next += 2 + (bytes[next] ?? 0) + ((bytes[next + 1] ?? 0) << 8)
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue
    while (next < bytes.length && bytes[next] !== 0) next++
    next++
  }
  if (flags & 2) next += 2
  return next < bytes.length ? next : 'truncated'
}

function truncated(where: string, bytes: Uint8Array): Result<never> {
  const what = `the compressed data ends too early, at byte ${bytes.length.toLocaleString('en')}`
  return err({ code: 'truncated', where, what, todo })
}

function damaged(where: string, format: string, atByte: number, why: string): Result<never> {
  const what = `the ${format} data is damaged at byte ${atByte.toLocaleString('en')}: ${why}`
  return err({ code: 'malformed', where, what, todo })
}
