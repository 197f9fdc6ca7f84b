/** The series of every process of a service, one query_range per kind of profile. */
import type { Result } from '../../core/base/result.ts'
import { type EpochMs, type TimeWindow, nsPerSecond } from '../../core/base/units.ts'
import { cadenceOf } from '../../core/fleet/coverage.ts'
import { type FleetPoint, type FleetSeries, type MeasuredSeries, isLevel } from '../../core/fleet/series.ts'
import { tellsNothing } from '../fleet/labels.ts'
import { type MeasuredUse, stampOf } from '../fleet/measures.ts'
import type { TypeUse } from '../profileTypes.ts'
import type { SourceError } from '../source.ts'
import type { ParcaApi, ParcaSeries } from './api.ts'

export interface ParcaQuestion {
  readonly api: ParcaApi
  readonly selector: string
  readonly window: TimeWindow
  /** Labels by which interval types are kept apart; the others always come apart by all of theirs. */
  readonly names: readonly string[]
  readonly serviceLabel: string
}

/** Raw samples are what is looked for, so the step is below any scrape interval where the window allows it. */
const mostSteps = 7200

/**
 * Of totals and levels only the first sample of a step comes back. A busy scraper that is late with one has the next within a second: it
 * would be hidden, and a merge around the first would hold both.
 */
const finestStepSeconds = 0.02

export function rawSeries(
  { api, selector, window, names }: ParcaQuestion,
  use: TypeUse,
  signal: AbortSignal | undefined,
): Promise<Result<readonly ParcaSeries[], SourceError>> {
  const spanSeconds = (window.untilMs - window.fromMs) / 1000
  const isShort = spanSeconds <= mostSteps
  const stepSeconds = !isShort ? Math.ceil(spanSeconds / mostSteps) : use.type.isDelta ? 1 : finestStepSeconds
  const sumBy = use.type.isDelta && names.length > 0 ? { sumBy: names } : {}
  return api.queryRange({ query: use.type.id + selector, window, stepSeconds, ...sumBy }, signal)
}

/** Amounts and levels out of what Parca keeps: intervals as they are, totals since process start subtracted one by one. */
export function measuredSeries(
  raw: readonly ParcaSeries[],
  { use, measure }: MeasuredUse,
  serviceLabel: string,
): MeasuredSeries {
  const series = raw.map(({ labels, samples }): FleetSeries => {
    const own = Object.fromEntries([...labels].filter(([name]) => name !== serviceLabel && !tellsNothing.test(name)))
    if (isLevel(measure)) return { labels: own, points: samples.map(({ atMs, value }) => ({ atMs, value })) }
    return use.type.isDelta
      ? { labels: own, points: intervals(samples, use) }
      : { labels: own, ...differences(samples) }
  })
  // What is scraped from /debug/pprof/profile; an agent's samples are of another name.
  return { measure, series, ...(use.type.isDelta ? stampOf({ use, measure }, 'go') : {}) }
}

type Samples = ParcaSeries['samples']

/** The agent counts samples: their rate is in cores, their number is nothing. */
function intervals(samples: Samples, { type }: TypeUse): readonly FleetPoint[] {
  if (type.sampleUnit !== 'count') return samples.map(({ atMs, value }) => ({ atMs, value }))
  const cadenceMs = cadenceOf([{ points: samples }])
  return samples.map(({ atMs, perSecond }) => ({ atMs, value: (perSecond * nsPerSecond * cadenceMs) / 1000 }))
}

/** A total that fell is of a new process: what it did before its first sample is not known. */
function differences(samples: Samples): Pick<FleetSeries, 'points' | 'restartsMs'> {
  const points: FleetPoint[] = []
  const restartsMs: EpochMs[] = []
  samples.forEach(({ atMs, value }, i) => {
    const before = samples[i - 1]
    if (before === undefined) return
    if (value < before.value) restartsMs.push(atMs)
    else points.push({ atMs, value: value - before.value, coversMs: atMs - before.atMs })
  })
  return restartsMs.length === 0 ? { points } : { points, restartsMs }
}
