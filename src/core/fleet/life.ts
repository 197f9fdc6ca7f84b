/** When a process was there, out of the times of all of its profiles. */
import type { EpochMs, Milliseconds, TimeWindow } from '../base/units.ts'
import { type Run, cadenceOf, isEven, runsOf } from './coverage.ts'
import type { FleetPoint, FleetSeries, MeasuredSeries } from './series.ts'

/**
 * The longest usual distance of two profiles of a process that is there. An idle process sends CPU every now and then and its heap every
 * 15 s: its heap says when it was away. Kinds that come as they like say nothing, unless there are no others.
 */
export function presenceCadenceOf(measures: readonly MeasuredSeries[]): Milliseconds {
  const known = measures.map(({ series, stepMs }) => ({ isEven: isEven(series), ms: stepMs ?? cadenceOf(series) }))
  const even = known.filter((one) => one.isEven)
  return even.length > 0 ? Math.min(...even.map(({ ms }) => ms)) : Math.max(0, ...known.map(({ ms }) => ms))
}

export function restartsIn(series: readonly FleetSeries[]): readonly EpochMs[] {
  return [...new Set(series.flatMap(({ restartsMs = [] }) => restartsMs))]
}

/**
 * Stretches in which any of its profiles came.
 * @param taken of each how long after its time its profiles are taken, 0 where that is their time
 */
export function lifeOf(
  series: readonly FleetSeries[],
  taken: readonly Milliseconds[],
  cadenceMs: Milliseconds,
  restarts: readonly EpochMs[],
): readonly TimeWindow[] {
  const times = new Float64Array(series.reduce((sum, { points }) => sum + points.length, 0))
  let at = 0
  series.forEach(({ points }, i) => {
    for (const { atMs } of points) times[at++] = atMs + (taken[i] ?? 0)
  })
  times.sort()
  const moments: FleetPoint[] = []
  for (const atMs of times) if (atMs !== moments.at(-1)?.atMs) moments.push({ atMs, value: 0 })
  return runsOf(moments, cadenceMs, restarts).map(({ covers }) => covers)
}

/** A level is there before its first profile and after its last, as long as its process is. */
export function throughout(run: Run, life: readonly TimeWindow[]): Run {
  const atMs = run.points[0]?.atMs ?? 0
  const covers = life.find(({ fromMs, untilMs }) => fromMs < atMs && atMs <= untilMs)
  return covers === undefined ? run : { ...run, covers }
}
