/**
 * Samplers that count threads that are ready at each tick, whether they are let run or not: on a busy machine one of them stands in one call
 * for many ticks, and those that woke from a sleep stand there too. 90 recordings of three Python programs, on a machine with ten times the
 * work it could do, differed by 2 to 20 times chance; on an idle one by little. Their files do not say which it was.
 */
import { type MeasuredView, sees } from '../window/windowProfiles.ts'
import type { LogRatio } from './statistics/spreadOfRuns.ts'

/** Of 198 pairs of those recordings 3 list a change with this many, 12 with five, 75 with one. */
const mostInRow = 8
/** What functions show of these two recordings weighs as much as what is feared where there are so many of them. */
const functionsForHalf = 5
/** Median of the square of a standard normal. */
const medianOfSquare = 0.4549

/** At most so many samples are one event, where nothing in the file says how many. */
export function samplesInRow(view: MeasuredView): number {
  return sees(view, 'gil-or-runnable') || sees(view, 'gil-holders') || sees(view, 'ready-counts') ? mostInRow : 1
}

/**
 * Design effect within a run: what most functions of the two runs differ by, in variances of chance alone, drawn to the most that is feared
 * where few of them tell. The middle one counts: what changed is a minority. From 1 to `most`.
 *
 * @param ratios their variance is of independent samples
 */
export function learnedInRow(ratios: readonly LogRatio[], most: number): number {
  if (most <= 1) return 1
  const centre = middle(ratios.map(({ value }) => value))
  const shown = middle(ratios.map(({ value, variance }) => (value - centre) ** 2 / variance)) / medianOfSquare
  const d = (ratios.length * shown + functionsForHalf * most) / (ratios.length + functionsForHalf)
  return Math.min(most, Math.max(1, d))
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
