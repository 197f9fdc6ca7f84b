/** The files a link or a drop names, kept in this browser, as a source like any other. `takeFiles.ts` takes them in. */
import type { FileRef, SourceRef } from '../../core/link/view.ts'
import { type Result, err, explainLoadError, ok } from '../../core/base/result.ts'
import { makeVisible } from '../../core/base/visibleText.ts'
import { loneScrape, windowOfFiles } from '../../core/analyst/everything.ts'
import { isDifference } from '../../core/window/sides.ts'
import { reopenFiles } from '../../sources/files/openFiles.ts'
import type { CaptureRef, CaptureSet, ReadContext, SourceError } from '../../sources/source.ts'
import { deployment } from './deployment.ts'
import { type LoadedCaptures, loadCaptures } from './loadCaptures.ts'
import { recordingSource } from './openedRecording.ts'
import type { OpenedSource } from './openedSource.ts'
import { takenHere } from './taken.ts'

export async function openFilesSource(
  ref: SourceRef & { kind: 'files' },
  context: ReadContext,
): Promise<Result<OpenedSource, SourceError>> {
  const { config, localStore } = await deployment()
  const limits = { ...context, maxInflatedBytes: config.limits.inflatedBytes }
  const opened = takenHere(ref.files) ?? (await reopenFiles(ref.files, await localStore(), limits))
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
  const scrape = loneScrape(loaded.summaries)
  if (scrape) return err(nothingReadable({ ...loaded, errors: [scrape] }, captures))
  return ok(filesSource(ref, set, loaded))
}

/** A person said what a file counts that does not say so itself, or which of the services in it is meant. */
function withTold(capture: CaptureRef, files: readonly FileRef[]): CaptureRef {
  const { told, of } = files.find(({ hash }) => capture.id === `file:${hash}`) ?? {}
  if (told === undefined && of === undefined) return capture
  const said = { ...(told === undefined ? {} : { told }), ...(of === undefined ? {} : { of }) }
  return { ...capture, hints: { ...capture.hints, ...said } }
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
  const { span, window } = windowOfFiles(summaries)
  const runtime = summaries.find((summary) => summary.runtime !== undefined)?.runtime
  const everything = (): Promise<Result<CaptureSet, SourceError>> => Promise.resolve(ok(set))
  const names = ref.files.map(({ name }) => makeVisible(name))
  return {
    ref,
    title: names.length === 1 ? (names[0] ?? 'file') : `${names.length} files`,
    service: set.settings.service ?? (names.length === 1 ? (names[0] ?? 'file') : `${names.length} files`),
    ...(runtime === undefined ? {} : { runtime }),
    labels: {},
    ...(span ? { span } : {}),
    windows: [],
    opens: window,
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
