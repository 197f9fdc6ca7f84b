/**
 * Which captures make up one window of a flow, with the arithmetic their kind allows: intervals inside are summed, cumulative snapshots are
 * subtracted, and a restart in between is found, not subtracted.
 */
import type { Capture } from './capture.ts'
import { cumulativeFlow } from './cumulativeFlow.ts'
import type { Flow, FlowQuestion } from './flow.ts'
import { intervalFlow } from './intervalFlow.ts'

/** @returns undefined when no capture lies in the window */
export function chooseFlow(question: FlowQuestion): Flow | undefined {
  const captures = uniqueByHash(question.captures)
  const intervals = intervalFlow(
    captures.filter((capture) => capture.covers === 'interval'),
    question,
  )
  const cumulative = cumulativeFlow(
    captures.filter((capture) => capture.covers === 'cumulative'),
    question,
  )
  if (intervals === undefined || cumulative === undefined) return intervals ?? cumulative
  // Start, end and delta of one profile are three views of one thing: only one of them may count.
  const better = cumulative.coveredSeconds > 1.25 * intervals.coveredSeconds ? cumulative : intervals
  const leftOut = better === cumulative ? 'deltas' : 'snapshots'
  return { ...better, cautions: [...better.cautions, { id: 'same-profile', leftOut }] }
}

function uniqueByHash(captures: readonly Capture[]): readonly Capture[] {
  const seen = new Set<string>()
  return captures.filter((capture) => {
    const key = keys.get(capture) ?? keyOf(capture)
    keys.set(capture, key)
    return !seen.has(key) && seen.add(key)
  })
}

/** Asked for each part of a window. */
const keys = new WeakMap<Capture, string>()

/**
 * A file may answer with several parts of one kind, and two quiet stretches may give the same bytes: only the same file for the same
 * time is a repetition.
 */
function keyOf({ hash, file, kind, covers, window, profile }: Capture): string {
  const when = window === undefined ? [file] : [window.fromMs, window.untilMs]
  return [hash, kind, covers, ...when, ...profile.valueTypes.map((type) => type.type)].join(' ')
}
