/** Captures that each know the time they are of, summed: the whole of one, its slice inside the window, or all of files without a time. */
import { lengthMs, overlapMs, type TimeWindow } from '../base/units.ts'
import { hasTrait } from '../profile/profile.ts'
import type { Capture } from './capture.ts'
import type { Caution } from './caution.ts'
import type { Flow, FlowPart, FlowQuestion } from './flow.ts'
import { processesOf } from './processes.ts'
import { secondsSideBySide } from './sideBySide.ts'

/** What of an interval lies in the window: all of it, a slice by the times of its samples, all or nothing by its middle. */
function partOf(capture: Capture, window: TimeWindow): { part: FlowPart; covered: TimeWindow } | undefined {
  const own = capture.window
  if (own === undefined || overlapMs(own, window) === 0) return undefined
  // Clocks of files and of whoever wrote the window differ by milliseconds.
  const slack = Math.min(250, lengthMs(own) / 20)
  if (own.fromMs >= window.fromMs - slack && own.untilMs <= window.untilMs + slack) {
    return { part: { capture, sign: 1 }, covered: own }
  }
  if (isCuttable(capture)) {
    const slice = { fromMs: Math.max(own.fromMs, window.fromMs), untilMs: Math.min(own.untilMs, window.untilMs) }
    return { part: { capture, sign: 1, slice }, covered: slice }
  }
  const middle = (own.fromMs + own.untilMs) / 2
  return middle >= window.fromMs && middle < window.untilMs ? { part: { capture, sign: 1 }, covered: own } : undefined
}

/** By the times of its samples; a recorder that was on and saw nothing saw nothing in every part of its time. */
function isCuttable({ profile }: Capture): boolean {
  const { samples } = profile
  return samples.timeMs !== undefined || (samples.length === 0 && hasTrait(profile, 'empty-is-zero'))
}

export function intervalFlow(captures: readonly Capture[], question: FlowQuestion): Flow | undefined {
  const { window, assumedSeconds } = question
  const timed = captures
    .flatMap((capture) => partOf(capture, window) ?? [])
    .sort((a, b) => a.covered.fromMs - b.covered.fromMs)
  if (timed.length > 0) return timedFlow(timed, window)
  const timeless = captures.filter((capture) => capture.window === undefined)
  if (timeless.length === 0) return undefined
  const together = secondsSideBySide(timeless)
  const seconds = together ?? timeless.reduce((sum, { profile }) => sum + (profile.meta.durationMs ?? 0) / 1000, 0)
  const known = seconds > 0 ? seconds : (assumedSeconds ?? 0)
  return {
    parts: timeless.map((capture) => ({ capture, sign: 1 })),
    covered: [],
    coveredSeconds: known,
    how: {
      id: 'timeless',
      count: timeless.length,
      seconds: known,
      given: !(seconds > 0),
      ...(together === undefined ? {} : { sideBySide: true }),
    },
    cautions: [{ id: 'no-time', files: timeless.map((capture) => capture.file) }],
    pieces: [],
  }
}

export function timedFlow(timed: readonly { part: FlowPart; covered: TimeWindow }[], window: TimeWindow): Flow {
  const covered = timed.map((entry) => entry.covered)
  const coveredSeconds = timed.reduce((sum, entry) => sum + secondsOf(entry), 0)
  const sliced = timed.filter((entry) => entry.part.slice !== undefined).length
  const cautions: Caution[] = []
  const inside = covered.reduce((sum, one) => sum + overlapMs(one, window), 0)
  if (inside < 0.9 * coveredSeconds * 1000) {
    cautions.push({ id: 'reaches-out', seconds: coveredSeconds - inside / 1000 })
  }
  const windowSeconds = lengthMs(window) / 1000
  const isPart = coveredSeconds < 0.9 * windowSeconds
  return {
    parts: timed.map((entry) => entry.part),
    covered,
    coveredSeconds,
    how: {
      id: 'intervals',
      count: timed.length,
      cut: sliced,
      ...(isPart ? { part: { seconds: coveredSeconds, ofSeconds: windowSeconds } } : {}),
    },
    cautions,
    pieces: timed.map((entry) => ({ window: entry.covered, parts: [entry.part] })),
    ...processesOf(timed.map(({ part }) => part)),
  }
}

/** A merge may be of a service that was there for a part of what was asked for: its own time is what its amounts are of. */
function secondsOf({ part, covered }: { readonly part: FlowPart; readonly covered: TimeWindow }): number {
  const own = part.slice === undefined ? part.capture.hints.processes?.coveredSeconds : undefined
  return own ?? lengthMs(covered) / 1000
}
