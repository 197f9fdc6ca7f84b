/** What the six signals are derived from: the gathered window, facts of the files beside the stacks, and answers of people. */
import type { AnalysisSettings, SignalId } from '../base/vocabulary.ts'
import type { FileFacts } from '../formats/parsedFile.ts'
import type { EpochMs, TimeWindow } from '../base/units.ts'
import type { AbsentView, MeasuredView, WindowProfiles } from '../window/windowProfiles.ts'
import type { Lack } from './account.ts'
import type { AbsentSignal } from './signal.ts'

export interface SignalInput {
  readonly profiles: WindowProfiles
  readonly facts: readonly { readonly file: string; readonly facts: FileFacts }[]
  readonly settings: AnalysisSettings
}

export function absent(
  id: SignalId,
  why: Lack,
  more: Pick<AbsentSignal, 'ask' | 'standIn' | 'mostCores'> = {},
): AbsentSignal {
  return { state: 'absent', id, why, ...more }
}

export function within(window: TimeWindow, timeMs: EpochMs): boolean {
  return timeMs >= window.fromMs && timeMs <= window.untilMs
}

export interface CounterDifference {
  readonly amount: number
  readonly seconds: number
  readonly fromMs: EpochMs
  readonly untilMs: EpochMs
}

/**
 * Difference of a counter that only grows, between the observations nearest to the ends of the window.
 * @returns undefined without two observations about the window, or when it fell (the process restarted)
 */
export function counterDifference(
  points: readonly { readonly timeMs: EpochMs; readonly value: number }[],
  window: TimeWindow,
): CounterDifference | undefined {
  const reach = (window.untilMs - window.fromMs) / 2
  const near = points.filter((point) => point.timeMs >= window.fromMs - reach && point.timeMs <= window.untilMs + reach)
  const nearestTo = (atMs: EpochMs): (typeof near)[number] | undefined =>
    near.reduce<(typeof near)[number] | undefined>(
      (best, point) =>
        best === undefined || Math.abs(point.timeMs - atMs) < Math.abs(best.timeMs - atMs) ? point : best,
      undefined,
    )
  const first = nearestTo(window.fromMs)
  const last = nearestTo(window.untilMs)
  if (first === undefined || last === undefined || last.timeMs <= first.timeMs || last.value < first.value)
    return undefined
  return {
    amount: last.value - first.value,
    seconds: (last.timeMs - first.timeMs) / 1000,
    fromMs: first.timeMs,
    untilMs: last.timeMs,
  }
}

/** The rules are about one process: how many there are that the value is a mean of; nothing for one. */
export function ofProcesses(view: MeasuredView | AbsentView): { readonly processes?: number } {
  const mean = view.state === 'measured' ? (view.processes?.mean ?? 1) : 1
  return mean > 1 ? { processes: mean } : {}
}

/** Of independent pieces: the standard error of their mean. */
export function standardErrorOfMean(values: readonly number[]): number {
  const n = values.length
  if (n < 2) return Infinity
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
  return Math.sqrt(variance / n)
}

/** Fewer pieces than this say too little about their own spread. */
export const fewestPieces = 6
