/**
 * What the page asks the analysis worker and what comes back: plain data, typed arrays moved, never copied.
 * The command line asks the same questions of the same `Workspace` without a worker.
 */
import type { View } from '../link/view.ts'
import type { ByteSource } from '../formats/byteSource.ts'
import type { FramePath } from '../profile/callTree.ts'
import type { LoadError } from '../result.ts'
import type { Share, TimeWindow } from '../units.ts'
import type { CaptureHints, CaptureKind, Coverage } from '../window/capture.ts'
import type { AbsentView, LeftOut, ViewKind } from '../window/windowProfiles.ts'
import type { Thresholds } from '../diagnosis/diagnosis.ts'
import type { SignalValues } from '../diagnosis/values.ts'
import type { Comparison } from '../diff/comparison.ts'
import type { Story } from '../report/story.ts'
import type { Redaction } from '../snapshot/redact.ts'
import type { LinkableView } from '../snapshot/redactView.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { TreeUnit } from '../profile/callTree.ts'
import type { WaitRow } from '../profile/topWaits.ts'
import type { Runtime } from '../profile/profile.ts'

/** Answers a person or the recording gives where files are silent, and what they changed. */
export interface AnalysisSettings {
  readonly cores?: number
  readonly coresFrom?: string
  readonly threads?: number
  readonly threadsFrom?: string
  readonly thresholds?: Partial<Thresholds>
  /** Window in seconds for files without any time in them. */
  readonly assumedSeconds?: number
  readonly runtime?: Runtime
  readonly service?: string
  /** Process observations of the recording (see sources/recording): for CPU, threads and the RSS gap. */
  readonly process?: readonly {
    readonly atMs: number
    readonly cpuSeconds?: number
    readonly rssBytes?: number
    readonly threads?: number
  }[]
}

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

/** A window of a set of captures: what every other question is about. */
export interface Subject {
  readonly captureIds: readonly string[]
  readonly window: TimeWindow
  readonly settings: AnalysisSettings
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

/** The boxes to draw for one pane at one width. Few enough (about 2,000) for d3-flame-graph. */
export interface BoxesQuestion {
  readonly ask: 'boxes'
  readonly subject: Subject
  readonly view: ViewKind
  readonly widthPx: number
  readonly focus: FramePath
  /** Lay out only the children of the focus that were too small to draw. */
  readonly onlySmaller?: boolean
  readonly search?: SearchText
  /** Keep long single-child chains apart when false. */
  readonly foldChains: boolean
}
export interface SearchText {
  readonly text: string
  readonly isRegex: boolean
}
export interface Boxes {
  readonly view: ViewKind
  readonly unit: TreeUnit
  /** Totals of the whole tree and of the focus, for "12 % of total · 40 % of selected". */
  readonly grandTotal: number
  readonly focusTotal: number
  readonly focusFound: boolean
  readonly boxes: readonly Box[]
  /** Search: share of the total under matching frames; the outermost match counts once. */
  readonly matched?: { readonly total: number; readonly functions: number; readonly error?: string }
}
export interface Box {
  /** Position in the pane, 0..1 of its width. */
  readonly x: number
  readonly width: number
  readonly depth: number
  /** Index into `Boxes.boxes` of the box above; −1 for the root box. */
  readonly parent: number
  /** Names folded into this box from top to bottom: one in general, several for a folded chain. Empty for the root and for "n smaller". */
  readonly names: readonly string[]
  /** Which of `names` the box is labelled and coloured for: a folded chain's first function of the program's own, else its first. */
  readonly lead: number
  readonly kind: 'root' | 'frame' | 'chain' | 'smaller' | 'ancestor'
  /** For "n smaller": how many children were folded away. */
  readonly smaller: number
  readonly self: number
  readonly total: number
  readonly samples: number
  readonly package: string
  /** Hue class, see core/profile/hue.ts. */
  readonly hue: Hue
  readonly own: boolean
  readonly match: boolean
  readonly hasChildren: boolean
  /** Row of the tree it was laid out from (the topmost one of a chain); −1 for "n smaller". Of no use outside the worker. */
  readonly node: number
}
/** A box of a comparison: both sides' numbers and how sure the change is. `self`, `total`, `samples` are the drawn side's. */
export interface DiffBox extends Box {
  readonly base: number
  readonly head: number
  readonly baseShare: number
  readonly headShare: number
  readonly baseSamples: number
  readonly headSamples: number
  /** −5 … 5: shrank … grew by how many points of the larger total; 0 where there is no evidence. */
  readonly step: number
  /** follows: it changed, but as its caller did; nothing is decided here. */
  readonly change: 'grew' | 'shrank' | 'follows' | 'new' | 'gone' | 'no-evidence' | 'too-few'
  /** Of what follows: the frame at which it is decided; absent where that is the whole. */
  readonly decidedAt?: string
  /** Of what shows no evidence: 0.68 means that +68 % or more would have been seen. */
  readonly smallestVisible?: number
}

export const hues = ['own', 'serde', 'logging', 'framework', 'store', 'cache', 'runtime', 'crypto'] as const
export type Hue = (typeof hues)[number]

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

/** Two windows (or selections, or recordings) of one service. A is base, B is head. */
export interface ComparisonSubject {
  readonly base: ComparedSubject
  readonly head: ComparedSubject
}
export interface ComparedSubject extends Subject {
  /** "go1.26.8" and the source's labels, for the comparability strip. */
  readonly runtimeText?: string
  readonly labels?: Readonly<Record<string, string>>
  /** Which run of the program: two windows of one run vary less than two runs. The same (or no) text on both sides: one run. */
  readonly run?: string
}
export interface CompareQuestion {
  readonly ask: 'compare'
  readonly subject: ComparisonSubject
}
export interface DiffBoxesQuestion {
  readonly ask: 'diffBoxes'
  readonly subject: ComparisonSubject
  readonly view: ViewKind
  readonly widthPx: number
  readonly focus: FramePath
  readonly onlySmaller?: boolean
  readonly search?: SearchText
  /** What colour and test speak about: cost per second (bytes held), or share of the total. */
  readonly mode: 'absolute' | 'share'
  /** What width stands for; union: the larger of both at every leaf. */
  readonly width: 'head' | 'base' | 'union'
}
export interface DiffBoxes extends Omit<Boxes, 'boxes'> {
  readonly boxes: readonly DiffBox[]
  /** Paths that only base has, largest first: they have no width when width stands for head. */
  readonly gone: readonly { readonly path: FramePath; readonly base: number; readonly baseShare: number }[]
}

/** What is on screen as data that travels; see src/core/snapshot. */
export interface FreezeQuestion {
  readonly ask: 'freeze'
  readonly subject: Subject
  readonly comparison?: ComparisonSubject
  readonly timeline?: Omit<TimelineQuestion, 'ask'>
  /** What the workspace does not know: names, times, the view, the address of the live page. */
  readonly about: Pick<Snapshot, 'title' | 'service' | 'runtime' | 'labels' | 'note' | 'madeAtMs'> & {
    readonly view: View
    readonly livePage?: string
  }
  readonly redaction: Redaction
}
/** What leaves in another way than as a snapshot: texts, pictures, links. */
export interface RedactQuestion {
  readonly ask: 'redact'
  readonly subject: Subject
  readonly comparison?: ComparisonSubject
  readonly redaction: Redaction
  /** Plain data; every text in it is cleaned. */
  readonly value: unknown
  readonly view: View
}
export interface Redacted {
  /** Of the shape that was asked with. */
  readonly value: unknown
  readonly link: LinkableView
}
/** The data of a snapshot opened again: its windows answer like loaded captures do. */
export interface OpenSnapshotQuestion {
  readonly ask: 'openSnapshot'
  readonly text: string
  readonly where: string
}
export interface OpenedSnapshot {
  /** To be used as the only capture id of a subject; `base` for the base window, when it has one. */
  readonly headId: string
  readonly baseId?: string
  readonly about: Omit<Snapshot, 'head' | 'base' | 'drawings'>
  readonly headWindow: TimeWindow
  readonly baseWindow?: TimeWindow
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
