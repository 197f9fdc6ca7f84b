/** The doors through which files come in. What opens them is loaded when the first one does. */
import type { Result } from '../core/base/result.ts'
import { collectPicked, collectTransfer } from '../sources/files/collectFiles.ts'
import type { SourceError } from '../sources/source.ts'

/** Shown in place of an answer when nothing of a drop could be used. */
export type DropResult = Result<true, SourceError>

/** Shown in place of what is on screen, or held against it. */
export type FilesUse = 'show' | 'base'

export async function dropTransfer(transfer: DataTransfer, use: FilesUse = 'show'): Promise<DropResult> {
  // Collected before anything is awaited: a browser empties the transfer when its event is over.
  const collecting = collectTransfer(transfer)
  const { openNamed } = await import('./openedFiles.ts')
  return openNamed(await collecting, use)
}

export async function pickFiles(list: Iterable<File>, use: FilesUse = 'show'): Promise<DropResult> {
  const collected = collectPicked(list)
  return (await import('./openedFiles.ts')).openNamed(collected, use)
}

export async function forgetFiles(hashes: readonly string[] | 'all'): Promise<void> {
  await (await import('./openedFiles.ts')).forgetFiles(hashes)
}
