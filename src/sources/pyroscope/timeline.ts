/** A long range as a few hundred points per view, from the series of every process. */
import { type LinePoint, lineOf } from '../../core/fleet/line.ts'
import { nsPerSecond } from '../../core/base/units.ts'
import type { MeasuredSeries } from '../../core/fleet/series.ts'
import type { Result } from '../../core/base/result.ts'
import { type MeasuredUse, measuredUses } from '../fleet/measures.ts'
import { runtimeOfTypes } from '../profileTypes.ts'
import type { SourceError, SourceSeries, SourceTimeline } from '../source.ts'
import type { FleetQuestion } from './fleet.ts'

const mostPoints = 400
/** A step shorter than the usual distance of two profiles would show gaps where nothing is missing. */
const shortestStepMs = 15_000

/** The shown line of each view: waits of lock profiles before those of every kind. */
const lines = [
  { kind: 'cpu', unit: 'cores', measures: ['cpu'] },
  { kind: 'heap', unit: 'bytes', measures: ['live'] },
  { kind: 'lock', unit: 'waiters', measures: ['held', 'waited', 'parked'] },
] as const

/** @param ask one series; what came of it before is not asked for again */
export async function timelineOf(
  { window, uses, shape }: FleetQuestion,
  ask: (wanted: MeasuredUse) => Promise<Result<MeasuredSeries, SourceError>>,
): Promise<SourceTimeline> {
  const stepMs = Math.max(shortestStepMs, (window.untilMs - window.fromMs) / mostPoints)
  const measured = measuredUses(uses, runtimeOfTypes(shape.ids))
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
      const line = lineOf(answer.value.series, wanted.measure, Math.max(stepMs, answer.value.stepMs ?? 0))
      const scale = kind === 'heap' ? 1 : 1 / nsPerSecond
      return { kind, unit, points: line.map((point: LinePoint) => ({ ...point, value: point.value * scale })) }
    }),
  )
  return { span: window, series: series.filter((one) => one !== undefined), notes, failed }
}
