/** Everything that can happen to the view. `step` is the only place that turns one into a new state. */
import type { HeapMode, LockMode, PaneId, RuleId, SignalId } from '../../core/base/vocabulary.ts'
import type { CompareView, SortKey, SourceRef, View } from '../../core/link/view.ts'
import type { TypedId, TypedNumber } from '../../core/base/typed.ts'
import type { FramePath } from '../../core/profile/callTree.ts'
import type { LabelChoice } from '../../core/profile/onlyLabel.ts'
import type { Grouping } from '../../core/profile/grouped.ts'
import type { Note } from '../../core/link/notes.ts'
import type { TimeWindow } from '../../core/base/units.ts'

export type ViewEvent =
  | { readonly type: 'sourceChosen'; readonly source: SourceRef; readonly window?: TimeWindow }
  /** What the page opens by itself where the link names no source: replaces the address, and never what was chosen meanwhile. */
  | { readonly type: 'sourceOffered'; readonly source: SourceRef }
  /** The first window of a source, made absolute: replaces the address instead of adding to the history. */
  | { readonly type: 'windowResolved'; readonly window: TimeWindow; readonly base?: TimeWindow }
  | { readonly type: 'windowChanged'; readonly window: TimeWindow }
  | { readonly type: 'zoneChanged'; readonly zone: string }
  | { readonly type: 'heapModeChanged'; readonly mode: HeapMode }
  | { readonly type: 'lockModeChanged'; readonly mode: LockMode | undefined }
  /** Samples with one value of a label; undefined: all. */
  | { readonly type: 'filtered'; readonly only: LabelChoice | undefined }
  | { readonly type: 'framesChanged'; readonly frames: Grouping | undefined }
  /** One function over all its stacks, in all panes; undefined: back to the whole. */
  | { readonly type: 'centred'; readonly name: string | undefined }
  | { readonly type: 'selected'; readonly name: string | undefined }
  /** Pressed in a pane: it goes into that frame, and all panes outline `name`. */
  | { readonly type: 'zoomed'; readonly pane: PaneId; readonly path: FramePath; readonly name?: string }
  | { readonly type: 'searchChanged'; readonly text: string; readonly isRegex: boolean }
  | { readonly type: 'paneEnlarged'; readonly pane: PaneId | undefined }
  | { readonly type: 'tableToggled'; readonly pane: PaneId }
  | { readonly type: 'orientationToggled' }
  | { readonly type: 'whyToggled' }
  | { readonly type: 'sorted'; readonly by: SortKey; readonly descending: boolean }
  | { readonly type: 'coresGiven'; readonly cores: number | undefined }
  | { readonly type: 'threadsGiven'; readonly threads: number | undefined }
  | { readonly type: 'secondsGiven'; readonly seconds: number | undefined }
  /** Read elsewhere and typed; without a number it is taken back. */
  | { readonly type: 'numberTyped'; readonly id: TypedId; readonly number: TypedNumber | undefined }
  | {
      readonly type: 'thresholdChanged'
      readonly rule: RuleId
      readonly signal: SignalId
      readonly value: number | undefined
    }
  | { readonly type: 'thresholdsReset' }
  | { readonly type: 'noteAdded'; readonly note: Note }
  | { readonly type: 'noteRemoved'; readonly note: Note }
  | { readonly type: 'compareChanged'; readonly compare: CompareView | undefined }
  /** Back, forward, or a link pasted into the address bar. */
  | { readonly type: 'linkOpened'; readonly view: View }

export type EventType = ViewEvent['type']

/** A guest (embed) may look closer, never change what is shown: no other window, source, threshold or comparison. */
export const guestMay: Readonly<Record<EventType, boolean>> = {
  sourceChosen: false,
  sourceOffered: true,
  windowResolved: true,
  windowChanged: false,
  zoneChanged: true,
  heapModeChanged: true,
  lockModeChanged: true,
  framesChanged: true,
  filtered: true,
  centred: true,
  selected: true,
  zoomed: true,
  searchChanged: true,
  paneEnlarged: true,
  tableToggled: true,
  orientationToggled: true,
  whyToggled: true,
  sorted: true,
  coresGiven: false,
  threadsGiven: false,
  secondsGiven: false,
  numberTyped: false,
  thresholdChanged: false,
  thresholdsReset: false,
  noteAdded: false,
  noteRemoved: false,
  compareChanged: false,
  linkOpened: false,
}

/** Events that make a new entry in the history; the others replace the current one, so that Back goes to the last decision. */
export const makesHistory: Readonly<Partial<Record<EventType, true>>> = {
  sourceChosen: true,
  windowChanged: true,
  zoomed: true,
  centred: true,
  compareChanged: true,
  paneEnlarged: true,
  numberTyped: true,
}
