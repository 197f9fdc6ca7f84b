/** Where the line tells no onset: the event that stands closest before the window, or at its beginning, said as no more than that. */
import type { TimeWindow } from '../base/units.ts'
import type { Mark } from './onset.ts'

/** Of the window's length. What happened later than this in it was not before it. */
const mostOfWindow = 0.1
/** An event that lies further back than this, or than the window is long, is one of many. */
const furthestBackMs = 5 * 60_000

export function eventBefore(window: TimeWindow, marks: readonly Mark[]): Mark | undefined {
  const lengthMs = window.untilMs - window.fromMs
  const latestMs = window.fromMs + mostOfWindow * lengthMs
  const earliestMs = window.fromMs - Math.min(lengthMs, furthestBackMs)
  return marks
    .filter(({ atMs }) => atMs >= earliestMs && atMs <= latestMs)
    .toSorted((a, b) => a.atMs - b.atMs)
    .at(-1)
}
