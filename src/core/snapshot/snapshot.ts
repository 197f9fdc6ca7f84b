/**
 * One frozen view as plain data: what a post-mortem needs when the profile store has long forgotten. Trees are cut to the dearest
 * nodes with exact totals; everything else is as the page showed it.
 */
import type { Analysis, Timeline } from '../analysis/analysis.ts'
import type { ViewKind } from '../base/vocabulary.ts'
import type { Comparison } from '../diff/comparison.ts'
import type { ProfilerTrait } from '../profile/profile.ts'
import type { RedactionChoices } from './redact.ts'
import type { TimeWindow } from '../base/units.ts'

export const snapshotFormat = 'trifold-snapshot'
/** 2: cautions are facts with words, and notes about a label name it. */
export const snapshotVersion = 2

export interface Snapshot {
  readonly format: typeof snapshotFormat
  readonly version: typeof snapshotVersion
  readonly madeAtMs: number
  readonly title: string
  readonly service: string
  readonly runtime?: string
  readonly labels: Readonly<Record<string, string>>
  readonly note?: string
  /** The view as a link writes it, without the source: zoom, search, panes, thresholds. */
  readonly view: string
  /** The live page it was made from, if that may be named. */
  readonly openLive?: string
  readonly inputs: readonly SnapshotInput[]
  readonly head: FrozenWindow
  readonly base?: FrozenWindow
  readonly comparison?: Comparison
  readonly drawings?: Readonly<Partial<Record<ViewKind, FrozenDrawing>>>
  /** What A and B are called where they are of two sources: what `title` says is of one. */
  readonly sides?: { readonly base: string; readonly head: string }
  /** Of `comparison.native`. */
  readonly nativeDrawing?: FrozenDrawing
  readonly timeline?: Timeline
  /** Where base is of another source, which has a line of its own. */
  readonly baseTimeline?: Timeline
  readonly redaction: RedactionChoices
  /** What was left out or hidden, in words, shown in the snapshot. */
  readonly leftOut: readonly string[]
}

export interface SnapshotInput {
  readonly file: string
  readonly sha256: string
  readonly window?: TimeWindow
}

/** Trees as base64 of `encodeTree`; the container is compressed as a whole. */
export interface FrozenWindow {
  readonly analysis: Analysis
  readonly trees: Readonly<Partial<Record<ViewKind, string>>>
  /** Of `analysis.native`. */
  readonly nativeTree?: string
  /** What it takes to hold a view against another window's, beside its tree. Older snapshots do not say. */
  readonly measures?: Readonly<Partial<Record<ViewKind, FrozenMeasure>>>
}

/** How a view was measured; each as in `MeasuredView`. */
export interface FrozenMeasure {
  /** Who recorded it, for people; '' for unknown. */
  readonly profiler: string
  readonly traits?: readonly ProfilerTrait[]
  readonly testable?: boolean
  readonly countsAssumed?: true
  readonly onlyShares?: boolean
  readonly standardError?: number
  readonly periodNs?: number
  readonly heapPeriod?: number
  readonly lockSide?: 'waiter' | 'holder'
  readonly wholeNs?: number
  readonly maybeIdleNs?: number
  readonly ticks?: number
  /** Named in what is told of the window: whoever hides labels has to know it. */
  readonly busiestThread?: { readonly name: string; readonly ns: number }
}

/** The union tree twice (base's numbers, head's numbers) and, per mode, a bit per node: is its change more than noise? */
export interface FrozenDrawing {
  readonly base: string
  readonly head: string
  readonly exposure: { readonly base: number; readonly head: number; readonly comparable: boolean }
  readonly evidentAbsolute: string
  readonly evidentShare: string
}

/** About 2 MB of page with everything in it; a usual service needs a tenth. */
export const mostNodesPerTree = 12_000
