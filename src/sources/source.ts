/**
 * Where profiles come from. Whatever the place — a recording folder, dropped files, Pyroscope, Parca, a Go service —
 * it ends as a `CaptureSet`: bytes to read, what they cover, and for each view without bytes one sentence why.
 * The bytes go to the analysis worker as they were served; nothing here inflates or parses a profile.
 */
import type { AnalysisSettings, ViewKind } from '../core/base/vocabulary.ts'
import type { LoadError, Result } from '../core/base/result.ts'
import type { Bytes, EpochMs, Milliseconds, Share, TimeWindow } from '../core/base/units.ts'
import type { FleetData } from '../core/fleet/series.ts'
import type { CaptureHints } from '../core/window/capture.ts'
import type { ToldAbsence } from '../core/diagnosis/story.ts'

/** A `LoadError` that may say when asking again can help; without `retryAfterMs` it cannot. */
export interface SourceError extends LoadError {
  readonly retryAfterMs?: Milliseconds
}

export interface ReadContext {
  readonly signal?: AbortSignal | undefined
  /** 0..1, only called where the size is known. */
  readonly onProgress?: ((share: Share) => void) | undefined
}

/** One profile file that can be had. Reading it is a separate step, so that one failing file never blanks the others. */
export interface CaptureRef {
  /** Cache key: two refs with the same id give the same bytes, so a window already loaded is not fetched again. */
  readonly id: string
  /** For messages and lists: "cpu-0003.pb.gz", "prod: CPU of checkout". */
  readonly file: string
  readonly hints: CaptureHints
  /** The views these bytes are meant to fill: where a failure is told. */
  readonly answers: readonly ViewKind[]
  /** How the source made it, for the caption of the pane: "one snapshot of each of 3 instances, added". */
  readonly note?: string
  /** False while the store may still receive data for this window: worth a second look, not worth keeping. */
  readonly settled: boolean
  /** SHA-256 of the bytes in hex, and how many they are, where the source knows it. */
  readonly hash?: string
  readonly bytes?: Bytes
  /** A Blob, where the bytes need not be in memory all at once. */
  readonly read: (context?: ReadContext) => Promise<Result<ArrayBuffer | Blob, SourceError>>
}

export interface CaptureSet {
  readonly captures: readonly CaptureRef[]
  /** Views for which the source knows that there is nothing to read, and why. */
  readonly absent: readonly ToldAbsence[]
  /** What the source knows beside the files: cores, threads, runtime, process observations. */
  readonly settings: AnalysisSettings
  /** Things to say that concern no single view. */
  readonly notes: readonly string[]
  /** The series of every process of the selection, where the source has them. */
  readonly fleet?: FleetData
}

/** What of a capture set is known before the rest: captures of one kind of profile, or why there are none. */
export type CapturePart = Pick<CaptureSet, 'captures' | 'absent'>

/** @param awaited views of which more is on its way: what is known of them by now is not all of it */
export type OnPart = (part: CapturePart, awaited: readonly ViewKind[]) => void

/** Which service, and which part of it. An empty `labels` means all instances; `selector.ts` says how names and values are meant. */
export interface Selection {
  readonly service: string
  readonly labels: Readonly<Record<string, string>>
}

export interface ServiceEntry {
  readonly name: string
  /** Where, of a name that is in several namespaces: one entry each. */
  readonly place?: Readonly<Record<string, string>>
  /** What this service has in the asked window; undefined when the source does not tell without asking for each. */
  readonly views?: readonly ViewKind[]
}

export interface ServiceFleet {
  readonly service: string
  /** Where, of a name that is in several namespaces. */
  readonly place?: Readonly<Record<string, string>>
  readonly fleet: FleetData
}

export interface LabelChoice {
  readonly name: string
  readonly values: readonly string[]
}

/** Points over a long range, cheap to ask for; missing steps are gaps, never zeros. */
export interface SourceSeries {
  readonly kind: 'cpu' | 'heap' | 'lock'
  /** cores: CPU seconds per second · bytes: held · waiters: wait seconds per second. */
  readonly unit: 'cores' | 'bytes' | 'waiters'
  readonly points: readonly { readonly fromMs: EpochMs; readonly untilMs: EpochMs; readonly value: number }[]
  readonly note?: string
}

export interface SourceTimeline {
  readonly span: TimeWindow
  readonly series: readonly SourceSeries[]
  /** Series that could not be had, each in one sentence. */
  readonly notes: readonly string[]
  readonly failed: readonly { readonly kind: SourceSeries['kind']; readonly error: SourceError }[]
}

export const storeKinds = ['pyroscope', 'parca', 'go-pprof'] as const
export type StoreKind = (typeof storeKinds)[number]

/** A place with history: ask for a service and a window, get captures. Every method may be called any number of times. */
export interface ProfileSource {
  /** The name in the configuration and in links. */
  readonly id: string
  readonly kind: Exclude<StoreKind, 'go-pprof'>
  readonly title: string
  /** Address as configured, for messages. */
  readonly where: string
  /** What a request may span at most, where the source has such a limit by default. */
  readonly longestWindowMs?: Milliseconds
  services(window: TimeWindow, signal?: AbortSignal): Promise<Result<readonly ServiceEntry[], SourceError>>
  labels(
    selection: Selection,
    window: TimeWindow,
    signal?: AbortSignal,
  ): Promise<Result<readonly LabelChoice[], SourceError>>
  timeline(selection: Selection, window: TimeWindow, signal?: AbortSignal): Promise<Result<SourceTimeline, SourceError>>
  /** @param onPart called as each kind of profile becomes known, CPU first, so that nothing waits for the slowest; all parts together are the set */
  captures(
    selection: Selection,
    window: TimeWindow,
    signal?: AbortSignal,
    onPart?: OnPart,
  ): Promise<Result<CaptureSet, SourceError>>
  /**
   * The same for a comparison: flows in equal parts of the window, by which it is measured how much they vary from part to part. A merge
   * counts no events, so without parts a change of one function of it cannot be told from chance.
   */
  compared(selection: Selection, window: TimeWindow, signal?: AbortSignal): Promise<Result<CaptureSet, SourceError>>
  /** How many parts those are; 1 of a window that is too short to be cut. */
  comparedParts(window: TimeWindow): number
  /** The series of every process of a selection, without a profile. */
  fleet(selection: Selection, window: TimeWindow, signal?: AbortSignal): Promise<Result<FleetData, SourceError>>
  /** The services that use or wait most, with the series of their processes: for a list of what is worst first. */
  triage(window: TimeWindow, signal?: AbortSignal): Promise<Result<readonly ServiceFleet[], SourceError>>
}

/** How a failed read appears in the panes it was meant for. */
export function absentBecause(error: SourceError, view: ViewKind): ToldAbsence {
  const reason: ToldAbsence['reason'] =
    error.code === 'too-old'
      ? 'too-old'
      : error.code === 'empty'
        ? 'empty-in-window'
        : error.code === 'truncated' || error.code === 'too-large'
          ? 'truncated'
          : 'failed'
  return {
    state: 'absent',
    kind: view,
    reason,
    text: `${error.where}: ${error.what}`,
    next: { text: error.todo },
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  }
}
