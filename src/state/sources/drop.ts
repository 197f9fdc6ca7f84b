/** The doors through which files come in. What opens them is loaded when the first one does. */
import { partMissing } from '../../core/base/ownPart.ts'
import { err } from '../../core/base/result.ts'
import { collectPicked, collectTransfer } from '../../sources/files/collectFiles.ts'
import type { DropResult, FilesUse } from './taken.ts'

export type { DropResult, FilesUse }

export function dropTransfer(transfer: DataTransfer, use: FilesUse = 'show'): Promise<DropResult> {
  // Collected before anything is awaited: a browser empties the transfer when its event is over.
  return open(collectTransfer(transfer), use)
}

export function pickFiles(list: Iterable<File>, use: FilesUse = 'show'): Promise<DropResult> {
  return open(Promise.resolve(collectPicked(list)), use)
}

async function open(collecting: ReturnType<typeof collectTransfer>, use: FilesUse): Promise<DropResult> {
  const opener = await import('./takeFiles.ts').catch(() => undefined)
  return opener ? opener.openNamed(await collecting, use) : err(partMissing)
}

export async function forgetFiles(hashes: readonly string[] | 'all'): Promise<void> {
  await (await import('./takeFiles.ts')).forgetFiles(hashes)
}
