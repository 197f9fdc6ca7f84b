import { makeVisible } from './visibleText.ts'

/** Errors are values until the edge: what users or files can cause is a Result, only our own bugs throw. */
export type Result<T, E = LoadError> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E }

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })
export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error })

/**
 * Why a file or an answer of a source could not be used. One sentence for people is made of it by
 * `explainLoadError`: which file or source, what is wrong, what to do.
 */
export interface LoadError {
  readonly code:
    | 'empty'
    | 'truncated'
    | 'malformed'
    | 'too-large'
    | 'unknown-format'
    | 'needs-conversion'
    | 'unsupported'
    | 'cancelled'
    | 'network'
    | 'refused'
    | 'not-found'
    | 'too-old'
    | 'timeout'
    /** The analysis ended by itself, or was started anew and no longer holds what is asked about. */
    | 'crashed'
    | 'forgotten'
  /** File name or source address, as the person knows it. */
  readonly where: string
  /** What is wrong, a clause without a full stop: "the gzip stream ends at byte 1,024 of about 9,000". */
  readonly what: string
  /** What to do, an imperative clause without a full stop: "record it again" or a command to run. */
  readonly todo: string
}

/** "cpu.pb.gz: the gzip stream ends early. Record it again." — always one line. */
export function explainLoadError(error: LoadError): string {
  // A file's name is in it, and must not turn the sentence around.
  const oneLine = (text: string): string => makeVisible(text.replace(/\s+/g, ' ').trim())
  const todo = oneLine(error.todo)
  return `${oneLine(error.where)}: ${oneLine(error.what)}. ${todo.charAt(0).toUpperCase()}${todo.slice(1)}.`
}

/** A clause or a sentence that stands alone: "take a shorter window" is "Take a shorter window." */
export function asSentence(text: string): string {
  const trimmed = text.trim()
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1)
  return /[.!?:]$/.test(capital) ? capital : `${capital}.`
}

/** For the default branch of an exhaustive switch: a new case breaks the build, not the page. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${String(value)}`)
}
