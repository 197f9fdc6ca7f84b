/**
 * Counters that only grow, out of several files. Readings of one moment each (two scrapes, two reports) make one series; a log has a
 * series of its own, which begins at another zero and is never mixed with theirs.
 */
import type { EpochMs, Share, TimeWindow } from '../base/units.ts'
import type { FileFacts } from '../formats/parsedFile.ts'
import { isOther } from '../base/program.ts'
import { type CounterDifference, counterDifference } from './signalInput.ts'

export interface CounterPoint {
  readonly timeMs: EpochMs
  readonly value: number
  /** Standard error of `value` since the first point of its series. */
  readonly error?: number
  /** Standard error that is the same in every step since then. */
  readonly sameError?: number
}

export interface Counted extends CounterDifference {
  /** Out of a log, which may begin after the window or end before it. */
  readonly isLog: boolean
  /** Standard error of the amount. */
  readonly error: number
}

type Entries = readonly { readonly facts: FileFacts }[]

export function seriesOf(
  entries: Entries,
  pick: (facts: FileFacts) => readonly CounterPoint[],
): readonly (readonly CounterPoint[])[] {
  return allSeries(entries, pick).map(({ points }) => points)
}

interface Series {
  readonly points: readonly CounterPoint[]
  readonly isLog: boolean
}

function allSeries(entries: Entries, pick: (facts: FileFacts) => readonly CounterPoint[]): readonly Series[] {
  const each = entries.map(({ facts }) => ({ points: pick(facts), program: facts.program }))
  const moments = each.filter(({ points }) => points.length === 1)
  // What a process counted before it was started anew is not in its counters.
  const runs = moments.filter(({ program }, at) => moments.findIndex((one) => !isOther(one.program, program)) === at)
  return [
    ...runs.map(({ program }) => ({
      points: moments.flatMap((one) => (isOther(one.program, program) ? [] : one.points)),
      isLog: false,
    })),
    ...each.map(({ points }) => ({ points, isLog: true })),
  ]
    .filter(({ points }) => points.length > 1)
    .map(({ points, isLog }) => ({ points: points.toSorted((a, b) => a.timeMs - b.timeMs), isLog }))
}

/**
 * A log that says something of so short a time only (two collections 7 ms apart, as the last thing a quiet process did: 60 MB/s) says
 * nothing of the window; two readings of a moment were taken to say so.
 */
const shortestLogSeconds = 1
export const smallestPart = 0.25

/** What a log covers less of than this, it does not speak for. */
const mostOfWindow = 0.8

/**
 * The part of the window that a log speaks for: what came before and after it may have been nothing. A collector's log ends with its last
 * collection, and a service that filled its cache in eight seconds and has been quiet since collects no more: 12 MB/s of those eight,
 * and 7 of the twenty that were watched.
 */
export function partCovered(seconds: number, window: TimeWindow): Share {
  const part = (1000 * seconds) / (window.untilMs - window.fromMs)
  return part >= 0 && part < mostOfWindow ? part : 1
}

/** Of all series the one that covers most of the window. */
export function countedIn(
  entries: Entries,
  pick: (facts: FileFacts) => readonly CounterPoint[],
  window: TimeWindow,
): Counted | undefined {
  const least = Math.max(shortestLogSeconds, (smallestPart * (window.untilMs - window.fromMs)) / 1000)
  return allSeries(entries, pick)
    .flatMap(({ points, isLog }): Counted[] => {
      const difference = counterDifference(points, window)
      return difference === undefined || (isLog && difference.seconds < least)
        ? []
        : [{ ...difference, isLog, error: errorOf(points, difference) }]
    })
    .toSorted((a, b) => b.seconds - a.seconds)[0]
}

function errorOf(points: readonly CounterPoint[], { fromMs, untilMs }: CounterDifference): number {
  const at = (timeMs: EpochMs): CounterPoint | undefined => points.find((point) => point.timeMs === timeMs)
  return errorBetween(at(fromMs), at(untilMs))
}

/** Rounding adds up step by step: its variance between two points is the difference of theirs since the start, and so is what is always the same. */
export function errorBetween(from: CounterPoint | undefined, until: CounterPoint | undefined): number {
  const evened = (until?.error ?? 0) ** 2 - (from?.error ?? 0) ** 2
  return Math.hypot(Math.sqrt(Math.max(0, evened)), (until?.sameError ?? 0) - (from?.sameError ?? 0))
}

/** Who shares the machine may be busy for a part of the time only. */
const partsLooked = 4

export const partsOf = ({ fromMs, untilMs }: TimeWindow): readonly TimeWindow[] =>
  Array.from({ length: partsLooked }, (_, part) => ({
    fromMs: fromMs + ((untilMs - fromMs) * part) / partsLooked,
    untilMs: fromMs + ((untilMs - fromMs) * (part + 1)) / partsLooked,
  }))
