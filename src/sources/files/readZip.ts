/**
 * The files of a zip, found through its central directory, inflated one at a time and never beyond a limit. What a zip says
 * about sizes is not believed: the inflated bytes are counted. The platform inflates, off the page's thread; only when it fails
 * does our own code look for the reason. Stored files are handed out unchecked: a profile has its own checksum inside.
 */
import { readDeflate } from '../../core/formats/inflate/deflate.ts'
import { crc32 } from '../../core/formats/inflate/crc32.ts'
import { OutputBuffer } from '../../core/formats/inflate/outputBuffer.ts'
import { err, ok, type LoadError, type Result } from '../../core/base/result.ts'

export interface ZipEntry {
  readonly path: string
  /** As the zip says; only for display. */
  readonly statedBytes: number
  read(maxBytes: number): Promise<Result<ArrayBuffer>>
}

const mostEntries = 20_000
const todo = 'pack it again with an ordinary zip program, or drop the files themselves'

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6))

export function readZip(bytes: Uint8Array, where: string): Result<readonly ZipEntry[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fail = (code: LoadError['code'], what: string): Result<never> => err({ code, where, what, todo })
  const end = findEnd(view)
  if (end === undefined) return fail('truncated', 'its list of files, which is at its end, is missing')
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  if (count === 0xffff || at === 0xffffffff) return fail('unsupported', 'it is a zip64, for more than 4 GB')
  if (count > mostEntries) return fail('too-large', `it lists ${count} files`)
  const entries: ZipEntry[] = []
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50)
      return fail('malformed', `its list of files is damaged at entry ${i + 1}`)
    const nameLength = view.getUint16(at + 28, true)
    const next = at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    const path = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)).replaceAll('\\', '/')
    if (!path.endsWith('/')) entries.push(entryAt(bytes, view, at, path, where))
    at = next
  }
  return ok(entries)
}

/** From the back: a comment of up to 65,535 bytes may follow the end record. */
function findEnd(view: DataView): number | undefined {
  const lowest = Math.max(0, view.byteLength - 22 - 0xffff)
  for (let at = view.byteLength - 22; at >= lowest; at--) if (view.getUint32(at, true) === 0x06054b50) return at
  return undefined
}

function entryAt(bytes: Uint8Array, view: DataView, at: number, path: string, where: string): ZipEntry {
  const flags = view.getUint16(at + 8, true)
  const method = view.getUint16(at + 10, true)
  const crc = view.getUint32(at + 16, true)
  const packedBytes = view.getUint32(at + 20, true)
  const statedBytes = view.getUint32(at + 24, true)
  const local = view.getUint32(at + 42, true)
  const fail = (code: LoadError['code'], what: string): Result<never> =>
    err({ code, where: `${where} › ${path}`, what, todo })
  return {
    path,
    statedBytes,
    async read(maxBytes) {
      if ((flags & 1) === 1) return fail('refused', 'it is encrypted')
      if (local + 30 > bytes.length || view.getUint32(local, true) !== 0x04034b50)
        return fail('malformed', 'the zip points at a place where it is not')
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
      if (start + packedBytes > bytes.length) return fail('truncated', 'the zip ends before it does')
      const packed = bytes.subarray(start, start + packedBytes)
      if (method === 0) {
        if (packed.length > maxBytes) return fail('too-large', `it is larger than ${megabytes(maxBytes)}`)
        return ok(new Uint8Array(packed).buffer)
      }
      if (method !== 8) return fail('unsupported', `it is compressed with method ${method}, not read here`)
      const inflated = await inflateByPlatform(packed, maxBytes)
      if (inflated === 'too-large') return fail('too-large', `it inflates to more than ${megabytes(maxBytes)}`)
      if (inflated !== 'failed' && inflated.length === statedBytes) return ok(new Uint8Array(inflated).buffer)
      const out = new OutputBuffer(maxBytes, Math.min(statedBytes, packedBytes * 1032 + 64))
      const exact = readDeflate(packed, 0, out)
      if (exact.end === 'too-large') return fail('too-large', `it inflates to more than ${megabytes(maxBytes)}`)
      if (exact.end === 'truncated') return fail('truncated', 'its compressed data ends too early')
      if (exact.end === 'malformed') return fail('malformed', `it is damaged: ${exact.why}`)
      if (crc32(out.view()) !== crc) return fail('malformed', 'its checksum does not match its content')
      return ok(new Uint8Array(out.view()).buffer)
    },
  }
}

async function inflateByPlatform(
  packed: Uint8Array,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | 'too-large' | 'failed'> {
  const out = new OutputBuffer(maxBytes, packed.length * 4)
  const stream = new DecompressionStream('deflate-raw')
  const reader = stream.readable.getReader()
  const writer = stream.writable.getWriter()
  const writing = writer
    .write(new Uint8Array(packed))
    .then(() => writer.close())
    .catch(() => undefined)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      if (!out.append(value)) {
        await reader.cancel().catch(() => undefined)
        return 'too-large'
      }
    }
    await writing
    return out.view()
  } catch {
    return 'failed'
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`
