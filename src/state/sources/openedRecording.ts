/** Recordings: shipped beside the page, on an allowed server, or dropped as files. */
import type { SourceRef } from '../../core/link/view.ts'
import { type Result, ok } from '../../core/base/result.ts'
import { resolveLinked } from '../../sources/config/address.ts'
import { httpFolder } from '../../sources/recording/folder.ts'
import { type OpenedRecording, openRecordingAtUrl } from '../../sources/recording/openRecording.ts'
import { openIndex } from '../../sources/recording/recordingIndex.ts'
import type { CaptureSet, ReadContext, SourceError } from '../../sources/source.ts'
import { deployment, pageUrl } from './deployment.ts'
import type { OpenedSource } from './openedSource.ts'
import { insideSnapshot } from './snapshotFile.ts'
import { relevantCaptures } from './relevantCaptures.ts'

export interface ListedRecording {
  /** What a link says: relative to the page where it can be. */
  readonly url: string
  readonly service: string
  readonly title?: string
  readonly runtime?: string
  readonly sample?: true
}

/** Read once, for the first screen and the menu alike. */
export const recordingsQuery = { queryKey: ['recordings'], queryFn: listRecordings } as const

/** The recordings of every configured folder. A folder that cannot be read costs its own entries only. */
async function listRecordings({
  signal,
}: {
  readonly signal: AbortSignal
}): Promise<Result<readonly ListedRecording[], SourceError>> {
  if (insideSnapshot()) return ok([])
  const { config, http } = await deployment()
  const indexes = await Promise.all(
    config.recordings.map(async ({ url }) => ({
      url,
      index: await openIndex(httpFolder(http, `${url}/`), { signal }),
    })),
  )
  const listed = indexes.flatMap(({ url, index }) =>
    index.ok ? index.value.recordings.map((one) => ({ ...one, url: relative(`${url}/${one.path}`) })) : [],
  )
  const [first] = indexes
  return listed.length === 0 && first?.index.ok === false ? first.index : ok(listed)
}

function relative(url: string): string {
  const base = new URL('.', pageUrl()).href
  return url.startsWith(base) ? url.slice(base.length) : url
}

export async function openRecordingAt(
  ref: SourceRef & { kind: 'recording' },
  context: ReadContext,
): Promise<Result<OpenedSource, SourceError>> {
  const { config, http } = await deployment()
  // Links come from strangers: only the page's own origin and those the operator allowed.
  const address = resolveLinked(ref.url, pageUrl(), config.allowedOrigins)
  if (!address.ok) return address
  const opened = await openRecordingAtUrl(http, address.value, context)
  return opened.ok ? ok(recordingSource(ref, opened.value)) : opened
}

export function recordingSource(
  ref: SourceRef,
  { recording, captures, absent, settings, notes, span, opens }: OpenedRecording,
): OpenedSource {
  const set = (refs: CaptureSet['captures']): Promise<Result<CaptureSet, SourceError>> =>
    Promise.resolve(ok({ captures: refs, absent, settings, notes: [] }))
  const first = opens ?? span
  return {
    ref,
    title: recording.title ?? recording.service,
    service: recording.service,
    ...(recording.runtimeText === undefined ? {} : { runtime: recording.runtimeText }),
    ...(recording.note === undefined ? {} : { note: recording.note }),
    labels: recording.labels,
    ...(span ? { span } : {}),
    windows: recording.windows,
    ...(first ? { opens: { fromMs: first.fromMs, untilMs: first.untilMs } } : {}),
    marks: recording.marks,
    cost: recording.cost,
    settings,
    notes,
    capturesFor: (window) => set(relevantCaptures(captures, window)),
    everything: () => set(captures),
  }
}
