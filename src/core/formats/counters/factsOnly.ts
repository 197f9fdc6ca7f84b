/** A file of numbers without a stack: nothing to draw, and often the one number that decides. */
import { type LoadError, type Result, err, ok } from '../../base/result.ts'
import type { Runtime } from '../../base/vocabulary.ts'
import type { FileFacts, ParsedFile } from '../parsedFile.ts'

export interface FactsOnly {
  readonly format: string
  readonly facts: FileFacts
  readonly runtime?: Runtime
  readonly emitter?: string
  /** Sentences for people about what the reader left out or had to assume. */
  readonly notes?: readonly string[]
}

export function factsOnly({ format, facts, runtime, emitter, notes = [] }: FactsOnly): Result<ParsedFile> {
  const about = {
    notes,
    ...(runtime === undefined ? {} : { runtime }),
    ...(emitter === undefined ? {} : { emitter }),
  }
  return ok({ format, parts: [], facts, about })
}

/** The text begins as one of ours and holds no number that can be used. */
export function noNumbers(
  where: string,
  what: string,
  todo: string,
): { readonly ok: false; readonly error: LoadError } {
  return err({ code: 'empty', where, what, todo })
}
