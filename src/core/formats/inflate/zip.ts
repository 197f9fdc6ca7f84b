/**
 * zip archives (PKWARE APPNOTE): the list at the end says what is inside and where; stored and deflated entries are read,
 * folders and what operating systems add are left out. The limit holds for all entries together.
 */
import { err, ok, type Result } from '../../base/result.ts'
import { readDeflate } from './deflate.ts'
import { OutputBuffer } from './outputBuffer.ts'
import { tooLarge, type DecodeRequest } from './limits.ts'

export interface ZipEntry {
  readonly name: string
  readonly bytes: Uint8Array
}

interface Listed {
  readonly name: string
  readonly method: number
  readonly isEncrypted: boolean
  readonly compressedBytes: number
  readonly headerAt: number
}

const maxEntries = 10_000

export function decodeZip(request: DecodeRequest): Promise<Result<readonly ZipEntry[]>> {
  return Promise.resolve(readZip(request))
}

function readZip({ bytes, limitBytes, where, onProgress }: DecodeRequest): Result<readonly ZipEntry[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const broken = (what: string): Result<never> =>
    err({ code: 'malformed', where, what: `the zip archive ${what}`, todo: 'Pack or download it again' })
  const listed = listEntries(bytes, view)
  if (typeof listed === 'string') return broken(listed)
  const wanted = listed.filter(
    ({ name }) => !name.endsWith('/') && !/(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$)/.test(name),
  )
  const entries: ZipEntry[] = []
  let left = limitBytes
  for (const [index, entry] of wanted.entries()) {
    if (entry.isEncrypted) {
      return err({
        code: 'unsupported',
        where,
        what: `${entry.name} inside is encrypted`,
        todo: 'Unpack it and drop the files',
      })
    }
    const from = dataStart(view, entry.headerAt)
    if (from === undefined || from + entry.compressedBytes > bytes.length) return broken(`ends inside ${entry.name}`)
    const packed = bytes.subarray(from, from + entry.compressedBytes)
    if (entry.method === 0) {
      if (packed.length > left) return tooLarge(where, limitBytes)
      entries.push({ name: entry.name, bytes: packed })
    } else if (entry.method === 8) {
      const out = new OutputBuffer(left, Math.min(left, packed.length * 4))
      const result = readDeflate(packed, 0, out)
      if (result.end === 'too-large') return tooLarge(where, limitBytes)
      if (result.end !== 'done') return broken(`is damaged inside ${entry.name}`)
      entries.push({ name: entry.name, bytes: out.view() })
    } else {
      const what = `${entry.name} inside is packed in a way that is not read here (method ${entry.method})`
      return err({ code: 'unsupported', where, what, todo: 'Unpack it and drop the files' })
    }
    left -= entries.at(-1)!.bytes.length
    onProgress?.((index + 1) / wanted.length)
  }
  return ok(entries)
}

/** The central directory, or what is wrong with it. */
function listEntries(bytes: Uint8Array, view: DataView): readonly Listed[] | string {
  const end = findEnd(view)
  if (end === undefined) return 'has no list of its files, so it is cut off'
  let at = view.getUint32(end + 16, true)
  const count = view.getUint16(end + 10, true)
  if (at === 0xffffffff || count === 0xffff) return 'is larger than 4 GB or holds more than 65,534 files'
  if (count > maxEntries)
    return `holds ${count.toLocaleString('en')} files, more than ${maxEntries.toLocaleString('en')}`
  const utf8 = new TextDecoder()
  const listed: Listed[] = []
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) return 'has a damaged list of its files'
    const nameBytes = view.getUint16(at + 28, true)
    listed.push({
      name: utf8.decode(bytes.subarray(at + 46, at + 46 + nameBytes)),
      method: view.getUint16(at + 10, true),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      compressedBytes: view.getUint32(at + 20, true),
      headerAt: view.getUint32(at + 42, true),
    })
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return listed
}

/** The end record: 22 bytes and a comment of at most 65,535. */
function findEnd(view: DataView): number | undefined {
  const last = view.byteLength - 22
  for (let at = last; at >= 0 && at >= last - 0xffff; at -= 1) {
    if (view.getUint32(at, true) === 0x06054b50) return at
  }
  return undefined
}

/** Past the entry's own header, whose name and extra field may differ in length from those in the list. */
function dataStart(view: DataView, at: number): number | undefined {
  if (at + 30 > view.byteLength || view.getUint32(at, true) !== 0x04034b50) return undefined
  return at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
}
