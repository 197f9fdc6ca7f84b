import { explainLoadError } from '../../core/base/result.ts'
import type { SourceError } from '../../sources/source.ts'

/** A failure of a source, with its sentence as message. */
export class SourceFailure extends Error {
  readonly error: SourceError
  constructor(error: SourceError) {
    super(explainLoadError(error))
    this.name = 'SourceFailure'
    this.error = error
  }
}
