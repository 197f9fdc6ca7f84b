/** A zip of files as they are (profiles are compressed already), for saving a recording in one piece. */
import { crc32 } from '../../core/formats/inflate/crc32.ts'
import type { EpochMs } from '../../core/base/units.ts'

export interface ZipInput {
  readonly path: string
  readonly bytes: Uint8Array
}

/** `atMs` is written as the time of all files, in UTC. Plain zip: fewer than 65,536 files, under 4 GB together. */
export function writeZip(files: readonly ZipInput[], atMs: EpochMs): Blob {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const directory: Uint8Array<ArrayBuffer>[] = []
  let offset = 0
  for (const { path, bytes } of files) {
    const name = new TextEncoder().encode(path)
    const common = commonFields(bytes, name.length, atMs)
    const local = record(0x04034b50, 30, (view) => copy(common, view, 4), name)
    directory.push(
      record(
        0x02014b50,
        46,
        (view) => {
          view.setUint16(4, 20, true)
          copy(common, view, 6)
          view.setUint32(42, offset, true)
        },
        name,
      ),
    )
    pieces.push(local, new Uint8Array(bytes))
    offset += local.length + bytes.length
  }
  const directoryBytes = directory.reduce((sum, entry) => sum + entry.length, 0)
  const end = record(0x06054b50, 22, (view) => {
    view.setUint16(8, files.length, true)
    view.setUint16(10, files.length, true)
    view.setUint32(12, directoryBytes, true)
    view.setUint32(16, offset, true)
  })
  return new Blob([...pieces, ...directory, end], { type: 'application/zip' })
}

/** The 26 bytes that the local and the central record share: from "version needed" to "extra length". */
function commonFields(bytes: Uint8Array, nameLength: number, atMs: EpochMs): DataView<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(26))
  const utf8Names = 1 << 11
  const date = new Date(Math.max(atMs, Date.UTC(1980)))
  view.setUint16(0, 20, true)
  view.setUint16(2, utf8Names, true)
  view.setUint16(4, 0, true)
  view.setUint16(6, (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1), true)
  view.setUint16(8, ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate(), true)
  view.setUint32(10, crc32(bytes), true)
  view.setUint32(14, bytes.length, true)
  view.setUint32(18, bytes.length, true)
  view.setUint16(22, nameLength, true)
  return view
}

function copy(from: DataView, to: DataView, at: number): void {
  for (let i = 0; i < from.byteLength; i++) to.setUint8(at + i, from.getUint8(i))
}

function record(
  signature: number,
  size: number,
  fill: (view: DataView<ArrayBuffer>) => void,
  name = new Uint8Array(0),
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size + name.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, signature, true)
  fill(view)
  bytes.set(name, size)
  return bytes
}
