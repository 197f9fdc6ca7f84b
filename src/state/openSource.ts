/** A reference from a link → the source behind it, whatever kind it is. */
import type { SourceRef } from '../core/link/view.ts'
import { type Result, err, unreachable } from '../core/result.ts'
import type { ReadContext, SourceError } from '../sources/source.ts'
import { type OpenedSource, openRecordingAt } from './openedSource.ts'

export function openSource(ref: SourceRef, context: ReadContext): Promise<Result<OpenedSource, SourceError>> {
  switch (ref.kind) {
    case 'recording':
      return openRecordingAt(ref, context)
    case 'files':
    case 'store':
    case 'snapshot':
      return Promise.resolve(
        err({
          code: 'unsupported',
          where: ref.kind,
          what: 'this kind of source cannot be opened yet',
          todo: 'open a recording',
        }),
      )
    default:
      return unreachable(ref)
  }
}
