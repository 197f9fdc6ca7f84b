/** A long range as a few hundred points per view, from SelectSeries. */
import type { Result } from '../../core/base/result.ts'
import { nsPerSecond, type TimeWindow } from '../../core/base/units.ts'
import { instanceLabels } from '../selector.ts'
import type { SourceError, SourceSeries, SourceTimeline } from '../source.ts'
import type { PyroscopeApi, SeriesAnswer } from './api.ts'
import type { TypeUse } from '../profileTypes.ts'
import { cadenceOf } from '../snapshots.ts'

const mostPoints = 400
/** A step shorter than the usual distance of two profiles would show gaps where nothing is missing. */
const shortestStepSeconds = 15
/** Up to here every snapshot is looked at on its own. */
const finestWindowMs = 6 * 3_600_000
/** The stretch in which the distance of snapshots is measured otherwise. */
const measuredEndMs = 5 * 60_000

export interface TimelineRequest {
  readonly api: PyroscopeApi
  readonly uses: readonly TypeUse[]
  readonly selector: string
  readonly window: TimeWindow
  readonly signal: AbortSignal | undefined
}

export async function timelineOf(request: TimelineRequest): Promise<SourceTimeline> {
  const { api, uses, selector, window, signal } = request
  const stepSeconds = Math.max(shortestStepSeconds, Math.ceil((window.untilMs - window.fromMs) / 1000 / mostPoints))
  const lines = [
    { kind: 'cpu' as const, use: uses.find((use) => use.kind === 'cpu') },
    { kind: 'heap' as const, use: uses.find((use) => use.views.includes('heap_live')) },
    // Mutex before block: block also counts idle waits.
    { kind: 'lock' as const, use: uses.find((use) => use.kind === 'lock') ?? uses.find((use) => use.kind === 'block') },
  ]
  const notes: string[] = []
  const series = await Promise.all(
    lines.map(async ({ kind, use }): Promise<SourceSeries | undefined> => {
      if (use === undefined) return undefined
      if (kind === 'heap') return heapSeries(request, use, notes)
      const ask = { profileTypeId: use.type.id, labelSelector: selector, window, stepSeconds, groupBy: [] }
      const answer = await api.selectSeries(ask, signal)
      if (!answer.ok) return noted(notes, answer.error)
      const perStep = stepSeconds * nsPerSecond
      const points = pointsOf(answer.value, stepSeconds, (sum) => sum / perStep)
      return { kind, unit: kind === 'cpu' ? 'cores' : 'waiters', points }
    }),
  )
  return { span: window, series: series.filter((one) => one !== undefined), notes }
}

function noted(notes: string[], error: SourceError): undefined {
  notes.push(`${error.where}: ${error.what}`)
  return undefined
}

function pointsOf(answer: SeriesAnswer, stepSeconds: number, scale: (sum: number) => number): SourceSeries['points'] {
  const points = answer.series[0]?.points ?? []
  return points.map(({ atMs, value }) => ({ fromMs: atMs - stepSeconds * 1000, untilMs: atMs, value: scale(value) }))
}

/**
 * The store sums levels over each step. Where the window allows it, steps of one second take single snapshots apart; over a longer
 * one the sum is divided by how many snapshots a step holds, and steps hold many, so that one more or less hardly shows.
 */
async function heapSeries(request: TimelineRequest, use: TypeUse, notes: string[]): Promise<SourceSeries | undefined> {
  const { window } = request
  const lengthMs = window.untilMs - window.fromMs
  if (lengthMs <= finestWindowMs) {
    const fine = await singleSnapshots(request, use, window)
    if (!fine.ok) return noted(notes, fine.error)
    const stepMs = Math.max(2 * cadenceIn(fine.value), lengthMs / mostPoints)
    return { kind: 'heap', unit: 'bytes', points: levelsBySteps(fine.value, stepMs) }
  }
  const stepSeconds = Math.ceil(Math.max(8 * shortestStepSeconds, lengthMs / 1000 / mostPoints))
  const coarse = await request.api.selectSeries(
    { profileTypeId: use.type.id, labelSelector: request.selector, window, stepSeconds, groupBy: [] },
    request.signal,
  )
  if (!coarse.ok) return noted(notes, coarse.error)
  const lastMs = coarse.value.series[0]?.points.at(-1)?.atMs ?? window.untilMs
  const fine = await singleSnapshots(request, use, { fromMs: lastMs - measuredEndMs, untilMs: lastMs })
  if (!fine.ok) return noted(notes, fine.error)
  const perStep = (stepSeconds * 1000) / cadenceIn(fine.value)
  const points = pointsOf(coarse.value, stepSeconds, (sum) => sum / perStep)
  const note = `the store sums snapshots: divided by about ${Math.round(perStep * 10) / 10} per step`
  return { kind: 'heap', unit: 'bytes', points, note }
}

function singleSnapshots(
  { api, selector, signal }: TimelineRequest,
  use: TypeUse,
  window: TimeWindow,
): Promise<Result<SeriesAnswer, SourceError>> {
  const ask = { profileTypeId: use.type.id, labelSelector: selector, window, stepSeconds: 1, groupBy: instanceLabels }
  return api.selectSeries(ask, signal)
}

const cadenceIn = ({ series }: SeriesAnswer): number =>
  cadenceOf(series.map(({ points }) => ({ atMs: points.map(({ atMs }) => atMs) })))

/** In each step the mean of every instance's snapshots, added over the instances. */
function levelsBySteps(answer: SeriesAnswer, stepMs: number): SourceSeries['points'] {
  const sums = new Map<number, number>()
  for (const { points } of answer.series) {
    const own = new Map<number, { sum: number; count: number }>()
    for (const { atMs, value } of points) {
      const step = Math.floor(atMs / stepMs)
      const known = own.get(step) ?? { sum: 0, count: 0 }
      own.set(step, { sum: known.sum + value, count: known.count + 1 })
    }
    for (const [step, { sum, count }] of own) sums.set(step, (sums.get(step) ?? 0) + sum / count)
  }
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([step, value]) => ({ fromMs: step * stepMs, untilMs: (step + 1) * stepMs, value }))
}
