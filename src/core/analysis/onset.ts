/** Since when it is like this, and beside which event: out of the verdicts along the line, or the step of the number that leads. */
import type { EpochMs, TimeWindow } from '../base/units.ts'
import type { PaneId, SignalId } from '../base/vocabulary.ts'
import { changePoint } from './changePoint.ts'
import type { Timeline, TimelineState } from './analysis.ts'

export interface StateRun {
  readonly window: TimeWindow
  readonly pattern: string
  readonly kind: string
}

const msPerSecond = 1000

/** Neighbouring sub-windows with the same diagnosis become one run, so that the onset is one edge. */
export function stateRuns(states: readonly StateRun[]): readonly StateRun[] {
  const runs: StateRun[] = []
  for (const state of states.toSorted((a, b) => a.window.fromMs - b.window.fromMs)) {
    const last = runs.at(-1)
    const same =
      last?.pattern === state.pattern && last.kind === state.kind && state.window.fromMs <= last.window.untilMs + 1
    if (last && same) runs[runs.length - 1] = { ...last, window: { ...last.window, untilMs: state.window.untilMs } }
    else runs.push(state)
  }
  return runs
}

/**
 * In their order; one stretch that is too short to tell, between two that say the same, says nothing else. Two of them, or one that was
 * told and is another, end what was before.
 */
function bridged<T extends StateRun>(states: readonly T[]): readonly T[] {
  const ordered = states.toSorted((a, b) => a.window.fromMs - b.window.fromMs)
  return ordered.map((state, at) => {
    const [before, after] = [ordered[at - 1], ordered[at + 1]]
    const isBridge =
      state.kind === 'cannot-tell' && before?.pattern === after?.pattern && before?.pattern !== state.pattern
    return isBridge && before ? { ...state, pattern: before.pattern, kind: before.kind } : state
  })
}

export interface Onset {
  /** Start of the run that holds at the end of the window; undefined when it was there from the beginning. */
  readonly sinceMs: EpochMs | undefined
  /** Different verdicts inside the window; more than one means that its own mixes them. How sure each is makes no other. */
  readonly states: number
}

/**
 * @param states the sub-windows, or runs of them where there are no marks
 * @param pattern what the window as a whole is called
 */
export function onsetIn(
  states: readonly StateRun[],
  window: TimeWindow,
  span: TimeWindow,
  marks: readonly Mark[] = [],
  pattern?: string,
): Onset | undefined {
  const ordered = bridged(states)
  const inside = ordered.filter(({ window: one }) => one.fromMs < window.untilMs && one.untilMs > window.fromMs)
  const last = inside.at(-1)
  if (!last) return undefined
  const is = verdictName(last)
  const began = ordered.findLastIndex((state, at) => at < ordered.indexOf(last) && verdictName(state) !== is) + 1
  // What the last stretch alone is called began some time; the window is called otherwise, and says its own.
  const isOther = pattern !== undefined && last.pattern !== pattern
  const isThroughout = (ordered[began]?.window.fromMs ?? span.fromMs) <= span.fromMs
  return {
    // Of what no rule matched the sentence says since when, out of the number that leads.
    sinceMs:
      isThroughout || isOther || is === 'mixed' || is === 'cannot-tell'
        ? undefined
        : beganAt(ordered, began, marks)?.atMs,
    states: new Set(inside.map(verdictName)).size,
  }
}

/** What a reader takes for one verdict: how sure it is changes along the way, as it does in the sentence. */
const verdictName = ({ pattern, kind }: StateRun): string => (pattern === 'no-clear-pattern' ? kind : pattern)

/** Something that happened, said by the recording or by a reader. */
export interface Mark {
  readonly atMs: EpochMs
  readonly text: string
}

/** What the onset is asked of: the verdict, and where no rule matched the signal that leads. */
export interface Verdict {
  readonly pattern: string
  readonly kind: string
  readonly leading?: SignalId
}

/**
 *   step    it began inside the line; `mark`: the event that the step may be of, and then `atMs` is the event's time
 *   whole   it was so from the first moment on that was recorded
 */
export type Since =
  | { readonly id: 'step'; readonly atMs: EpochMs; readonly mark?: string }
  | { readonly id: 'whole'; readonly atMs: EpochMs }

/** A store draws lines and diagnoses no stretches of them. */
type Line = Pick<Timeline, 'states' | 'span'> & Partial<Pick<Timeline, 'series'>>

/** @returns nothing where nothing is wrong, or where the line does not tell */
export function sinceOf(
  { states, span, series }: Line,
  window: TimeWindow,
  verdict: Verdict,
  marks: readonly Mark[],
): Since | undefined {
  if (verdict.kind === 'quiet') return undefined
  if (states.length === 0) {
    const step = stepOfSeries(series, window, verdict, marks)
    return step && { id: 'step', atMs: step.atMs, ...(step.mark === undefined ? {} : { mark: step.mark }) }
  }
  const until = bridged(states.filter((state) => state.window.fromMs < window.untilMs))
  const first = verdict.pattern === 'no-clear-pattern' ? stepOf(until, verdict.leading) : runOf(until, verdict.pattern)
  const state = first === undefined ? undefined : until[first]
  if (first === undefined || state === undefined) return undefined
  // A stretch borrows its growth from around itself: a leak seems to be there before it began.
  if (first === 0 && verdict.pattern === 'slow-leak') return undefined
  if (first === 0) {
    const atMs = Math.max(span.fromMs, state.window.fromMs)
    // Windows are whole seconds, what was recorded is not: one moment with two times would read as two.
    return { id: 'whole', atMs: Math.abs(atMs - window.fromMs) < msPerSecond ? window.fromMs : atMs }
  }
  return { id: 'step', atMs: state.window.fromMs, ...beganAt(until, first, marks) }
}

/** The stretch before an onset and the one since then, to be compared: as long as the line says, and not of equal length. */
export interface Around {
  readonly atMs: EpochMs
  readonly mark?: string
  readonly before: TimeWindow
  readonly after: TimeWindow
}

/** More states than this on the side before, and the one in which it may have begun already is left out. */
const enoughBefore = 2

/** @returns nothing where the line shows no onset */
export function aroundOnset(
  line: Line,
  window: TimeWindow,
  verdict: Verdict,
  marks: readonly Mark[],
): Around | undefined {
  const { states, span } = line
  if (states.length === 0)
    return verdict.kind === 'quiet' ? undefined : stepOfSeries(line.series, window, verdict, marks)
  const since = sinceOf(line, window, verdict, marks)
  if (since?.id !== 'step') return undefined
  const ordered = bridged(states)
  const until = ordered.filter((state) => state.window.fromMs < window.untilMs)
  const first = verdict.pattern === 'no-clear-pattern' ? stepOf(until, verdict.leading) : runOf(until, verdict.pattern)
  const begins = first === undefined ? undefined : until[first]
  const last = first === undefined ? undefined : until[first - 1]
  if (first === undefined || !begins || !last) return undefined
  // As far as it goes: past the window's end while it stays so, and back while it was as right before.
  const end = ordered.findIndex((state, at) => at > first && state.pattern !== begins.pattern)
  const back = until.findLastIndex((state, at) => at < first - 1 && state.pattern !== last.pattern) + 1
  const { atMs } = since
  const isIn = (state: StateRun): boolean => state.window.fromMs < atMs && atMs < state.window.untilMs
  const mixed = isIn(begins) && (end < 0 ? ordered.length : end) - first > 1
  const lateBefore = isIn(last) || (since.mark === undefined && first - back > enoughBefore)
  const before = {
    fromMs: until[back]?.window.fromMs ?? span.fromMs,
    untilMs: lateBefore && first - back > 1 ? last.window.fromMs : Math.min(atMs, begins.window.fromMs),
  }
  const after = {
    fromMs: mixed ? begins.window.untilMs : Math.max(atMs, begins.window.fromMs),
    untilMs: (end < 0 ? ordered.at(-1) : ordered[end - 1])?.window.untilMs ?? window.untilMs,
  }
  return { atMs, before, after, ...(since.mark === undefined ? {} : { mark: since.mark }) }
}

/** Which line shows it. Of allocations there is none. */
const paneOfPattern: Readonly<Record<string, PaneId>> = {
  'contention-bound': 'lock',
  'cascading-failure': 'lock',
  'cpu-bound': 'cpu',
  'slow-leak': 'heap',
}
const paneOfSignal: Readonly<Partial<Record<SignalId, PaneId>>> = {
  cpu_user_pct: 'cpu',
  lock_wait_pct: 'lock',
  live_heap_mb: 'heap',
  live_heap_slope_mb_h: 'heap',
}
/** More points than this are narrower than what a change point is known to. */
const mostPoints = 240

/** Where the line that shows the verdict began to be higher, and the stretches before and after; out of its points alone. */
function stepOfSeries(
  series: Timeline['series'] | undefined,
  window: TimeWindow,
  { pattern, leading }: Verdict,
  marks: readonly Mark[],
): Around | undefined {
  const pane = paneOfPattern[pattern] ?? (leading === undefined ? undefined : paneOfSignal[leading])
  const known = pane === undefined ? [] : (series?.[pane].points ?? []).filter(({ fromMs }) => fromMs < window.untilMs)
  const points = known.slice(Math.max(0, known.length - mostPoints))
  const found = changePoint(points.map(({ value }) => value))
  const [before, last, first, end] = [points[0], points[(found?.at ?? 0) - 1], points[found?.at ?? 0], points.at(-1)]
  if (!found || found.after < found.before || !before || !last || !first || !end) return undefined
  const mark = nearestMark(marks, first.fromMs, { fromMs: last.fromMs, untilMs: Math.max(first.untilMs, first.fromMs) })
  return {
    atMs: mark?.atMs ?? first.fromMs,
    before: { fromMs: before.fromMs, untilMs: Math.min(first.fromMs, mark?.atMs ?? first.fromMs) },
    after: { fromMs: first.fromMs, untilMs: Math.max(window.untilMs, end.untilMs) },
    ...(mark === undefined ? {} : { mark: mark.text }),
  }
}

/** When the state of this index began: with the event nearest to it, where there is one within it or the one before. */
function beganAt(
  states: readonly StateRun[],
  index: number,
  marks: readonly Mark[],
): { readonly atMs: EpochMs; readonly mark?: string } | undefined {
  const state = states[index]
  if (state === undefined) return undefined
  const before = states[index - 1]?.window ?? state.window
  const mark = nearestMark(marks, state.window.fromMs, { fromMs: before.fromMs, untilMs: state.window.untilMs })
  return mark === undefined ? { atMs: state.window.fromMs } : { atMs: mark.atMs, mark: mark.text }
}

/** Index of the first state of the run of this pattern that reaches to the end; its certainty may change on the way. */
function runOf(states: readonly TimelineState[], pattern: string): number | undefined {
  if (states.at(-1)?.pattern !== pattern) return undefined
  return states.findLastIndex((state) => state.pattern !== pattern) + 1
}

const fewestStates = 3
/** What leads is a percentage, a rate or a slope: at least half as much again, and for a percentage ten points. */
const leastFactor = 1.5
const leastPoints = 10

/** Index of the state from which on the signal is higher than before, where that is plain; 0 where it is the same throughout. */
function stepOf(states: readonly TimelineState[], signal: SignalId | undefined): number | undefined {
  if (signal === undefined) return undefined
  const values = states.map(({ values: one }) => one?.[signal])
  const known = values.filter((value) => value !== undefined)
  if (known.length < fewestStates || known.length < values.length) return undefined
  let best = 0
  let spread = 0
  for (let at = 1; at < known.length; at++) {
    const [a, b] = [mean(known.slice(0, at)), mean(known.slice(at))]
    const apart = (b - a) ** 2 * at * (known.length - at)
    if (b > a && apart > spread) [best, spread] = [at, apart]
  }
  if (best === 0) return 0
  const [a, b] = [mean(known.slice(0, best)), mean(known.slice(best))]
  const plain = b >= leastFactor * Math.max(a, 0) && (!signal.endsWith('_pct') || b - a >= leastPoints)
  return plain ? best : 0
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

export function nearestMark(marks: readonly Mark[], atMs: EpochMs, within: TimeWindow): Mark | undefined {
  return marks
    .filter((mark) => mark.atMs >= within.fromMs && mark.atMs <= within.untilMs)
    .toSorted((a, b) => Math.abs(a.atMs - atMs) - Math.abs(b.atMs - atMs))[0]
}
