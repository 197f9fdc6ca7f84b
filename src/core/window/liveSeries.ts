/** Levels of the live heap, of several files and of several kinds, as one line. */
import type { LiveHeapPoint } from '../formats/parsedFile.ts'

interface Timed {
  readonly timeMs: number
}

/**
 * The files of one process tell of the same collections each, a log placed by its file's date some seconds beside a recording that knows
 * its time: a leak of two collections was one that “levelled off” between them. The longest is the line, with what lies before and after it.
 */
export function inTurn<Point extends Timed>(series: readonly (readonly Point[])[]): readonly Point[] {
  const inOrder = series
    .filter(({ length }) => length > 0)
    .map((points) => points.toSorted((a, b) => a.timeMs - b.timeMs))
    .toSorted((a, b) => spanOf(b) - spanOf(a) || b.length - a.length)
  const kept: (readonly Point[])[] = []
  for (const points of inOrder) if (!kept.some((other) => overlaps(points, other))) kept.push(points)
  return kept.flat().toSorted((a, b) => a.timeMs - b.timeMs)
}

function overlaps(points: readonly Timed[], other: readonly Timed[]): boolean {
  const ends = (some: readonly Timed[]): readonly [number, number] => [some[0]?.timeMs ?? 0, some.at(-1)?.timeMs ?? 0]
  const [[from, until], [otherFrom, otherUntil]] = [ends(points), ends(other)]
  return from <= otherUntil && until >= otherFrom
}

/** Fewer moments than this are a line only by their distance. */
const fewMoments = 5
/** Of the whole time. */
const oneMoment = 0.05

/**
 * Few levels, of which some are of one moment (`heap` and `allocs` of Go, a histogram and a dump of the JVM): one of each moment, for
 * between two of one moment nothing grows.
 */
export function apart<Point extends Timed>(points: readonly Point[]): readonly Point[] {
  const moments: Point[] = []
  let beganMs = -Infinity
  for (const point of points) {
    if (point.timeMs - beganMs > oneMoment * spanOf(points)) {
      moments.push(point)
      beganMs = point.timeMs
    } else if (moments.length > 1) moments[moments.length - 1] = point
  }
  return moments.length < fewMoments ? moments : points
}

/**
 * Only collections that clean the whole heap measure what is live; those that clean a part of the old generation leave some garbage,
 * young ones count all that was promoted. The best kind that was seen often enough, or over most of the time.
 */
export function usableCollections<Point extends LiveHeapPoint>(points: readonly Point[]): readonly Point[] {
  return apart(bestKind(points))
}

/** Levels after collections that left more garbage than those that are used: the heap lies below them. */
export function lessThorough<Point extends LiveHeapPoint>(
  points: readonly Point[],
  used: readonly Point[],
): readonly Point[] {
  const areFull = used.every(({ collection }) => collection === 'full')
  const areThorough = used.every(({ collection }) => collection !== 'young')
  return points
    .filter(({ collection }) => (areFull ? collection !== 'full' : areThorough && collection === 'young'))
    .toSorted((a, b) => a.timeMs - b.timeMs)
}

function bestKind<Point extends LiveHeapPoint>(points: readonly Point[]): readonly Point[] {
  const inOrder = points.toSorted((a, b) => a.timeMs - b.timeMs)
  const full = inOrder.filter(({ collection }) => collection === 'full')
  const thorough = inOrder.filter(({ collection }) => collection !== 'young')
  for (const some of [full, thorough])
    if (spansMost(some, inOrder) && (some.length >= 2 || some.length === inOrder.length)) return some
  return thorough.length >= 3 && spanOf(thorough) * 3 >= spanOf(inOrder) ? thorough : inOrder
}

function spanOf(points: readonly Timed[]): number {
  return (points.at(-1)?.timeMs ?? 0) - (points[0]?.timeMs ?? 0)
}

/** Two full collections a window apart say more than all young ones between them. */
function spansMost(some: readonly LiveHeapPoint[], all: readonly LiveHeapPoint[]): boolean {
  return spanOf(some) * 2 >= spanOf(all)
}
