/** Windows worth comparing with, and for those that cannot be had the reason. */
import type { Timeline } from '../../core/analysis/analysis.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { BaseRuns } from '../../core/link/view.ts'
import type { OpenedSource } from '../../state/sources/openedSource.ts'

export interface BasePreset {
  readonly name: string
  readonly base?: TimeWindow
  /** Several windows: `base` is the last of them. */
  readonly runs?: BaseRuns
  readonly why: string
}

const hourMs = 3_600_000

/** The same length at other times; first of all the very same window. */
export function shiftedWindows(window: TimeWindow): readonly { readonly name: string; readonly base: TimeWindow }[] {
  const shifted = (name: string, byMs: number) => ({
    name,
    base: { fromMs: window.fromMs - byMs, untilMs: window.untilMs - byMs },
  })
  return [
    shifted('the same window', 0),
    shifted('the window before', window.untilMs - window.fromMs),
    shifted('1 hour earlier', hourMs),
    shifted('24 hours earlier', 24 * hourMs),
    shifted('7 days earlier', 7 * 24 * hourMs),
  ]
}

export function basePresets(known: {
  readonly window: TimeWindow
  readonly source: OpenedSource | undefined
  readonly timeline: Timeline | undefined
}): readonly BasePreset[] {
  const { window, source, timeline } = known
  const reach = source?.span
  /** As far as it was recorded: a time that is half of nothing is not of equal length. */
  const recorded = (base: TimeWindow): TimeWindow =>
    reach === undefined
      ? base
      : { fromMs: Math.max(base.fromMs, reach.fromMs), untilMs: Math.min(base.untilMs, reach.untilMs) }
  const [before, ...earlier] = shiftedWindows(window)
    .slice(1)
    .map(({ name, base }): BasePreset => {
      const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
      const there = recorded(base)
      return there.fromMs < there.untilMs
        ? { name: title, base: there, why: '' }
        : { name: title, why: 'before this recording begins' }
    })
  const named = (source?.windows ?? [])
    .filter(({ fromMs, untilMs }) => fromMs !== window.fromMs || untilMs !== window.untilMs)
    .map(({ name, fromMs, untilMs }): BasePreset => ({
      name: `${name.charAt(0).toUpperCase()}${name.slice(1)} window`,
      base: { fromMs, untilMs },
      why: '',
    }))
  const quiet = quietest(window, timeline)
  return [
    ...named,
    ...(before && !named.some(({ base }) => isSame(base, before.base)) ? [before] : []),
    ...severalBefore(window, reach),
    ...(quiet ? [{ name: `The quietest window of this ${lineOf(source)}`, base: quiet, why: '' }] : []),
    ...earlier,
  ]
}

function isSame(one: TimeWindow | undefined, other: TimeWindow | undefined): boolean {
  return one?.fromMs === other?.fromMs && one?.untilMs === other?.untilMs
}

/** So many windows measure what the service differs by from one to the next. */
const usualRuns = 6
const numbers: Readonly<Record<number, string>> = { 2: 'two', 3: 'three', 4: 'four', 5: 'five', 6: 'six' }

/**
 * The windows before this one, as many as there are up to six; and, where a store keeps days, the same minutes of the days before. A
 * change is held against what they differ by among each other.
 */
function severalBefore(window: TimeWindow, reach: TimeWindow | undefined): readonly BasePreset[] {
  const length = window.untilMs - window.fromMs
  const back = (byMs: number): TimeWindow => ({ fromMs: window.fromMs - byMs, untilMs: window.untilMs - byMs })
  const kept = reach === undefined ? usualRuns : Math.floor((window.fromMs - reach.fromMs) / length)
  const count = Math.min(usualRuns, kept)
  const windows: readonly BasePreset[] =
    count < 2
      ? []
      : [{ name: `The last ${numbers[count]} windows`, base: back(length), runs: { count, stepMs: length }, why: '' }]
  const dayMs = 24 * hourMs
  const days: readonly BasePreset[] =
    reach === undefined
      ? [
          {
            name: 'The same minutes of the last six days',
            base: back(dayMs),
            runs: { count: usualRuns, stepMs: dayMs },
            why: '',
          },
        ]
      : []
  return [...windows, ...days]
}

/** A recording is all there is; a store goes on beyond what is drawn. */
function lineOf(source: OpenedSource | undefined): string {
  return source?.ref.kind === 'recording' ? 'recording' : 'timeline'
}

/** Of equal length (or as long as the line allows), with the least lock wait and CPU, and not touching the window itself. */
export function quietest(window: TimeWindow, timeline: Timeline | undefined): TimeWindow | undefined {
  if (!timeline) return undefined
  const { span, series } = timeline
  const points = [...series.lock.points, ...series.cpu.points]
  const starts = [...new Set(points.map(({ fromMs }) => fromMs))].sort((a, b) => a - b)
  const candidates = starts
    .map((fromMs) => ({
      fromMs,
      untilMs: Math.min(
        fromMs + window.untilMs - window.fromMs,
        span.untilMs,
        fromMs < window.fromMs ? window.fromMs : span.untilMs,
      ),
    }))
    .filter(
      ({ fromMs, untilMs }) => untilMs - fromMs >= 20_000 && (untilMs <= window.fromMs || fromMs >= window.untilMs),
    )
  const busiest = (kind: 'lock' | 'cpu'): number =>
    Math.max(...series[kind].points.map(({ value }) => value), Number.MIN_VALUE)
  const load = (candidate: TimeWindow): number =>
    (['lock', 'cpu'] as const).reduce((sum, kind) => {
      const inside = series[kind].points.filter(
        ({ fromMs, untilMs }) => fromMs < candidate.untilMs && untilMs > candidate.fromMs,
      )
      return (
        sum +
        (inside.length === 0
          ? 0
          : inside.reduce((total, { value }) => total + value, 0) / inside.length / busiest(kind))
      )
    }, 0)
  // Longer beats quieter by a hair: of equally quiet ones the one with more samples.
  return candidates.sort((a, b) => load(a) - load(b) || b.untilMs - b.fromMs - (a.untilMs - a.fromMs))[0]
}
