/** Archives among dropped files, a zip as well as a tar, gzipped or not: what is inside is files of their own. Recognised by content. */
import { ok, type LoadError, type Result } from '../../core/base/result.ts'
import { decodeGzip } from '../../core/formats/inflate/gzip.ts'
import { inflateByPlatform } from '../../core/formats/inflate/platform.ts'
import { isZip, listZip } from '../../core/formats/inflate/zip.ts'
import { isGzip, isTar } from '../../core/formats/unwrap.ts'

export interface Entry {
  readonly path: string
  readonly content: Blob
}

type ArchiveKind = 'zip' | 'tar' | 'tar.gz'

export const isArchive = async (blob: Blob): Promise<boolean> => (await kindOf(blob)) !== undefined

/** A tar says what it is in its first block. */
const block = 512
/** The platform wants more than it gives out first. */
const peekedBytes = 64 * 1024

const archiveName = /\.(?:zip|tar|tar\.gz|tgz)$/i
export const isArchiveName = (name: string): boolean => archiveName.test(name)

async function kindOf(blob: Blob): Promise<ArchiveKind | undefined> {
  const start = new Uint8Array(await blob.slice(0, block).arrayBuffer())
  if (isZip(start)) return 'zip'
  if (isTar(start)) return 'tar'
  return isGzip(start) && isTar(await firstInside(blob.slice(0, peekedBytes))) ? 'tar.gz' : undefined
}

async function firstInside(gzip: Blob): Promise<Uint8Array> {
  const first = new Uint8Array(block)
  let at = 0
  // Cut off where the slice ends, which the platform calls damaged: what came before is all that is asked for.
  await inflateByPlatform(
    gzip,
    'gzip',
    (piece) => {
      const some = piece.subarray(0, block - at)
      first.set(some, at)
      at += some.length
      return at < block
    },
    () => undefined,
  )
  return first.subarray(0, at)
}

/**
 * What is in it, within what is left of `budget`, which becomes less; what cannot be unpacked is an error beside the others.
 * @returns undefined where it is no archive
 * @throws what the browser does where it can no longer read the file
 */
export async function unpack(
  path: string,
  blob: Blob,
  budget: { bytes: number },
  errors: LoadError[],
): Promise<readonly Entry[] | undefined> {
  const kind = await kindOf(blob)
  if (kind === undefined) return undefined
  const bytes = new Uint8Array(await blob.arrayBuffer())
  const folder = path.replace(archiveName, '')
  const entries: Entry[] = []
  const add = (name: string, inside: Uint8Array<ArrayBuffer>): void => {
    budget.bytes -= inside.length
    entries.push({ path: `${folder}/${name}`, content: new Blob([inside]) })
  }
  if (kind === 'zip') {
    const zip = listZip(bytes, path)
    if (!zip.ok) errors.push(zip.error)
    for (const entry of zip.ok ? zip.value : []) {
      const inflated = await entry.read(budget.bytes)
      if (inflated.ok) add(entry.path, inflated.value)
      else errors.push(inflated.error)
    }
    return entries
  }
  const files = await filesOfTar(path, kind, bytes, budget.bytes)
  if (!files.ok) errors.push(files.error)
  for (const file of files.ok ? files.value : []) add(file.name, file.bytes as Uint8Array<ArrayBuffer>)
  return entries
}

async function filesOfTar(
  where: string,
  kind: 'tar' | 'tar.gz',
  bytes: Uint8Array,
  limitBytes: number,
): Promise<Result<readonly { readonly name: string; readonly bytes: Uint8Array }[]>> {
  const plain = kind === 'tar' ? ok(bytes) : await decodeGzip({ bytes, limitBytes, where })
  if (!plain.ok) return plain
  const { decodeTar } = await import('../../core/formats/inflate/tar.ts')
  return decodeTar({ bytes: plain.value, limitBytes, where })
}
