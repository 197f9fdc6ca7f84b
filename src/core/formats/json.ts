/** JSON from files: one bounded parse, then questions that answer `undefined` instead of throwing. */
import { err, ok, type Result } from '../base/result.ts'
import type { ReadOptions } from './parsedFile.ts'

/**
 * V8 holds no string beyond 2^29 characters and a parsed document takes several times its text; past this a JSON
 * profile is refused with the number.
 */
export const maxJsonBytes: number = 256 * 1024 * 1024

export type JsonRecord = Readonly<Record<string, unknown>>

export function readJson(bytes: Uint8Array, options: ReadOptions): Result<unknown> {
  if (bytes.length > maxJsonBytes) {
    return err({
      code: 'too-large',
      where: options.fileName,
      what: `the JSON has ${megabytes(bytes.length)} MB, and at most ${megabytes(maxJsonBytes)} MB are read`,
      todo: 'record a shorter window, or export pprof or collapsed stacks, which are read piece by piece',
    })
  }
  try {
    return ok(JSON.parse(new TextDecoder().decode(bytes)) as unknown)
  } catch {
    return err({
      code: 'malformed',
      where: options.fileName,
      what: 'it looks like JSON but does not parse, so it is cut off or damaged',
      todo: 'export it again',
    })
  }
}

export function asRecord(value: unknown): JsonRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : undefined
}

/** The empty array for anything that is none. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : []
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** Nothing that profiles count is larger, and sums of such numbers stay numbers. */
const largest = 1e30

export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Math.abs(value) <= largest ? value : undefined
}

/** A whole number from `from` up to but not including `until`: an index into a table. */
export function asIndex(value: unknown, until: number, from = 0): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= from && value < until ? value : undefined
}

const megabytes = (bytes: number): string => Math.round(bytes / 1e6).toLocaleString('en')
