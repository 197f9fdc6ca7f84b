/** What was taken in in this session: needed where the browser keeps no files, and spares reading them back. */
import type { FileRef } from '../../core/link/view.ts'
import type { Result } from '../../core/base/result.ts'
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

export function forgetTaken(): void {
  taken.clear()
}
