/**
 * Where a signal comes from, as facts: what was counted, over what, by whom. A person checks them as words, which are made last
 * (analysis/words/signals.ts); whoever needs the meaning reads these.
 */
import type { BoundBasis } from '../base/bounds.ts'
import type { Runtime } from '../base/vocabulary.ts'
import type { Arithmetic } from '../window/arithmetic.ts'
import type { AbsentView } from '../window/windowProfiles.ts'
import type { CollectionKind } from '../formats/parsedFile.ts'
import type { TreeUnit } from '../profile/callTree.ts'
import type { Bytes, EpochMs, Nanoseconds, Share } from '../base/units.ts'
import type { Growth } from './growth.ts'

/** What `samples` of a signal counts. */
export type Counted =
  | 'cpu-samples'
  | 'counter-readings'
  | 'load-events'
  | 'dumps-with-cpu-times'
  | 'sampled-allocations'
  | 'counter-differences'
  | 'every-live-block'
  | 'sampled-live-objects'
  | 'collections'
  | 'snapshots'
  | 'lock-waits'
  | 'wait-samples'
  | 'looks'
  | 'typed'
  /** Profiles as a store received them, one number of each. */
  | 'stored-profiles'

/** A number that somebody or some file states. */
export interface Stated {
  readonly value: number
  readonly from: string
}

/** How the CPU time was found. */
export type CpuTimeAccount =
  | {
      readonly id: 'samples'
      readonly ns: Nanoseconds
      readonly ofGil: boolean
      readonly seconds: number
      readonly processes?: number
    }
  | { readonly id: 'counter'; readonly cpuSeconds: number; readonly seconds: number }
  | { readonly id: 'load'; readonly events: number; readonly cores: number }
  | {
      readonly id: 'dumps'
      readonly cpuSeconds: number
      readonly seconds: number
      readonly profilerSeconds: number
    }

/** What the share of threads is of. */
export type ThreadsWord = 'threads' | 'goroutines'

export type GrowthSource =
  | {
      readonly id: 'line'
      readonly points: number
      readonly of: 'collections' | 'snapshots'
      readonly spanSeconds: number
      /** Of the level, where so few points do not show their own scatter. */
      readonly assumedScatter?: Share
    }
  | { readonly id: 'delta'; readonly seconds: number }

/** How a value was found. */
export type Account =
  | {
      readonly id: 'cpu-of-cores'
      readonly time: CpuTimeAccount
      readonly cores: Stated
      readonly bound?: 'lower' | 'upper'
      /** Where those are the machine's: what it is at most of the fewest that its container may use. */
      readonly ofFewest?: { readonly cores: number; readonly percent: number }
    }
  | {
      readonly id: 'share-of-cpu'
      readonly part: number
      readonly whole: number
      /** Marking on spare CPU, taken out. */
      readonly idle: number
      readonly unit: TreeUnit
      readonly collectorOnly: boolean
      /** In libraries without names of functions, where it is much: the allocator may be in there. */
      readonly unnamed?: number
      /** No stacks: what the allocator and the collector called is not among it. */
      readonly leavesOnly?: true
    }
  | { readonly id: 'allocated'; readonly bytes: Bytes; readonly seconds: number; readonly by: Arithmetic }
  /** `said`: by whom, in the reader's words; absent for the runtime's own counter. */
  | { readonly id: 'counted-bytes'; readonly bytes: Bytes; readonly seconds: number; readonly said?: string }
  | { readonly id: 'in-use'; readonly by: Arithmetic }
  | {
      readonly id: 'after-collection'
      readonly collection: CollectionKind
      readonly atMs: EpochMs
      /** So much may as well be garbage that came while it collected. */
      readonly wanderMb?: number
      /** Perhaps of the young generation alone: garbage of the old one counts as used. */
      readonly withGarbage?: true
    }
  | { readonly id: 'growth'; readonly growth: Growth; readonly source: GrowthSource }
  | {
      readonly id: 'lock-waits'
      readonly ns: Nanoseconds
      readonly seconds: number
      readonly threads: Stated
      readonly word: ThreadsWord
      readonly above100: boolean
      readonly isLower: boolean
      /** Threads that had stopped to write events: for at most so long they may have waited. */
      readonly silent?: { readonly threads: number; readonly mostNs: Nanoseconds; readonly of: number }
      /** Waits of which no frame says for what: locks may be among them. */
      readonly unnamedNs?: Nanoseconds
      /** Threads whose wait had not ended; `leastNs` of it is in `ns`. */
      readonly open?: { readonly waits: number; readonly leastNs: Nanoseconds; readonly mostNs: Nanoseconds }
    }
  /** A bound of another kind says more than what was measured, which stands beside it. */
  | { readonly id: 'bounded-beside'; readonly by: BoundBasis; readonly measured: Account }
  /** Zero by construction: one JavaScript thread, no workers. */
  | { readonly id: 'one-thread' }
  | ({ readonly id: 'typed' } & TypedAccount)
  | ({ readonly id: 'waits-in-looks'; readonly looks: number } & WorkingThreads)
  | {
      readonly id: 'thread-time'
      readonly part: number
      readonly whole: number
      readonly unit: TreeUnit
      readonly by: Arithmetic
      /** Stood still where no frame says for what. */
      readonly unnamed?: number
    }

/** Of dumps, on average: who waits for a lock, of those that had work; the parked had none. */
export interface WorkingThreads {
  readonly waiting: number
  readonly counted: number
  readonly parked: number
  readonly word: ThreadsWord
}

/** A number as a person typed it. */
export type TypedAccount =
  | { readonly of: 'cpu'; readonly text: string; readonly cores: Stated }
  | { readonly of: 'allocation' | 'growth'; readonly text: string }

/** What the value is a share of, or when and over how long it holds; `processes`: it is the mean of so many at a time. */
export type Denominator =
  | { readonly id: 'cores'; readonly cores: number; readonly processes?: number }
  | { readonly id: 'that-cpu' }
  | { readonly id: 'as-typed' }
  | { readonly id: 'seconds'; readonly seconds: number; readonly processes?: number }
  | { readonly id: 'instant'; readonly atMs?: EpochMs; readonly processes?: number }
  | { readonly id: 'threads'; readonly threads?: number; readonly word: ThreadsWord; readonly processes?: number }
  | ({ readonly id: 'time-of-threads' } & WorkingThreads)

/** Numbers worth showing beside a signal. */
export type Companion =
  | { readonly id: 'cores_used'; readonly value: number }
  /** Percent of the CPU, and the amount in `unit`. */
  | { readonly id: 'idle_marking'; readonly value: number; readonly amount: number; readonly unit: TreeUnit }
  /** MB/h, before the gate. */
  | { readonly id: 'raw_slope'; readonly value: number; readonly low: number; readonly high: number }
  | { readonly id: 'average_waiters'; readonly value: number }
  | { readonly id: 'contention_ratio'; readonly value: number }
  /** Hours until so many bytes are used at this growth; 0 when they are. `of`: of the managed heap, not the process. */
  | { readonly id: 'hours_to_limit'; readonly value: number; readonly limitBytes: Bytes; readonly of?: 'heap' }

export type StandIn =
  | { readonly id: 'cores_used'; readonly value: number }
  /** Percent of CPU. */
  | { readonly id: 'pauses_only'; readonly value: number }
  | { readonly id: 'threads_waiting'; readonly value: number }
  | { readonly id: 'platform_threads_waiting'; readonly value: number }
  /** MB/h */
  | { readonly id: 'raw_slope'; readonly value: number }

/** Why a signal was not measured; how to obtain it follows from it. */
export type Lack =
  | { readonly id: 'no-view'; readonly view: AbsentView }
  | { readonly id: 'no-cpu-sample' }
  /** Nothing says that what was counted is CPU. */
  | { readonly id: 'kind-not-said'; readonly files: readonly string[] }
  | { readonly id: 'no-stacks' }
  | { readonly id: 'python-without-native' }
  | { readonly id: 'allocator-not-seen' }
  | { readonly id: 'java-code-only' }
  /** `typed`: the number in use, as a person typed it. */
  | { readonly id: 'cores-unknown'; readonly coresUsed: number; readonly typed?: string }
  /** More CPU time than these cores have in that time: one of the two is wrong. */
  | { readonly id: 'more-than-cores'; readonly coresUsed: number; readonly cores: Stated }
  | {
      readonly id: 'samples-without-length'
      readonly ofPerf: boolean
      readonly ofPySpy: boolean
      /** No more cores were in use, where a file bounds them. */
      readonly mostCores?: number
    }
  /** The main thread alone was looked at, as far as the file says. */
  | { readonly id: 'some-threads' }
  /** One JavaScript thread is in the file, and others worked for it. */
  | { readonly id: 'other-threads' }
  /** Only who held Python's lock is in the file. */
  | { readonly id: 'gil-holders' }
  | { readonly id: 'files-without-length'; readonly files: readonly string[] }
  | { readonly id: 'length-unknown' }
  | { readonly id: 'ranking'; readonly of: 'allocations' | 'waits' }
  | { readonly id: 'summed-snapshots' }
  | { readonly id: 'one-snapshot' }
  /** Go counts allocations when it collects. */
  | { readonly id: 'nothing-collected'; readonly seconds: number }
  | { readonly id: 'snapshots-without-time' }
  | { readonly id: 'no-snapshot-here' }
  /** Class histograms are no snapshots: they bound growth. */
  | { readonly id: 'class-histograms' }
  /** Growth that its interval does not settle; `youngOnly`: bounded from above, because promoted garbage counts as live. */
  | {
      readonly id: 'growth-open'
      readonly growth: Growth
      readonly source: GrowthSource
      readonly youngOnly: boolean
    }
  | { readonly id: 'snapshots-at-one-time' }
  | { readonly id: 'waits-without-length' }
  | { readonly id: 'threads-unknown'; readonly waiters: number }
  | { readonly id: 'virtual-threads'; readonly share: Share }
  | { readonly id: 'no-thread-of-the-program'; readonly by: Arithmetic }
  | ({
      readonly id: 'too-few-looks'
      readonly looks: number
      readonly namesOnly: boolean
      readonly runtime?: Runtime
    } & WorkingThreads)
  /** A process that dumps itself while its processors are busy sees more threads waiting than wait on average. */
  | ({ readonly id: 'looks-at-full-cpu'; readonly looks: number } & WorkingThreads)
  | { readonly id: 'no-wait-sample' }
  /** The sampler looks at one thread at a time, whichever its signal reached. */
  | { readonly id: 'signalled-thread' }
  /** One number per profile out of a store: no stack tells the collector from other work, or a lock from another wait. */
  | { readonly id: 'series-without-stacks' }
  /** Out of a drawing or an old snapshot. */
  | { readonly id: 'text'; readonly why: string; readonly next: string }
