/** A long range as a few hundred points per view, from SelectSeries. */
import { nsPerSecond, type TimeWindow } from '../../core/units.ts'
import { instanceLabels } from '../selector.ts'
import type { SourceSeries, SourceTimeline } from '../source.ts'
import type { PyroscopeApi, SeriesAnswer } from './api.ts'
import type { TypeUse } from './profileTypes.ts'
import { cadenceOf } from './snapshots.ts'

const mostPoints = 400
/** A step shorter than the usual distance of two profiles would show gaps where nothing is missing. */
const shortestStepSeconds = 15

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
      const ask = { profileTypeId: use.type.id, labelSelector: selector, window, stepSeconds, groupBy: [] }
      const answer = await api.selectSeries(ask, signal)
      if (!answer.ok) {
        notes.push(`${answer.error.where}: ${answer.error.what}`)
        return undefined
      }
      if (kind === 'heap')
        return heapSeries(answer.value, stepSeconds, await snapshotsPerStep(request, use, answer.value, stepSeconds))
      const perStep = stepSeconds * nsPerSecond
      const points = pointsOf(answer.value, stepSeconds, (sum) => sum / perStep)
      return { kind, unit: kind === 'cpu' ? 'cores' : 'waiters', points }
    }),
  )
  return { span: window, series: series.filter((one) => one !== undefined), notes }
}

function pointsOf(answer: SeriesAnswer, stepSeconds: number, scale: (sum: number) => number): SourceSeries['points'] {
  const points = answer.series[0]?.points ?? []
  return points.map(({ atMs, value }) => ({ fromMs: atMs - stepSeconds * 1000, untilMs: atMs, value: scale(value) }))
}

function heapSeries(answer: SeriesAnswer, stepSeconds: number, perStep: number): SourceSeries {
  const points = pointsOf(answer, stepSeconds, (sum) => sum / perStep)
  const note = `the store sums snapshots: divided by about ${Math.round(perStep * 10) / 10} per step`
  return { kind: 'heap', unit: 'bytes', points, ...(perStep === 1 ? {} : { note }) }
}

/** How many snapshots of one instance fall into a step, measured at the end of what there is. */
async function snapshotsPerStep(
  { api, selector, signal }: TimelineRequest,
  use: TypeUse,
  coarse: SeriesAnswer,
  stepSeconds: number,
): Promise<number> {
  const last = coarse.series[0]?.points.at(-1)?.atMs
  if (last === undefined) return 1
  const window = { fromMs: last - Math.max(stepSeconds * 1000, 3 * 60_000), untilMs: last }
  const ask = { profileTypeId: use.type.id, labelSelector: selector, window, stepSeconds: 1, groupBy: instanceLabels }
  const fine = await api.selectSeries(ask, signal)
  if (!fine.ok) return 1
  const cadence = cadenceOf(fine.value.series.map(({ points }) => ({ atMs: points.map(({ atMs }) => atMs) })))
  return Math.max(1, (stepSeconds * 1000) / cadence)
}
