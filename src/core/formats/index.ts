/** bytes → `ParsedFile`: unpack, find the reader, read. The one way into all formats. */
import { err, ok } from '../result.ts'
import { Head } from './head.ts'
import { inflate } from './inflate.ts'
import { CancelledError } from './parsedFile.ts'
import { readers } from './readers.ts'
import { sniff } from './sniff.ts'
import type { LoadError, Result } from '../result.ts'
import type { ParsedFile, ParsedPart, ReadOptions } from './parsedFile.ts'

/** Enough for two million samples; a tab that inflates more is killed before it can say why. */
export const defaultMaxInflatedBytes = 1_000_000_000

/** Part of the work that is unpacking, for the progress bar. */
const inflateShare = 0.25

/**
 * Reads one file as it was served or dropped. Every problem of the file is an error value with a sentence; the only thing
 * ever thrown is `CancelledError`, from `onProgress`. A zip of several profiles gives the parts of all of them.
 */
export async function readFile(bytes: Uint8Array, options: ReadOptions): Promise<Result<ParsedFile>> {
  const { onProgress } = options
  const unpacked = await inflate(bytes, {
    ...options,
    ...(onProgress ? { onProgress: (share: number) => onProgress(share * inflateShare) } : {}),
  })
  if (!unpacked.ok) return unpacked
  const files: ParsedFile[] = []
  const problems: LoadError[] = []
  for (const entry of unpacked.value) {
    const fileName = entry.name === undefined ? options.fileName : `${options.fileName} › ${entry.name}`
    const result = await readEntry(entry.bytes, {
      ...options,
      fileName,
      ...(onProgress ? { onProgress: (share: number) => onProgress(inflateShare + share * (1 - inflateShare)) } : {}),
    })
    if (result.ok) files.push(result.value)
    else problems.push(result.error)
  }
  const first = files[0]
  if (!first) return err(problems[0] ?? nothingInside(options.fileName))
  if (files.length === 1 && problems.length === 0) return ok(first)
  return ok({
    format: files.every((file) => file.format === first.format) ? first.format : 'several',
    parts: files.flatMap((file) => file.parts).map((part, i) => (i === 0 ? withNotes(part, problems) : part)),
    facts: Object.assign({}, ...files.map((file) => file.facts)) as ParsedFile['facts'],
  })
}

async function readEntry(bytes: Uint8Array, options: ReadOptions): Promise<Result<ParsedFile>> {
  const where = options.fileName
  if (bytes.length === 0) {
    return err({ code: 'empty', where, what: 'there is nothing inside', todo: 'Record it again' })
  }
  let firstProblem: LoadError | undefined
  for (const row of sniff(new Head(bytes), readers)) {
    if ('refuse' in row) return err({ code: 'needs-conversion', where, ...row.refuse })
    const reader = await row.load()
    const result = readSafely(reader, bytes, options, row.format)
    if (result.ok) return result
    firstProblem ??= result.error
  }
  return err(firstProblem ?? unknownFormat(where))
}

/** A reader that throws is our own bug; the person still gets a sentence and the other files of the drop still load. */
function readSafely(
  reader: (bytes: Uint8Array, options: ReadOptions) => Result<ParsedFile>,
  bytes: Uint8Array,
  options: ReadOptions,
  format: string,
): Result<ParsedFile> {
  try {
    return reader(bytes, options)
  } catch (problem) {
    if (problem instanceof CancelledError) throw problem
    const why = problem instanceof RangeError ? 'it asks for more memory than there is' : 'its content is inconsistent'
    return err({
      code: 'malformed',
      where: options.fileName,
      what: `it looks like ${format}, but ${why} (${String(problem instanceof Error ? problem.message : problem).slice(0, 120)})`,
      todo: 'Record it again, and send us the file if that does not help',
    })
  }
}

function unknownFormat(where: string): LoadError {
  const known = [...new Set(readers.filter((row) => 'load' in row).map((row) => row.format))].join(', ')
  return { code: 'unknown-format', where, what: 'it is none of the formats read here', todo: `Bring one of: ${known}` }
}

function nothingInside(where: string): LoadError {
  return { code: 'empty', where, what: 'the archive holds no files', todo: 'Pack the profiles again' }
}

function withNotes(part: ParsedPart, problems: readonly LoadError[]): ParsedPart {
  if (problems.length === 0) return part
  const notes = [
    ...part.profile.meta.notes,
    ...problems.map((problem) => `${problem.where} was left out: ${problem.what}`),
  ]
  return { ...part, profile: { ...part.profile, meta: { ...part.profile.meta, notes } } }
}
