/** Files a person dropped, picked or pasted: kept in this browser, shown like any other source. */
import type { FileRef, SourceRef } from '../core/link/view.ts'
import { type Result, err, explainLoadError, ok } from '../core/base/result.ts'
import { everythingOf } from '../core/analyst/everything.ts'
import { isDifference } from '../core/window/sides.ts'
import type { NamedFile } from '../sources/files/collectFiles.ts'
import { type OpenedFiles, openFiles, reopenFiles } from '../sources/files/openFiles.ts'
import type { CaptureRef, CaptureSet, ReadContext, SourceError } from '../sources/source.ts'
import { asOneFile } from './asOneFile.ts'
import { chooseBaseSource } from './chooseBase.ts'
import { deployment } from './deployment.ts'
import type { DropResult, FilesUse } from './drop.ts'
import { type LoadedCaptures, loadCaptures } from './loadCaptures.ts'
import { recordingSource } from './openedRecording.ts'
import type { OpenedSource } from './openedSource.ts'
import { beginCancellable, setProgress } from './progress.ts'
import { findSnapshot } from './snapshotFile.ts'
import { dispatch } from './store.ts'

/** What was opened in this session: needed where the browser keeps no files, and spares reading them back. */
const openedHere = new Map<string, OpenedFiles>()
const keyOf = (files: readonly FileRef[]): string => files.map(({ hash }) => hash).join()

/** Files become what is on screen, or what it is compared with. */
export async function openNamed(collected: Result<readonly NamedFile[]>, use: FilesUse = 'show'): Promise<DropResult> {
  const kept = await keepNamed(collected)
  if (!kept.ok) return kept
  const source = kept.value
  if (source && use === 'base') return chooseBaseSource(source)
  if (source) dispatch({ type: 'sourceChosen', source })
  return ok(true)
}

/** Undefined where nothing was dropped. */
async function keepNamed(collected: Result<readonly NamedFile[]>): Promise<Result<SourceRef | undefined>> {
  if (!collected.ok) return collected
  if (collected.value.length === 0) return ok(undefined)
  const { config, localStore } = await deployment()
  const snapshot = await findSnapshot(collected.value, await localStore())
  if (snapshot) return ok(snapshot)
  const files = await asOneFile(collected.value)
  const bytes = files.reduce((sum, { blob }) => sum + blob.size, 0)
  const signal = beginCancellable()
  let opened: OpenedFiles
  try {
    opened = await openFiles(files, {
      signal,
      store: await localStore(),
      maxInflatedBytes: config.limits.inflatedBytes,
      onProgress: (share) => setProgress({ stage: 'taking', done: 0, of: files.length, share, bytes }),
    })
    signal.throwIfAborted()
  } catch (thrown) {
    // Given up: what was on screen stays there.
    if (signal.aborted) return ok(undefined)
    throw thrown
  } finally {
    setProgress()
  }
  const [problem] = opened.errors
  if (opened.refs.length === 0 && problem) return err(problem)
  openedHere.set(keyOf(opened.refs), opened)
  return ok({ kind: 'files', files: opened.refs })
}

export async function openFilesSource(
  ref: SourceRef & { kind: 'files' },
  context: ReadContext,
): Promise<Result<OpenedSource, SourceError>> {
  const { config, localStore } = await deployment()
  const limits = { ...context, maxInflatedBytes: config.limits.inflatedBytes }
  const opened = openedHere.get(keyOf(ref.files)) ?? (await reopenFiles(ref.files, await localStore(), limits))
  const problems = [...opened.errors, ...opened.notKept].map(explainLoadError)
  const [recording, ...others] = opened.recordings
  if (recording && others.length === 0 && opened.loose.captures.length === 0) {
    const source = recordingSource(ref, recording)
    return ok({ ...source, notes: [...source.notes, ...problems] })
  }
  const captures = [
    ...opened.recordings.flatMap((one) => one.captures),
    ...opened.loose.captures.map((capture) => withTold(capture, ref.files)),
  ]
  const [first] = opened.errors
  if (captures.length === 0) {
    return err(
      first ?? {
        code: 'empty',
        where: 'The files of this link',
        what: 'none of them is a profile',
        todo: 'drop profiles on the page',
      },
    )
  }
  const set: CaptureSet = { captures, absent: [], settings: opened.recordings[0]?.settings ?? {}, notes: problems }
  // The files say themselves what they cover, so they are read before there is a window.
  const loaded = await loadCaptures(set, { signal: context.signal, isWaitedFor: true })
  if (loaded.summaries.length === 0) return err(nothingReadable(loaded, captures))
  return ok(filesSource(ref, set, loaded))
}

/** A person said what a file counts that does not say so itself. */
function withTold(capture: CaptureRef, files: readonly FileRef[]): CaptureRef {
  const told = files.find(({ hash }) => capture.id === `file:${hash}`)?.told
  return told === undefined ? capture : { ...capture, hints: { ...capture.hints, told } }
}

function nothingReadable({ errors = [] }: LoadedCaptures, captures: readonly CaptureRef[]): SourceError {
  const [error] = errors
  if (error === undefined)
    return { code: 'malformed', where: 'The files', what: 'no file could be read', todo: 'open other files' }
  if (captures.length === 1) {
    const { where, what, todo } = error
    const advice = `${todo.charAt(0).toUpperCase()}${todo.slice(1)}`
    return { code: 'malformed', where, what: `${what}. ${advice}`, todo: 'open another file' }
  }
  return {
    code: 'malformed',
    where: `${captures.length} files`,
    what: `none could be read; the first: ${explainLoadError(error).replace(/\.$/, '')}`,
    todo: 'open other files',
  }
}

function filesSource(ref: SourceRef & { kind: 'files' }, set: CaptureSet, { summaries }: LoadedCaptures): OpenedSource {
  const span = everythingOf(summaries)
  const runtime = summaries.find((summary) => summary.runtime !== undefined)?.runtime
  const everything = (): Promise<Result<CaptureSet, SourceError>> => Promise.resolve(ok(set))
  const names = ref.files.map(({ name }) => name)
  return {
    ref,
    title: names.length === 1 ? (names[0] ?? 'file') : `${names.length} files`,
    service: set.settings.service ?? (names.length === 1 ? (names[0] ?? 'file') : `${names.length} files`),
    ...(runtime === undefined ? {} : { runtime }),
    labels: {},
    ...(span ? { span } : {}),
    windows: [],
    opens: span ?? { fromMs: 0, untilMs: 1000 },
    ...(span ? {} : { untimed: true }),
    ...(isDifference(summaries) ? { difference: true } : {}),
    marks: [],
    cost: [],
    settings: set.settings,
    notes: [],
    capturesFor: everything,
    everything,
  }
}

export async function forgetFiles(hashes: readonly string[] | 'all'): Promise<void> {
  const { localStore } = await deployment()
  openedHere.clear()
  const store = await localStore()
  await (hashes === 'all' ? store.forgetAll() : store.forget(hashes))
}
