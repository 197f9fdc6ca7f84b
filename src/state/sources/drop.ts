/** The doors through which files come in. What opens them is loaded when the first one does. */
import { collectPicked, collectTransfer } from '../../sources/files/collectFiles.ts'
import type { DropResult, FilesUse } from './taken.ts'

export type { DropResult, FilesUse }

export async function dropTransfer(transfer: DataTransfer, use: FilesUse = 'show'): Promise<DropResult> {
  // Collected before anything is awaited: a browser empties the transfer when its event is over.
  const collecting = collectTransfer(transfer)
  const { openNamed } = await import('./takeFiles.ts')
  return openNamed(await collecting, use)
}

export async function pickFiles(list: Iterable<File>, use: FilesUse = 'show'): Promise<DropResult> {
  const collected = collectPicked(list)
  return (await import('./takeFiles.ts')).openNamed(collected, use)
}

export async function forgetFiles(hashes: readonly string[] | 'all'): Promise<void> {
  await (await import('./takeFiles.ts')).forgetFiles(hashes)
}
