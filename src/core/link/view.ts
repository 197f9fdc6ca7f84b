/** Everything a link restores. The address bar is this and nothing else; see `format` and `parse` beside it. */
import type { PaneId, HeapMode, LockMode, Thresholds } from '../base/vocabulary.ts'
import type { TypedNumbers } from '../base/typed.ts'
import type { LabelChoice } from '../profile/onlyLabel.ts'
import type { Grouping } from '../profile/grouped.ts'
import type { FramePath } from '../profile/callTree.ts'
import type { TimeWindow } from '../base/units.ts'
import type { Told } from '../window/told.ts'
import type { Note } from './notes.ts'

export type SourceRef =
  | { readonly kind: 'recording'; readonly url: string }
  | { readonly kind: 'files'; readonly files: readonly FileRef[] }
  | {
      readonly kind: 'store'
      readonly name: string
      readonly service: string
      readonly selector: Readonly<Record<string, string>>
    }
  | { readonly kind: 'snapshot'; readonly url: string }

/** A file that stays on the reader's machine: the link names it, by content, and what it counts if a person had to say. */
export interface FileRef {
  readonly name: string
  readonly hash: string
  readonly told?: Told
  /** Of a file about many services or processes: the key of the one that was chosen. */
  readonly of?: string
}

/** Columns of the function table. A link names one of these and nothing else: whatever it may say travels into snapshots. */
export const sortKeys = ['cpu_self', 'cpu', 'heap_alloc', 'heap_live', 'lock', 'name'] as const
export type SortKey = (typeof sortKeys)[number]

export interface View {
  readonly source?: SourceRef
  /** Absent until the source is known; then always absolute. */
  readonly window?: TimeWindow
  readonly zone: string
  /** Absent: the side that the verdict points at. */
  readonly heapMode?: HeapMode
  /** Of lock waits; absent: who waits. */
  readonly lockMode?: LockMode
  /** Frames that are shown; absent: all. */
  readonly frames?: Grouping
  /** Samples that the pictures show; absent: all. The verdict is always of all. */
  readonly only?: LabelChoice
  /** The function that all panes show over all its stacks, callers above and callees below. */
  readonly around?: string
  /** Zoom per pane. */
  readonly focus: Readonly<Partial<Record<PaneId, FramePath>>>
  readonly selected?: string
  readonly search: string
  readonly searchIsRegex: boolean
  readonly enlarged?: PaneId
  /** Panes showing their table twin. */
  readonly tables: readonly PaneId[]
  /** Root on top when false (icicle), at the bottom when true. */
  readonly rootAtBottom: boolean
  readonly whyOpen: boolean
  readonly sort?: { readonly by: SortKey; readonly descending: boolean }
  readonly cores?: number
  readonly threads?: number
  readonly assumedSeconds?: number
  /** Numbers read elsewhere and typed, as they were typed. */
  readonly typed?: TypedNumbers
  readonly thresholds?: Partial<Thresholds>
  readonly compare?: CompareView
  /** Of the reader, on the line; none where there are none. */
  readonly notes?: readonly Note[]
  readonly embed: boolean
}

export interface CompareView {
  /** A, the earlier one unless `swapped`. */
  readonly base: TimeWindow
  readonly baseSource?: SourceRef
  /** More windows of the base, each as many milliseconds before the next: replicates. `count` is of all of them, two or more. */
  readonly runs?: BaseRuns
  readonly mode: 'absolute' | 'share'
  readonly width: 'head' | 'base' | 'union'
  /** One picture of the difference; A beside B; or A exactly above B, without what did not change. */
  readonly layout: 'overlay' | 'side' | 'below'
  readonly swapped: boolean
  /** A is all other values of the label whose one value `only` is, in the same window; B is that value. */
  readonly rest?: true
}

export interface BaseRuns {
  readonly count: number
  readonly stepMs: number
}

export const mostBaseRuns = 12

export const defaultView: View = {
  zone: 'Asia/Kolkata',
  focus: {},
  search: '',
  searchIsRegex: false,
  tables: [],
  rootAtBottom: false,
  whyOpen: false,
  embed: false,
}
