/** Recordings and files on disk, for the command line and for tests over the shipped recordings. */
import { createHash, randomInt } from 'node:crypto'
import { realpath, stat } from 'node:fs/promises'
import { basename, join, resolve, sep } from 'node:path'
import type { ByteSource } from '../core/base/byteSource.ts'
import { seedTables } from '../core/base/tableSeed.ts'
import { type Result, err, explainLoadError, ok } from '../core/base/result.ts'
import type { CaptureSummary } from '../core/analyst/questions.ts'
import type { Analyst } from '../core/analyst/analyst.ts'
import type { Folder } from '../sources/recording/folder.ts'
import { type OpenedRecording, openRecording } from '../sources/recording/openRecording.ts'
import type { SourceError } from '../sources/source.ts'
import { bytesAt } from './bytesAt.ts'

// Everything that the command line reads comes through here.
seedTables(randomInt(2 ** 32))

export function diskFolder(path: string): Folder {
  const folder = resolve(path)
  const home = { known: '' }
  return {
    id: `file:${folder}`,
    name: basename(folder),
    read: async (file) => (await outside(folder, file, home)) ?? readDiskFile(join(folder, file)),
  }
}

/**
 * Why a file of a recording is not one, where it is there: its path has been looked at, but a link may lead anywhere, and whoever sent
 * the recording made it. Where the folder itself is, is asked again only for what is not where it was: a recording has hundreds of files.
 */
async function outside(
  folder: string,
  file: string,
  home: { known: string },
): Promise<Result<never, SourceError> | undefined> {
  const path = join(folder, file)
  const refuse = (what: string): Result<never, SourceError> =>
    err({ code: 'refused', where: path, what, todo: 'put the file itself into the folder of the recording' })
  try {
    const real = await realpath(path)
    const isInside = (): boolean => home.known !== '' && real.startsWith(`${home.known}${sep}`)
    if (!isInside()) home.known = await realpath(folder)
    if (!isInside()) return refuse('it is a link that leads out of the recording')
    // A pipe or a device may never end.
    if (!(await stat(real)).isFile()) return refuse('it is no file')
  } catch {
    // The reader says best what is wrong with it.
  }
  return undefined
}

export const readDiskFile = (path: string): Promise<Result<ArrayBuffer, SourceError>> => bytesAt(path)

/** Worked out by the platform: the core's own code is as good, and slow until it is compiled. Of a source it is worked out while it is read. */
export function hashOf(content: ArrayBuffer | ByteSource): { readonly hash?: string } {
  if (!(content instanceof ArrayBuffer)) return {}
  return { hash: createHash('sha256').update(new Uint8Array(content)).digest('hex') }
}

export interface LoadedRecording {
  readonly opened: OpenedRecording
  readonly captures: readonly CaptureSummary[]
  /** One sentence per file that could not be read. */
  readonly warnings: readonly string[]
}

/** Reads every capture of a recording folder into the analyst. */
export async function loadRecording(analyst: Analyst, path: string): Promise<Result<LoadedRecording, SourceError>> {
  const opened = await openRecording(diskFolder(path))
  return opened.ok ? ok(await loadOpened(analyst, opened.value)) : opened
}

export async function loadOpened(analyst: Analyst, opened: OpenedRecording): Promise<LoadedRecording> {
  const captures: CaptureSummary[] = []
  const warnings: string[] = [...opened.notes]
  for (const ref of opened.captures) {
    const read = await ref.read()
    const loaded = read.ok
      ? await analyst.load({ bytes: read.value, fileName: ref.file, hints: ref.hints, ...hashOf(read.value) })
      : read
    if (loaded.ok) captures.push(...loaded.value.captures)
    else warnings.push(explainLoadError(loaded.error))
  }
  return { opened, captures, warnings }
}
