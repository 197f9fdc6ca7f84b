/**
 * How far one process is from its siblings, and which label tells them apart best. Ranked by distance from the median, in units of how much
 * the others scatter, with a floor: a difference too small to matter is no distance, however alike the others are.
 */
import type { SignalRange } from '../signals/range.ts'
import type { FigureId, MemberFigures } from './memberFigures.ts'

export const figureIds: readonly FigureId[] = [
  'cores',
  'lockWaitPct',
  'waiters',
  'allocMbPerSecond',
  'growthMbPerHour',
  'liveMb',
  'threads',
]

/** What is too little to tell two processes apart, in the figure's own unit, and as a part of the median. */
export const figureFloors: Readonly<Record<FigureId, { readonly least: number; readonly share: number }>> = {
  cores: { least: 0.01, share: 0.15 },
  lockWaitPct: { least: 3, share: 0.15 },
  waiters: { least: 0.5, share: 0.2 },
  allocMbPerSecond: { least: 0.3, share: 0.15 },
  growthMbPerHour: { least: 25, share: 0.2 },
  liveMb: { least: 5, share: 0.2 },
  threads: { least: 8, share: 0.2 },
}

/** A normal scatter has this many median deviations in one standard deviation. */
const madFactor = 1.4826

export interface FigureScale {
  readonly median: number
  readonly scale: number
}

export type Scales = Readonly<Partial<Record<FigureId, FigureScale>>>

export function scalesOf(all: readonly MemberFigures[]): Scales {
  const scales: Partial<Record<FigureId, FigureScale>> = {}
  for (const id of figureIds) {
    const values = all.flatMap((figures) => figures[id] ?? [])
    if (values.length === 0) continue
    const median = medianOf(values)
    const deviation = medianOf(values.map((value) => Math.abs(value - median)))
    const { least, share } = figureFloors[id]
    scales[id] = { median, scale: Math.max(madFactor * deviation, least, share * Math.abs(median)) }
  }
  return scales
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2
}

export interface Distance {
  /** In scales; 0 where there is nothing to compare. */
  readonly distance: number
  /** The figure that is furthest out. */
  readonly by?: FigureId
}

/**
 * @param growth in which its growth lies, MB/h: that of a few minutes is uncertain by more than processes differ, and what it may be by
 *   chance is no distance
 */
export function distanceOf(figures: MemberFigures, scales: Scales, growth?: SignalRange): Distance {
  let best: Distance = { distance: 0 }
  for (const id of figureIds) {
    const value = figures[id]
    const known = scales[id]
    if (value === undefined || known === undefined) continue
    const nearest = id === 'growthMbPerHour' ? nearestIn(growth, value, known.median) : value
    const distance = Math.abs(nearest - known.median) / known.scale
    if (distance > best.distance) best = { distance, by: id }
  }
  return best
}

function nearestIn({ low, high }: SignalRange = {}, value: number, median: number): number {
  return value > median
    ? Math.max(median, Math.min(value, low ?? value))
    : Math.min(median, Math.max(value, high ?? value))
}

/** Further than this from the median it stands out, whatever the rules say. */
export const standsOut = 4

/**
 * Share of the differences that a partition explains: ε², the variance between its parts, less what parts of that size explain by chance.
 * Every process a part of its own explains everything and says nothing: it is 0 there.
 */
export function separationOf(groups: readonly (readonly MemberFigures[])[], scales: Scales): number {
  const all = groups.flat()
  const n = all.length
  const k = groups.length
  if (k < 2 || k >= n) return 0
  let best = 0
  for (const id of figureIds) {
    const scale = scales[id]?.scale
    if (scale === undefined) continue
    const parts = groups.map((group) => group.flatMap((figures) => clipped(figures[id], scales[id]?.median, scale)))
    const values = parts.flat()
    if (values.length < n) continue
    const grand = meanOf(values)
    const total = values.reduce((sum, value) => sum + (value - grand) ** 2, 0)
    // Differences below the floor are not worth a label.
    if (total < 1) continue
    const between = parts.reduce((sum, part) => sum + part.length * (meanOf(part) - grand) ** 2, 0)
    const within = (total - between) / (n - k)
    best = Math.max(best, (between - (k - 1) * within) / total)
  }
  return Math.max(0, best)
}

/** One wild process must not drown all other differences. */
const furthest = 10

function clipped(value: number | undefined, median: number | undefined, scale: number): readonly number[] {
  if (value === undefined || median === undefined) return []
  return [Math.max(-furthest, Math.min(furthest, (value - median) / scale))]
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
