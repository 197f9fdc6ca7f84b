/** A long range as a few hundred points per view, from the series of every process. */
import type { Result } from '../../core/base/result.ts'
import { type TimeWindow, nsPerSecond } from '../../core/base/units.ts'
import { lineOf } from '../../core/fleet/line.ts'
import type { MeasuredUse } from '../fleet/measures.ts'
import type { MeasuredSeries } from '../../core/fleet/series.ts'
import type { SourceError, SourceSeries, SourceTimeline } from '../source.ts'

const mostPoints = 400
/** The usual scrape interval. */
const shortestStepMs = 10_000

const lines = [
  { kind: 'cpu', unit: 'cores', measures: ['cpu'] },
  { kind: 'heap', unit: 'bytes', measures: ['live'] },
  // Mutex before block: block also counts idle waits.
  { kind: 'lock', unit: 'waiters', measures: ['held', 'waited', 'parked'] },
] as const

/** @param ask one series; what came of it before is not asked for again */
export async function timelineOf(
  window: TimeWindow,
  measured: readonly MeasuredUse[],
  ask: (wanted: MeasuredUse) => Promise<Result<MeasuredSeries, SourceError>>,
): Promise<SourceTimeline> {
  const stepMs = Math.max(shortestStepMs, (window.untilMs - window.fromMs) / mostPoints)
  const notes: string[] = []
  const failed: SourceTimeline['failed'][number][] = []
  const series = await Promise.all(
    lines.map(async ({ kind, unit, measures }): Promise<SourceSeries | undefined> => {
      const wanted = measures.flatMap((measure) => measured.find((one) => one.measure === measure) ?? [])[0]
      if (wanted === undefined) return undefined
      const answer = await ask(wanted)
      if (!answer.ok) {
        notes.push(`${answer.error.where}: ${answer.error.what}`)
        failed.push({ kind, error: answer.error })
        return undefined
      }
      const scale = kind === 'heap' ? 1 : 1 / nsPerSecond
      const points = lineOf(answer.value.series, wanted.measure, stepMs).map((point) => ({
        ...point,
        value: point.value * scale,
      }))
      return points.length === 0 ? undefined : { kind, unit, points }
    }),
  )
  return { span: window, series: series.filter((one) => one !== undefined), notes, failed }
}
