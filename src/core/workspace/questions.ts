/**
 * What the page asks the analysis worker and what comes back: plain data, typed arrays moved, never copied.
 * The command line asks the same questions of the same `Workspace` without a worker.
 */
import type { Boxes, BoxesQuestion, DiffBoxes, DiffBoxesQuestion, SearchText } from './boxes.ts'
import type { FreezeQuestion, OpenSnapshotQuestion, OpenedSnapshot, RedactQuestion, Redacted } from './leaving.ts'
import type { AnalysisSettings, ComparisonSubject, Subject } from './subject.ts'
import type { ByteSource } from '../formats/byteSource.ts'
import type { FramePath } from '../profile/callTree.ts'
import type { LoadError } from '../result.ts'
import type { Share, TimeWindow } from '../units.ts'
import type { CaptureHints, CaptureKind, Coverage } from '../window/capture.ts'
import type { AbsentView, LeftOut, ViewKind } from '../window/windowProfiles.ts'
import type { SignalValues } from '../diagnosis/values.ts'
import type { Comparison } from '../diff/comparison.ts'
import type { Story } from '../report/story.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { TreeUnit } from '../profile/callTree.ts'
import type { WaitRow } from '../profile/topWaits.ts'
import type { Runtime } from '../profile/profile.ts'

export interface LoadQuestion {
  readonly ask: 'load'
  /** In memory (moved to the worker), or a Blob, which is read piece by piece where it is needed. */
  readonly bytes: ArrayBuffer | ByteSource
  readonly fileName: string
  readonly hints: CaptureHints
  /** SHA-256 of the bytes in hex, where somebody has worked it out already. */
  readonly hash?: string
  /** Bound of what the file may unpack to; without it the workspace's own. */
  readonly maxInflatedBytes?: number
}
export interface LoadAnswer {
  readonly hash: string
  /** One per capture found in the file; a JFR gives several. */
  readonly captures: readonly CaptureSummary[]
}
export interface CaptureSummary {
  /** `${hash}#${index of the part}`, and `@${fromMs}` where the source says when: equal bytes of two times are two captures. */
  readonly id: string
  readonly file: string
  readonly format: string
  readonly emitter?: string
  readonly kind: CaptureKind
  readonly covers: Coverage
  readonly window?: TimeWindow
  readonly answers: readonly ViewKind[]
  readonly samples: number
  readonly notes: readonly string[]
  /** What must be asked because neither file nor source says. */
  readonly asks: readonly ('cores' | 'threads' | 'window' | 'kind')[]
  /** What it counts is what a person said. */
  readonly told?: true
  /** One side of a file that is a difference. */
  readonly side?: 'base' | 'head'
  readonly cores?: number
  readonly threads?: number
  readonly runtime?: Runtime
}

export interface AnalyseQuestion {
  readonly ask: 'analyse'
  readonly subject: Subject
}
export interface Analysis {
  readonly window: TimeWindow
  readonly views: Readonly<Record<ViewKind, ViewSummary>>
  readonly story: Story
  readonly cores?: { readonly value: number; readonly from: string }
  readonly threads?: { readonly value: number; readonly from: string }
  readonly otherWaits: readonly { readonly kind: string; readonly ns: number }[]
  readonly warnings: readonly string[]
}
export type ViewSummary =
  | ({ readonly state: 'measured'; readonly kind: ViewKind; readonly unit: TreeUnit } & {
      readonly total: number
      readonly samples: number
      readonly nodes: number
      readonly covered: readonly TimeWindow[]
      readonly coveredSeconds: number
      readonly how: string
      readonly leftOut: readonly LeftOut[]
      readonly cautions: readonly string[]
      readonly files: readonly string[]
      /** Self-ranked, at most 20. */
      readonly top: readonly TopRow[]
      /** Lock waits only: the leaf with who called it, at most 5. Snapshots of before do not have it. */
      readonly waits?: readonly WaitRow[]
    })
  | AbsentView
export interface TopRow {
  readonly name: string
  readonly self: number
  readonly total: number
  readonly samples: number
}

/** Points along the whole source for the timeline (not only inside the window). */
export interface TimelineQuestion {
  readonly ask: 'timeline'
  readonly captureIds: readonly string[]
  readonly settings: AnalysisSettings
}
export interface Timeline {
  readonly span: TimeWindow
  /** Steps (flows) or points (gauges); value undefined = not measured there, drawn as a gap, never as zero. */
  readonly series: Readonly<Record<'cpu' | 'heap' | 'lock', TimelineSeries>>
  /** The diagnosis of each sub-window along the line, for the onset. */
  readonly states: readonly TimelineState[]
}
export interface TimelineState {
  readonly window: TimeWindow
  readonly pattern: string
  readonly kind: string
  /** What the rules read there, so that other thresholds can be tried without gathering again. Stores and old snapshots have none. */
  readonly values?: SignalValues
}
export interface TimelineSeries {
  /** waiters: wait seconds per second, where the number of threads is not known. */
  readonly unit: 'cores' | 'bytes' | 'share' | 'waiters'
  readonly points: readonly { readonly fromMs: number; readonly untilMs: number; readonly value: number }[]
  readonly covered: readonly TimeWindow[]
  /** Who says so, where it is not the profile itself: "the process’ own CPU counter". */
  readonly from?: string
  /** The samples are all there is, and they are known to miss CPU or to see more than there was. */
  readonly bound?: 'lower' | 'upper'
}

/** One function in all profiles: the linked row of each pane, the tooltip, and the function table. */
export interface FunctionsQuestion {
  readonly ask: 'functions'
  readonly subject: Subject
  readonly sortBy: 'cpu_self' | 'cpu' | 'heap_alloc' | 'heap_live' | 'lock' | 'name'
  readonly descending: boolean
  readonly limit: number
  readonly offset: number
  readonly search?: SearchText
  /** Always included, in front, whether it ranks or not. */
  readonly pinned?: string
}
export interface FunctionRow {
  readonly name: string
  readonly values: Readonly<Record<ViewKind, FunctionValue>>
  /** "waits, does not burn" and the like; empty when nothing can be said. */
  readonly reading: string
}
export type FunctionValue =
  | { readonly state: 'value'; readonly self: number; readonly total: number; readonly samples: number }
  | { readonly state: 'not-present' }
  | { readonly state: 'not-recorded' }
export interface FunctionsAnswer {
  readonly rows: readonly FunctionRow[]
  readonly of: number
  readonly totals: Readonly<Partial<Record<ViewKind, number>>>
}

/** Callers and callees of one function, and one level of the tree table. */
export interface SandwichQuestion {
  readonly ask: 'sandwich'
  readonly subject: Subject
  readonly view: ViewKind
  readonly name: string
}
export interface Sandwich {
  readonly name: string
  readonly self: number
  readonly total: number
  readonly samples: number
  readonly callers: readonly TopRow[]
  readonly callees: readonly TopRow[]
}
export interface ChildrenQuestion {
  readonly ask: 'children'
  readonly subject: Subject
  readonly view: ViewKind
  readonly path: FramePath
  readonly limit: number
}
export interface ChildrenAnswer {
  readonly rows: readonly (TopRow & { readonly hasChildren: boolean })[]
  readonly of: number
}

/**
 * Every function of the window with its self, total and samples per view, once per window: hovering in one pane shows the same
 * function in the others without asking again. Columns are parallel to `names`; NaN where the function is not present.
 */
export interface FunctionIndexQuestion {
  readonly ask: 'functionIndex'
  readonly subject: Subject
}
export interface FunctionIndex {
  readonly names: readonly string[]
  readonly views: Readonly<
    Partial<
      Record<ViewKind, { readonly self: Float64Array; readonly total: Float64Array; readonly samples: Float64Array }>
    >
  >
  readonly totals: Readonly<Partial<Record<ViewKind, number>>>
}

export interface ForgetQuestion {
  readonly ask: 'forget'
  readonly hashes: readonly string[]
}

export interface CompareQuestion {
  readonly ask: 'compare'
  readonly subject: ComparisonSubject
}

/** Every question with its answer; the comparison and snapshot issues add rows here. */
export interface Conversations {
  load: { question: LoadQuestion; answer: LoadAnswer }
  analyse: { question: AnalyseQuestion; answer: Analysis }
  timeline: { question: TimelineQuestion; answer: Timeline }
  boxes: { question: BoxesQuestion; answer: Boxes }
  functions: { question: FunctionsQuestion; answer: FunctionsAnswer }
  sandwich: { question: SandwichQuestion; answer: Sandwich }
  children: { question: ChildrenQuestion; answer: ChildrenAnswer }
  functionIndex: { question: FunctionIndexQuestion; answer: FunctionIndex }
  compare: { question: CompareQuestion; answer: Comparison }
  diffBoxes: { question: DiffBoxesQuestion; answer: DiffBoxes }
  freeze: { question: FreezeQuestion; answer: Snapshot }
  redact: { question: RedactQuestion; answer: Redacted }
  openSnapshot: { question: OpenSnapshotQuestion; answer: OpenedSnapshot }
  forget: { question: ForgetQuestion; answer: { readonly forgotten: number } }
}
export type Ask = keyof Conversations
export type Question = Conversations[Ask]['question']
export type AnswerTo<Q extends Question> = Conversations[Q['ask']]['answer']

/** The envelope. `seq` pairs an answer with its question, so that a stale one cannot stomp on newer state. */
export type ToWorker =
  | { readonly seq: number; readonly question: Question }
  | { readonly seq: number; readonly cancel: true }
export type FromWorker =
  | { readonly seq: number; readonly progress: Share }
  | { readonly seq: number; readonly answer: unknown }
  | { readonly seq: number; readonly error: LoadError }
