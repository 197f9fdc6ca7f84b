/** A long range as a few hundred points per view, from the series of every process. */
import type { Result } from '../../core/base/result.ts'
import { type Milliseconds, type TimeWindow, nsPerSecond } from '../../core/base/units.ts'
import { lineOf } from '../../core/fleet/line.ts'
import type { MeasuredSeries } from '../../core/fleet/series.ts'
import type { SourceError, SourceSeries, SourceTimeline } from '../source.ts'
import type { MeasuredUse } from './measures.ts'
import { presenceUses, processesAmong } from './processesOf.ts'

const mostPoints = 400

/** The shown line of each view: mutex before block, which also counts idle waits, and waits of lock profiles before those of every kind. */
const lines = [
  { kind: 'cpu', unit: 'cores', measures: ['cpu'] },
  { kind: 'heap', unit: 'bytes', measures: ['live'] },
  { kind: 'lock', unit: 'waiters', measures: ['held', 'waited', 'parked'] },
] as const

export interface TimelineQuestion {
  readonly window: TimeWindow
  readonly measured: readonly MeasuredUse[]
  /** A step shorter than the usual distance of two profiles would show gaps where nothing is missing. */
  readonly shortestStepMs: Milliseconds
}

/** @param ask one series; what came of it before is not asked for again */
export async function timelineOf(
  { window, measured, shortestStepMs }: TimelineQuestion,
  ask: (wanted: MeasuredUse) => Promise<Result<MeasuredSeries, SourceError>>,
): Promise<SourceTimeline> {
  const stepMs = Math.max(shortestStepMs, (window.untilMs - window.fromMs) / mostPoints)
  const notes: string[] = []
  const failed: SourceTimeline['failed'][number][] = []
  const series = await Promise.all(
    lines.map(async ({ kind, unit, measures }): Promise<SourceSeries | undefined> => {
      const wanted = measures.flatMap((measure) => measured.find((one) => one.measure === measure) ?? [])[0]
      if (wanted === undefined) return undefined
      const [answer, ...others] = await Promise.all([ask(wanted), ...presenceUses(measured, wanted.use).map(ask)])
      if (!answer.ok) {
        notes.push(`${answer.error.where}: ${answer.error.what}`)
        failed.push({ kind, error: answer.error })
        return undefined
      }
      const scale = kind === 'heap' ? 1 : 1 / nsPerSecond
      const beside = others.flatMap((one) => (one.ok ? [one.value] : []))
      const processes = processesAmong({ measured: answer.value, beside }, window)
      const line = lineOf(processes, wanted.measure, Math.max(stepMs, answer.value.stepMs ?? 0))
      const points = line.map((point) => ({ ...point, value: point.value * scale }))
      return points.length === 0 ? undefined : { kind, unit, points }
    }),
  )
  return { span: window, series: series.filter((one) => one !== undefined), notes, failed }
}
