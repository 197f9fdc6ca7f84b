/**
 * Dropped, picked or pasted files as captures. Archives are opened, a recording.json makes its folder a recording, an index.json is
 * passed over, everything else is a capture of its own whose content says what it is.
 */
import { err, ok, type LoadError, type Result } from '../../core/base/result.ts'
import { provenDates } from '../../core/window/fileDates.ts'
import type { CaptureRef, CaptureSet, ReadContext, SourceError } from '../source.ts'
import type { Folder } from '../recording/folder.ts'
import { openRecording, type OpenedRecording } from '../recording/openRecording.ts'
import { recordingFileName } from '../recording/recording.ts'
import { unsafePathReason } from '../recording/safePath.ts'
import { type Entry, isArchiveName, unpack } from './archives.ts'
import type { NamedFile } from './collectFiles.ts'
import type { FileLinkRef, LocalStore } from './localStore.ts'

import { type HashingContext, sha256Hex } from './sha256.ts'

export interface OpenedFiles {
  /** Folders with a recording.json, each a whole. Usually none or one. */
  readonly recordings: readonly OpenedRecording[]
  /** Everything that belongs to no recording. */
  readonly loose: CaptureSet
  /**
   * For the link: all files, recording.json included, in the order given. An archive with a recording in it stays one file, because a
   * link with a hundred names would be cut. Opening these again gives the same.
   */
  readonly refs: readonly FileLinkRef[]
  /** Files that cannot be used; the others are. */
  readonly errors: readonly LoadError[]
  /** Why some files will not be there after a reload. */
  readonly notKept: readonly LoadError[]
}

export interface OpenFilesOptions extends ReadContext {
  /** Where copies are kept; without it nothing outlives the page. */
  readonly store?: LocalStore | undefined
  /** Bound of what all archives together may unpack to. */
  readonly maxInflatedBytes: number
  /** By whom contents are hashed; here, when absent. */
  readonly hash?: (content: Blob, context: HashingContext) => Promise<string>
}

/** Where the caller sets none: an archive kept in this browser was within the bound when it came. */
const defaultInflatedBytes = 1e9

interface HeldFile {
  readonly path: string
  readonly hash: string
  readonly bytes?: number
  readonly dateMs?: number
  /** The bytes stay where they are, on disk mostly, until somebody reads them, and then pass by piece after piece. */
  readonly open: () => Promise<Result<Blob>>
}

export async function openFiles(files: readonly NamedFile[], options: OpenFilesOptions): Promise<OpenedFiles> {
  const errors: LoadError[] = []
  const notKept: LoadError[] = []
  const held: HeldFile[] = []
  const refs: FileLinkRef[] = []
  const total = files.reduce((sum, { blob }) => sum + blob.size, 0)
  let done = 0
  for await (const { path, content, inside } of readAll(files, options, errors)) {
    const { size } = content
    if (size === 0) {
      errors.push({ code: 'empty', where: path, what: 'the file is empty', todo: 'record it again' })
      continue
    }
    const onProgress = (share: number): void => options.onProgress?.(Math.min(1, (done + share * size) / total))
    const hash = await hashOf(
      path,
      () => (options.hash ?? sha256Hex)(content, { signal: options.signal, onProgress }),
      options,
    )
    done += size
    if (!hash.ok) {
      errors.push(hash.error)
      continue
    }
    const dateMs = inside === undefined ? dateOf(content) : undefined
    const kept = await options.store?.keep(path, content, hash.value, dateMs)
    if (kept?.ok === false) notKept.push(kept.error)
    refs.push({ name: path, hash: hash.value })
    if (inside === undefined) held.push({ ...heldBlob(path, hash.value, content), ...dated(dateMs) })
    else held.push(...(await Promise.all(inside.map(heldEntry))))
  }
  return { ...(await sortOut(held, errors)), refs, errors, notKept }
}

/** The files of a link, from the local store. Those that are not there any more are errors; the others still open. */
export async function reopenFiles(
  refs: readonly FileLinkRef[],
  store: LocalStore,
  context: ReadContext & { readonly maxInflatedBytes?: number } = {},
): Promise<OpenedFiles> {
  const errors: LoadError[] = []
  const held: HeldFile[] = []
  const budget = { bytes: context.maxInflatedBytes ?? defaultInflatedBytes }
  const kept = await store.list()
  for (const [index, ref] of refs.entries()) {
    if (context.signal?.aborted === true) break
    const known = kept.find(({ hash }) => hash === ref.hash)
    if (!known) errors.push(store.missing(ref))
    else held.push(...(await reopened(ref, known, store, budget, errors)))
    context.onProgress?.((index + 1) / refs.length)
  }
  return { ...(await sortOut(held, errors)), refs, errors, notKept: [] }
}

async function reopened(
  ref: FileLinkRef,
  { bytes, dateMs }: { readonly bytes: number; readonly dateMs?: number },
  store: LocalStore,
  budget: { bytes: number },
  errors: LoadError[],
): Promise<readonly HeldFile[]> {
  const whole = { path: ref.name, hash: ref.hash, bytes, ...dated(dateMs), open: () => store.open(ref) }
  if (!isArchiveName(ref.name)) return [whole]
  const content = await store.open(ref)
  const inside = content.ok ? await readable(ref.name, () => unpack(ref.name, content.value, budget, errors)) : content
  if (inside.ok) return inside.value === undefined ? [whole] : Promise.all(inside.value.map(heldEntry))
  errors.push(inside.error)
  return []
}

interface ReadFile {
  readonly path: string
  readonly content: Blob
  /** Of an archive that is kept as it is. */
  readonly inside?: readonly Entry[]
}

/** One at a time. Only archives are looked into here, and what is unpacked is handed to the browser to hold. */
async function* readAll(
  files: readonly NamedFile[],
  options: OpenFilesOptions,
  errors: LoadError[],
): AsyncGenerator<ReadFile> {
  const budget = { bytes: options.maxInflatedBytes }
  for (const { path, blob } of files) {
    if (options.signal?.aborted === true) return
    const opened = await readable(path, () => unpack(path, blob, budget, errors))
    if (!opened.ok) {
      errors.push(opened.error)
      continue
    }
    const inside = opened.value
    if (inside === undefined) {
      yield { path, content: blob }
      continue
    }
    // Loose files are named one by one: a person may have to say what one of them counts.
    if (isArchiveName(path) && inside.some((entry) => baseName(entry.path) === recordingFileName))
      yield { path, content: blob, inside }
    else yield* inside
  }
}

const heldBlob = (path: string, hash: string, content: Blob): HeldFile => ({
  path,
  hash,
  bytes: content.size,
  open: () => Promise.resolve(ok(content)),
})

async function heldEntry({ path, content }: Entry): Promise<HeldFile> {
  return heldBlob(path, await sha256Hex(content), content)
}

/** A file of a disk has a date; what was unpacked or pasted a moment ago has none of its own. */
function dateOf(content: Blob): number | undefined {
  return content instanceof File ? content.lastModified : undefined
}

const dated = (dateMs: number | undefined): { readonly dateMs?: number } => (dateMs === undefined ? {} : { dateMs })

const goneError = (where: string): Result<never> =>
  err({
    code: 'not-found',
    where,
    what: 'the browser can no longer read this file',
    todo: 'see whether it was moved or changed, and drop it again',
  })

const bytesOf = (path: string, blob: Blob): Promise<Result<ArrayBuffer>> => readable(path, () => blob.arrayBuffer())

async function readable<T>(path: string, read: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await read())
  } catch {
    return goneError(path)
  }
}

/** Throws only when it is told to stop. */
async function hashOf(path: string, hash: () => Promise<string>, { signal }: ReadContext): Promise<Result<string>> {
  try {
    return ok(await hash())
  } catch {
    signal?.throwIfAborted()
    return goneError(path)
  }
}

async function sortOut(
  held: readonly HeldFile[],
  errors: LoadError[],
): Promise<{ readonly recordings: readonly OpenedRecording[]; readonly loose: CaptureSet }> {
  const folders = held.filter(({ path }) => baseName(path) === recordingFileName).map(({ path }) => folderOf(path))
  const recordings: OpenedRecording[] = []
  const taken = new Set<HeldFile>()
  for (const path of folders) {
    const inside = held.filter((file) => file.path.startsWith(path))
    const opened = await openRecording(heldFolder(path, inside))
    if (opened.ok) {
      recordings.push(withoutMissing(opened.value, path, inside, errors))
      for (const file of inside) taken.add(file)
    } else {
      errors.push(opened.error)
      for (const file of inside) if (baseName(file.path) === recordingFileName) taken.add(file)
    }
  }
  const loose = held.filter((file) => !taken.has(file) && baseName(file.path) !== 'index.json')
  const dates = provenDates(loose.flatMap(({ path, dateMs }) => (dateMs === undefined ? [] : [{ name: path, dateMs }])))
  const captures = loose.map((file) => looseRef(file, dates.get(file.path)))
  return { recordings, loose: { captures, absent: [], settings: {}, notes: [] } }
}

/** Files named in recording.json that were not dropped with it: told once, not once per pane. */
function withoutMissing(
  opened: OpenedRecording,
  path: string,
  inside: readonly HeldFile[],
  errors: LoadError[],
): OpenedRecording {
  const present = new Set(inside.map((file) => file.path.slice(path.length)))
  const { archive } = opened.recording
  if (archive !== undefined && present.has(archive)) return opened
  const missing = opened.captures.filter((capture) => !present.has(capture.file))
  if (missing.length === 0) return opened
  errors.push({
    code: 'not-found',
    where: `${path}${recordingFileName}`,
    what: `it lists ${missing.length} files that were not dropped with it, ${missing[0]?.file} among them`,
    todo: 'drop the whole folder',
  })
  return { ...opened, captures: opened.captures.filter((capture) => present.has(capture.file)) }
}

function heldFolder(path: string, inside: readonly HeldFile[]): Folder {
  const byPath = new Map(inside.map((file) => [file.path.slice(path.length), file]))
  // Same content, same folder: the hash of its recording.json stands for it.
  const id = `files:${byPath.get(recordingFileName)?.hash ?? path}`
  return {
    id,
    name: baseName(path.replace(/\/$/, '')) || 'the dropped files',
    has: (file) => byPath.has(file),
    read: async (file): Promise<Result<ArrayBuffer, SourceError>> => {
      const found = unsafePathReason(file) === undefined ? byPath.get(file) : undefined
      const where = `${path}${file}`
      const what = 'this file was not dropped with its recording'
      if (found === undefined) return err({ code: 'not-found', where, what, todo: 'drop the whole folder' })
      const opened = await found.open()
      return opened.ok ? bytesOf(where, opened.value) : opened
    },
  }
}

function looseRef({ path, hash, bytes, open }: HeldFile, fileDateMs: number | undefined): CaptureRef {
  return {
    id: `file:${hash}`,
    file: path,
    hints: fileDateMs === undefined ? {} : { fileDateMs },
    answers: [],
    settled: true,
    hash,
    ...(bytes === undefined ? {} : { bytes }),
    read: open,
  }
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)
