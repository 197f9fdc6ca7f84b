/**
 * Lists in the JSON answers of stores, within what the page can read beside all else it does. A store answers with a million label sets
 * when somebody wrote a request's number into a label: that is 100 MB and ten seconds of CPU, for a list that nobody could read.
 */
import { err, ok, type Result } from '../core/base/result.ts'
import { type JsonObject, isObject, notJson, parseAnswer, textsIn } from './answers.ts'
import { explainFailure } from './http/failures.ts'
import { jsonRows } from './jsonRows.ts'
import type { SourceError } from './source.ts'

/**
 * Well above the largest honest ones. Ten thousand services with the eleven types of a Go program are 110,000 label sets and 21 MB; a range
 * of 60,000 points, the most that is asked for where the distance of two profiles is the usual one, 3 to 7 MB, and 500 pods for an hour of
 * raw samples 20 MB. Lists of names come in one piece, so they may be less.
 */
export const listLimits = {
  rowBytes: 32e6,
  labelSets: 150_000,
  series: 25_000,
  nameBytes: 8e6,
  names: 100_000,
} as const

/** `read` of every row of the list under `key`, in order; `most` of them are read and one more is an error. */
export async function readRows<T>(
  bytes: ArrayBuffer,
  { key, where, most }: { readonly key: string; readonly where: string; readonly most: number },
  read: (row: JsonObject) => T,
): Promise<Result<readonly T[], SourceError>> {
  const rows: T[] = []
  try {
    for await (const slice of jsonRows(bytes, key)) {
      if (rows.length + slice.length > most) return err(tooMany(where, most, 'series'))
      for (const row of slice) if (isObject(row)) rows.push(read(row))
    }
  } catch {
    return err(notJson(where))
  }
  return ok(rows)
}

/** The texts of the list under `key`. */
export function readNames(bytes: ArrayBuffer, key: string, where: string): Result<readonly string[], SourceError> {
  const json = parseAnswer(bytes, where)
  if (!json.ok) return json
  const names = textsIn(json.value, key)
  return names.length > listLimits.names ? err(tooMany(where, listLimits.names, 'names')) : ok(names)
}

const tooMany = (where: string, most: number, of: 'series' | 'names'): SourceError =>
  explainFailure(where, { stage: 'count', most, of })
