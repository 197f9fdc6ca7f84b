/**
 * Recordings that are packed: a folder of one ("captures.zip" is captures/), read once, when the first of its files is asked for; or the
 * whole of it in one file.
 */
import { err, ok, type Result } from '../../core/base/result.ts'
import type { ReadContext, SourceError } from '../source.ts'
import type { Folder } from './folder.ts'
import { recordingFileName } from './recording.ts'

/** One file out of an archive, unpacked. */
const largestFileBytes = 1e9

type Files = ReadonlyMap<string, { read(maxBytes: number): Promise<Result<Uint8Array<ArrayBuffer>>> }>
type Opened = Result<Files, SourceError>

export function archivedFolder(folder: Folder, archive: string): Folder {
  let opening: Promise<Opened> | undefined
  const packed = `${archive.replace(/\.zip$/i, '')}/`
  return {
    ...folder,
    async read(path, context) {
      // What was dropped is unpacked already.
      if (!path.startsWith(packed) || folder.has?.(path) === true) return folder.read(path, context)
      // Many files wait for it, and one that is given up must not take it from the others: only progress is passed on.
      const onProgress = context?.onProgress
      const mine = (opening ??= openArchive(folder, archive, onProgress ? { onProgress } : undefined))
      const files = await mine
      if (!files.ok) {
        // Whoever asks again, asks again.
        if (opening === mine) opening = undefined
        return files
      }
      return readFrom(files.value, path.slice(packed.length), `${folder.name}/${archive}`)
    },
  }
}

/**
 * A recording that is one file of this folder, `incident.zip`: recording.json lies at its top, or at the top of the one folder in it, as
 * programs pack a folder.
 */
export async function zippedFolder(
  folder: Folder,
  archive: string,
  context?: ReadContext,
): Promise<Result<Folder, SourceError>> {
  const opened = await openArchive(folder, archive, context)
  if (!opened.ok) return opened
  const files = opened.value
  const where = `${folder.name}/${archive}`
  const found = [...files.keys()].filter((path) => path === recordingFileName || path.endsWith(`/${recordingFileName}`))
  const depthOf = (path: string): number => path.split('/').length
  const least = Math.min(...found.map(depthOf))
  const [first, second] = found.filter((path) => depthOf(path) === least)
  if (first === undefined || second !== undefined)
    return err({
      code: first === undefined ? 'not-found' : 'unsupported',
      where,
      what: first === undefined ? `there is no ${recordingFileName} in it` : 'it holds several recordings',
      todo:
        first === undefined
          ? 'download it and drop it on the page: its files open without one'
          : 'pack each for itself',
    })
  const top = first.slice(0, -recordingFileName.length)
  return ok({
    id: `${folder.id}${archive}`,
    name: archive,
    has: (path) => files.has(`${top}${path}`),
    read: (path) => readFrom(files, `${top}${path}`, where),
  })
}

async function readFrom(files: Files, path: string, where: string): Promise<Result<ArrayBuffer, SourceError>> {
  const file = files.get(path)
  if (!file)
    return err({
      code: 'not-found',
      where: `${where}/${path}`,
      what: 'this file is not in the archive of the recording',
      todo: 'pack the recording again',
    })
  const read = await file.read(largestFileBytes)
  // A copy of its own: what is read goes to another thread, and the archive stays.
  return read.ok ? ok(read.value.slice().buffer) : read
}

async function openArchive(folder: Folder, archive: string, context: ReadContext | undefined): Promise<Opened> {
  const [{ listZip }, bytes] = await Promise.all([
    import('../../core/formats/inflate/zip.ts'),
    folder.read(archive, context),
  ])
  if (!bytes.ok) return bytes
  const listed = listZip(new Uint8Array(bytes.value), `${folder.name}/${archive}`)
  return listed.ok ? ok(new Map(listed.value.map((entry) => [entry.path, entry]))) : listed
}
