/** From the types a service has to requests: intervals merged, totals at both ends of a window (and of its parts), levels around single snapshots. */
import type { Result } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { ToldAbsence } from '../../core/diagnosis/story.ts'
import type { MeasuredSeries } from '../../core/fleet/series.ts'
import type { MeasuredUse } from '../fleet/measures.ts'
import { partsOf } from '../fleet/parts.ts'
import { type Merged, describeProcesses, livesAt, mergedProcesses } from '../fleet/processesOf.ts'
import type { TypeUse } from '../profileTypes.ts'
import { describeSnapshot, type SnapshotWindow } from '../snapshots.ts'
import type { CapturePart, CaptureRef, SourceError } from '../source.ts'
import type { ParcaApi, ParcaSeries } from './api.ts'
import { endsOf, levelsOf, restarts } from './ends.ts'
import { measuredSeries } from './fleet.ts'

const liveHeapPoints = 5

export interface AskContext {
  readonly api: ParcaApi
  readonly selector: string
  readonly window: TimeWindow
  readonly where: string
  readonly settled: boolean
  readonly hints: CaptureRef['hints']
  readonly idPrefix: string
  readonly signal: AbortSignal | undefined
  /** How many parts of the window flows are asked for in, see `compared` of `ProfileSource`. */
  readonly parts: number
}

export interface AskedUse {
  readonly use: TypeUse
  /** Absent: its series say nothing about processes (wall-clock samples). */
  readonly wanted: MeasuredUse | undefined
  readonly serviceLabel: string
  /** By which it is told when each process was there. */
  readonly beside: readonly MeasuredSeries[]
}

export function capturesOf(
  ask: AskContext,
  { use, wanted, serviceLabel, beside }: AskedUse,
  answer: Result<readonly ParcaSeries[], SourceError>,
): CapturePart {
  if (!answer.ok) return absent(use, 'failed', `${ask.where}: ${answer.error.what}`, answer.error)
  if (answer.value.every(({ samples }) => samples.length === 0)) {
    const text = `${ask.where} has no ${use.type.name} ${use.type.sampleType} of this service in this window.`
    const todo = 'see whether Parca scrapes this profile, and whether the service was running'
    return absent(use, 'empty-in-window', text, { todo })
  }
  const measured = wanted && measuredSeries(answer.value, wanted, serviceLabel)
  const series = measured && { measured, beside }
  if (use.type.isDelta)
    return { captures: partsWithData(ask, answer.value).map((part) => flow(ask, use, part, series)), absent: [] }
  return use.isGauge ? levels(ask, use, answer.value, series) : totals(ask, use, answer.value)
}

/** Where a part has nothing of it, what was not stored cannot be told from what did not happen: then it stays one. */
function partsWithData({ window, parts }: AskContext, series: readonly ParcaSeries[]): readonly TimeWindow[] {
  const cut = partsOf(window, parts)
  const isFull = cut.every(({ fromMs, untilMs }) =>
    series.some(({ samples }) => samples.some(({ atMs }) => atMs > fromMs && atMs <= untilMs)),
  )
  return isFull ? cut : [window]
}

function flow(ask: AskContext, use: TypeUse, part: TimeWindow, series: Merged | undefined): CaptureRef {
  const { fromMs, untilMs } = part
  const processes = series && mergedProcesses(series, part)
  const known = processes === undefined ? {} : { processes }
  const ref = mergeRef(ask, use, part, { covers: 'interval', fromMs, untilMs, ...known })
  return processes === undefined ? ref : { ...ref, note: describeProcesses(processes, part) }
}

const timesOf = (series: readonly ParcaSeries[]) =>
  series.map(({ samples }) => ({ atMs: samples.map(({ atMs }) => atMs) }))

function levels(
  ask: AskContext,
  use: TypeUse,
  series: readonly ParcaSeries[],
  ofProcesses: Merged | undefined,
): CapturePart {
  const chosen = levelsOf(timesOf(series), use.kind === 'heap' ? liveHeapPoints : 1)
  const lives = ofProcesses && livesAt(ofProcesses, ask.window)
  const captures = chosen.map((snapshot) => {
    const divided = snapshot.perInstance === 1 ? {} : { summedSnapshots: snapshot.perInstance }
    const processes = { count: snapshot.instances }
    const run = lives === undefined ? {} : { run: lives(snapshot.atMs) }
    return snapshotRef(ask, use, snapshot, { covers: 'gauge', processes, ...run, ...divided })
  })
  return { captures, absent: [] }
}

/** Totals since process start: subtracted over every stretch in which the same processes were there. */
function totals(ask: AskContext, use: TypeUse, series: readonly ParcaSeries[]): CapturePart {
  const cuts = partsOf(ask.window, ask.parts)
    .slice(1)
    .map(({ fromMs }) => fromMs)
  const ends = endsOf(timesOf(series), restarts(series), cuts)
  if (ends === undefined) {
    const text = `${ask.where} keeps this profile as totals since process start, and in no part of this window are there two snapshots of the same of ${series.length} instances.`
    return absent(use, 'needs-answer', text, { todo: 'choose one instance by its label, or a longer window' })
  }
  if (ends.of === 'one')
    return {
      captures: ends.snapshots.map((snapshot) => snapshotRef(ask, use, snapshot, { covers: 'cumulative' })),
      absent: [],
    }
  const captures = ends.stretches.flatMap(({ first, between, last }) => {
    const run = `${first.atMs}–${last.atMs}`
    const coveredSeconds = (last.atMs - first.atMs) / 1000
    const count = last.instances
    const processes = { count, coveredSeconds, processSeconds: count * coveredSeconds }
    return [
      snapshotRef(ask, use, first, { covers: 'cumulative', run, processes: { count } }),
      ...[...between, last].map((snapshot) =>
        snapshotRef(ask, use, snapshot, { covers: 'cumulative', run, processes }),
      ),
    ]
  })
  return { captures, absent: [] }
}

function snapshotRef(
  ask: AskContext,
  use: TypeUse,
  snapshot: SnapshotWindow,
  covers: Partial<CaptureRef['hints']>,
): CaptureRef {
  const ref = mergeRef(ask, use, snapshot.asked, { ...covers, fromMs: snapshot.atMs, untilMs: snapshot.atMs })
  return { ...ref, note: describeSnapshot(snapshot) }
}

function mergeRef(ask: AskContext, use: TypeUse, asked: TimeWindow, covers: Partial<CaptureRef['hints']>): CaptureRef {
  const file = `${ask.where}: ${use.type.name} ${use.type.sampleType}`
  const query = use.type.id + ask.selector
  return {
    id: `${ask.idPrefix} ${query} ${asked.fromMs} ${asked.untilMs}`,
    file,
    hints: { ...ask.hints, kind: use.kind, ...covers },
    answers: use.views,
    settled: ask.settled,
    read: (context) => ask.api.merge(query, asked, { ...context, where: file }),
  }
}

function absent(
  use: TypeUse,
  reason: ToldAbsence['reason'],
  text: string,
  { todo, retryAfterMs }: Pick<SourceError, 'todo' | 'retryAfterMs'>,
): CapturePart {
  const again = retryAfterMs === undefined ? {} : { retryAfterMs }
  return {
    captures: [],
    absent: use.views.map((kind) => ({ state: 'absent', kind, reason, text, next: { text: todo }, ...again })),
  }
}
