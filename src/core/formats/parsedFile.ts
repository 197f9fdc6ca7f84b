/** What every reader returns: profiles to draw plus plain facts that only signals need. */
import type { SignalBound } from '../base/bounds.ts'
import type { LeakedGoroutines } from '../base/leakedGoroutines.ts'
import type { LockWaits } from '../base/lockWaits.ts'
import type { ThreadLook } from '../base/looks.ts'
import type { Program } from '../base/program.ts'
import type { CaptureKind, Coverage, Runtime } from '../base/vocabulary.ts'
import type { Result } from '../base/result.ts'
import type { Bytes, EpochMs, Share, TimeWindow } from '../base/units.ts'
import type { Profile } from '../profile/profile.ts'
import type { SamplePart } from './pprof/samplePart.ts'

export interface ReadOptions {
  /** For messages only; a format is never guessed from it. */
  readonly fileName: string
  /** Upper bound of anything inflated, all layers together; past it the file is refused with the number. */
  readonly maxInflatedBytes: number
  /** Called with 0..1 now and then; throwing `CancelledError` from it stops the reader. */
  readonly onProgress?: (share: Share) => void
  /**
   * Awaited between the pieces of a large file: whoever runs the reader can be told to stop there. `used`: bytes out of a
   * decompressor that nobody needs any more.
   */
  readonly breathe?: (used?: Uint8Array) => Promise<void> | undefined
  /** Starts a second reader for a file that turns out to be pprof, where there is a core for it. */
  readonly beside?: (() => Beside | undefined) | undefined
}

/** A `PartReader` on another thread. */
export interface Beside {
  /** Less waits for it than it could do before anybody looks again. */
  readonly hasRoom: boolean
  /** Whole samples. The bytes are given away. */
  give(bytes: Uint8Array<ArrayBuffer>): void
  /** What it made of all of them, once; undefined where it came to nothing. */
  take(): Promise<SamplePart | undefined>
}

export interface ParsedFile {
  readonly format: string
  /** One per question the file answers. Go's heap stays one part (four value columns). */
  readonly parts: readonly ParsedPart[]
  readonly facts: FileFacts
  /**
   * A file of a whole machine: what it is about, the busiest first (before them what the file says it was made for). Each part then says whose it is, and one of them is looked at at a
   * time; `facts` are of the first, those of others in `factsOf`. Absent: the file is about one thing.
   */
  readonly resources?: readonly ResourceChoice[]
  /** By `key` of the choice. */
  readonly factsOf?: Readonly<Record<string, FileFacts>>
  /** Of a file without parts: what a profile's `meta` says otherwise. */
  readonly about?: { readonly runtime?: Runtime; readonly emitter?: string; readonly notes: readonly string[] }
}

/** A service, container or process whose profiles lie beside those of others in one file. */
export interface ResourceChoice {
  /** `keyOfChoice` of its title; the same in `ParsedPart.resource`. */
  readonly key: string
  /** As people call it. */
  readonly title: string
  /** CPU time seen, in nanoseconds; 0 where none was. */
  readonly cpuNs: number
  /** Samples and events of any kind. */
  readonly samples: number
}

export interface ParsedPart {
  /** Whose it is, in a file with `resources`. */
  readonly resource?: string
  /** Undefined when the format cannot tell (folded text): the person or the recording says. */
  readonly kind?: CaptureKind
  readonly covers?: Coverage
  readonly window?: TimeWindow
  readonly profile: Profile
  /** What every thread did at each instant looked at, from dumps of threads; `stack` of its threads is a row of `profile`. */
  readonly looks?: readonly ThreadLook[]
  /** A file that is a difference already gives its two sides: they are compared, never added up. */
  readonly side?: 'base' | 'head'
  /** Amounts the reader kept out of the samples, in base units, to be shown beside the total. */
  readonly leftOut?: readonly {
    readonly id: 'first-sample' | 'parking'
    readonly text: string
    readonly amount: number
  }[]
}

/** The other end of a socket, as numbers: `10.0.0.7`, `fd00::7`. Without a port where it has many. */
export interface RemoteEnd {
  readonly address: string
  readonly port?: number
}

/** Numbers beside stacks. All optional: absent means the file does not say. */
export interface FileFacts {
  /** Commit of the program's source, as the file names it (Go's build information in pprof comments: vcs.revision). */
  readonly revision?: string
  readonly cores?: number
  readonly coresFrom?: string
  /** Those of the machine: what a container may use can be less, and the file does not say it. */
  readonly coresOfMachine?: true
  readonly threads?: number
  readonly threadsFrom?: string
  /** Process CPU load of all `hwThreads`, 0..1 (JFR's CPULoad), already without the first, empty event. */
  readonly cpuLoad?: readonly { readonly timeMs: EpochMs; readonly share: Share }[]
  readonly hwThreads?: number
  readonly program?: Program
  readonly threadCounts?: readonly { readonly timeMs: EpochMs; readonly count: number }[]
  /** Bytes live after a collection. `young` points overstate the slope and are used only when there is nothing better. */
  readonly liveHeapPoints?: readonly LiveHeapPoint[]
  /** Exact totals since process start at an instant (Go's MemStats trailer) or over an interval (JFR thread statistics). */
  readonly allocatedTotals?: readonly AllocatedTotal[]
  /** The totals miss what was allocated where the log could not see. */
  readonly allocatedBound?: 'lower'
  readonly allocatedInterval?: { readonly window: TimeWindow; readonly bytes: Bytes; readonly how: string }
  /** CPU of collection pauses: a labelled stand-in for allocator CPU where there are no allocator samples. */
  readonly gcCpu?: readonly { readonly timeMs: EpochMs; readonly ns: number }[]
  /** Waits shorter than this are not in the file. */
  readonly lockThresholdMs?: number
  /** Waiting that is no contention (idle pools, condition waits), per second of the recording; never among the samples. */
  readonly otherWaits?: readonly { readonly timeMs: EpochMs; readonly kind: string; readonly ns: number }[]
  /** Waits that events of their own name (I/O, sleep, condition), by second as `otherWaits`; beside a wall profile they are in it. */
  readonly typedWaits?: readonly { readonly timeMs: EpochMs; readonly kind: string; readonly ns: number }[]
  /** Part of the I/O among `typedWaits`: for bytes over a socket, by its other end and second. Hidden wherever host names are. */
  readonly socketWaits?: readonly { readonly timeMs: EpochMs; readonly ns: number; readonly to: RemoteEnd }[]
  /** Wall time in which the collector stopped all threads of the program, by the second it lies in. */
  readonly stops?: readonly { readonly timeMs: EpochMs; readonly ns: number }[]
  /** As a counter since the start: time that was ready to run and had no CPU, all threads (goroutines) together. */
  readonly runQueueTotals?: readonly { readonly timeMs: EpochMs; readonly seconds: number }[]
  /** Who waited for which lock and what its holder did meanwhile, over the whole file. */
  readonly lockWaits?: LockWaits
  /** Waits for locks that were not over when the file ends, and that no event of it tells of; one per thread. */
  readonly openWaits?: readonly OpenWait[]
  /** Threads that wrote events and stopped long before the file ends, `since` when, where it does not say what they do; `of` wrote any number. */
  readonly fellSilent?: { readonly since: readonly EpochMs[]; readonly endMs: EpochMs; readonly of: number }
  /**
   * Allocations of native code (malloc), which no managed heap holds. `kept`: not given back within the file, but for its last
   * tenth; `allocated`: the file does not record what was given back, so that nothing is known of what is held.
   */
  readonly nativeHeap?: {
    readonly counts: 'kept' | 'allocated'
    readonly window: TimeWindow
    /** Of what `counts` says. */
    readonly bytes: Bytes
    readonly allocatedBytes: Bytes
    /** Functions of the program, or of the library where none is on the stack; largest first, at most 20. */
    readonly sites: readonly { readonly site: string; readonly bytes: Bytes }[]
    readonly bound?: 'lower'
  }
  /** Goroutines that can never go on. Absent: nobody looked; a count of 0: the runtime looked and found none. */
  readonly leakedGoroutines?: LeakedGoroutines
  /** Memory of the process outside the managed heap, by whose it is; categories may overlap. */
  readonly nativeMemory?: readonly NativeMemorySeries[]
  /** By how much each category of it grew since a moment that the file does not name. */
  readonly nativeRises?: readonly { readonly category: string; readonly bytes: Bytes }[]
  /** What the managed heap may grow to, and no further (-Xmx). */
  readonly heapLimitBytes?: Bytes
  readonly rssPoints?: readonly { readonly timeMs: EpochMs; readonly bytes: Bytes }[]
  readonly processCpu?: readonly { readonly timeMs: EpochMs; readonly seconds: number }[]
  /**
   * Virtual threads of a JVM: its recorder writes no lock wait of theirs. `seen` of `of` samples of CPU and
   * allocations were theirs; `started` that many began while it recorded, where that is written; `carriers` that many threads of the
   * JDK were seen which carry them: there were some, though they may only have waited.
   */
  readonly virtualThreads?: {
    readonly seen: number
    readonly of: number
    readonly started: number
    readonly carriers?: number
  }
  /** What the recorder took and could not keep: CPU samples (beside those kept), bytes of events of any kind. */
  readonly lost?: { readonly cpuSamples: number; readonly keptCpuSamples: number; readonly eventBytes: Bytes }
  /** CPUs as a limit on time (1.5 is possible), CPUs that the runtime reckons with, memory limit. Absent: unlimited or not said. */
  readonly container?: {
    readonly cpuLimit?: number
    readonly effectiveCpus?: number
    readonly memoryLimitBytes?: Bytes
  }
  /** CPU of the whole container since it started, in seconds. */
  readonly containerCpu?: readonly { readonly timeMs: EpochMs; readonly seconds: number }[]
  /** Since the container started: scheduling periods, those in which it was stopped for its limit, and for how long (ns, summed over CPUs). */
  readonly throttling?: readonly {
    readonly timeMs: EpochMs
    readonly periods: number
    readonly throttledPeriods: number
    readonly throttledNs: number
  }[]
  /** What the file says of signals without measuring them. */
  readonly bounds?: readonly SignalBound[]
  /** CPU of all threads that collected, by the collector's own log: inside pauses, so never more than all it used. */
  readonly collectorCpu?: readonly { readonly timeMs: EpochMs; readonly ns: number }[]
  /** Wall time of pauses: one thread or all of the collector's worked meanwhile. */
  readonly collectorPauses?: readonly { readonly timeMs: EpochMs; readonly ns: number }[]
  /** Heaps of one process whose pauses are added up, each stopping a thread of its own; absent for one. */
  readonly isolates?: number
  /**
   * Of Go, as counters since the start, of a clock that runs while a thread waits for its turn: `seconds` of marking without that on
   * spare CPU, `of` all that its processors had (GOMAXPROCS × time), of which they were not idle for `ran`, where that is known.
   */
  readonly collectorTimeTotals?: readonly {
    readonly timeMs: EpochMs
    readonly seconds: number
    readonly of: number
    readonly ran?: number
  }[]
  /** As counters since the start: pauses of the collector; waits for locks, all threads together. */
  readonly collectorPauseTotals?: readonly { readonly timeMs: EpochMs; readonly seconds: number }[]
  /** Σ bytes of a class histogram: live when it was taken with `:live`, which it does not say. */
  readonly classHistogramTotals?: readonly {
    readonly timeMs: EpochMs
    readonly bytes: Bytes
    /** It does not say that it is of live objects alone. */
    readonly mayHoldGarbage?: true
  }[]
  /** Bytes held, of which up to `garbageBytes` may be garbage. */
  readonly heldLevels?: readonly { readonly timeMs: EpochMs; readonly bytes: Bytes; readonly garbageBytes: Bytes }[]
  readonly lockWaitTotals?: readonly { readonly timeMs: EpochMs; readonly seconds: number }[]
  /**
   * On which clock all times here are; absent: the world's. 'own': ms since the process or its log began. 'instant': one moment
   * (time 0) that the file does not name.
   */
  readonly clock?: 'own' | 'instant'
  /** The same file's series on a clock that could not be laid on the world's: good for bounds over their own span. */
  readonly unplaced?: FileFacts
}

/** A wait of one thread that has not ended: it began between `fromMs` and `seenMs`, and may have gone on from `untilMs` to `endMs`. */
export interface OpenWait {
  readonly fromMs: EpochMs
  readonly seenMs: EpochMs
  readonly untilMs: EpochMs
  readonly endMs: EpochMs
}

export interface AllocatedTotal {
  readonly timeMs: EpochMs
  readonly bytes: Bytes
  /** Standard error of `bytes` since the first point, where the file rounds. */
  readonly errorBytes?: Bytes
  /** The part of it that is the same in every step, so that it adds up instead of evening out. */
  readonly sameErrorBytes?: Bytes
}

export interface NativeMemorySeries {
  /** As the runtime calls it: `Direct buffers`, `Metaspace`, `Thread Stack`, `Other` … */
  readonly category: string
  readonly points: readonly { readonly timeMs: EpochMs; readonly bytes: Bytes }[]
}

export type CollectionKind = 'full' | 'old' | 'mixed' | 'young' | 'unknown'

export interface LiveHeapPoint {
  readonly timeMs: EpochMs
  readonly bytes: Bytes
  readonly collection: CollectionKind
  /** It was collected beside the program: half of what it freed may as well be garbage that is left, or what was made meanwhile. */
  readonly wanderBytes?: Bytes
}

/** More rows than a tab holds: two bytes can be a sample, and a bomb has a thousand million of them. */
export const maxSampleRows = 50_000_000

export class CancelledError extends Error {
  constructor() {
    super('cancelled')
    this.name = 'CancelledError'
  }
}

/** `bytes` is what was inflated already; a reader must not keep it. Never throws but `CancelledError`. */
export type FormatReader = (bytes: Uint8Array, options: ReadOptions) => Result<ParsedFile>
