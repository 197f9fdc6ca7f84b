/** What was taken in in this session: needed where the browser keeps no files, and spares reading them back. */
import type { FileRef } from '../../core/link/view.ts'
import type { LoadError, Result } from '../../core/base/result.ts'
import type { OpenedFiles } from '../../sources/files/openFiles.ts'
import type { SourceError } from '../../sources/source.ts'

/** Shown in place of an answer when nothing of a drop could be used. */
export type DropResult = Result<true, SourceError>

/** Shown in place of what is on screen, or held against it. */
export type FilesUse = 'show' | 'base'

const taken = new Map<string, OpenedFiles>()
const keyOf = (files: readonly FileRef[]): string => files.map(({ hash }) => hash).join()

export function rememberTaken(files: OpenedFiles): void {
  taken.set(keyOf(files.refs), files)
}

export function takenHere(files: readonly FileRef[]): OpenedFiles | undefined {
  return taken.get(keyOf(files))
}

/** A snapshot that the browser did not keep: shown until the page is closed, with why. */
export interface TakenSnapshot {
  readonly blob: Blob
  readonly notKept: LoadError
}

const snapshots = new Map<string, TakenSnapshot>()

/** @param snapshot undefined: it is kept now */
export function rememberSnapshot(hash: string, snapshot: TakenSnapshot | undefined): void {
  if (snapshot) snapshots.set(hash, snapshot)
  else snapshots.delete(hash)
}

export function takenSnapshot(hash: string): TakenSnapshot | undefined {
  return snapshots.get(hash)
}

export function forgetTaken(): void {
  taken.clear()
  snapshots.clear()
}
