/** A long range as a few hundred points per view, from the series of every process. */
import { nsPerSecond } from '../../core/base/units.ts'
import { lineOf } from '../../core/fleet/line.ts'
import type { MeasuredUse } from '../fleet/measures.ts'
import type { SourceSeries, SourceTimeline } from '../source.ts'
import { type ParcaQuestion, seriesOfUse } from './fleet.ts'

const mostPoints = 400
/** The usual scrape interval. */
const shortestStepMs = 10_000

const lines = [
  { kind: 'cpu', unit: 'cores', measures: ['cpu'] },
  { kind: 'heap', unit: 'bytes', measures: ['live'] },
  // Mutex before block: block also counts idle waits.
  { kind: 'lock', unit: 'waiters', measures: ['held', 'waited', 'parked'] },
] as const

export async function timelineOf(
  question: ParcaQuestion,
  measured: readonly MeasuredUse[],
  signal: AbortSignal | undefined,
): Promise<SourceTimeline> {
  const { window } = question
  const stepMs = Math.max(shortestStepMs, (window.untilMs - window.fromMs) / mostPoints)
  const notes: string[] = []
  const failed: SourceTimeline['failed'][number][] = []
  const series = await Promise.all(
    lines.map(async ({ kind, unit, measures }): Promise<SourceSeries | undefined> => {
      const wanted = measures.flatMap((measure) => measured.find((one) => one.measure === measure) ?? [])[0]
      if (wanted === undefined) return undefined
      const answer = await seriesOfUse(question, wanted, signal)
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
