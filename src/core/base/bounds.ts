/**
 * What a file can say of a signal without measuring it: "at least 3 %", "at most 2.4 cores". A bound is an interval by
 * construction, open on one side or both; it can decide a comparison and is never shown as a measurement.
 *
 * Readers put bounds into `FileFacts.bounds`; signals narrow their range by them; `basis` becomes words above core.
 * To bound a signal in a new way: a row in `BoundBases` with the numbers it rests on, and its words beside the others.
 */
import type { TimeWindow } from './units.ts'
import type { SignalId } from './vocabulary.ts'

export interface SignalBound {
  readonly signal: SignalId
  /** An open side is absent. In the signal's own unit, or in `unit`. */
  readonly low?: number
  readonly high?: number
  /**
   * Low end at the instants that were looked at, where `low` is that of all the time between: an example, and evidence for what an
   * answer then calls provisional.
   */
  readonly shown?: number
  /**
   * What the file can count without knowing the denominator: cores in use instead of % of the cores the service may use
   * (`cpu_user_pct`) or of the CPU it used (`cpu_alloc_pct`), threads waiting on average instead of % of all threads
   * (`lock_wait_pct`). Absent: the signal's own unit.
   */
  readonly unit?: 'cores' | 'threads'
  /** When it held, epoch ms. Absent: the file does not say when; it then speaks of whatever window it is laid on. */
  readonly window?: TimeWindow
  readonly basis: BoundBasis
}

/** What a bound rests on, by id; every number states its unit in its name, a bare name is a count. */
interface BoundBases {
  /** Every thread that looked runnable, counted at each tick: never less than the CPU really used (rate × seconds = ticks). */
  'runnable-threads': { readonly samples: number; readonly ticks: number }
  /** Looks at all threads, `active` of them runnable in all looks together; the limit is Poisson's at 95 %. */
  'active-in-looks': { readonly active: number; readonly looks: number }
  /** Holders of Python's global lock, less a fifth: a holder can be descheduled or stopped by the sampler itself. */
  'gil-holders': { readonly samples: number; readonly ticks: number }
  /** Threads standing in a frame that names a lock (below), and those beside them of which nothing is known (above). */
  'named-waits': {
    readonly waiting: number
    readonly unknown: number
    readonly threads: number
    readonly looks: number
  }
  /** One look at `threads` threads, `waiting` of them for a lock: binomial at that instant. */
  'one-look': { readonly waiting: number; readonly threads: number }
  /** Looks at `threads` threads that had work, `waiting` of them for a lock, on average: of one look, at that instant. */
  looks: { readonly waiting: number; readonly threads: number; readonly looks: number }
  /** Fewer waiting on average than one, where nobody knows how many threads there are: at least one. */
  'waiters-of-one-thread': { readonly waiters: number; readonly seconds: number }
  /** CPU of collection pauses, all threads of the process while it was stopped. */
  'pause-cpu': { readonly cpuSeconds: number; readonly pauses: number; readonly seconds: number }
  /** Wall time of collection pauses, in which the collector may have waited for the CPU: a share of the time and no CPU. */
  'pause-time': { readonly pauseSeconds: number; readonly pauses: number; readonly seconds: number }
  /** CPU of the whole process less that of its managed threads: collector, and whatever native threads there are. */
  'process-less-threads': {
    readonly processSeconds: number
    readonly threadSeconds: number
    readonly seconds: number
  }
  /** Collector threads by their own CPU times. */
  'collector-threads': { readonly cpuSeconds: number; readonly allCpuSeconds: number }
  'collector-share': { readonly share: number }
  /** Levels after collections of the young generation alone: promoted garbage counts as live. */
  'young-collections': { readonly collections: number; readonly seconds: number }
  /** Two levels with garbage in them, by how much each can be above what is live. */
  'levels-with-garbage': { readonly slackMb: number; readonly seconds: number }
  /** Growth of the live classes between two histograms, of which class loading alone explains some. */
  'two-histograms': { readonly grownMb: number; readonly seconds: number }
  /** Resident memory: it grows at least where the heap does, and for other reasons too. */
  'resident-memory': { readonly grownMb: number; readonly seconds: number }
  /** Everything allocated since the start by the time since the start: a mean, which a busy minute can exceed. */
  'mean-since-start': { readonly amount: number; readonly seconds: number }
  /** Only allocations of one allocator or above a threshold were counted. */
  'counted-allocations': { readonly bytes: number; readonly seconds: number }
  /** Share of the busy time of one JavaScript thread: its CPU is at most that. */
  'event-loop-busy': { readonly busyShare: number; readonly seconds: number }
  /** A share of CPU by frames of the runtime's collector in a text that lists the largest functions only. */
  'listed-functions': { readonly listed: number; readonly share: number }
  /** A number that a tool printed for an instant or its own short average, with its last digit. */
  'printed-reading': { readonly tool: PrintingTool }
  /** The runtime's or the operating system's own counter, read twice. */
  'counter-difference': { readonly amount: number; readonly seconds: number }
  /** By how much the heap had filled up again at each collection of a log. */
  'filled-between-collections': { readonly bytes: number; readonly seconds: number }
  /** Robust line through the heap after collections, on the log's own clock. */
  'line-through-collections': { readonly collections: number; readonly seconds: number }
  /** Robust line through snapshots of the heap, with the error of their sampling. */
  'line-through-snapshots': { readonly snapshots: number; readonly seconds: number }
  /** The process may be allowed no more than so many of the machine's CPUs: the fewest whole ones that hold what it used. */
  'fewest-cores': { readonly cores: number }
  /** A counter that includes more than the process asked about (a container, a machine). */
  'wider-counter': { readonly of: 'container' | 'machine'; readonly seconds: number }
}

export type PrintingTool =
  | 'top'
  | 'ps'
  | 'docker stats'
  | 'kubectl top'
  | 'dotnet-counters'
  | 'pprof -top'
  | 'pyinstrument'
  | 'jstat'
  | 'metrics'

export type BoundBasis = { readonly [Id in keyof BoundBases]: { readonly id: Id } & BoundBases[Id] }[keyof BoundBases]
export type BoundBasisId = BoundBasis['id']
