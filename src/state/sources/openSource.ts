/** A reference from a link → the source behind it, whatever kind it is. */
import type { SourceRef } from '../../core/link/view.ts'
import { type Result, unreachable } from '../../core/base/result.ts'
import type { ReadContext, SourceError } from '../../sources/source.ts'
import { openRecordingAt } from './openedRecording.ts'
import type { OpenedSource } from './openedSource.ts'

/** Everything but recordings is loaded when it is asked for: the first screen needs none of it. */
export async function openSource(ref: SourceRef, context: ReadContext): Promise<Result<OpenedSource, SourceError>> {
  switch (ref.kind) {
    case 'recording':
      return openRecordingAt(ref, context)
    case 'files':
      return (await import('./openedFiles.ts')).openFilesSource(ref, context)
    case 'store':
      return (await import('./openedStore.ts')).openStoreSource(ref, context)
    case 'snapshot':
      return (await import('./openedSnapshot.ts')).openSnapshotSource(ref, context)
    default:
      return unreachable(ref)
  }
}
