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
  return { ...meansOverTime(used, covered), points: used.length }
}

/** Between two counts it was one or the other, or in between; before the first and after the last, what they say. */
function meansOverTime(points: readonly CountAt[], { fromMs, untilMs }: TimeWindow): Omit<CountOver, 'points'> {
  const sums = { value: 0, low: 0, high: 0 }
  let time = 0
  const add = (ms: number, one: number, other: number): void => {
    time += ms
    sums.value += (ms * (one + other)) / 2
    sums.low += ms * Math.min(one, other)
    sums.high += ms * Math.max(one, other)
  }
  for (const [i, { timeMs, count }] of points.entries()) {
    const before = points[i - 1]
    if (before) add(timeMs - before.timeMs, before.count, count)
    else add(Math.max(0, timeMs - fromMs), count, count)
    if (i === points.length - 1) add(Math.max(0, untilMs - timeMs), count, count)
  }
  if (time > 0) return { value: sums.value / time, low: sums.low / time, high: sums.high / time }
  const counts = points.map(({ count }) => count)
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return { value: mean, low: Math.min(...counts), high: Math.max(...counts) }
}
