/**
 * What the page asks the analysis worker and what comes back: plain data, typed arrays moved, never copied.
 * The command line asks the same questions of the same `Analyst` without a worker.
 */
import type { ResourceChoice } from '../formats/parsedFile.ts'
import type { Analysis, TopRow, Timeline } from '../analysis/analysis.ts'
import type { AnalysisSettings, CaptureKind, Coverage, Runtime, ViewKind } from '../base/vocabulary.ts'
import type { Boxes, DiffBoxes, DiffDrawOptions, Elided, ElidedOptions, SearchText, SmallerOf } from '../draw/boxes.ts'
import type {
  ExportAnswer,
  ExportQuestion,
  FreezeQuestion,
  OpenSnapshotQuestion,
  OpenedSnapshot,
  RedactQuestion,
  Redacted,
} from './leaving.ts'
import type { ComparisonSubject, Subject } from './subject.ts'
import type {
  ChildrenAnswer,
  ChildrenQuestion,
  FunctionIndex,
  FunctionIndexQuestion,
  FunctionLineQuestion,
  FunctionsAnswer,
  FunctionsQuestion,
  Sandwich,
  SandwichQuestion,
} from './functionQuestions.ts'
import type { ByteSource } from '../base/byteSource.ts'
import type { FramePath } from '../profile/callTree.ts'
import type { LabelChoice, LabelValues } from '../profile/onlyLabel.ts'
import type { WaitRow } from '../profile/topWaits.ts'
import type { TreeLook } from '../profile/look.ts'
import type { LoadError } from '../base/result.ts'
import type { Share, TimeWindow } from '../base/units.ts'
import type { CaptureHints } from '../window/capture.ts'
import type { Fleet, FleetOptions } from '../fleet/fleet.ts'
import type { Inside } from '../fleet/inside.ts'
import type { FleetData } from '../fleet/series.ts'
import type { FleetVerdict } from '../fleet/verdict.ts'
import type { ChangeLine, Comparison } from '../diff/comparison.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'

export interface LoadQuestion {
  readonly ask: 'load'
  /** In memory (moved to the worker), or a Blob, which is read piece by piece where it is needed. */
  readonly bytes: ArrayBuffer | ByteSource
  readonly fileName: string
  readonly hints: CaptureHints
  /** SHA-256 of the bytes in hex, where somebody has worked it out already. */
  readonly hash?: string
  /** Bound of what the file may unpack to; without it the analyst's own. */
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
  /** The file's words for what it counts, where these are no known kind: it is asked about all the same. */
  readonly counts?: readonly string[]
  /** What it counts is what a person said. */
  readonly told?: true
  /** The file is about many services or processes: which one this is of, and which there are, the busiest first. */
  readonly choice?: { readonly key: string; readonly of: readonly ResourceChoice[] }
  /** One side of a file that is a difference. */
  readonly side?: 'base' | 'head'
  readonly cores?: number
  readonly threads?: number
  readonly runtime?: Runtime
  /** Of the program's source, as the file says: a commit. */
  readonly revision?: string
}

export interface AnalyseQuestion {
  readonly ask: 'analyse'
  readonly subject: Subject
}

/** Points along the whole source for the timeline (not only inside the window). */
export interface TimelineQuestion {
  readonly ask: 'timeline'
  readonly captureIds: readonly string[]
  readonly settings: AnalysisSettings
}

/** The boxes to draw for one pane at one width. Few enough (about 2,000) for d3-flame-graph. */
export interface BoxesQuestion {
  readonly ask: 'boxes'
  readonly subject: Subject
  readonly view: ViewKind
  readonly widthPx: number
  readonly focus: FramePath
  /** Lay out only the children of the focus that were too small to draw. */
  readonly onlySmaller?: SmallerOf | undefined
  readonly search?: SearchText
  /** Keep long single-child chains apart when false. */
  readonly foldChains: boolean
  readonly look?: TreeLook | undefined
}

/** What the samples of a window can be filtered by. */
export interface LabelsQuestion {
  readonly ask: 'labels'
  readonly subject: Subject
}
export interface LabelsAnswer {
  readonly labels: readonly LabelValues[]
}

/** What the samples with one value of a label amount to. */
export interface PartQuestion {
  readonly ask: 'part'
  readonly subject: Subject
  readonly only: LabelChoice
}
export interface PartAnswer {
  /** Absent where no sample of the view has the label: there is no part of it, and it stays whole. */
  readonly views: Readonly<Partial<Record<ViewKind, PartOfView>>>
}
/** In the unit of the view. */
export interface PartOfView {
  readonly total: number
  readonly samples: number
  readonly top: readonly TopRow[]
  /** Of lock waits only. */
  readonly waits: readonly WaitRow[]
}

/** Who differs among the values of each label, the threads, the kinds of threads. */
export interface InsideQuestion {
  readonly ask: 'inside'
  readonly subject: Subject
}

export interface DiffBoxesQuestion extends DiffDrawOptions {
  readonly ask: 'diffBoxes'
  readonly subject: ComparisonSubject
}

export interface ElidedQuestion extends ElidedOptions {
  readonly ask: 'elided'
  readonly subject: ComparisonSubject
}

export interface ForgetQuestion {
  readonly ask: 'forget'
  readonly hashes: readonly string[]
}

/** The processes of a service by the series of a store: who differs. Nothing of it is kept. */
export interface FleetQuestion {
  readonly ask: 'fleet'
  readonly data: FleetData
  readonly options: FleetOptions
}

/** The same for many services, each by its one line. */
export interface TriageQuestion {
  readonly ask: 'triage'
  readonly services: readonly TriagedService[]
}

interface TriagedService {
  readonly service: string
  readonly place?: Readonly<Record<string, string>>
  readonly data: FleetData
  readonly options: FleetOptions
}

export interface TriageRow {
  readonly service: string
  /** Where, of a name that is in several namespaces. */
  readonly place?: Readonly<Record<string, string>>
  readonly verdict: FleetVerdict | undefined
  /** Σ over the processes at a time. */
  readonly cores: number
  readonly processes: number
  readonly failed: FleetData['failed']
}

export interface CompareQuestion {
  readonly ask: 'compare'
  readonly subject: ComparisonSubject
}

/** Every question with its answer. */
export interface Conversations {
  load: { question: LoadQuestion; answer: LoadAnswer }
  analyse: { question: AnalyseQuestion; answer: Analysis }
  timeline: { question: TimelineQuestion; answer: Timeline }
  boxes: { question: BoxesQuestion; answer: Boxes }
  functions: { question: FunctionsQuestion; answer: FunctionsAnswer }
  functionLine: { question: FunctionLineQuestion; answer: ChangeLine | null }
  sandwich: { question: SandwichQuestion; answer: Sandwich }
  children: { question: ChildrenQuestion; answer: ChildrenAnswer }
  functionIndex: { question: FunctionIndexQuestion; answer: FunctionIndex }
  fleet: { question: FleetQuestion; answer: Fleet }
  triage: { question: TriageQuestion; answer: readonly TriageRow[] }
  labels: { question: LabelsQuestion; answer: LabelsAnswer }
  part: { question: PartQuestion; answer: PartAnswer }
  inside: { question: InsideQuestion; answer: Inside }
  compare: { question: CompareQuestion; answer: Comparison }
  diffBoxes: { question: DiffBoxesQuestion; answer: DiffBoxes }
  elided: { question: ElidedQuestion; answer: Elided }
  freeze: { question: FreezeQuestion; answer: Snapshot }
  redact: { question: RedactQuestion; answer: Redacted }
  export: { question: ExportQuestion; answer: ExportAnswer }
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
  /** First of all: the lock that says whether it is still there. */
  | { readonly life: string }
export type FromWorker =
  /** Whether it holds that lock; nothing is asked before. */
  | { readonly alive: boolean }
  | { readonly seq: number; readonly progress: Share }
  | { readonly seq: number; readonly answer: unknown }
  | { readonly seq: number; readonly error: LoadError }
