/** Live heap (one snapshot, never a sum over snapshots), its points over the window, and what was allocated meanwhile. */
import type { LiveHeapPoint } from '../formats/parsedFile.ts'
import { resolvePythonLines, learnPythonLines } from '../profile/pythonLines.ts'
import { lengthMs, type TimeWindow } from '../base/units.ts'
import type { Capture } from './capture.ts'
import { liveColumn, sumOf } from './columns.ts'
import { processesOf } from './processes.ts'
import {
  absentView,
  builtOf,
  measured,
  ofKind,
  runtimeOf,
  withoutProfiler,
  type GatherContext,
  type ValuedPart,
} from './gatherContext.ts'
import type { Caution } from './caution.ts'
import { hasTrait } from '../profile/profile.ts'
import { heapMeaning, isHeapProfilingOff } from './heapMeaning.ts'
import { allocatedError, liveGrowthError, liveHeapError } from './heapSampling.ts'
import { apart, inTurn, lessThorough, usableCollections } from './liveSeries.ts'
import { pageOf } from './programs.ts'
import type { LeftOut, WindowProfiles, LiveView, AbsentView } from './windowProfiles.ts'

type FrameNames = (capture: Capture) => ((frame: number) => string) | undefined

/** Learnt once per set of captures: sub-windows and the timeline ask the same again. */
const knowledgeCache = new WeakMap<readonly Capture[], ReturnType<typeof learnPythonLines>>()

/** tracemalloc knows lines; what the CPU and wait profiles of the same program saw gives them their functions' names. */
export function frameNames(context: GatherContext): FrameNames {
  return (capture) => {
    if (!hasTrait(capture.profile, 'lines-only')) return undefined
    let knowledge = knowledgeCache.get(context.captures)
    if (knowledge === undefined) {
      const named = ofKind(context, 'cpu', 'wall').filter((one) => runtimeOf(context, one) === 'cpython')
      knowledge = learnPythonLines(named.map((one) => one.profile))
      knowledgeCache.set(context.captures, knowledge)
    }
    return resolvePythonLines(capture.profile, knowledge)
  }
}

function takenAt(capture: Capture): number | undefined {
  return capture.window?.untilMs
}

function levels(context: GatherContext): readonly Capture[] {
  return ofKind(context, 'heap').filter((capture) => {
    const meaning = heapMeaning(capture)
    return (
      liveColumn(capture.profile) !== undefined &&
      !isHeapProfilingOff(capture) &&
      meaning !== 'delta' &&
      meaning !== 'ambiguous-delta'
    )
  })
}

/** Snapshots inside the window (both ends count: an instant has no length), oldest first. */
function levelsInside(captures: readonly Capture[], window: TimeWindow): readonly Capture[] {
  return captures
    .filter((capture) => {
      const at = takenAt(capture)
      return at !== undefined && at >= window.fromMs && at <= window.untilMs
    })
    .sort((a, b) => (takenAt(a) ?? 0) - (takenAt(b) ?? 0))
}

interface ChosenLevel {
  readonly capture: Capture
  readonly caution?: Caution
}

/** The last inside the window; else the nearest within half a window of it; else one that does not say when it was taken. */
function chooseLevel(captures: readonly Capture[], window: TimeWindow): ChosenLevel | undefined {
  const last = levelsInside(captures, window).at(-1)
  if (last !== undefined) return { capture: last }
  const reach = lengthMs(window) / 2
  let best: { capture: Capture; away: number } | undefined
  for (const capture of captures) {
    const at = takenAt(capture)
    if (at === undefined) continue
    const away = at < window.fromMs ? window.fromMs - at : at - window.untilMs
    if (away <= reach && (best === undefined || away < best.away)) best = { capture, away }
  }
  if (best !== undefined) {
    return {
      capture: best.capture,
      caution: { id: 'nearest-snapshot', seconds: best.away / 1000 },
    }
  }
  const timeless = captures.findLast((capture) => takenAt(capture) === undefined)
  return timeless === undefined
    ? undefined
    : { capture: timeless, caution: { id: 'snapshot-without-time', file: timeless.file } }
}

export function gatherLive(context: GatherContext): LiveView | AbsentView {
  const all = ofKind(context, 'heap')
  const captures = levels(context)
  const off = all.filter(isHeapProfilingOff)
  if (captures.length === 0 && off.length > 0) return absentView(context, 'heap_live', off, true)
  const chosen = chooseLevel(captures, context.window)
  const unsure = all.filter((capture) => ['delta', 'ambiguous-delta'].includes(heapMeaning(capture)))
  if (chosen === undefined) {
    const first = unsure[0]
    if (captures.length === 0 && first !== undefined) {
      const isDelta = heapMeaning(first) === 'delta'
      return {
        ...absentView(context, 'heap_live', all),
        reason: isDelta ? 'not-recorded' : 'needs-answer',
        why: { id: isDelta ? 'growth-not-level' : 'level-or-growth', file: first.file },
        next: absentView(context, 'heap_live', []).next,
      }
    }
    return absentView(
      context,
      'heap_live',
      all.filter((capture) => liveColumn(capture.profile) !== undefined),
    )
  }
  const { capture } = chosen
  const column = liveColumn(capture.profile)
  if (column === undefined) return absentView(context, 'heap_live', [])
  const summed = capture.hints.summedSnapshots
  const keepSample = withoutProfiler(capture.profile)
  const frameName = frameNames(context)(capture)
  const part: ValuedPart = {
    capture,
    sign: 1,
    column: column.column,
    scale: summed === undefined ? 1 : 1 / summed,
    ...(keepSample ? { keepSample } : {}),
    ...(frameName ? { frameName } : {}),
  }
  const built = builtOf([part], 'bytes')
  const at = takenAt(capture)
  const taken = at === undefined ? {} : { atMs: at }
  const merged = heapMeaning(capture) === 'merged'
  const cautions: Caution[] = [
    ...(chosen.caution === undefined ? [] : [chosen.caution]),
    ...(merged && summed === undefined ? [{ id: 'summed-snapshots' as const }] : []),
  ]
  const error = liveHeapError(capture.profile)
  const base = measured(
    context,
    'heap_live',
    {
      parts: [part],
      covered: at === undefined ? [] : [{ fromMs: at, untilMs: at }],
      coveredSeconds: 0,
      how: summed === undefined ? { id: 'snapshot', ...taken } : { id: 'divided', by: summed, ...taken },
      cautions,
      pieces: [],
      ...processesOf([part]),
    },
    built,
  )
  return {
    ...base,
    leftOut: [...base.leftOut, ...profilerLeftOut(built.leftOut)],
    ...(error === undefined ? {} : { standardError: summed === undefined ? error : error / summed }),
    ...heapPeriodOf([part]),
    ...(merged && summed === undefined ? { onlyShares: true } : {}),
  }
}

export function profilerLeftOut(amount: number): readonly LeftOut[] {
  return amount > 0 ? [{ id: 'profiler', amount }] : []
}

/** Live bytes at each snapshot and after each collection of the window, with the error of their difference. */
export function gatherLivePoints(
  context: GatherContext,
): Pick<WindowProfiles, 'liveHeapPoints' | 'liveHeapCeiling' | 'liveHeapGrowthErrorBytes' | 'liveHeapDelta'> {
  const inside = sameProcesses(
    levelsInside(levels(context), context.window).filter(
      // Growth of a class histogram has rules of its own (`signals/fileBounds.ts`): loaded classes alone look like a leak.
      (capture) => heapMeaning(capture) !== 'merged' && capture.profile.meta.format !== 'class-histogram',
    ),
  )
  const points = inside.map((capture): LiveHeapPoint & { readonly standardErrorBytes?: number } => {
    const { profile } = capture
    const error = liveHeapError(profile)
    return {
      timeMs: takenAt(capture) ?? 0,
      bytes:
        sumOf(profile, liveColumn(profile)?.column ?? -1, withoutProfiler(profile)) /
        (capture.hints.summedSnapshots ?? 1),
      // Go's inuse is as of the last finished collection, whenever it is asked.
      collection: runtimeOf(context, capture) === 'go' ? 'full' : 'unknown',
      ...(error === undefined ? {} : { standardErrorBytes: error }),
    }
  })
  const { fromMs, untilMs } = context.window
  const logged = inTurn(
    context.facts.map(({ facts }) =>
      (facts.liveHeapPoints ?? []).filter((point) => point.timeMs >= fromMs && point.timeMs <= untilMs),
    ),
  )
  const first = inside[0]
  const last = inside.at(-1)
  const error =
    first !== undefined && last !== undefined && first !== last
      ? liveGrowthError(first.profile, last.profile)
      : undefined
  // A log of collections is exact and dense; snapshots of the same heap would only repeat it.
  const isLogged = logged.length >= points.length && logged.length > 0
  const best = isLogged ? usableCollections(logged) : apart(points)
  const above = isLogged ? lessThorough(logged, best) : []
  return {
    liveHeapPoints: best,
    ...(above.length > 0 ? { liveHeapCeiling: above } : {}),
    ...(!isLogged && error !== undefined ? { liveHeapGrowthErrorBytes: error } : {}),
    ...deltaGrowth(context),
  }
}

/** Levels of other processes make no slope together: those of the same ones, else with as many, as most have; of two the later. */
function sameProcesses(captures: readonly Capture[]): readonly Capture[] {
  // One that does not say it may be of either.
  const areTold = new Set(captures.flatMap((capture) => pageOf(capture) ?? [])).size > 1
  const idOf = (capture: Capture): string => {
    const { hints } = capture
    const page = areTold && hints.merged !== true && hints.processes === undefined ? pageOf(capture) : undefined
    return hints.run ?? (page === undefined ? String(hints.processes?.count ?? 1) : `page ${page}`)
  }
  const counts = new Map<string, number>()
  for (const capture of captures) counts.set(idOf(capture), (counts.get(idOf(capture)) ?? 0) + 1)
  const most = Math.max(...counts.values())
  const usual = [...counts].findLast(([, count]) => count === most)?.[0]
  return captures.filter((capture) => idOf(capture) === usual)
}

function deltaGrowth(context: GatherContext): Pick<WindowProfiles, 'liveHeapDelta'> {
  const delta = ofKind(context, 'heap').find((capture) => heapMeaning(capture) === 'delta')
  const seconds = (delta?.profile.meta.durationMs ?? 0) / 1000
  if (delta === undefined || seconds <= 0) return {}
  const column = liveColumn(delta.profile)?.column ?? -1
  return {
    liveHeapDelta: {
      bytes: sumOf(delta.profile, column, withoutProfiler(delta.profile)),
      seconds,
      standardErrorBytes: allocatedError(delta.profile, column) ?? 0,
    },
  }
}

export function heapPeriodOf(parts: readonly ValuedPart[]): Pick<LiveView, 'heapPeriod'> {
  const { period, periodType } = parts[0]?.capture.profile.meta ?? {}
  return period !== undefined && period > 0 && periodType?.unit === 'bytes' ? { heapPeriod: period } : {}
}
