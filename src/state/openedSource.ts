/** A source opened: everything the page says about it, and the captures of a window when asked for. */
import type { SourceRef } from '../core/link/view.ts'
import { type Result, err, ok } from '../core/result.ts'
import type { TimeWindow } from '../core/units.ts'
import type { AnalysisSettings } from '../core/workspace/questions.ts'
import { createHttp } from '../sources/http/http.ts'
import { httpFolder } from '../sources/recording/folder.ts'
import { type OpenedRecording, openRecording } from '../sources/recording/openRecording.ts'
import type { NamedWindow, ProfilerCost } from '../sources/recording/recording.ts'
import { type IndexedRecording, openIndex } from '../sources/recording/recordingIndex.ts'
import type { CaptureSet, ReadContext, SourceError } from '../sources/source.ts'
import { relevantCaptures } from './relevantCaptures.ts'

export interface OpenedSource {
  readonly ref: SourceRef
  readonly title: string
  readonly service: string
  readonly runtime?: string
  readonly note?: string
  readonly labels: Readonly<Record<string, string>>
  readonly span?: TimeWindow
  readonly windows: readonly NamedWindow[]
  readonly opens?: TimeWindow
  readonly marks: readonly { readonly atMs: number; readonly text: string }[]
  readonly cost: readonly ProfilerCost[]
  readonly settings: AnalysisSettings
  readonly notes: readonly string[]
  /** What a window needs; of a recording also everything, for the timeline. */
  capturesFor(window: TimeWindow, signal?: AbortSignal): Promise<Result<CaptureSet, SourceError>>
  everything(signal?: AbortSignal): Promise<Result<CaptureSet, SourceError>>
}

export const http = createHttp({ fetch: (...request) => fetch(...request), pageUrl: location.href })

/** The recordings shipped beside the page, or an error that says why there are none. */
export async function listRecordings(signal?: AbortSignal): Promise<Result<readonly IndexedRecording[], SourceError>> {
  const index = await openIndex(httpFolder(http, new URL('recordings/', document.baseURI).href), { signal })
  return index.ok ? ok(index.value.recordings) : index
}

export async function openRecordingAt(
  ref: SourceRef & { kind: 'recording' },
  context: ReadContext,
): Promise<Result<OpenedSource, SourceError>> {
  const address = safeAddress(ref.url)
  if (!address) {
    return err({
      code: 'refused',
      where: ref.url,
      what: 'a recording is read only from this page\u2019s own server',
      todo: 'copy the recording\u2019s folder beside the page, or open its files here',
    })
  }
  const opened = await openRecording(httpFolder(http, address), context)
  return opened.ok ? ok(recordingSource(ref, opened.value)) : opened
}

/** Links come from strangers: only http(s) of the page's own origin, never `javascript:` or another host. */
function safeAddress(text: string): string | undefined {
  try {
    const url = new URL(text, document.baseURI)
    return url.origin === location.origin && /^https?:$/.test(url.protocol) ? url.href : undefined
  } catch {
    return undefined
  }
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
