/** What was allocated in one window, freed or not. */
import { findValueColumn } from '../profile/profile.ts'
import type { Capture } from './capture.ts'
import { allocColumns, liveColumn, sumOf } from './columns.ts'
import { chooseFlow } from './chooseFlow.ts'
import {
  type GatherContext,
  type ValuedPart,
  absentView,
  bothOf,
  builtOf,
  hasFallen,
  inSlice,
  measured,
  ofKind,
  piecesOf,
  withoutProfiler,
} from './gatherContext.ts'
import { frameNames, heapPeriodOf, profilerLeftOut } from './gatherHeap.ts'
import { heapMeaning, isHeapProfilingOff } from './heapMeaning.ts'
import { allocatedError } from './heapSampling.ts'
import type { AllocView, AbsentView } from './windowProfiles.ts'

/** Whatever a recording calls it: Go's alloc columns count since process start, unless the file is a delta. */
function asAllocation(capture: Capture): Capture {
  if (liveColumn(capture.profile) === undefined) {
    return capture.covers === 'gauge' ? { ...capture, covers: 'cumulative' } : capture
  }
  const covers = heapMeaning(capture) === 'snapshot' ? 'cumulative' : 'interval'
  const { window } = capture
  const { durationMs } = capture.profile.meta
  if (covers === 'interval' && window !== undefined && window.fromMs === window.untilMs && durationMs !== undefined) {
    return { ...capture, covers, window: { fromMs: window.untilMs - durationMs, untilMs: window.untilMs } }
  }
  return { ...capture, covers }
}

export function gatherAllocation(context: GatherContext): AllocView | AbsentView {
  const heaps = ofKind(context, 'heap')
  const captures = heaps.filter((one) => allocColumns(one.profile).length > 0 && !isHeapProfilingOff(one))
  const off = heaps.filter(isHeapProfilingOff)
  if (captures.length === 0 && off.length > 0) return absentView(context, 'heap_alloc', off, true)
  const { window, settings } = context
  const totalOf = (capture: Capture): number =>
    allocColumns(capture.profile).reduce((sum, { column }) => sum + sumOf(capture.profile, column), 0)
  const flow = chooseFlow({
    captures: captures.map(asAllocation),
    window,
    totalOf,
    hasFallen: (earlier, later) => {
      const column = allocColumns(later.profile)[0]?.column ?? -1
      return column === allocColumns(earlier.profile)[0]?.column && hasFallen(earlier.profile, later.profile, column)
    },
    ...(settings.assumedSeconds === undefined ? {} : { assumedSeconds: settings.assumedSeconds }),
  })
  if (flow === undefined) return absentView(context, 'heap_alloc', captures)
  const names = frameNames(context)
  const valued = (parts: typeof flow.parts): ValuedPart[] =>
    parts.flatMap((part) =>
      allocColumns(part.capture.profile).map(({ column, scale }) => {
        const keepSample = bothOf(inSlice(part), withoutProfiler(part.capture.profile))
        const frameName = names(part.capture)
        return { ...part, column, scale, ...(keepSample ? { keepSample } : {}), ...(frameName ? { frameName } : {}) }
      }),
    )
  const parts = valued(flow.parts)
  const built = builtOf(parts, 'bytes')
  const base = measured(context, 'heap_alloc', flow, built)
  const variances = parts.map((part) => {
    const error = allocatedError(part.capture.profile, part.column)
    return error === undefined ? undefined : part.sign * error * error
  })
  const variance = variances.includes(undefined)
    ? undefined
    : variances.reduce<number>((sum, one) => sum + (one ?? 0), 0)
  const view: AllocView = {
    ...base,
    leftOut: [...base.leftOut, ...profilerLeftOut(built.leftOut)],
    ...(variance === undefined ? {} : { standardError: Math.sqrt(Math.max(0, variance)) }),
    ...largeShareOf(parts),
    ...heapPeriodOf(parts),
    pieces: piecesOf(flow, base, valued),
  }
  return view
}

/** Go serves objects above 32 KiB straight from the page heap; other runtimes draw a similar line. */
const largeObjectBytes = 32 * 1024

function largeShareOf(parts: readonly ValuedPart[]): Pick<AllocView, 'largeShare'> {
  let large = 0
  let all = 0
  for (const { capture, column, sign, keepSample } of parts) {
    const { samples } = capture.profile
    const values = samples.values[column]
    const objects = samples.values[findValueColumn(capture.profile, 'alloc_objects')]
    // A JFR event stands for all bytes since the last one, not for one object.
    if (capture.profile.meta.periodType?.unit !== 'bytes') return {}
    if (values === undefined || objects === undefined) return {}
    for (let sample = 0; sample < values.length; sample++) {
      if (keepSample?.(sample) === false) continue
      const bytes = values[sample] ?? 0
      const count = objects[sample] ?? 0
      all += sign * bytes
      if (count > 0 && bytes / count > largeObjectBytes) large += sign * bytes
    }
  }
  return all > 0 ? { largeShare: Math.max(0, Math.min(1, large / all)) } : {}
}
