/**
 * How many threads there were, from counts of instants. Thread time is what waits are divided by, so a count weighs as long as it held:
 * halfway to its neighbours. Where it changed, what it was between two counts is known only within them.
 */
import type { EpochMs, TimeWindow } from '../base/units.ts'

export interface CountAt {
  readonly timeMs: EpochMs
  readonly count: number
}

export interface CountOver {
  /** Mean over the time. */
  readonly value: number
  /** Between these the true mean lies. */
  readonly low: number
  readonly high: number
  /** Counts it was made of. */
  readonly points: number
}

/** So many counts and more follow what happens between them. */
const enough = 20
/** A count that varies by less is one count. */
export const changed = 1.25
/** Clocks of files and of whoever wrote the window differ by milliseconds. */
const slackMs = 1000

/** Counts inside what is covered; where there is none, those of the window that was asked for. */
export function countOver(
  points: readonly CountAt[],
  { covered, asked }: { readonly covered: TimeWindow; readonly asked: TimeWindow },
): CountOver | undefined {
  const within = (span: TimeWindow, slack: number): readonly CountAt[] =>
    points
      .filter(({ timeMs }) => timeMs >= span.fromMs - slack && timeMs <= span.untilMs + slack)
      .toSorted((a, b) => a.timeMs - b.timeMs)
  const inCovered = within(covered, slackMs)
  const used = inCovered.length > 0 ? inCovered : within(asked, 0)
  if (used.length === 0) return undefined
  const value = meanOverTime(used, covered)
  const counts = used.map(({ count }) => count)
  const [low, high] = used.length < enough ? [Math.min(...counts), Math.max(...counts)] : [value, value]
  return { value, low, high, points: used.length }
}

/** Each count holds halfway to its neighbours, the first and the last to the ends. */
function meanOverTime(points: readonly CountAt[], { fromMs, untilMs }: TimeWindow): number {
  let sum = 0
  let time = 0
  for (const [i, { timeMs, count }] of points.entries()) {
    const before = points[i - 1]?.timeMs
    const after = points[i + 1]?.timeMs
    const from = before === undefined ? Math.min(fromMs, timeMs) : (before + timeMs) / 2
    const until = after === undefined ? Math.max(untilMs, timeMs) : (timeMs + after) / 2
    sum += count * (until - from)
    time += until - from
  }
  return time > 0 ? sum / time : points.reduce((total, { count }) => total + count, 0) / points.length
}
