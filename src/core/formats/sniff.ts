/**
 * Which reader a file belongs to, decided by content only; the file name is never asked. Every row of `readers` answers
 *
 *   yes     it is mine                      no      it is not
 *   unsure  it might be: try me when nobody says yes, in the order of the table
 */
import type { Head } from './head.ts'
import type { FormatReader } from './parsedFile.ts'
import type { PieceReaderOpener } from './pieces.ts'

export type Verdict = 'yes' | 'no' | 'unsure'

export type ReaderRow = ReadableRow | RefusedRow

export interface ReadableRow {
  readonly format: string
  readonly sniff: (head: Head) => Verdict
  /** Loaded when first needed, so that a page that shows pprof does not pay for JFR. */
  readonly load: () => Promise<FormatReader>
  /** For formats of which people have hundreds of megabytes: the same reader, taking the file in pieces. */
  readonly loadPieces?: () => Promise<PieceReaderOpener>
}

/** A format people do drop, which only its own tool can turn into something readable. */
export interface RefusedRow {
  readonly format: string
  readonly sniff: (head: Head) => Verdict
  readonly refuse: { readonly what: string; readonly todo: string }
}

/** Rows worth trying, best first: the first that is sure and nothing else, or all that are unsure. */
export function sniff(head: Head, rows: readonly ReaderRow[]): readonly ReaderRow[] {
  const unsure: ReaderRow[] = []
  for (const row of rows) {
    const verdict = row.sniff(head)
    if (verdict === 'yes') return [row]
    if (verdict === 'unsure') unsure.push(row)
  }
  return unsure
}
