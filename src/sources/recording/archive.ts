/** A folder of a recording that is packed: "captures.zip" is captures/. Read once, when the first of its files is asked for. */
import { err, ok, type Result } from '../../core/base/result.ts'
import type { ReadContext, SourceError } from '../source.ts'
import type { Folder } from './folder.ts'

/** One file out of an archive, unpacked. */
const largestFileBytes = 1e9

type Opened = Result<
  ReadonlyMap<string, { read(maxBytes: number): Promise<Result<Uint8Array<ArrayBuffer>>> }>,
  SourceError
>

export function archivedFolder(folder: Folder, archive: string): Folder {
  let opening: Promise<Opened> | undefined
  const packed = `${archive.replace(/\.zip$/i, '')}/`
  return {
    ...folder,
    async read(path, context) {
      // What was dropped is unpacked already.
      if (!path.startsWith(packed) || folder.has?.(path) === true) return folder.read(path, context)
      const mine = (opening ??= openArchive(folder, archive, context))
      const files = await mine
      if (!files.ok) {
        // Whoever asks again, asks again.
        if (opening === mine) opening = undefined
        return files
      }
      const where = `${folder.name}/${archive}`
      const file = files.value.get(path.slice(packed.length))
      if (!file)
        return err({
          code: 'not-found',
          where: `${where}/${path.slice(packed.length)}`,
          what: 'this file is not in the archive of the recording',
          todo: 'pack the recording again',
        })
      const read = await file.read(largestFileBytes)
      // A copy of its own: what is read goes to another thread, and the archive stays.
      return read.ok ? ok(read.value.slice().buffer) : read
    },
  }
}

/** Many files wait for it, and one that is given up must not take it from the others: only progress is passed on. */
async function openArchive(folder: Folder, archive: string, context: ReadContext | undefined): Promise<Opened> {
  const onProgress = context?.onProgress
  const [{ listZip }, bytes] = await Promise.all([
    import('../../core/formats/inflate/zip.ts'),
    folder.read(archive, onProgress ? { onProgress } : undefined),
  ])
  if (!bytes.ok) return bytes
  const listed = listZip(new Uint8Array(bytes.value), `${folder.name}/${archive}`)
  return listed.ok ? ok(new Map(listed.value.map((entry) => [entry.path, entry]))) : listed
}
