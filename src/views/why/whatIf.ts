/** What a threshold would change before it is changed: the windows along the timeline that would read otherwise. */
import type { PatternId, RuleId, SignalId, Thresholds } from '../../core/base/vocabulary.ts'
import type { TimelineState } from '../../core/analysis/analysis.ts'
import { previewThresholds } from '../../core/diagnosis/runnerUp.ts'
import { titleOf } from '../../core/diagnosis/rules.ts'
import type { SignalValues } from '../../core/diagnosis/values.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { clock } from '../controls/times.ts'

export interface WhatIf {
  /** Thresholds in force. */
  readonly thresholds: Thresholds
  readonly changed: { readonly rule: RuleId; readonly signal: SignalId; readonly value: number }
  /** Of the window on screen. */
  readonly values: SignalValues
  readonly states: readonly TimelineState[]
  readonly zone: string
}

export interface WhatIfAnswer {
  /** "would stay contention-bound" of the window on screen. */
  readonly here: string
  readonly along: string
}

interface Run {
  readonly window: TimeWindow
  readonly before: PatternId
  readonly after: PatternId
}

/** More than these are counted, not listed. */
const mostListed = 3

export function whatIf({ thresholds, changed, values, states, zone }: WhatIf): WhatIfAnswer {
  const { rule, signal, value } = changed
  const after: Thresholds = { ...thresholds, [rule]: { ...thresholds[rule], [signal]: value } }
  const [here] = previewThresholds([{ key: 'here', values }], thresholds, after)
  return {
    here:
      here === undefined
        ? 'The window on screen would read the same.'
        : `The window on screen would change: ${titleOf(here.before)} → ${titleOf(here.after)}.`,
    along: alongText(states, thresholds, after, zone),
  }
}

function alongText(states: readonly TimelineState[], before: Thresholds, after: Thresholds, zone: string): string {
  const windows = states.flatMap((state) =>
    state.values === undefined ? [] : [{ key: state.window, values: state.values }],
  )
  if (windows.length === 0) return 'This source has no windows along its timeline to try it on.'
  const flips = previewThresholds(windows, before, after)
  const all = `${windows.length} ${windows.length === 1 ? 'window' : 'windows'} along the timeline`
  if (flips.length === 0) return `With this threshold: 0 of ${all} would change.`
  const runs = runsOf(flips.map(({ key, before: was, after: would }) => ({ window: key, before: was, after: would })))
  const seconds = runs.some(({ window }) => window.fromMs % 60_000 !== 0 || window.untilMs % 60_000 !== 0)
  const time = (ms: number): string => clock(ms, zone, seconds)
  const listed = runs
    .slice(0, mostListed)
    .map(
      ({ window, before: was, after: would }) =>
        `${time(window.fromMs)}–${time(window.untilMs)} ${titleOf(was)} → ${titleOf(would)}`,
    )
  const more = runs.length > mostListed ? `, and ${runs.length - mostListed} more` : ''
  return `With this threshold: ${flips.length} of ${all} would change: ${listed.join(', ')}${more}.`
}

/** Neighbours that change alike are one stretch of time. */
function runsOf(flips: readonly Run[]): readonly Run[] {
  const runs: Run[] = []
  for (const flip of flips.toSorted((a, b) => a.window.fromMs - b.window.fromMs)) {
    const last = runs.at(-1)
    const goesOn =
      last?.window.untilMs === flip.window.fromMs && last.before === flip.before && last.after === flip.after
    if (last !== undefined && goesOn)
      runs[runs.length - 1] = { ...last, window: { fromMs: last.window.fromMs, untilMs: flip.window.untilMs } }
    else runs.push(flip)
  }
  return runs
}
