/**
 * Profiles of several processes as one line along time. Each amount is spread over the time that its profile covers, so the line is right
 * whatever the step: sums over steps that are no multiple of the distance of two profiles have teeth, one profile here and two there.
 */
import type { EpochMs, Milliseconds } from '../base/units.ts'
import { type Run, evenCadenceOf, runsOf } from './coverage.ts'
import type { Process } from './process.ts'
import { type FleetMeasure, isLevel } from './series.ts'

export interface LinePoint {
  readonly fromMs: EpochMs
  readonly untilMs: EpochMs
  /** Σ over the processes. Flows: amount per second; levels: the mean in the step of each, added. */
  readonly value: number
}

/** A stretch of a run that goes from one value to another in a straight line. */
interface Piece {
  readonly fromMs: EpochMs
  readonly untilMs: EpochMs
  /** Flows: amount per ms, the same at both ends. */
  readonly atStart: number
  readonly atEnd: number
}

/** @param stepMs of the line, as asked for; it becomes a multiple of the distance of two profiles, and at least one */
export function lineOf(
  processes: readonly Process[],
  measure: FleetMeasure,
  stepMs: Milliseconds,
): readonly LinePoint[] {
  const usual = Math.min(...processes.flatMap(({ measures }) => measures[measure]?.cadenceMs ?? []))
  const cadenceMs = Math.max(1000, Math.round(Number.isFinite(usual) ? usual / 1000 : 0) * 1000)
  const step = Math.max(1, Math.ceil(stepMs / cadenceMs)) * cadenceMs
  const scale = isLevel(measure) ? 1 : 1000
  const sums = new Map<number, { value: number; longestMs: number }>()
  for (const { measures } of processes) {
    const { runs = [], stamped } = measures[measure] ?? {}
    const pieces = isLevel(measure)
      ? joined(runs).flatMap(levelPieces)
      : runs.flatMap((run) => flowPieces(run, stamped === 'start'))
    for (const [index, { area, ms }] of inSteps(pieces, step)) {
      const known = sums.get(index) ?? { value: 0, longestMs: 0 }
      const value = known.value + (scale * area) / ms
      sums.set(index, { value, longestMs: Math.max(known.longestMs, ms) })
    }
  }
  return (
    [...sums]
      // A sliver at the edge of what was looked at is no point.
      .filter(([, { longestMs }]) => longestMs >= step / 4)
      .sort(([a], [b]) => a - b)
      .map(([index, { value }]) => ({ fromMs: index * step, untilMs: (index + 1) * step, value }))
  )
}

/** Levels that come evenly, however seldom, are of a process that is there: whether it is the same one matters to growth, not to a line. */
function joined(runs: readonly Run[]): readonly Run[] {
  const points = runs.flatMap((run) => run.points)
  const cadenceMs = runs.length > 1 ? evenCadenceOf(points) : undefined
  return cadenceMs === undefined ? runs : runsOf(points, cadenceMs)
}

/** Each amount over the time since the profile before, or until the next. */
function flowPieces({ points, covers }: Run, isStart: boolean): readonly Piece[] {
  let fromMs = covers.fromMs
  return points.map(({ atMs, value }, i): Piece => {
    // Of profiles that carry the time at which they began, the first begins where the run does.
    const untilMs = isStart ? (points[i + 1]?.atMs ?? covers.untilMs) : atMs
    const perMs = value / Math.max(1, untilMs - fromMs)
    const piece = { fromMs, untilMs, atStart: perMs, atEnd: perMs }
    fromMs = untilMs
    return piece
  })
}

/** From snapshot to snapshot, and as at the first and the last of them for as long as the process was there. */
function levelPieces({ points, covers }: Run): readonly Piece[] {
  const [first] = points
  const last = points.at(-1)
  if (first === undefined || last === undefined) return []
  const ends = [{ ...first, atMs: covers.fromMs }, ...points, { ...last, atMs: covers.untilMs }]
  return ends.slice(1).flatMap(({ atMs, value }, i): Piece[] => {
    const before = ends[i]
    return before === undefined || before.atMs >= atMs
      ? []
      : [{ fromMs: before.atMs, untilMs: atMs, atStart: before.value, atEnd: value }]
  })
}

/** Of one process: what lies under its pieces in each step, and how much of the step they cover. */
function inSteps(pieces: readonly Piece[], step: Milliseconds): ReadonlyMap<number, { area: number; ms: number }> {
  const found = new Map<number, { area: number; ms: number }>()
  for (const { fromMs, untilMs, atStart, atEnd } of pieces) {
    const rise = (atEnd - atStart) / (untilMs - fromMs)
    for (let at = fromMs; at < untilMs;) {
      const index = Math.floor(at / step)
      const until = Math.min(untilMs, (index + 1) * step)
      const known = found.get(index) ?? { area: 0, ms: 0 }
      const middle = atStart + rise * ((at + until) / 2 - fromMs)
      found.set(index, { area: known.area + middle * (until - at), ms: known.ms + until - at })
      at = until
    }
  }
  return found
}
