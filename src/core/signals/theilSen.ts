/** A robust line: the median of all pairwise slopes, with Kendall's interval (Sen 1968). */
import { type Interval, z95 } from './intervals.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface RobustLine extends Interval {
  readonly slope: number
  /** Number of points behind it. */
  readonly points: number
}

/**
 * Slope per unit of x. With fewer than four points Kendall's limits do not exist: the interval is then unbounded.
 * The limits are the sorted pairwise slopes at (M ∓ C)/2 with C = 1.96 √(n(n−1)(2n+5)/18), interpolated never, rounded outward.
 * @returns undefined when no two points differ in x
 */
export function theilSen(points: readonly Point[]): RobustLine | undefined {
  const slopes: number[] = []
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      const first = points[i]
      const second = points[j]
      if (first === undefined || second === undefined || first.x === second.x) continue
      slopes.push((second.y - first.y) / (second.x - first.x))
    }
  }
  if (slopes.length === 0) return undefined
  slopes.sort((a, b) => a - b)
  const n = points.length
  const m = slopes.length
  const c = z95 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18)
  const lowAt = Math.round((m - c) / 2) - 1
  const highAt = Math.round((m + c) / 2)
  return {
    slope: median(slopes),
    low: lowAt < 0 ? -Infinity : (slopes[lowAt] ?? -Infinity),
    high: highAt >= m ? Infinity : (slopes[highAt] ?? Infinity),
    points: n,
  }
}

/** Of sorted numbers. */
function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/**
 * At most `bins` points over the span: the median of each bin for points taken after a collection, else its minimum
 * (what a sawtooth keeps). Keeps many scrapes from making neighbours look like independent evidence.
 */
export function binned(points: readonly Point[], bins: number, take: 'median' | 'minimum'): readonly Point[] {
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || points.length <= 2 * bins) return points
  const width = (last.x - first.x) / bins
  const filled: Point[][] = Array.from({ length: bins }, () => [])
  for (const point of points) filled[Math.min(bins - 1, Math.floor((point.x - first.x) / width))]?.push(point)
  return filled.flatMap((bin) => {
    if (bin.length === 0) return []
    const xs = bin.map((point) => point.x).sort((a, b) => a - b)
    const ys = bin.map((point) => point.y).sort((a, b) => a - b)
    if (take === 'median') return [{ x: median(xs), y: median(ys) }]
    const lowest = bin.reduce((best, point) => (point.y < best.y ? point : best))
    return [lowest]
  })
}
