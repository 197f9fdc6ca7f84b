/** A long range as a few hundred points per view, from query_range. */
import { nsPerSecond, type EpochMs, type TimeWindow } from '../../core/base/units.ts'
import type { TypeUse } from '../profileTypes.ts'
import type { SourceSeries, SourceTimeline } from '../source.ts'
import type { ParcaApi, ParcaSeries } from './api.ts'

const mostPoints = 400
/** The usual scrape interval. */
const shortestStepSeconds = 10

export interface TimelineRequest {
  readonly api: ParcaApi
  readonly uses: readonly TypeUse[]
  readonly selector: string
  readonly window: TimeWindow
  readonly signal: AbortSignal | undefined
}

export async function timelineOf({ api, uses, selector, window, signal }: TimelineRequest): Promise<SourceTimeline> {
  const stepSeconds = Math.max(shortestStepSeconds, Math.ceil((window.untilMs - window.fromMs) / 1000 / mostPoints))
  const lines = [
    { kind: 'cpu' as const, unit: 'cores' as const, use: uses.find((use) => use.kind === 'cpu') },
    { kind: 'heap' as const, unit: 'bytes' as const, use: uses.find((use) => use.views.includes('heap_live')) },
    {
      kind: 'lock' as const,
      unit: 'waiters' as const,
      use: uses.find((use) => use.kind === 'lock') ?? uses.find((use) => use.kind === 'block'),
    },
  ]
  const notes: string[] = []
  const series = await Promise.all(
    lines.map(async ({ kind, unit, use }): Promise<SourceSeries | undefined> => {
      if (use === undefined) return undefined
      const answer = await api.queryRange({ query: use.type.id + selector, window, stepSeconds }, signal)
      if (!answer.ok) {
        notes.push(`${answer.error.where}: ${answer.error.what}`)
        return undefined
      }
      const points =
        kind === 'heap' ? levels(answer.value, stepSeconds) : rates(answer.value, stepSeconds, use.type.isDelta)
      return points.length === 0 ? undefined : { kind, unit, points }
    }),
  )
  return { span: window, series: series.filter((one) => one !== undefined), notes }
}

type Points = SourceSeries['points']

/** Σ over instances of the one sample each has in a step. */
function levels(series: readonly ParcaSeries[], stepSeconds: number): Points {
  return summedBySteps(
    series.flatMap(({ samples }) => samples.map(({ atMs, value }) => ({ atMs, value }))),
    stepSeconds,
  )
}

/** Nanoseconds per second; totals since process start are subtracted step by step, and a restart leaves a gap. */
function rates(series: readonly ParcaSeries[], stepSeconds: number, isDelta: boolean): Points {
  const each = series.flatMap(({ samples }) =>
    samples.flatMap((sample, i) => {
      if (isDelta) return [{ atMs: sample.atMs, value: sample.perSecond }]
      const before = samples[i - 1]
      if (before === undefined || sample.value < before.value) return []
      const seconds = (sample.atMs - before.atMs) / 1000
      return [{ atMs: sample.atMs, value: (sample.value - before.value) / nsPerSecond / seconds }]
    }),
  )
  return summedBySteps(each, stepSeconds)
}

function summedBySteps(
  samples: readonly { readonly atMs: EpochMs; readonly value: number }[],
  stepSeconds: number,
): Points {
  const stepMs = stepSeconds * 1000
  const sums = new Map<number, number>()
  for (const { atMs, value } of samples) {
    const step = Math.floor(atMs / stepMs)
    sums.set(step, (sums.get(step) ?? 0) + value)
  }
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([step, value]) => ({ fromMs: step * stepMs, untilMs: (step + 1) * stepMs, value }))
}
