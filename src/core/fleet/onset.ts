/** Since when one process is as it is: the one step in a series that explains most of it. */
import type { EpochMs } from '../base/units.ts'
import type { FleetPoint } from './series.ts'

export interface Onset {
  /** The first profile that shows it; `whole`: already in the first of the window. */
  readonly atMs: EpochMs
  /** Means on both sides, in the unit of the points' rates. */
  readonly before: number
  readonly after: number
}

/** Fewer points than this on a side are no state. */
const fewest = 3

/** The step must be so many times the scatter around it, and so much of the larger side. */
const clear = 4
const worthwhile = 0.5

/**
 * Least squares with one jump: the split that leaves the least variance on both sides. Linear in the points.
 * @returns undefined where the series has no jump that stands out of its own scatter: it was so all along, or it drifts
 */
export function onsetOf(points: readonly FleetPoint[]): Onset | undefined {
  const values = points.map(({ value }) => value)
  const n = values.length
  if (n < 2 * fewest) return undefined
  const total = values.reduce((sum, value) => sum + value, 0)
  let left = 0
  let best = { at: -1, gain: 0 }
  for (let i = 1; i < n; i++) {
    left += values[i - 1] ?? 0
    if (i < fewest || i > n - fewest) continue
    const difference = (total - left) / (n - i) - left / i
    const gain = ((i * (n - i)) / n) * difference * difference
    if (gain > best.gain) best = { at: i, gain }
  }
  if (best.at < 0) return undefined
  const before = meanOf(values.slice(0, best.at))
  const after = meanOf(values.slice(best.at))
  const mean = total / n
  const whole = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const scatter = Math.sqrt(Math.max(0, whole - best.gain) / (n - 2))
  const jump = Math.abs(after - before)
  const atMs = points[best.at]?.atMs
  if (atMs === undefined || jump < clear * scatter || jump < worthwhile * Math.max(before, after)) return undefined
  return { atMs, before, after }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
