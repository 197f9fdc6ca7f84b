/** A file that is in memory: unpack, find the reader, read. */
import { err, ok, type LoadError, type Result } from '../base/result.ts'
import { Head, mayBeCopied } from './head.ts'
import { inflate, type Unpacked } from './unwrap.ts'
import { CancelledError, type ParsedFile, type ParsedPart, type ReadOptions } from './parsedFile.ts'
import { mergeFacts } from './mergeFacts.ts'
import { possible } from './possible.ts'
import { readers } from './readers.ts'
import { sniff } from './sniff.ts'

/** Part of the work that is unpacking, for the progress bar. */
const inflateShare = 0.25

/** `before`: what was unpacked already to get these bytes. A zip of several profiles gives the parts of all of them. */
export async function readWhole(
  bytes: Uint8Array,
  options: ReadOptions,
  before?: Unpacked,
): Promise<Result<ParsedFile>> {
  const { onProgress } = options
  const part = (from: number, until: number): Pick<ReadOptions, 'onProgress'> =>
    onProgress ? { onProgress: (share) => onProgress(from + share * (until - from)) } : {}
  const unpacked = await inflate(bytes, { ...options, ...part(0, inflateShare) }, before)
  if (!unpacked.ok) return unpacked
  const files: ParsedFile[] = []
  const problems: LoadError[] = []
  for (const entry of unpacked.value) {
    const fileName = entry.name === undefined ? options.fileName : `${options.fileName} › ${entry.name}`
    const result = await readEntry(entry.bytes, { ...options, fileName, ...part(inflateShare, 1) })
    if (result.ok) files.push(result.value)
    else problems.push(result.error)
  }
  const first = files[0]
  if (!first) return err(problems[0] ?? nothingInside(options.fileName))
  if (files.length === 1 && problems.length === 0) return ok(first)
  const { facts, differ } = mergeFacts(files.map((file) => file.facts))
  const notes = problems.map((problem) => `${problem.where} was left out: ${problem.what}`)
  if (differ.length > 0) notes.push(`its files say different things of ${differ.join(', ')}: left out`)
  const parts = files.flatMap((file) => file.parts)
  const [about] = files.flatMap((file) => (file.about ? [file.about] : []))
  return ok({
    format: files.every((file) => file.format === first.format) ? first.format : 'several',
    parts: parts.map((one, i) => (i === 0 ? withNotes(one, notes) : one)),
    facts,
    ...(parts.length === 0 ? { about: { ...about, notes: [...(about?.notes ?? []), ...notes] } } : {}),
  })
}

/** A name, a time, a margin, one within the other. */
const mostPrefixes = 3

async function readEntry(bytes: Uint8Array, options: ReadOptions, depth = 0): Promise<Result<ParsedFile>> {
  if (bytes.length === 0) {
    const where = options.fileName
    return err({ code: 'empty', where, what: 'there is nothing inside', todo: 'Record it again' })
  }
  const head = new Head(bytes)
  if (depth === 0 && mayBeCopied(head)) {
    const { asItWas } = await import('./copiedText.ts')
    const bare = asItWas(head)
    if (bare !== undefined) {
      const result = await readKnown(new Head(bare.bytes), options, 0)
      if (result.ok)
        return ok(bare.called.reduce((file, what) => noted(file, `left out of its text: ${what}`), result.value))
      // A margin may be its own.
      if (result.error.code !== 'unknown-format') return result
    }
  }
  return readKnown(head, options, depth)
}

async function readKnown(head: Head, options: ReadOptions, depth: number): Promise<Result<ParsedFile>> {
  const where = options.fileName
  const { bytes } = head
  let firstProblem: LoadError | undefined
  // Behind its time a line of any log may look like a stack and its count.
  const asked = depth === 0 ? readers : readers.filter(({ format }) => format !== 'folded stacks')
  for (const row of sniff(head, asked)) {
    if ('refuse' in row) return err({ code: 'needs-conversion', where, ...row.refuse })
    const reader = await row.load()
    const result = readSafely(row.format, where, () => possible(reader(bytes, options), where))
    if (result.ok) return result
    firstProblem ??= result.error
  }
  if (firstProblem) return err(firstProblem)
  const { reportRefused } = await import('./refusedReports.ts')
  const refused = reportRefused(head, where)
  if (refused !== undefined) return err(refused)
  const { ofSeveralSources, withoutPrefix } = await import('./linePrefix.ts')
  const bare = depth < mostPrefixes ? withoutPrefix(head) : undefined
  if (bare === undefined) return err(unknownFormat(where, head))
  const result = await readEntry(bare.bytes, options, depth + 1)
  if (result.ok && bare.sources > 1) return err(ofSeveralSources(where, bare.sources))
  return result.ok ? ok(noted(result.value, `left out before each line: ${bare.called}`)) : result
}

function noted(file: ParsedFile, note: string): ParsedFile {
  const [first, ...rest] = file.parts
  return first === undefined
    ? { ...file, about: { ...file.about, notes: [...(file.about?.notes ?? []), note] } }
    : { ...file, parts: [withNotes(first, [note]), ...rest] }
}

/** A reader that throws is our own bug; the person still gets a sentence and the other files of the drop still load. */
export function readSafely<T>(
  format: string,
  where: string,
  work: () => T,
): T | { readonly ok: false; readonly error: LoadError } {
  try {
    return work()
  } catch (problem) {
    if (problem instanceof CancelledError) throw problem
    const why = problem instanceof RangeError ? 'it asks for more memory than there is' : 'its content is inconsistent'
    return err({
      code: 'malformed',
      where,
      what: `it looks like ${format}, but ${why} (${String(problem instanceof Error ? problem.message : problem).slice(0, 120)})`,
      todo: 'Record it again, and send us the file if that does not help',
    })
  }
}

export function unknownFormat(where: string, head?: Head): LoadError {
  return {
    code: 'unknown-format',
    where,
    what: `it is none of the formats read here${head === undefined ? '' : `; it looks like ${lookOf(head)}`}`,
    todo: 'Bring a profile (pprof, JFR, folded stacks, speedscope, .cpuprofile, `perf script`, py-spy), a dump of threads or a log of collections; the README lists them all',
  }
}

function lookOf(head: Head): string {
  if (!head.isText) return 'binary data'
  // A line of a log may begin with a bracket.
  if (head.json !== undefined && /^\s*(?:\{|\[\s*[[{"\]])/.test(head.text)) return 'JSON'
  return /^\s*</.test(head.text) ? 'XML or HTML' : 'text'
}

function nothingInside(where: string): LoadError {
  return { code: 'empty', where, what: 'the archive holds no files', todo: 'Pack the profiles again' }
}

function withNotes(part: ParsedPart, more: readonly string[]): ParsedPart {
  if (more.length === 0) return part
  const notes = [...part.profile.meta.notes, ...more]
  return { ...part, profile: { ...part.profile, meta: { ...part.profile.meta, notes } } }
}
