/**
 * Profiles of several processes as one line along time. Each amount is spread over the time that its profile covers, so the line is right
 * whatever the step: sums over steps that are no multiple of the distance of two profiles have teeth, one profile here and two there.
 */
import type { EpochMs, Milliseconds } from '../base/units.ts'
import { cadenceOf, runsOf } from './coverage.ts'
import { type FleetMeasure, type FleetSeries, isLevel } from './series.ts'

export interface LinePoint {
  readonly fromMs: EpochMs
  readonly untilMs: EpochMs
  /** Σ over the processes. Flows: amount per second; levels: the mean in the step of each, added. */
  readonly value: number
}

/** @param stepMs of the line, as asked for; it becomes a multiple of the distance of two profiles, and at least one */
export function lineOf(
  series: readonly FleetSeries[],
  measure: FleetMeasure,
  stepMs: Milliseconds,
): readonly LinePoint[] {
  const cadenceMs = Math.max(1000, Math.round(cadenceOf(series) / 1000) * 1000)
  const step = Math.max(1, Math.ceil(stepMs / cadenceMs)) * cadenceMs
  const sums = new Map<number, { amount: number; own: number }>()
  const steps = new Map<number, number>()
  for (const { points, restartsMs } of series) {
    const inSteps = new Map<number, { amount: number; ms: number }>()
    for (const run of runsOf(points, cadenceMs, restartsMs)) {
      let fromMs = run.covers.fromMs
      for (const { atMs, value } of run.points) {
        const length = Math.max(1, atMs - fromMs)
        // A level holds until the next snapshot, as an amount is of the time since the last one.
        for (let at = fromMs; at < atMs;) {
          const index = Math.floor(at / step)
          const until = Math.min(atMs, (index + 1) * step)
          const known = inSteps.get(index) ?? { amount: 0, ms: 0 }
          const share = isLevel(measure) ? until - at : (until - at) / length
          inSteps.set(index, { amount: known.amount + value * share, ms: known.ms + until - at })
          at = until
        }
        fromMs = atMs
      }
    }
    for (const [index, { amount, ms }] of inSteps) {
      if (ms <= 0) continue
      const known = sums.get(index) ?? { amount: 0, own: 0 }
      const rate = isLevel(measure) ? amount / ms : (amount / ms) * 1000
      sums.set(index, { amount: known.amount + rate, own: known.own + 1 })
      steps.set(index, Math.max(steps.get(index) ?? 0, ms))
    }
  }
  return (
    [...sums]
      // A sliver at the edge of what was looked at is no point.
      .filter(([index]) => (steps.get(index) ?? 0) >= step / 4)
      .sort(([a], [b]) => a - b)
      .map(([index, { amount }]) => ({ fromMs: index * step, untilMs: (index + 1) * step, value: amount }))
  )
}
