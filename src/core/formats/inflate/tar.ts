/**
 * tar archives (POSIX ustar, pax and GNU): blocks of 512 bytes, a header before each file. Support bundles and `kubectl cp` come so. Files
 * are handed out without a copy; folders, links, devices and what operating systems add are passed over.
 */
import { err, ok, type LoadError, type Result } from '../../base/result.ts'
import type { DecodeRequest } from './limits.ts'

const block = 512
const mostEntries = 20_000
const text = new TextDecoder()

export function decodeTar({
  bytes,
  where,
}: DecodeRequest): Result<readonly { readonly name: string; readonly bytes: Uint8Array }[]> {
  const fail = (code: LoadError['code'], what: string): Result<never> =>
    err({ code, where, what: `the tar archive ${what}`, todo: 'Pack it again, or bring the files themselves' })
  const entries: { readonly name: string; readonly bytes: Uint8Array }[] = []
  /** Said by a header of its own before the file: names of more than a hundred bytes. */
  let longName: string | undefined
  for (let at = 0; at + block <= bytes.length && bytes[at] !== 0;) {
    const header = bytes.subarray(at, at + block)
    if (!isHeader(header)) return fail('malformed', `is damaged: at byte ${at.toLocaleString('en')} is no header`)
    const size = numberAt(header, 124, 12)
    const from = at + block
    if (from + size > bytes.length) return fail('truncated', 'ends inside a file')
    const content = bytes.subarray(from, from + size)
    at = from + Math.ceil(size / block) * block
    const kind = String.fromCodePoint(header[156]!)
    if (kind === 'L') longName = textAt(content, 0, size)
    else if (kind === 'x') longName = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(text.decode(content))?.[1] ?? longName
    else {
      const prefix = textAt(header, 345, 155)
      const name = longName ?? `${prefix === '' ? '' : `${prefix}/`}${textAt(header, 0, 100)}`
      longName = undefined
      const isFile = (kind === '0' || kind === '\0') && !name.endsWith('/')
      if (isFile && !/(^|\/)(\._|\.DS_Store$)/.test(name))
        entries.push({ name: name.replace(/^\.\//, ''), bytes: content })
      if (entries.length > mostEntries)
        return fail('too-large', `holds more than ${mostEntries.toLocaleString('en')} files`)
    }
  }
  return ok(entries)
}

/** Its own sum is in it, counted as if blanks stood in that place. */
function isHeader(header: Uint8Array): boolean {
  let sum = 0
  for (let at = 0; at < block; at++) sum += at >= 148 && at < 156 ? 32 : header[at]!
  return sum === numberAt(header, 148, 8)
}

function textAt(bytes: Uint8Array, from: number, length: number): string {
  const field = bytes.subarray(from, from + length)
  const end = field.indexOf(0)
  return text.decode(end < 0 ? field : field.subarray(0, end))
}

/** In octal; of more than 8 GB in bytes, told by the first bit, which no file here has. */
const numberAt = (bytes: Uint8Array, from: number, length: number): number =>
  (bytes[from]! & 0x80) === 0 ? Number.parseInt(textAt(bytes, from, length).trim() || '0', 8) : Infinity
