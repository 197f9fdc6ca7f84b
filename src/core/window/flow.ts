/**
 * Which captures make up one window of a flow (CPU, allocations, waits), with the arithmetic their kind allows:
 * intervals inside are summed, cumulative snapshots are subtracted, and a restart in between is found, not subtracted.
 */
import type { EpochMs, TimeWindow } from '../base/units.ts'
import { hasTrait } from '../profile/profile.ts'
import type { Arithmetic } from './arithmetic.ts'
import type { Capture } from './capture.ts'
import type { Caution } from './caution.ts'
import { secondsSideBySide } from './sideBySide.ts'

/** A capture that takes part, added (+1) or subtracted (−1), perhaps only the part of it inside `slice`. */
export interface FlowPart {
  readonly capture: Capture
  readonly sign: 1 | -1
  readonly slice?: TimeWindow
}

interface FlowPiece {
  readonly window: TimeWindow
  readonly parts: readonly FlowPart[]
}

export interface Flow {
  readonly parts: readonly FlowPart[]
  readonly covered: readonly TimeWindow[]
  /** 0 when nobody knows how long it took: a ranking, not a rate. */
  readonly coveredSeconds: number
  readonly how: Arithmetic
  readonly cautions: readonly Caution[]
  readonly restartedAtMs?: EpochMs
  readonly pieces: readonly FlowPiece[]
  readonly processes?: Processes
}

/** Of how many processes an amount is the sum. */
export interface Processes {
  /** Different ones over the window. */
  readonly count: number
  /** On average at a time: what "per process" divides by. */
  readonly mean: number
}

export interface FlowQuestion {
  readonly captures: readonly Capture[]
  readonly window: TimeWindow
  /** Seconds for files without any time in them. */
  readonly assumedSeconds?: number
  /** Total of a cumulative capture: where it falls, the process restarted. */
  readonly totalOf: (capture: Capture) => number
  /** True when some record of `later` is below the same record of `earlier`. */
  readonly hasFallen?: (earlier: Capture, later: Capture) => boolean
}

export const lengthMs = (window: TimeWindow): number => window.untilMs - window.fromMs

export function overlapMs(a: TimeWindow, b: TimeWindow): number {
  return Math.max(0, Math.min(a.untilMs, b.untilMs) - Math.max(a.fromMs, b.fromMs))
}

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

function intervalFlow(captures: readonly Capture[], question: FlowQuestion): Flow | undefined {
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

function timedFlow(timed: readonly { part: FlowPart; covered: TimeWindow }[], window: TimeWindow): Flow {
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

/** Undefined for one process, and where nobody says. */
export function processesOf(parts: readonly FlowPart[]): { readonly processes?: Processes } {
  const said = parts.flatMap(({ capture }) => capture.hints.processes ?? [])
  const count = Math.max(0, ...said.map((one) => one.count))
  if (count < 2) return {}
  const seconds = said.reduce((sum, one) => sum + (one.coveredSeconds ?? 0), 0)
  const each = said.reduce((sum, one) => sum + (one.processSeconds ?? 0), 0)
  return { processes: { count, mean: seconds > 0 && each > 0 ? Math.max(1, each / seconds) : count } }
}

const takenAt = (capture: Capture): EpochMs => capture.window?.untilMs ?? Number.NaN

/** Cumulative snapshots in the order of the time inside them; those without one cannot be subtracted. */
function inOrder(captures: readonly Capture[]): readonly Capture[] {
  return captures.filter((capture) => capture.window !== undefined).sort((a, b) => takenAt(a) - takenAt(b))
}

/** A store's totals of several processes are of others after a deploy: each run is subtracted by itself. */
function cumulativeFlow(captures: readonly Capture[], question: FlowQuestion): Flow | undefined {
  const runs = new Map<string | undefined, Capture[]>()
  for (const one of captures) runs.set(one.hints.run, [...(runs.get(one.hints.run) ?? []), one])
  if (runs.size < 2) return chainFlow(captures, question)
  const flows = [...runs.values()].flatMap((own) => {
    const window = shareOf(own, question.window)
    return (window && chainFlow(own, { ...question, window })) ?? []
  })
  const [first] = flows
  const parts = flows.flatMap((flow) => flow.parts)
  const covered = flows.flatMap((flow) => flow.covered)
  const from = covered[0]?.fromMs
  const until = covered.at(-1)?.untilMs
  if (first === undefined || from === undefined || until === undefined) return first
  const windowSeconds = lengthMs(question.window) / 1000
  const seconds = flows.reduce((sum, flow) => sum + flow.coveredSeconds, 0)
  return {
    parts,
    covered,
    coveredSeconds: seconds,
    how: { id: 'intervals', count: flows.length, cut: 0, part: { seconds, ofSeconds: windowSeconds } },
    cautions: flows.flatMap((flow) => flow.cautions),
    pieces: flows.flatMap((flow) => flow.pieces),
    ...processesOf(parts),
  }
}

/** What of a run lies in the window; undefined where it is less than half of the time between two of its snapshots. */
function shareOf(captures: readonly Capture[], window: TimeWindow): TimeWindow | undefined {
  const times = captures.map(takenAt)
  const [first, last] = [Math.min(...times), Math.max(...times)]
  const shared = { fromMs: Math.max(first, window.fromMs), untilMs: Math.min(last, window.untilMs) }
  const step = (last - first) / Math.max(1, captures.length - 1)
  return lengthMs(shared) >= step / 2 ? shared : undefined
}

function chainFlow(captures: readonly Capture[], question: FlowQuestion): Flow | undefined {
  const ordered = inOrder(captures)
  const chain = chainFor(ordered, question.window)
  if (chain.length >= 2) return differences(chain, question)
  const only = chain[0] ?? (ordered.length === 0 ? captures[0] : undefined)
  if (only === undefined) return undefined
  const atMs = takenAt(only)
  if (only.countsFromMs !== undefined && atMs > only.countsFromMs) {
    const covered = { fromMs: only.countsFromMs, untilMs: atMs }
    return timedFlow([{ part: { capture: only, sign: 1 }, covered }], question.window)
  }
  return {
    parts: [{ capture: only, sign: 1 }],
    covered: [],
    coveredSeconds: 0,
    how: { id: 'since-start', ...(Number.isNaN(atMs) ? {} : { atMs }) },
    cautions: [{ id: 'since-start' }],
    pieces: [],
  }
}

/** The snapshots from the one nearest to the start of the window to the one nearest to its end, both within half a window of it. */
function chainFor(ordered: readonly Capture[], window: TimeWindow): readonly Capture[] {
  const reach = Math.max(lengthMs(window) / 2, 1000)
  const near = ordered.filter(
    (capture) => takenAt(capture) >= window.fromMs - reach && takenAt(capture) <= window.untilMs + reach,
  )
  const first = nearest(near, window.fromMs)
  const last = nearest(near, window.untilMs)
  if (first < 0) return []
  if (first < last) return near.slice(first, last + 1)
  // A window shorter than the time between two snapshots: the two around it.
  const before = near.findLastIndex((capture) => takenAt(capture) <= window.fromMs)
  const after = near.findIndex((capture) => takenAt(capture) >= window.untilMs)
  if (before >= 0 && after > before) return near.slice(before, after + 1)
  const one = near[first]
  return one === undefined ? [] : [one]
}

function nearest(captures: readonly Capture[], atMs: EpochMs): number {
  let best = -1
  let distance = Infinity
  captures.forEach((capture, index) => {
    const away = Math.abs(takenAt(capture) - atMs)
    if (away < distance) {
      distance = away
      best = index
    }
  })
  return best
}

/** The chain cut where the process restarted: last − first of each run, and the whole of what a new process had done by then. */
function differences(chain: readonly Capture[], question: FlowQuestion): Flow {
  const parts: FlowPart[] = []
  const pieces: FlowPiece[] = []
  let runStart: Capture | undefined = chain[0]
  let restartedAtMs: EpochMs | undefined
  for (let i = 1; i < chain.length; i++) {
    const earlier = chain[i - 1]
    const later = chain[i]
    if (earlier === undefined || later === undefined) continue
    const window = { fromMs: takenAt(earlier), untilMs: takenAt(later) }
    const restarted =
      question.totalOf(later) < question.totalOf(earlier) * (1 - 1e-9) ||
      (question.hasFallen?.(earlier, later) ?? false)
    if (restarted) {
      restartedAtMs ??= startOf(later, window)
      if (runStart !== undefined && runStart !== earlier)
        parts.push({ capture: earlier, sign: 1 }, { capture: runStart, sign: -1 })
      else if (runStart === undefined) parts.push({ capture: earlier, sign: 1 })
      runStart = undefined
      pieces.push({ window, parts: [{ capture: later, sign: 1 }] })
    } else {
      pieces.push({
        window,
        parts: [
          { capture: later, sign: 1 },
          { capture: earlier, sign: -1 },
        ],
      })
    }
  }
  const first = chain[0]
  const last = chain.at(-1)
  if (first === undefined || last === undefined) throw new Error('a chain has at least two snapshots')
  parts.push({ capture: last, sign: 1 })
  if (runStart !== undefined) parts.push({ capture: runStart, sign: -1 })
  const covered = { fromMs: takenAt(first), untilMs: takenAt(last) }
  return {
    parts,
    covered: [covered],
    coveredSeconds: lengthMs(covered) / 1000,
    how: { id: 'difference', between: covered, aroundRestart: restartedAtMs !== undefined },
    ...processesOf(parts),
    cautions: restartedAtMs === undefined ? [] : [{ id: 'restarted', atMs: restartedAtMs }],
    ...(restartedAtMs === undefined ? {} : { restartedAtMs }),
    pieces,
  }
}

/** A recording knows when the new process started; else it was some time before its first snapshot. */
function startOf(later: Capture, between: TimeWindow): EpochMs {
  const started = later.window?.fromMs ?? between.untilMs
  return started > between.fromMs && started < between.untilMs ? started : between.untilMs
}
