/**
 * Dropped, picked or pasted files as captures. Zips are opened, a recording.json makes its folder a recording, an index.json is
 * passed over, everything else is a capture of its own whose content says what it is.
 */
import { err, ok, type LoadError, type Result } from '../../core/result.ts'
import type { CaptureRef, CaptureSet, ReadContext, SourceError } from '../source.ts'
import type { Folder } from '../recording/folder.ts'
import { openRecording, type OpenedRecording } from '../recording/openRecording.ts'
import { recordingFileName } from '../recording/recording.ts'
import { unsafePathReason } from '../recording/safePath.ts'
import type { NamedFile } from './collectFiles.ts'
import type { FileLinkRef, LocalStore } from './localStore.ts'
import { isZip, readZip } from './readZip.ts'
import { sha256Hex } from './sha256.ts'

export interface OpenedFiles {
  /** Folders with a recording.json, each a whole. Usually none or one. */
  readonly recordings: readonly OpenedRecording[]
  /** Everything that belongs to no recording. */
  readonly loose: CaptureSet
  /**
   * For the link: all files, recording.json included, in the order given. A zip with a recording in it stays one file, because a
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
  /** Bound of what all zips together may unpack to. */
  readonly maxInflatedBytes: number
}

/** Where the caller sets none: a zip kept in this browser was within the bound when it came. */
const defaultInflatedBytes = 1e9

interface HeldFile {
  readonly path: string
  readonly hash: string
  /** Reads again what can be read again: a hundred megabytes dropped are not kept a second time in memory. */
  readonly read: () => Promise<Result<ArrayBuffer>>
}

export async function openFiles(files: readonly NamedFile[], options: OpenFilesOptions): Promise<OpenedFiles> {
  const errors: LoadError[] = []
  const notKept: LoadError[] = []
  const held: HeldFile[] = []
  const refs: FileLinkRef[] = []
  for await (const { path, content, again, inside } of readAll(files, options, errors)) {
    if (content.byteLength === 0) {
      errors.push({ code: 'empty', where: path, what: 'the file is empty', todo: 'record it again' })
      continue
    }
    const kept = await options.store?.keep(path, content)
    if (kept?.ok === false) notKept.push(kept.error)
    const hash = kept?.ok === true ? kept.value.hash : await sha256Hex(content)
    refs.push({ name: path, hash })
    if (inside === undefined) held.push({ path, read: again, hash })
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
  for (const [index, ref] of refs.entries()) {
    if (context.signal?.aborted === true) break
    if (!(await store.has(ref.hash))) errors.push(store.missing(ref))
    else if (isZipName(ref.name)) {
      const content = await store.open(ref)
      if (content.ok)
        held.push(...(await Promise.all((await unpack(ref.name, content.value, budget, errors)).map(heldEntry))))
      else errors.push(content.error)
    } else held.push({ path: ref.name, hash: ref.hash, read: () => store.open(ref) })
    context.onProgress?.((index + 1) / refs.length)
  }
  return { ...(await sortOut(held, errors)), refs, errors, notKept: [] }
}

interface ReadFile {
  readonly path: string
  readonly content: ArrayBuffer
  readonly again: HeldFile['read']
  /** Of a zip that is kept as it is. */
  readonly inside?: readonly Entry[]
}

interface Entry {
  readonly path: string
  readonly content: ArrayBuffer
}

/** One at a time, so that only one is in memory at once. Of a zip the unpacked files stay: it cannot be asked again cheaply. */
async function* readAll(
  files: readonly NamedFile[],
  options: OpenFilesOptions,
  errors: LoadError[],
): AsyncGenerator<ReadFile> {
  const budget = { bytes: options.maxInflatedBytes }
  for (const [index, file] of files.entries()) {
    if (options.signal?.aborted === true) return
    const read = await readNamed(file)
    options.onProgress?.((index + 1) / files.length)
    if (!read.ok) {
      errors.push(read.error)
      continue
    }
    const content = read.value
    const again = (): Promise<Result<ArrayBuffer>> => readNamed(file)
    if (!isZip(new Uint8Array(content, 0, Math.min(4, content.byteLength)))) {
      yield { path: file.path, content, again }
      continue
    }
    const inside = await unpack(file.path, content, budget, errors)
    // Loose files are named one by one: a person may have to say what one of them counts.
    if (isZipName(file.path) && inside.some(({ path }) => baseName(path) === recordingFileName))
      yield { path: file.path, content, again, inside }
    else for (const entry of inside) yield { ...entry, again: copyOf(entry.content) }
  }
}

async function unpack(
  path: string,
  content: ArrayBuffer,
  budget: { bytes: number },
  errors: LoadError[],
): Promise<readonly Entry[]> {
  const zip = readZip(new Uint8Array(content), path)
  if (!zip.ok) errors.push(zip.error)
  const folder = path.replace(/\.zip$/i, '')
  const entries: Entry[] = []
  for (const entry of zip.ok ? zip.value : []) {
    if (/(^|\/)(__MACOSX\/|\.DS_Store$)/.test(entry.path)) continue
    const inflated = await entry.read(budget.bytes)
    if (!inflated.ok) {
      errors.push(inflated.error)
      continue
    }
    budget.bytes -= inflated.value.byteLength
    entries.push({ path: `${folder}/${entry.path}`, content: inflated.value })
  }
  return entries
}

/** A copy each time: the worker empties what it is given. */
const copyOf =
  (bytes: ArrayBuffer): HeldFile['read'] =>
  () =>
    Promise.resolve(ok(bytes.slice(0)))

async function heldEntry({ path, content }: Entry): Promise<HeldFile> {
  return { path, hash: await sha256Hex(content), read: copyOf(content) }
}

async function readNamed(file: NamedFile): Promise<Result<ArrayBuffer>> {
  try {
    return ok(await file.read())
  } catch {
    return err({
      code: 'not-found',
      where: file.path,
      what: 'the browser can no longer read this file',
      todo: 'see whether it was moved or changed, and drop it again',
    })
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
  const captures = loose.map(looseRef)
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
    read: (file): Promise<Result<ArrayBuffer, SourceError>> => {
      const found = unsafePathReason(file) === undefined ? byPath.get(file) : undefined
      if (found !== undefined) return found.read()
      const what = 'this file was not dropped with its recording'
      return Promise.resolve(err({ code: 'not-found', where: `${path}${file}`, what, todo: 'drop the whole folder' }))
    },
  }
}

function looseRef({ path, hash, read }: HeldFile): CaptureRef {
  return {
    id: `file:${hash}`,
    file: path,
    hints: {},
    answers: [],
    settled: true,
    read,
  }
}

const isZipName = (name: string): boolean => /\.zip$/i.test(name)
const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)
