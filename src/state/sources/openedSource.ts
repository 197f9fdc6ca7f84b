/** A source opened: everything the page says about it, and the captures of a window when asked for. */
import type { Timeline } from '../../core/analysis/analysis.ts'
import type { AnalysisSettings } from '../../core/base/vocabulary.ts'
import type { SourceRef } from '../../core/link/view.ts'
import type { Result } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { OpenedSnapshot } from '../../core/analyst/leaving.ts'
import type { NamedWindow, ProfilerCost } from '../../sources/recording/recording.ts'
import type { CaptureSet, OnPart, SourceError } from '../../sources/source.ts'
import type { ViewEvent } from '../view/events.ts'

export interface OpenedSource {
  readonly ref: SourceRef
  readonly title: string
  readonly service: string
  readonly runtime?: string
  readonly note?: string
  readonly labels: Readonly<Record<string, string>>
  readonly span?: TimeWindow
  readonly windows: readonly NamedWindow[]
  /** The window to show first. */
  readonly opens?: TimeWindow
  /** No file says when it was taken: the window on screen is a stand-in and no time of day. */
  readonly untimed?: boolean
  /** Its captures are the two sides of a difference: it opens as a comparison. */
  readonly difference?: boolean
  readonly marks: readonly { readonly atMs: number; readonly text: string }[]
  readonly cost: readonly ProfilerCost[]
  readonly settings: AnalysisSettings
  readonly notes: readonly string[]
  /** Set for a snapshot: its windows are there already and nothing is loaded. */
  readonly frozen?: OpenedSnapshot
  /** What a window needs. */
  capturesFor(window: TimeWindow, signal?: AbortSignal, onPart?: OnPart): Promise<Result<CaptureSet, SourceError>>
  /** The same in parts, where a source can: more of a comparison can be tested then, and functions drawn along the time. */
  comparedFor?(window: TimeWindow, signal?: AbortSignal): Promise<Result<CaptureSet, SourceError>>
  /** In how many parts of the window it is then handed out; 1 of one too short to be cut. */
  comparedParts?(window: TimeWindow): number
  /** Everything there is, for the timeline; absent where a store draws its own. */
  everything?(signal?: AbortSignal): Promise<Result<CaptureSet, SourceError>>
  timeline?(window: TimeWindow, signal?: AbortSignal): Promise<Result<Timeline, SourceError>>
}

/** The window a source opens with; a difference opens as a comparison of its two sides. */
export function firstWindow({ difference }: OpenedSource, window: TimeWindow): ViewEvent {
  return { type: 'windowResolved', window, ...(difference ? { base: window } : {}) }
}
