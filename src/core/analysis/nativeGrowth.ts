/** How the process and each kind of its memory outside the heap moved, for the foot of the heap pane and the terminal. */
import { bytesPerMb } from '../base/units.ts'
import { growthOf, type HeapPoint } from '../signals/growth.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'
import type { NativeGrowth } from './analysis.ts'

const most = 3
/** Less moves with a few pages and a few threads' stacks. */
const smallestRiseBytes = 1e6

/**
 * Nothing where no category rose. Else resident size first, where it is known, then the categories that rose most. Slopes are robust lines through all points (MB/h);
 * with two points, their difference over the time between them.
 */
export function nativeGrowthOf({ nativeMemory }: Pick<WindowProfiles, 'nativeMemory'>): readonly NativeGrowth[] {
  if (nativeMemory === undefined) return []
  const process = moved(undefined, nativeMemory.rss)
  const rising = nativeMemory.series
    .map(({ category, points }) => ({ moves: moved(category, points), rise: riseOf(points) }))
    .filter(({ rise }) => rise >= smallestRiseBytes)
    .toSorted((a, b) => b.rise - a.rise)
    .slice(0, most)
  if (rising.length === 0) return []
  return [...(process === undefined ? [] : [process]), ...rising.flatMap(({ moves }) => moves ?? [])]
}

const riseOf = (points: readonly HeapPoint[]): number => (points.at(-1)?.bytes ?? 0) - (points[0]?.bytes ?? 0)

function moved(category: string | undefined, points: readonly HeapPoint[]): NativeGrowth | undefined {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || last.timeMs <= first.timeMs) return undefined
  const named = category === undefined ? {} : { category }
  const found = growthOf({ points, samplingErrorBytes: 0, take: 'median' })
  if (found?.state === 'established')
    return { ...named, bytes: last.bytes, mbPerHour: found.raw, low: found.low, high: found.high }
  const hours = (last.timeMs - first.timeMs) / 3_600_000
  return { ...named, bytes: last.bytes, mbPerHour: riseOf(points) / bytesPerMb / hours }
}
