/** What one window turned out to be: the story with everything the page shows beside it, and the line of the whole source. */
import type { LockWaits } from '../base/lockWaits.ts'
import type { Bytes, TimeWindow } from '../base/units.ts'
import type { SignalValues } from '../diagnosis/values.ts'
import type { Story, ToldAbsence } from '../diagnosis/story.ts'
import type { TreeUnit } from '../profile/callTree.ts'
import type { WaitRow } from '../profile/topWaits.ts'
import type { Caution } from '../window/caution.ts'
import type { LeftOutId } from '../window/windowProfiles.ts'
import type { LooksReading } from '../window/looksReading.ts'
import type { StandIn, ViewKind, Runtime } from '../base/vocabulary.ts'
import type { OffCpuPart, ThreadsSeen } from './offCpu.ts'

/** How memory of one kind outside the heap moved in the window. */
export interface NativeGrowth {
  /** As the runtime calls it; undefined for the whole process. */
  readonly category?: string
  /** At the end of the window. */
  readonly bytes: Bytes
  /** MB/h, through all points; its limits only where there are enough of them. */
  readonly mbPerHour: number
  readonly low?: number
  readonly high?: number
}

export interface Analysis {
  readonly window: TimeWindow
  readonly views: Readonly<Record<ViewKind, ViewSummary>>
  readonly story: Story
  readonly cores?: { readonly value: number; readonly from: string }
  readonly threads?: { readonly value: number; readonly from: string }
  readonly otherWaits: readonly { readonly kind: string; readonly ns: number }[]
  /** Who waited for which lock and what its holder did meanwhile. Snapshots of before do not have it. */
  readonly lockWaits?: LockWaits
  /** Threads' time off the CPU by kind, where files tell the kinds apart. Snapshots of before do not have it. */
  readonly offCpu?: readonly OffCpuPart[]
  /** In its place, from dumps: how many threads stood where. Snapshots of before do not have it. */
  readonly threadsSeen?: ThreadsSeen
  /** What native code holds or allocated beside the managed heap. Snapshots of before do not have it. */
  readonly native?: MeasuredSummaryOf
  /** The process and the kinds of memory outside the heap that grow, largest rise first. Snapshots of before do not have it. */
  readonly nativeGrowth?: readonly NativeGrowth[]
  readonly runtime?: Runtime
  /** What dumps of threads say together. */
  readonly looks?: LooksReading
  readonly warnings: readonly string[]
}

export type MeasuredSummaryOf = Extract<ViewSummary, { readonly state: 'measured' }>

export type ViewSummary =
  | ({ readonly state: 'measured'; readonly kind: ViewKind; readonly unit: TreeUnit } & {
      /** Set where the view itself was not recorded and this is seen in its place: no signal is made of it. */
      readonly shows?: StandIn
      readonly total: number
      readonly samples: number
      readonly nodes: number
      readonly covered: readonly TimeWindow[]
      readonly coveredSeconds: number
      readonly how: string
      readonly leftOut: readonly ToldLeftOut[]
      readonly cautions: readonly ToldCaution[]
      readonly files: readonly string[]
      /** Self-ranked, at most 20. */
      readonly top: readonly TopRow[]
      /** Lock waits only: the leaf with who called it, at most 5. Snapshots of before do not have it. */
      readonly waits?: readonly WaitRow[]
    })
  | ToldAbsence

/** Whoever needs the meaning asks the id; the text is for people. */
export interface ToldCaution {
  readonly id: Caution['id']
  readonly text: string
}

export interface ToldLeftOut {
  readonly id: LeftOutId
  readonly text: string
  /** Base units. */
  readonly amount: number
}

export interface TopRow {
  readonly name: string
  readonly self: number
  readonly total: number
  readonly samples: number
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
  /** The samples are all there is, and they are known to miss CPU or to see more than there was; of locks: some waits had not ended. */
  readonly bound?: 'lower' | 'upper'
  /** Zero by construction: nothing in the process can wait for a lock, so there is no line to draw and nothing is missing. */
  readonly none?: true
  /** It was asked for and did not come: no points, and that says nothing about whether it was recorded. */
  readonly failed?: FailedSeries
}

export interface FailedSeries {
  /** Who failed and why, a clause without a full stop. */
  readonly text: string
  /** When asking again can help, where whoever failed says so. */
  readonly retryAfterMs?: number
}
