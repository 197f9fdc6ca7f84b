/** From the types a service has to requests: flows as one merge over the window, levels as merges around single snapshots. */
import type { TimeWindow } from '../../core/base/units.ts'
import type { MeasuredSeries } from '../../core/fleet/series.ts'
import type { ToldAbsence } from '../../core/diagnosis/story.ts'
import type { Result } from '../../core/base/result.ts'
import type { CaptureRef, SourceError } from '../source.ts'
import type { PyroscopeApi } from './api.ts'
import { partsOf } from '../fleet/parts.ts'
import { describeProcesses, livesAt, mergedProcesses } from '../fleet/processesOf.ts'
import type { TypeUse } from '../profileTypes.ts'
import { chooseSnapshots, describeSnapshot, type SnapshotWindow } from '../snapshots.ts'

/** Enough points for a slope; each is a request. */
const liveHeapPoints = 5

export interface AskContext {
  readonly api: PyroscopeApi
  readonly selector: string
  readonly window: TimeWindow
  readonly where: string
  readonly settled: boolean
  readonly hints: CaptureRef['hints']
  readonly idPrefix: string
  readonly signal: AbortSignal | undefined
  /** How many parts of the window flows are asked for in. */
  readonly parts: number
  /** Different ones in the window by their labels: all that is known of a sum whose series could not be read. */
  readonly processes: number
}

export interface UseCaptures {
  readonly captures: readonly CaptureRef[]
  readonly absent: readonly ToldAbsence[]
}

export interface UseSeries {
  /**
   * Of the processes of this type; a flow can do without (then nobody knows for how long each was there), levels cannot: the store adds
   * them up, see snapshots.ts for how that is undone.
   */
  readonly series: Result<MeasuredSeries, SourceError> | undefined
  /** By which it is told when each process was there. */
  readonly beside: readonly MeasuredSeries[]
}

export function capturesOfUse(ask: AskContext, use: TypeUse, known: UseSeries): UseCaptures {
  const { series, beside } = known
  if (!use.isGauge) return { captures: flowCaptures(ask, use, known), absent: [] }
  const failed = (text: string, todo: string, more: Pick<ToldAbsence, 'reason' | 'retryAfterMs'>): UseCaptures => ({
    captures: [],
    absent: use.views.map((kind) => ({ state: 'absent', kind, text, next: { text: todo }, ...more })),
  })
  if (series?.ok === false) {
    const { what, todo, retryAfterMs } = series.error
    return failed(`${ask.where}: ${what}`, todo, {
      reason: 'failed',
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    })
  }
  const times = (series?.value.series ?? []).map(({ points }) => ({ atMs: points.map(({ atMs }) => atMs) }))
  const chosen = chooseSnapshots(times, use.kind === 'heap' ? liveHeapPoints : 1)
  if (chosen.length === 0) {
    const text = `${ask.where} has no ${use.kind === 'heap' ? 'heap snapshot' : use.kind} in this window.`
    return failed(text, 'take a longer window: snapshots come every 15 s or so', { reason: 'empty-in-window' })
  }
  const lives = series === undefined ? () => '' : livesAt({ measured: series.value, beside }, ask.window)
  return { captures: chosen.map((snapshot) => snapshotCapture(ask, use, snapshot, lives(snapshot.atMs))), absent: [] }
}

/** Where a part has nothing of it, what was not stored cannot be told from what did not happen: then it stays one. */
function flowCaptures(ask: AskContext, use: TypeUse, known: UseSeries): readonly CaptureRef[] {
  const { series } = known
  const parts = partsOf(ask.window, ask.parts)
  const points = series?.ok === true ? series.value.series.flatMap((one) => one.points) : []
  const isCut = parts.every(({ fromMs, untilMs }) => points.some(({ atMs }) => atMs > fromMs && atMs <= untilMs))
  return (isCut ? parts : [ask.window]).map((window) => flowCapture({ ...ask, window }, use, known))
}

function flowCapture(ask: AskContext, use: TypeUse, { series, beside }: UseSeries): CaptureRef {
  const { fromMs, untilMs } = ask.window
  // A sum of several that passes for one process is three times as busy, and that rules causes out.
  const byLabels = series?.ok !== true && ask.processes > 1 ? { count: ask.processes } : undefined
  const processes = series?.ok === true ? mergedProcesses({ measured: series.value, beside }, ask.window) : byLabels
  const ref = mergeRef(ask, use, ask.window, {
    covers: 'interval',
    fromMs,
    untilMs,
    ...(processes === undefined ? {} : { processes }),
  })
  return processes === undefined ? ref : { ...ref, note: describeProcesses(processes, ask.window) }
}

function snapshotCapture(ask: AskContext, use: TypeUse, snapshot: SnapshotWindow, run: string): CaptureRef {
  const divided = snapshot.perInstance === 1 ? {} : { summedSnapshots: snapshot.perInstance }
  const ref = mergeRef(ask, use, snapshot.asked, {
    covers: 'gauge',
    fromMs: snapshot.atMs,
    untilMs: snapshot.atMs,
    processes: { count: snapshot.instances },
    run,
    ...divided,
  })
  return { ...ref, note: describeSnapshot(snapshot) }
}

function mergeRef(ask: AskContext, use: TypeUse, asked: TimeWindow, covers: Partial<CaptureRef['hints']>): CaptureRef {
  const file = `${ask.where}: ${use.type.name} ${use.type.sampleType}`
  const request = {
    profileTypeId: use.type.id,
    labelSelector: ask.selector,
    startMs: asked.fromMs,
    endMs: asked.untilMs,
  }
  return {
    id: `${ask.idPrefix} ${use.type.id}${ask.selector} ${request.startMs} ${request.endMs}`,
    file,
    hints: { ...ask.hints, kind: use.kind, ...covers },
    answers: use.views,
    settled: ask.settled,
    read: (context) => ask.api.mergeProfile(request, { ...context, where: file }),
  }
}
