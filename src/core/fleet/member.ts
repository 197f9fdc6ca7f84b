/** One process out of the series of its service: what it did over its own life. */
import type { EpochMs, TimeWindow } from '../base/units.ts'
import { z95 } from '../signals/intervals.ts'
import { fewestPieces, standardErrorOfMean } from '../signals/signalInput.ts'
import { type Run, inside, lengthOf } from './coverage.ts'
import type { CoveredSeries } from './process.ts'
import { type FleetMeasure, isLevel } from './series.ts'

/** Of one process, one measure. */
export interface MemberMeasure {
  /** Of sums over long steps not the first and last of a run. */
  readonly runs: readonly Run[]
  /** Seconds of its profiles. */
  readonly seconds: number
  /** Seconds of the window in which it has data. */
  readonly insideSeconds: number
  /** Flows: amount per second, mean over its own time; levels: mean. In ns, bytes or a count. */
  readonly mean: number
  /** Levels: the last one. */
  readonly last: number
  readonly lastAtMs: EpochMs
  /** Half the 95 % interval of `mean`, from the scatter of the points. */
  readonly half: number
  readonly points: number
}

export type MemberMeasures = Readonly<Partial<Record<FleetMeasure, MemberMeasure>>>

/** @returns undefined without a point that counts */
export function measureOf(series: CoveredSeries, measure: FleetMeasure, window: TimeWindow): MemberMeasure | undefined {
  const { cadenceMs, covers, stepMs, isSparse } = series
  const isCut = stepMs !== undefined && !isLevel(measure) && !isSparse
  const runs = isCut ? series.runs.map(withoutEdges) : series.runs
  const points = runs.flatMap((run) => run.points)
  const last = points.at(-1)
  if (last === undefined) return undefined
  const seconds = (isCut ? lengthOf(runs.map((run) => run.covers)) : lengthOf(covers)) / 1000
  const amount = points.reduce((sum, { value }) => sum + value, 0)
  const rates = points.map(({ value, coversMs = cadenceMs }) => (isLevel(measure) ? value : (value / coversMs) * 1000))
  // Where nothing flowed nothing was stored: as many profiles without an amount as fit between those that have one.
  const empty = isLevel(measure) ? 0 : Math.max(0, Math.round((seconds * 1000) / cadenceMs) - points.length)
  const all = [...rates, ...Array.from({ length: Math.min(empty, 10_000) }, () => 0)]
  const mean = isLevel(measure) ? amount / points.length : amount / seconds
  return {
    runs,
    seconds,
    insideSeconds: lengthOf(inside(covers, window)) / 1000,
    mean,
    last: last.value,
    lastAtMs: last.atMs,
    half: all.length >= fewestPieces ? z95 * standardErrorOfMean(all) : mean,
    points: points.length,
  }
}

/** The first and last step of a process hold a part of it, and nobody knows which. */
function withoutEdges(run: Run): Run {
  if (run.points.length < 6) return run
  const points = run.points.slice(1, -1)
  return {
    points,
    covers: { fromMs: run.points[0]?.atMs ?? run.covers.fromMs, untilMs: points.at(-1)?.atMs ?? run.covers.untilMs },
  }
}
