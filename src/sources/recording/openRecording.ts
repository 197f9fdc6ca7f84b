/** A recording opened: what it says of itself and one `CaptureRef` per file. No profile is read yet. */
import type { AnalysisSettings, CaptureKind, ViewKind } from '../../core/base/vocabulary.ts'
import { ok, type Result } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { ToldAbsence } from '../../core/diagnosis/story.ts'
import type { CaptureHints } from '../../core/window/capture.ts'
import type { CaptureRef, CaptureSet, ReadContext, SourceError } from '../source.ts'
import type { Http } from '../http/http.ts'
import { archivedFolder, zippedFolder } from './archive.ts'
import { type Folder, httpFolder, zipUrl } from './folder.ts'
import {
  type MissingView,
  parseRecording,
  recordingFileName,
  type NamedWindow,
  type RecordedCapture,
  type Recording,
} from './recording.ts'

export interface OpenedRecording extends CaptureSet {
  readonly recording: Recording
  /** From the first to the last capture; undefined when no capture has a time. */
  readonly span?: TimeWindow
  /** The window to show first: the one named by `opens`, else the last named one. */
  readonly opens?: NamedWindow
}

export async function openRecording(
  folder: Folder,
  context?: ReadContext,
): Promise<Result<OpenedRecording, SourceError>> {
  const file = await folder.read(recordingFileName, context)
  if (!file.ok) return file
  const parsed = parseRecording(new TextDecoder().decode(file.value), `${folder.name}/${recordingFileName}`)
  if (!parsed.ok) return parsed
  const { recording, mistakes } = parsed.value
  const { archive } = recording
  return ok(recordingIn(archive === undefined ? folder : archivedFolder(folder, archive), recording, mistakes))
}

/** At an address: its folder, the recording.json in it, or the whole of it packed into one file. */
export async function openRecordingAtUrl(
  http: Http,
  url: string,
  context?: ReadContext,
): Promise<Result<OpenedRecording, SourceError>> {
  const packed = zipUrl(url)
  if (!packed) return openRecording(httpFolder(http, url), context)
  const folder = await zippedFolder(httpFolder(http, packed.folder.href), packed.archive, context)
  return folder.ok ? openRecording(folder.value, context) : folder
}

/** For a recording that was just made and is not on any disk yet, too. */
export function recordingIn(folder: Folder, recording: Recording, mistakes: readonly string[] = []): OpenedRecording {
  const span = spanOf(recording)
  const opens = recording.windows.find((window) => window.name === recording.opens) ?? recording.windows.at(-1)
  return {
    recording,
    captures: recording.captures.map((capture) => captureRef(folder, recording, capture)),
    absent: (recording.missing ?? []).map(absenceOf),
    settings: settingsOf(recording),
    notes: mistakes.map((mistake) => `${folder.name}/${recordingFileName}: ${mistake}`),
    ...(span === undefined ? {} : { span }),
    ...(opens === undefined ? {} : { opens }),
  }
}

function absenceOf({ kind, reason, what, todo, command, cost }: MissingView): ToldAbsence {
  const more = { ...(command === undefined ? {} : { command }), ...(cost === undefined ? {} : { cost }) }
  return { state: 'absent', kind, reason, text: what, next: { text: todo, ...more } }
}

function captureRef(folder: Folder, recording: Recording, capture: RecordedCapture): CaptureRef {
  const { file, ...said } = capture
  const hints: CaptureHints = {
    ...said,
    ...(recording.runtime === undefined ? {} : { runtime: recording.runtime }),
    service: recording.service,
  }
  return {
    id: `${folder.id}#${file}`,
    file,
    hints,
    answers: capture.kind === undefined ? [] : viewsOf[capture.kind],
    settled: true,
    read: (context) => folder.read(file, context),
  }
}

/** Which views a kind of file can fill. */
const viewsOf: Readonly<Record<CaptureKind, readonly ViewKind[]>> = {
  cpu: ['cpu'],
  wall: ['lock'],
  heap: ['heap_live', 'heap_alloc'],
  lock: ['lock'],
  block: ['lock'],
  goroutines: [],
  threads: [],
  counters: [],
}

function settingsOf(recording: Recording): AnalysisSettings {
  return {
    ...(recording.cores === undefined ? {} : { cores: recording.cores, coresFrom: 'the recording' }),
    ...(recording.threads === undefined ? {} : { threads: recording.threads, threadsFrom: 'the recording' }),
    ...(recording.runtime === undefined ? {} : { runtime: recording.runtime }),
    service: recording.service,
    ...(recording.process.length === 0 ? {} : { process: recording.process }),
  }
}

/** A cumulative capture begins at process start, which may be days earlier: only its end counts. */
function spanOf(recording: Recording): TimeWindow | undefined {
  let fromMs = Infinity
  let untilMs = -Infinity
  for (const { covers, fromMs: from, untilMs: until } of recording.captures) {
    for (const ms of covers === 'cumulative' ? [until ?? from] : [from, until]) {
      if (ms === undefined) continue
      fromMs = Math.min(fromMs, ms)
      untilMs = Math.max(untilMs, ms)
    }
  }
  return fromMs <= untilMs ? { fromMs, untilMs } : undefined
}
