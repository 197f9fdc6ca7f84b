/** The captures of one window, gathered with the arithmetic each kind allows, one entry per pane view. */
import type { OtherDay } from './otherDay.ts'
import type { SeveralPrograms } from './programs.ts'
import type { LeakedGoroutines } from '../base/leakedGoroutines.ts'
import type { LockWaits } from '../base/lockWaits.ts'
import type { NativeMemory } from './gatherNative.ts'
import type { Throttling } from './gatherThrottling.ts'
import type { Runtime, StandIn, ViewKind } from '../base/vocabulary.ts'
import type { Absence, AbsenceReason, NextStep } from './absence.ts'
import type { Arithmetic } from './arithmetic.ts'
import type { Caution } from './caution.ts'
import type { WaitKind } from './waits.ts'
import type { ProfilerTrait } from '../profile/profile.ts'
import type { TreePart } from '../profile/buildCallTree.ts'
import type { CallTree } from '../profile/callTree.ts'
import type { LiveHeapPoint, RemoteEnd } from '../formats/parsedFile.ts'
import type { Processes } from './flow.ts'
import type { LooksReading } from './looksReading.ts'
import type { PausedTime } from './pausedTime.ts'
import type { Bytes, EpochMs, Nanoseconds, Share, TimeWindow } from '../base/units.ts'

export type GatheredView = MeasuredView | AbsentView

/** What was measured of one kind. A field that means something for one kind only stands there. */
export type MeasuredView = MeasuredByKind[ViewKind]
/** One entry per pane view. */
export type Views = { readonly [Kind in ViewKind]: MeasuredOf<Kind> | AbsentView }
export type MeasuredOf<Kind extends ViewKind> = MeasuredByKind[Kind]
interface MeasuredByKind {
  readonly cpu: CpuView
  readonly heap_live: LiveView
  readonly heap_alloc: AllocView
  readonly lock: LockView
}

export interface MeasuredOfAnyKind {
  readonly state: 'measured'
  readonly tree: CallTree
  /** Sum of the tree in base units (ns, bytes) after everything left out below was left out. */
  readonly total: number
  readonly samples: number
  /** What the captures really cover, drawn on the timeline; gauges are points (fromMs === untilMs). */
  readonly covered: readonly TimeWindow[]
  /** Σ of `covered` in seconds for flows; 0 for gauges. The denominators of rates use this, not the asked window. */
  readonly coveredSeconds: number
  /** The arithmetic, printed beside the total. */
  readonly how: Arithmetic
  /** Amounts left out in the open: the profiler's own stacks, parking, spare-CPU marking … */
  readonly leftOut: readonly LeftOut[]
  /** Things a reader must know before believing the picture: "held by", not waiting; lower bound below 10 ms; not taken at the same time … */
  readonly cautions: readonly Caution[]
  readonly files: readonly string[]
  /** The samples behind `tree`, for what a tree does not keep: their labels. Absent where only the tree travelled (a snapshot). */
  readonly parts?: readonly TreePart[]
  /** Only the tree travelled. `profiler`: who recorded it, for people; absent where the snapshot is too old to say how it was measured. */
  readonly frozen?: { readonly profiler?: string }
  /** False when events cannot be counted (see sampleCounts): shares may be shown, differences are not tested. */
  readonly testable?: boolean
  /** The numbers of folded stacks were taken for counts, and hardly a stack was seen once: two windows tell (diff/assumedCounts.ts). */
  readonly countsAssumed?: true
  /** Standard error of `total` that comes from sampling, in base units, where the sampler is known. */
  readonly standardError?: number
  /** The same flow piece by piece, for the spread between pieces and for the timeline. */
  readonly pieces?: readonly FlowTotal[]
  /** The sum means nothing (a store added several snapshots up and does not say how many); shares do. */
  readonly onlyShares?: boolean
  /** The process restarted among the captures that were subtracted. */
  readonly restartedAtMs?: EpochMs
  /** Set where the amounts are of several processes: the total is their sum. */
  readonly processes?: Processes
  /** What the profilers behind it see and do not, as far as all of them agree. */
  readonly traits?: readonly ProfilerTrait[]
  /** Set where this is not what the view asks for, see `AbsentView.shown`. */
  readonly shows?: StandIn
}

export interface CpuView extends MeasuredOfAnyKind {
  readonly kind: 'cpu'
  /** Base units of the values per independent event, where one exists (CPU period): for intervals. */
  readonly periodNs?: number
  /** Files that do not say what they count, and are drawn here for want of a better place: no signal is made of the view. */
  readonly assumed?: readonly string[]
  /** CPU: the thread that ran most, where samples carry threads. */
  readonly busiestThread?: { readonly name: string; readonly ns: number }
  /** JavaScript: left out, because nothing runs meanwhile, and nothing is answered either. */
  readonly stopped?: StoppedLoop
}

export interface StoppedLoop {
  readonly ns: number
  /** The program's function that stops it longest, '' where none is on the stack. */
  readonly site: string
}

export interface LiveView extends MeasuredOfAnyKind {
  readonly kind: 'heap_live'
  /** Bytes between two samples of a heap profiler; 1 means that every allocation is recorded. */
  readonly heapPeriod?: number
}

export interface AllocView extends MeasuredOfAnyKind {
  readonly kind: 'heap_alloc'
  /** Bytes between two samples of a heap profiler; 1 means that every allocation is recorded. */
  readonly heapPeriod?: number
  /** Allocations: part of the bytes that came in objects above 32 KiB, which bypass the allocator's size classes. */
  readonly largeShare?: Share
}

export interface LockView extends MeasuredOfAnyKind {
  readonly kind: 'lock'
  /** Lock: whether the stacks are those of threads that waited or of those that made others wait. */
  readonly lockSide?: 'waiter' | 'holder'
  /** Lock from a wall-clock sampler: all thread time seen, waiting or not (in the tree's unit: looks where the
   * file knows no seconds), and the ticks at which it was looked at. */
  readonly wholeNs?: number
  /** Of `wholeNs`: parked, and nobody knows whether of threads that had work at other times. */
  readonly maybeIdleNs?: number
  readonly ticks?: number
}

/** All profilers behind the view have this in common. */
export function sees({ traits = [] }: Pick<MeasuredOfAnyKind, 'traits'>, trait: ProfilerTrait): boolean {
  return traits.includes(trait)
}

/** "JDK Flight Recorder", "async-profiler 4.5", "perf-script": for people; '' where nobody says. */
export function profilerOf({ parts = [], frozen }: MeasuredOfAnyKind): string {
  const meta = parts[0]?.profile.meta
  return meta?.emitter ?? meta?.format ?? frozen?.profiler ?? ''
}

/** One piece of a flow. `wholeNs`: all thread time a wall-clock sampler saw in it. */
export interface FlowTotal {
  readonly window: TimeWindow
  readonly total: number
  readonly samples: number
  readonly wholeNs?: number
}

export interface LeftOut {
  readonly id: LeftOutId
  /** Base units. */
  readonly amount: number
  /** Parking: what was waited for, largest first. */
  readonly waits?: readonly WaitKind[]
  /** The reader's own words, for what only it knows. */
  readonly said?: string
  /** The amount is of the whole file, of which the window is a part; its own time where it is known. */
  readonly ofWholeFile?: { readonly window?: TimeWindow }
}

export type LeftOutId =
  | 'profiler'
  | 'parking'
  | 'unnamed-waits'
  | 'event-loop'
  | 'vm-threads'
  | 'idle-threads'
  | 'gil'
  | 'idle-marking'
  | 'runtime-lock'
  | 'first-sample'
  | 'negative'
  | 'empty-stack'

export interface AbsentView {
  readonly state: 'absent'
  readonly kind: ViewKind
  readonly reason: AbsenceReason
  readonly why: Absence
  readonly next: NextStep
  /** What of the window can be seen instead (`shows` says what): for drawings and comparisons, never for signals. */
  readonly shown?: MeasuredView
}

/** What a pane draws of a view, measured or seen in its place. */
export function shownOf(view: GatheredView): MeasuredView | undefined {
  return view.state === 'measured' ? view : view.shown
}

/** The process restarted, or the views do not cover the same time: of the whole window. */
export type Warning =
  | { readonly id: 'misaligned'; readonly views: readonly { readonly kind: ViewKind; readonly covers: TimeWindow }[] }
  | Extract<Caution, { readonly id: 'restarted' }>
  | SeveralPrograms
  | OtherDay

export interface WindowProfiles {
  readonly asked: TimeWindow
  readonly runtime?: Runtime
  readonly views: Views
  /** After-collection or snapshot points inside the window, for the slope, with the sampling error of each in bytes. */
  readonly liveHeapPoints: readonly (LiveHeapPoint & { readonly standardErrorBytes?: number })[]
  /** Levels after young collections, beside points that cleaned everything: the heap lies below them. */
  readonly liveHeapCeiling?: readonly LiveHeapPoint[]
  /** Standard error of (last − first point) that comes from sampling; neighbours share most of theirs, so it is not √2 of one. */
  readonly liveHeapGrowthErrorBytes?: number
  /** Growth per second of a `?seconds=` heap delta, which has no level: bytes and the seconds it covers. */
  readonly liveHeapDelta?: { readonly bytes: Bytes; readonly seconds: number; readonly standardErrorBytes: number }
  /** Go's mutex profile names who held others up, beside the block profile that names who waited. */
  readonly heldBy?: readonly { readonly name: string; readonly share: Share }[]
  /** Go's mutex profile beside the block profile: stacks of those who let go, in nanoseconds of the wait that they ended. */
  readonly holderTree?: CallTree
  /** `ofMachine`: a container may be allowed fewer. */
  readonly cores?: { readonly value: number; readonly from: string; readonly ofMachine?: true }
  /** `low`, `high`: between these the mean lies, where the count changed and too few were taken to say when. */
  readonly threads?: { readonly value: number; readonly from: string; readonly low?: number; readonly high?: number }
  /** What dumps of threads say together; the lock view is theirs where nothing better was recorded (`looks.files`). */
  readonly looks?: LooksReading
  /** Wait observed that is not a lock: "also waiting, not on locks". Nanoseconds by class. */
  readonly otherWaits: readonly { readonly kind: WaitKind; readonly ns: number }[]
  /** Part of the I/O among `otherWaits`: over sockets, by their other end, longest first. */
  readonly socketWaits?: readonly { readonly to: RemoteEnd; readonly ns: Nanoseconds }[]
  readonly gilWaitNs?: number
  /** Thread time of those samples: the denominator of `gilWaitNs`. */
  readonly gilWholeNs?: number
  /** Who waited for which lock and what its holder did meanwhile, where files know. */
  readonly lockWaits?: LockWaits
  /** There when the profiles do not cover the same time. */
  readonly misaligned?: Extract<Warning, { readonly id: 'misaligned' }>
  readonly restartedAtMs?: number
  readonly rssBytes?: number
  /** What the managed heap may grow to. */
  readonly heapLimitBytes?: number
  readonly nativeMemory?: NativeMemory
  /** What native code holds or allocated beside a managed heap (`shows` says which): for drawing, in no signal. */
  readonly nativeView?: MeasuredView
  readonly leakedGoroutines?: LeakedGoroutines
  /** Pauses of the collector, and the time of threads that would have run meanwhile. */
  readonly stopped?: { readonly pauseNs: Nanoseconds; readonly ns: Nanoseconds }
  /** Time in which the collector stopped the program, of all that a file tells of. */
  readonly paused?: PausedTime
  /** Time of threads that were ready to run and had no CPU, where the runtime counts it. */
  readonly runQueueNs?: Nanoseconds
  /** The container was stopped for its CPU limit. */
  readonly throttling?: Throttling
  readonly warnings: readonly Warning[]
}
