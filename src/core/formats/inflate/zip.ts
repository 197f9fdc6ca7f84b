/**
 * zip archives (PKWARE APPNOTE): the list at the end says what is inside and where; stored and deflated files are read, folders and what
 * operating systems add are passed over. The only reader of zips, for the page, the command line and zips inside other files.
 *
 * What a zip says is not believed: inflated bytes are counted and compared with the size and the checksum in the list, and files that lie
 * over each other are refused, because no zip program writes them and a few kilobytes of them unpack to terabytes.
 */
import { sourceOfBytes } from '../../base/byteSource.ts'
import { err, ok, type LoadError, type Result } from '../../base/result.ts'
import { crc32 } from './crc32.ts'
import { readDeflate } from './deflate.ts'
import { bombRefused, deflateLimit, formatMegabytes, isBomb, type DecodeRequest } from './limits.ts'
import { OutputBuffer } from './outputBuffer.ts'
import { inflateByPlatform } from './platform.ts'

export interface ZipEntry {
  /** With `/` between folders, whoever wrote it. */
  readonly path: string
  /** As the zip says; only for display. */
  readonly statedBytes: number
  /** At most `maxBytes`, or an error that names the file inside. Stored files are handed out without a copy. */
  read(maxBytes: number): Promise<Result<Uint8Array<ArrayBuffer>>>
}

interface Listed {
  readonly path: string
  readonly method: number
  readonly isEncrypted: boolean
  readonly crc: number
  readonly packedBytes: number
  readonly statedBytes: number
  readonly headerAt: number
  /** Where its bytes begin, undefined when there is no header at the place that the list says. */
  readonly dataAt: number | undefined
}

const mostEntries = 20_000
const packAgain = 'Pack it again with an ordinary zip program, or bring the files themselves'

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6))

/** All files of a zip that is inside something else, within `limitBytes` together. */
export async function decodeZip(
  request: DecodeRequest,
): Promise<Result<readonly { readonly name: string; readonly bytes: Uint8Array }[]>> {
  const { bytes, limitBytes, where, onProgress } = request
  const listed = listZip(bytes, where)
  if (!listed.ok) return listed
  const entries: { readonly name: string; readonly bytes: Uint8Array }[] = []
  const limit = deflateLimit(bytes.length, limitBytes)
  let left = limit.bytes
  for (const [index, entry] of listed.value.entries()) {
    const read = await entry.read(left)
    if (!read.ok) return read.error.code === 'too-large' ? limit.over(where) : read
    left -= read.value.length
    entries.push({ name: entry.path, bytes: read.value })
    onProgress?.((index + 1) / listed.value.length)
  }
  return ok(entries)
}

/** What is inside, without unpacking any of it. */
export function listZip(bytes: Uint8Array, where: string): Result<readonly ZipEntry[]> {
  const fail = (code: LoadError['code'], what: string): Result<never> =>
    err({ code, where, what: `the zip archive ${what}`, todo: packAgain })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  if (end === undefined) return fail('truncated', 'has no list of its files, so it is cut off')
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  if (count === 0xffff || at === 0xffffffff)
    return fail('unsupported', 'is larger than 4 GB or holds more than 65,534 files')
  if (count > mostEntries)
    return fail('too-large', `holds ${count.toLocaleString('en')} files, more than ${mostEntries.toLocaleString('en')}`)
  const utf8 = new TextDecoder()
  const listed: Listed[] = []
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50)
      return fail('malformed', `has a list of files that is damaged at entry ${i + 1}`)
    const nameBytes = view.getUint16(at + 28, true)
    const headerAt = view.getUint32(at + 42, true)
    listed.push({
      path: utf8.decode(bytes.subarray(at + 46, at + 46 + nameBytes)).replaceAll('\\', '/'),
      method: view.getUint16(at + 10, true),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      crc: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      statedBytes: view.getUint32(at + 24, true),
      headerAt,
      dataAt: dataStart(view, headerAt),
    })
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  // What is stated is never exceeded below, so this is all that there can be to do.
  if (
    isBomb(
      listed.reduce((sum, entry) => sum + mostBytesOf(entry), 0),
      bytes.length,
    )
  )
    return bombRefused(where)
  const over = overlapping(listed)
  if (over) return fail('malformed', `holds files that lie over each other (${over.path.slice(0, 100)})`)
  return ok(
    listed
      .filter(({ path }) => !path.endsWith('/') && !/(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$)/.test(path))
      .map((entry) => ({
        path: entry.path,
        statedBytes: entry.statedBytes,
        read: (maxBytes) => readEntry(bytes, entry, maxBytes, where),
      })),
  )
}

/** DEFLATE packs at most 1,032 to 1. */
function mostBytesOf({ method, packedBytes, statedBytes }: Listed): number {
  return Math.min(statedBytes, method === 0 ? packedBytes : packedBytes * 1032 + 64)
}

/** The first file that begins before another ends. */
function overlapping(listed: readonly Listed[]): Listed | undefined {
  const inPlace = listed.toSorted((a, b) => a.headerAt - b.headerAt)
  let until = 0
  for (const entry of inPlace) {
    if (entry.headerAt < until) return entry
    until = (entry.dataAt ?? entry.headerAt) + entry.packedBytes
  }
  return undefined
}

/** The end record: 22 bytes and a comment of at most 65,535. */
function findEnd(view: DataView): number | undefined {
  const last = view.byteLength - 22
  for (let at = last; at >= 0 && at >= last - 0xffff; at--) if (view.getUint32(at, true) === 0x06054b50) return at
  return undefined
}

/** Past the entry's own header, whose name and extra field may differ in length from those in the list. */
function dataStart(view: DataView, at: number): number | undefined {
  if (at + 30 > view.byteLength || view.getUint32(at, true) !== 0x04034b50) return undefined
  return at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
}

async function readEntry(
  bytes: Uint8Array,
  entry: Listed,
  maxBytes: number,
  where: string,
): Promise<Result<Uint8Array<ArrayBuffer>>> {
  const { path, method, packedBytes, statedBytes, dataAt } = entry
  const fail = (code: LoadError['code'], what: string, todo = packAgain): Result<never> =>
    err({ code, where: `${where} › ${path}`, what, todo })
  const limit = deflateLimit(packedBytes, maxBytes)
  const large = (): Result<never> =>
    limit.bytes < maxBytes
      ? limit.over(`${where} › ${path}`)
      : fail('too-large', `it inflates to more than ${formatMegabytes(maxBytes)}`)
  const lie = (holds: number | 'more'): Result<never> =>
    fail(
      'malformed',
      `the zip says that it has ${statedBytes.toLocaleString('en')} bytes, and it has ${holds.toLocaleString('en')}`,
    )
  if (entry.isEncrypted) return fail('unsupported', 'it is encrypted', 'Unpack it and bring the files')
  if (dataAt === undefined) return fail('malformed', 'it is not where the zip says that it is')
  if (dataAt + packedBytes > bytes.length) return fail('truncated', 'the zip ends inside it')
  const packed = bytes.subarray(dataAt, dataAt + packedBytes) as Uint8Array<ArrayBuffer>
  if (method === 0) {
    if (packedBytes !== statedBytes) return lie(packedBytes)
    return packedBytes > maxBytes ? large() : ok(packed)
  }
  if (method !== 8) return fail('unsupported', `it is packed in a way that is not read here (method ${method})`)
  const most = mostBytesOf(entry)
  if (most > limit.bytes) return large()
  const room = (): OutputBuffer => new OutputBuffer(statedBytes, most)
  let out = room()
  let isMore = false
  const end = await inflateByPlatform(
    sourceOfBytes(packed),
    'deflate-raw',
    (piece) => {
      isMore = !out.append(piece)
      return !isMore
    },
    () => undefined,
  )
  if (isMore) return lie('more')
  if (end === 'failed') {
    // Our own code knows what is wrong and where.
    out = room()
    const exact = readDeflate(packed, 0, out)
    if (exact.end === 'too-large') return lie('more')
    if (exact.end === 'truncated') return fail('truncated', 'its compressed data ends too early')
    if (exact.end === 'malformed') return fail('malformed', `it is damaged: ${exact.why}`)
  }
  const inflated = out.view()
  if (inflated.length !== statedBytes) return lie(inflated.length)
  return crc32(inflated) === entry.crc ? ok(inflated) : fail('malformed', 'its checksum does not match its content')
}
