/**
 * What a store says of the processes of one service without a single stack: one series per process and kind of profile. Enough for who
 * differs, since when, and how much of the window each was there; not enough for which function.
 */
import type { LoadError } from '../base/result.ts'
import type { EpochMs, Milliseconds, TimeWindow } from '../base/units.ts'
import type { Runtime } from '../base/vocabulary.ts'

/**
 * Flows are amounts of a stretch of time, levels what there was at an instant.
 *
 *   cpu        ns of CPU                                                              flow
 *   waited     ns waited for locks: the JVM's monitors, .NET's locks                  flow
 *   held       ns that holders of locks made others wait: Go's mutex profile          flow
 *   parked     ns of waits of every kind, lock waits among them: block profiles       flow
 *   allocated  bytes                                                                  flow
 *   live       bytes held                                                             level
 *   threads    goroutines                                                             level
 */
export const fleetMeasures = ['cpu', 'waited', 'held', 'parked', 'allocated', 'live', 'threads'] as const
export type FleetMeasure = (typeof fleetMeasures)[number]

export const isLevel = (measure: FleetMeasure): boolean => measure === 'live' || measure === 'threads'

export interface FleetPoint {
  /** When the profile was taken, or began where the series says so; of a sum over a step, its end. */
  readonly atMs: EpochMs
  /** ns, bytes or a count: the amount of a flow, one level of a gauge (never a sum of several). */
  readonly value: number
  /** How long the amount covers, where the store knows. */
  readonly coversMs?: Milliseconds
}

/** One process, or whatever the store keeps apart. */
export interface FleetSeries {
  readonly labels: Readonly<Record<string, string>>
  /** Ascending. */
  readonly points: readonly FleetPoint[]
  /** Where totals since the start of the process fell: it started anew. */
  readonly restartsMs?: readonly EpochMs[]
}

export interface MeasuredSeries {
  readonly measure: FleetMeasure
  readonly series: readonly FleetSeries[]
  /** Each point is a sum over so long a step; absent: each point is one profile. */
  readonly stepMs?: Milliseconds
  /** Its profiles carry the time at which they began, as Go's CPU profiles do in every store; absent: at which they were taken. */
  readonly stamped?: 'start'
}

/** All series of one service in one window. */
export interface FleetData {
  readonly window: TimeWindow
  readonly runtime?: Runtime
  /** Labels that tell the processes apart, the most telling first: "pod", "instance". */
  readonly instanceLabels: readonly string[]
  readonly measures: readonly MeasuredSeries[]
  /** Asked for and not had. */
  readonly failed: readonly { readonly measure: FleetMeasure; readonly error: LoadError }[]
}
