/** Snapshots of amounts since a process started, subtracted: last less first of each run, and a restart in between is found, not subtracted. */
import { lengthMs, type EpochMs, type TimeWindow } from '../base/units.ts'
import type { Capture } from './capture.ts'
import type { Flow, FlowPart, FlowPiece, FlowQuestion } from './flow.ts'
import { timedFlow } from './intervalFlow.ts'
import { processesOf } from './processes.ts'

const takenAt = (capture: Capture): EpochMs => capture.window?.untilMs ?? Number.NaN

/** Cumulative snapshots in the order of the time inside them; those without one cannot be subtracted. */
function inOrder(captures: readonly Capture[]): readonly Capture[] {
  return captures.filter((capture) => capture.window !== undefined).sort((a, b) => takenAt(a) - takenAt(b))
}

/** A store's totals of several processes are of others after a deploy: each run is subtracted by itself. */
export function cumulativeFlow(captures: readonly Capture[], question: FlowQuestion): Flow | undefined {
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
