import type { TypedNumbers } from './typed.ts'

/**
 * The vocabulary: every kind there is, and how the kinds relate. One page to learn the domain.
 *
 *   a file holds captures   CaptureKind   what one file counts: cpu, wall, heap, lock, block, goroutines, threads;
 *                                         counters: numbers beside stacks and no stack
 *                           Coverage      what of time it covers: an interval, everything since the start, an instant
 *   captures become views   ViewKind      what a window is asked for: cpu, heap_live, heap_alloc, lock
 *   views are drawn in      PaneId        cpu, heap, lock; the heap pane shows one of two views, or both (HeapMode)
 *   views give six          SignalId      numbers, each with its unit
 *   signals decide          RuleId        five rules; PatternId adds "none of them"
 *
 *      cpu, wall ───▶ cpu ───────▶ cpu_user_pct, cpu_alloc_pct
 *      heap ────────▶ heap_live ─▶ live_heap_mb, live_heap_slope_mb_h
 *           ╰───────▶ heap_alloc ▶ alloc_rate_mb_s
 *      lock, block, wall, threads ─▶ lock ─▶ lock_wait_pct
 *
 * Where a view was not recorded and something near it was, its pane shows that instead and says what it is (StandIn): wall-clock time in
 * the place of CPU, objects in that of bytes, goroutines and threads in that of waits. No signal is made of it.
 */
export const captureKinds = ['cpu', 'wall', 'heap', 'lock', 'block', 'goroutines', 'threads', 'counters'] as const
export type CaptureKind = (typeof captureKinds)[number]

/** interval: only what happened in between · cumulative: since process start, subtract two · gauge: an instant. */
export const coverages = ['interval', 'cumulative', 'gauge'] as const
export type Coverage = (typeof coverages)[number]

/** The four views; heap shows two of them. */
export const viewKinds = ['cpu', 'heap_live', 'heap_alloc', 'lock'] as const
export type ViewKind = (typeof viewKinds)[number]

/** What may be seen in a view's place where it was not recorded: never read as the view's own signal. */
export const standIns = [
  'wall',
  'live_objects',
  'alloc_objects',
  'native_alloc',
  'native_live',
  'bytes',
  'off_cpu',
  'goroutines',
  'threads',
] as const
export type StandIn = (typeof standIns)[number]

export const paneIds = ['cpu', 'heap', 'lock'] as const
export type PaneId = (typeof paneIds)[number]
/** `native`: of native code beside the managed heap, in the place of both. */
export type HeapMode = 'live' | 'alloc' | 'both' | 'native'
/** Beside who waits: who holds, or both about one axis. */
export type LockMode = 'holders' | 'both'

export const runtimes = ['go', 'jvm', 'cpython', 'v8', 'dotnet', 'native'] as const
export type Runtime = (typeof runtimes)[number]

export const signalIds = [
  'cpu_user_pct',
  'cpu_alloc_pct',
  'alloc_rate_mb_s',
  'live_heap_mb',
  'live_heap_slope_mb_h',
  'lock_wait_pct',
] as const
export type SignalId = (typeof signalIds)[number]

export const signalUnits: Readonly<Record<SignalId, '%' | 'MB/s' | 'MB' | 'MB/h'>> = {
  cpu_user_pct: '%',
  cpu_alloc_pct: '%',
  alloc_rate_mb_s: 'MB/s',
  live_heap_mb: 'MB',
  live_heap_slope_mb_h: 'MB/h',
  lock_wait_pct: '%',
}

export const patternIds = [
  'contention-bound',
  'gc-pressure',
  'slow-leak',
  'cascading-failure',
  'cpu-bound',
  'no-clear-pattern',
] as const
export type PatternId = (typeof patternIds)[number]
export type RuleId = Exclude<PatternId, 'no-clear-pattern'>

/** Threshold per rule and signal; the comparison direction is the rule's and does not change. */
export type Thresholds = Readonly<Record<RuleId, Readonly<Partial<Record<SignalId, number>>>>>

export const hues = ['own', 'serde', 'logging', 'framework', 'store', 'cache', 'runtime', 'crypto'] as const

export type Hue = (typeof hues)[number]

/** Answers a person or the recording gives where files are silent, and what they changed. */
export interface AnalysisSettings {
  readonly cores?: number
  readonly coresFrom?: string
  readonly threads?: number
  readonly threadsFrom?: string
  readonly thresholds?: Partial<Thresholds>
  /** Window in seconds for files without any time in them. */
  readonly assumedSeconds?: number
  /** Numbers read elsewhere and typed by a person: they fill what no file measured. */
  readonly typed?: TypedNumbers
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
