/** What freezing and redacting a view may ask of whoever keeps the windows open. */
import type { Analysis, Timeline } from '../analysis/analysis.ts'
import type { AnalysisSettings } from '../base/vocabulary.ts'
import type { SnapshotInput } from '../snapshot/snapshot.ts'
import type { Capture } from '../window/capture.ts'
import type { Compared } from './compared.ts'
import type { GatheredWindow } from './gatheredWindow.ts'
import type { ComparisonSubject, Subject } from './subject.ts'

export interface OpenWindows {
  analyse(subject: Subject): Analysis
  timeline(captureIds: readonly string[], settings: AnalysisSettings): Promise<Timeline>
  gathered(subject: Subject): GatheredWindow
  compared(subject: ComparisonSubject): Promise<Compared>
  /** Files behind captures, for the provenance of a snapshot. */
  inputs(captureIds: readonly string[]): readonly SnapshotInput[]
  captures(captureIds: readonly string[]): readonly Capture[]
}
