import type { NamedFile } from '../../sources/files/collectFiles.ts'
import { writeZip } from '../../sources/files/writeZip.ts'

/** So many names with their hashes still fit into a link. */
const mostNames = 12

/**
 * A dropped recording folder as the zip that it would be when saved: a hundred names make a link that is cut, and a reload would
 * find nothing. The same folder always becomes the same bytes, so its link stays the same. Everything else is left as it came.
 */
export async function asOneFile(files: readonly NamedFile[]): Promise<readonly NamedFile[]> {
  const [first, ...others] = files.filter(({ path }) => /(^|\/)recording\.json$/.test(path))
  const folder = first?.path.slice(0, -'recording.json'.length)
  if (files.length <= mostNames || folder === undefined || others.length > 0) return files
  if (files.some(({ path }) => !path.startsWith(folder))) return files
  try {
    const inputs = []
    for (const file of files.toSorted((a, b) => (a.path < b.path ? -1 : 1)))
      inputs.push({ path: file.path.slice(folder.length), bytes: new Uint8Array(await file.blob.arrayBuffer()) })
    const zip = writeZip(inputs, 0)
    const name = folder.split('/').findLast((part) => part !== '') ?? 'recording'
    return [{ path: `${name}.zip`, blob: zip }]
  } catch {
    // One that cannot be read is told by name when they are opened one by one.
    return files
  }
}
