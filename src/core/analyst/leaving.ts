/** What leaves the page and comes back: a frozen view, and texts without what must not leave. */
import type { AnalysisSettings, ViewKind } from '../base/vocabulary.ts'
import type { TreeLook } from '../profile/look.ts'
import type { View } from '../link/view.ts'
import type { Redaction } from '../snapshot/redact.ts'
import type { LinkableView } from '../snapshot/redactView.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { TimeWindow } from '../base/units.ts'
import type { ComparisonSubject, Subject } from './subject.ts'

/** All that is known along the time of one source. */
interface WholeLine {
  readonly captureIds: readonly string[]
  readonly settings: AnalysisSettings
}

/** What is on screen as data that travels; see src/core/snapshot. */
export interface FreezeQuestion {
  readonly ask: 'freeze'
  readonly subject: Subject
  readonly comparison?: ComparisonSubject
  readonly timeline?: WholeLine
  /** Where base is of another source. */
  readonly baseTimeline?: WholeLine
  /** What the analyst does not know: names, times, the view, the address of the live page. */
  readonly about: Pick<Snapshot, 'title' | 'service' | 'runtime' | 'labels' | 'note' | 'madeAtMs' | 'sides'> & {
    readonly view: View
    readonly livePage?: string
  }
  readonly redaction: Redaction
}

/** One pane as a file of another tool: what it shows now, grouped or around a function as it is. */
export interface ExportQuestion {
  readonly ask: 'export'
  readonly subject: Subject
  readonly view: ViewKind
  readonly look?: TreeLook | undefined
  readonly format: 'pprof' | 'speedscope'
  readonly name: string
  readonly redaction: Redaction
}

export interface ExportAnswer {
  readonly bytes: Uint8Array<ArrayBuffer>
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
