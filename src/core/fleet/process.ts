/** The processes of a service out of its series, and what of its time each kind of profile covers. */
import type { EpochMs, Milliseconds, TimeWindow } from '../base/units.ts'
import { type Coverage, type Run, cadenceOf, coverageOf, evenCadenceOf, inside, lengthOf, runsOf } from './coverage.ts'
import { lifeOf, presenceCadenceOf, restartsIn, throughout } from './life.ts'
import {
  type FleetData,
  type FleetMeasure,
  type FleetPoint,
  type FleetSeries,
  fleetMeasures,
  isLevel,
} from './series.ts'

export interface Process {
  /** By the first label that tells processes apart; two of them where that is not enough. */
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly measures: Readonly<Partial<Record<FleetMeasure, CoveredSeries>>>
  /** When it was there: stretches in which any of its profiles came. */
  readonly life: readonly TimeWindow[]
}

export interface CoveredSeries {
  /** In which it was looked at without a break. */
  readonly runs: readonly Run[]
  /** What the amounts of a flow are of. */
  readonly covers: readonly TimeWindow[]
  readonly cadenceMs: Milliseconds
  /** Each point is a sum over so long a step, longer than the distance of two profiles. */
  readonly stepMs?: Milliseconds
  /** The time of a point is when its profile began. */
  readonly stamped?: 'start'
  /** A flow that hardly ever flows: where it has no point there was nothing to store. */
  readonly isSparse: boolean
}

export function processesOf(data: FleetData): readonly Process[] {
  const found = new Map<string, { labels: Record<string, string>; series: Map<FleetMeasure, FleetSeries> }>()
  for (const { measure, series } of data.measures) {
    for (const given of series) {
      const one = withinWindow(given, data.window)
      if (one.points.length === 0) continue
      const key = identityOf(one.labels)
      const known = found.get(key) ?? { labels: { ...one.labels }, series: new Map<FleetMeasure, FleetSeries>() }
      const before = known.series.get(measure)
      known.series.set(measure, before === undefined ? one : added(before, one))
      found.set(key, known)
    }
  }
  const cadences = new Map(data.measures.map((one) => [one.measure, one.stepMs ?? cadenceOf(one.series)]))
  const steps = new Map(data.measures.map(({ measure, stepMs }) => [measure, stepMs]))
  const stamps = new Map(data.measures.map(({ measure, stamped }) => [measure, stamped]))
  const presenceMs = presenceCadenceOf(data.measures)
  const all = [...found.values()]
  const names = namesOf(all, data.instanceLabels)
  return all.map(({ labels, series }, index): Process => {
    const restarts = restartsIn([...series.values()])
    const taken = [...series.keys()].map((one) => (stamps.get(one) === 'start' ? (cadences.get(one) ?? 0) : 0))
    const life = lifeOf([...series.values()], taken, presenceMs, restarts)
    const absences = [...restarts, ...life.slice(1).map(({ fromMs }) => fromMs)]
    const measures: Partial<Record<FleetMeasure, CoveredSeries>> = {}
    for (const [measure, own] of series) {
      const usualMs = cadences.get(measure) ?? 0
      const stepMs = steps.get(measure)
      const ownMs = isLevel(measure) || stepMs !== undefined ? undefined : evenCadenceOf(own.points)
      const cadenceMs = Math.max(usualMs, ownMs ?? 0)
      // A heap is sent when it was collected, a large one seldom: one that other profiles came of meanwhile was there all the time.
      const runs = isLevel(measure)
        ? runsOf(own.points, cadenceMs, absences, Infinity).map((run) => throughout(run, life))
        : runsOf(own.points, cadenceMs, restarts, undefined, stamps.get(measure))
      const isSparse = !isLevel(measure) && hasHoles(measure, runs, life, cadenceMs)
      const covers = isSparse ? life : runs.map((run) => run.covers)
      measures[measure] = { runs, covers, cadenceMs, isSparse, ...timesOf(stepMs, stamps.get(measure)) }
    }
    return { name: names[index] ?? '', labels, measures, life }
  })
}

const timesOf = (
  stepMs: Milliseconds | undefined,
  stamped: 'start' | undefined,
): Pick<CoveredSeries, 'stepMs' | 'stamped'> => ({
  ...(stepMs === undefined ? {} : { stepMs }),
  ...(stamped === undefined ? {} : { stamped }),
})

/** A profile at the very start is of the time before. */
function withinWindow(series: FleetSeries, { fromMs, untilMs }: TimeWindow): FleetSeries {
  const isOutside = series.points.some(({ atMs }) => atMs <= fromMs || atMs > untilMs)
  return isOutside
    ? { ...series, points: series.points.filter(({ atMs }) => atMs > fromMs && atMs <= untilMs) }
    : series
}

/** The same process from some profile on. */
export function sinceProfile(process: Process, atMs: EpochMs): Process {
  const measures: Partial<Record<FleetMeasure, CoveredSeries>> = {}
  for (const measure of fleetMeasures) {
    const series = process.measures[measure]
    if (series === undefined) continue
    const fromMs = atMs - series.cadenceMs
    const endsAfterMs = series.stamped === 'start' ? series.cadenceMs : 0
    const runs = series.runs.flatMap((run): Run[] => {
      const points = run.points.filter((point) => point.atMs + endsAfterMs > fromMs + series.cadenceMs / 2)
      return points.length === 0
        ? []
        : [{ points, covers: { ...run.covers, fromMs: Math.max(run.covers.fromMs, fromMs) } }]
    })
    const covers = inside(series.covers, { fromMs, untilMs: Infinity })
    if (runs.length > 0)
      measures[measure] = { ...series, runs, covers: series.isSparse ? covers : runs.map((run) => run.covers) }
  }
  return { ...process, measures, life: inside(process.life, { fromMs: atMs, untilMs: Infinity }) }
}

const identityOf = (labels: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))

/** Two series of one process, which a store kept apart for a reason that is not asked about. */
function added(a: FleetSeries, b: FleetSeries): FleetSeries {
  const sums = new Map<EpochMs, FleetPoint>()
  for (const point of [...a.points, ...b.points]) {
    const known = sums.get(point.atMs)
    sums.set(point.atMs, known === undefined ? point : { ...known, value: known.value + point.value })
  }
  return { ...a, points: [...sums.values()].toSorted((one, other) => one.atMs - other.atMs) }
}

/** The first telling label, and as many of the next as make the names differ; without any, all labels. */
function namesOf(
  all: readonly { readonly labels: Readonly<Record<string, string>> }[],
  instanceLabels: readonly string[],
): readonly string[] {
  const others = [...new Set(all.flatMap(({ labels }) => Object.keys(labels)))].filter(
    (one) => !instanceLabels.includes(one),
  )
  const telling = [...instanceLabels, ...others].filter((label) =>
    all.some(({ labels }) => labels[label] !== undefined),
  )
  let names = all.map(() => '')
  for (const label of telling) {
    const longer = all.map(({ labels }, i) => [names[i], labels[label]].filter(Boolean).join(' '))
    if (new Set(longer).size > new Set(names).size || names.every((name) => name === '')) names = longer
    if (new Set(names).size === all.length) break
  }
  return names
}

/** So many of the profiles that could be there are: then one that is missing was lost, not empty. */
const denseShare = 0.8

/**
 * A profile without a sample in it is not stored, so a flow that hardly ever flows has few points and covers all of the process' life: ten
 * seconds of waiting in one minute of an hour are not "ten seconds a minute". One that always flows and has a gap was not received there.
 */
function hasHoles(
  measure: FleetMeasure,
  runs: readonly Run[],
  life: readonly TimeWindow[],
  cadenceMs: Milliseconds,
): boolean {
  const first = runs[0]?.covers
  const last = runs.at(-1)?.covers
  if (first === undefined || last === undefined) return false
  const points = runs.reduce((sum, run) => sum + run.points.length, 0)
  const isWait = measure === 'waited' || measure === 'held' || measure === 'parked'
  const span = isWait ? life : [{ fromMs: first.fromMs, untilMs: last.untilMs }]
  return points < denseShare * (lengthOf(span) / cadenceMs)
}

/** Of one measure over all processes: what the denominators of its sum are. */
export function coverageOfMeasure(processes: readonly Process[], measure: FleetMeasure, window: TimeWindow): Coverage {
  const covered = processes.flatMap(({ measures }) => {
    const own = measures[measure]
    return own === undefined ? [] : [own.covers]
  })
  return coverageOf(covered, window)
}
