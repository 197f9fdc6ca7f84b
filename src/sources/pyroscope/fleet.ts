/** The series of every process of a service, one SelectSeries per kind of profile: who differs, how much of the window each was there, when its snapshots were taken. */
import { err, ok, type Result } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { cadenceOf } from '../../core/fleet/coverage.ts'
import { type FleetData, type FleetSeries, type MeasuredSeries, isLevel } from '../../core/fleet/series.ts'
import type { ProcessLabels } from '../fleet/labels.ts'
import { type MeasuredUse, measuredUses, stampOf } from '../fleet/measures.ts'
import { runtimeOfTypes, type TypeUse } from '../profileTypes.ts'
import type { LabelChoice, SourceError } from '../source.ts'
import type { SharedAnswers } from '../fleet/shared.ts'
import type { PyroscopeApi, SeriesAnswer } from './api.ts'

/** What a service has in a window: its types, and the labels that tell its processes apart. */
export interface ServiceShape {
  readonly ids: readonly string[]
  readonly labels: ProcessLabels
  /** All of them with their values, for choosing. */
  readonly choices: readonly LabelChoice[]
}

export interface FleetQuestion {
  readonly api: PyroscopeApi
  readonly selector: string
  readonly window: TimeWindow
  readonly shape: ServiceShape
  readonly uses: readonly TypeUse[]
  /** Places in which levels were looked at: those of the window on screen may be those of the longer line above it. */
  readonly looks: SharedAnswers<readonly FleetSeries[]>
}

/** Profiles that one answer may hold, one point of some 45 bytes each. */
const mostPoints = 60_000
const usualCadenceMs = 15_000
/** Where not every profile can be looked at, the distance of two is measured in here, and levels are looked at in so many places. */
const measuredMs = 90_000
const levelLooks = 8

/** How closely a window of some processes is looked at: a second keeps profiles apart, beyond a bound they are added up in steps. */
export function stepFor(
  window: TimeWindow,
  processes: number,
): { readonly stepSeconds: number; readonly summed: boolean } {
  const lengthMs = window.untilMs - window.fromMs
  const expected = (Math.max(1, processes) * lengthMs) / usualCadenceMs
  if (expected <= mostPoints) return { stepSeconds: 1, summed: false }
  return { stepSeconds: Math.ceil(expected / mostPoints) * 15, summed: true }
}

/** One measure of all processes. Asking for one is one request; levels of very many processes are looked at in some places. */
export async function seriesOfUse(
  question: FleetQuestion,
  { use, measure }: MeasuredUse,
  signal: AbortSignal | undefined,
): Promise<Result<MeasuredSeries, SourceError>> {
  const { window, shape } = question
  const { stepSeconds, summed } = stepFor(window, shape.labels.processes)
  if (!summed) {
    const answer = await select(question, use, window, stepSeconds, signal)
    const stamp = stampOf({ use, measure }, runtimeOfTypes(shape.ids))
    return answer.ok ? ok({ measure, series: answer.value, ...stamp }) : answer
  }
  if (isLevel(measure)) return levelsInPlaces(question, { use, measure }, signal)
  const recent = { fromMs: window.untilMs - measuredMs, untilMs: window.untilMs }
  const measured = await select(question, use, recent, 1, signal)
  if (!measured.ok) return measured
  // A step that is no multiple of the distance of two profiles has one here and two there.
  const cadence = Math.max(1, Math.round(cadenceOf(measured.value) / 1000))
  const step = Math.ceil(stepSeconds / cadence) * cadence
  const answer = await select(question, use, window, step, signal)
  return answer.ok ? ok({ measure, series: answer.value, stepMs: step * 1000 }) : answer
}

/** Sums of levels over a step hold one snapshot more or less: short looks hold single ones. */
async function levelsInPlaces(
  question: FleetQuestion,
  { use, measure }: MeasuredUse,
  signal: AbortSignal | undefined,
): Promise<Result<MeasuredSeries, SourceError>> {
  const { fromMs, untilMs } = question.window
  const looks = Array.from({ length: levelLooks }, (_, i) => {
    const end = fromMs + ((i + 1) / levelLooks) * (untilMs - fromMs)
    return { fromMs: Math.max(fromMs, end - usualCadenceMs * 1.5), untilMs: end }
  })
  const { selector, shape } = question
  const answers = await Promise.all(
    looks.map((look) =>
      question.looks.ask(JSON.stringify([use.type.id, selector, look, shape.labels.names]), signal, (shared) =>
        select(question, use, look, 1, shared),
      ),
    ),
  )
  const found = new Map<string, FleetSeries>()
  for (const answer of answers) {
    if (!answer.ok) return answer
    for (const one of answer.value) {
      const key = JSON.stringify(one.labels)
      const last = one.points.at(-1)
      if (last !== undefined) found.set(key, { ...one, points: [...(found.get(key)?.points ?? []), last] })
    }
  }
  return ok({ measure, series: [...found.values()], stepMs: (untilMs - fromMs) / levelLooks })
}

async function select(
  { api, selector, shape }: FleetQuestion,
  use: TypeUse,
  window: TimeWindow,
  stepSeconds: number,
  signal: AbortSignal | undefined,
): Promise<Result<readonly FleetSeries[], SourceError>> {
  const answer = await api.selectSeries(
    { profileTypeId: use.type.id, labelSelector: selector, window, stepSeconds, groupBy: shape.labels.names },
    signal,
  )
  return answer.ok ? ok(fleetSeries(answer.value, window)) : answer
}

export function fleetSeries(answer: SeriesAnswer, { fromMs, untilMs }: TimeWindow): readonly FleetSeries[] {
  return answer.series.map(({ labels, points }) => ({
    labels: Object.fromEntries(labels),
    points: points.filter(({ atMs }) => atMs > fromMs && atMs <= untilMs),
  }))
}

/** All measures of a service; what failed is named, the others are there. */
export async function fleetOfService(
  question: FleetQuestion,
  ask: (wanted: MeasuredUse) => Promise<Result<MeasuredSeries, SourceError>>,
): Promise<Result<FleetData, SourceError>> {
  const runtime = runtimeOfTypes(question.shape.ids)
  const wanted = measuredUses(question.uses, runtime)
  const answers = await Promise.all(wanted.map(ask))
  const cancelled = answers.find((one) => !one.ok && one.error.code === 'cancelled')
  if (cancelled !== undefined && !cancelled.ok) return err(cancelled.error)
  return ok({
    window: question.window,
    ...(runtime === undefined ? {} : { runtime }),
    instanceLabels: question.shape.labels.instances,
    measures: answers.flatMap((one) => (one.ok ? [one.value] : [])),
    failed: answers.flatMap((one, i) => {
      const measure = wanted[i]?.measure
      return one.ok || measure === undefined ? [] : [{ measure, error: one.error }]
    }),
  })
}
