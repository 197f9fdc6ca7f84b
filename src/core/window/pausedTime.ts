/**
 * How much of the time the collector stopped the program, by what a log or a recording says of its pauses. Time of the clock: what CPU the
 * collector took meanwhile is another question, and so is what it does beside the program.
 */
import { overlapMs, type Milliseconds, type TimeWindow } from '../base/units.ts'
import type { Runtime } from '../base/vocabulary.ts'
import type { FileFacts } from '../formats/parsedFile.ts'
import { factSpan } from './factTimes.ts'

export interface PausedTime {
  readonly pausedMs: Milliseconds
  /** Of so much time that the file tells of. */
  readonly ofMs: Milliseconds
}

/** Shorter is a moment, and no rate. */
const shortestMs = 10_000
/** Pauses of a recording are booked by the second they lie in. */
const bookedMs = 1000

/** By the file that tells of the most time: a recording and a log of one process say the same pauses. */
export function pausedTimeOf(
  facts: readonly { readonly facts: FileFacts }[],
  window: TimeWindow,
  runtime: Runtime | undefined,
): PausedTime | undefined {
  // Of Go they are moments beside its collecting, elsewhere there are none.
  if (runtime !== 'jvm' && runtime !== 'dotnet' && runtime !== 'v8') return undefined
  const found = facts.flatMap(({ facts: own }) => [
    ofFile(own, window) ?? [],
    // A log that nothing lays on the clock is asked about its own time.
    (own.unplaced?.clock === 'own' ? ofFile(own.unplaced, undefined) : undefined) ?? [],
  ])
  return found.flat().toSorted((a, b) => b.ofMs - a.ofMs)[0]
}

function ofFile(facts: FileFacts, window: TimeWindow | undefined): PausedTime | undefined {
  const span = factSpan(facts)
  // Each heap of several stops its own thread alone.
  if (span === undefined || (facts.isolates ?? 1) > 1) return undefined
  const within = window
    ? { fromMs: Math.max(span.fromMs, window.fromMs), untilMs: Math.min(span.untilMs, window.untilMs) }
    : span
  const ofMs = within.untilMs - within.fromMs
  if (!(ofMs >= shortestMs)) return undefined
  const { collectorPauses, stops, collectorPauseTotals = [] } = facts
  const points = collectorPauses ?? stops
  if (points !== undefined) {
    const pausedMs = points.reduce((sum, { timeMs, ns }) => {
      const longMs = collectorPauses === undefined ? bookedMs : Math.max(ns / 1e6, 1e-6)
      return sum + ((ns / 1e6) * overlapMs({ fromMs: timeMs, untilMs: timeMs + longMs }, within)) / longMs
    }, 0)
    return { pausedMs, ofMs }
  }
  const inside = collectorPauseTotals.filter(({ timeMs }) => timeMs >= within.fromMs && timeMs <= within.untilMs)
  const [first, last] = [inside[0], inside.at(-1)]
  if (first === undefined || last === undefined || !(last.timeMs - first.timeMs >= shortestMs)) return undefined
  // A counter that fell is of another process.
  if (last.seconds < first.seconds) return undefined
  return { pausedMs: 1000 * (last.seconds - first.seconds), ofMs: last.timeMs - first.timeMs }
}
