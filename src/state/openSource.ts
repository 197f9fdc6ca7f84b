/** A reference from a link → the source behind it, whatever kind it is. */
import type { SourceRef } from '../core/link/view.ts'
import { type Result, unreachable } from '../core/result.ts'
import type { ReadContext, SourceError } from '../sources/source.ts'
import { openFilesSource } from './openedFiles.ts'
import { openRecordingAt } from './openedRecording.ts'
import { openSnapshotSource } from './openedSnapshot.ts'
import type { OpenedSource } from './openedSource.ts'
import { openStoreSource } from './openedStore.ts'

export function openSource(ref: SourceRef, context: ReadContext): Promise<Result<OpenedSource, SourceError>> {
  switch (ref.kind) {
    case 'recording':
      return openRecordingAt(ref, context)
    case 'files':
      return openFilesSource(ref, context)
    case 'store':
      return openStoreSource(ref, context)
    case 'snapshot':
      return openSnapshotSource(ref, context)
    default:
      return unreachable(ref)
  }
}
