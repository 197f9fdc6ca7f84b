/**
 * Parca over its REST API. What was scraped as a difference is merged; totals since process start are asked for at both ends of
 * the window and subtracted by whoever gathers it; levels are asked for around single snapshots, since a merge would add them up.
 */
import { err, ok, type Result } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { ToldAbsence } from '../../core/diagnosis/story.ts'
import type { FleetData } from '../../core/fleet/series.ts'
import type { StoreConfig } from '../config/config.ts'
import { tellsNothing } from '../fleet/labels.ts'
import { type MeasuredUse, measuredUses } from '../fleet/measures.ts'
import { describeProcesses, mergedProcesses } from '../fleet/processesOf.ts'
import { inParts } from '../fleet/parts.ts'
import { SharedAnswers, cancelled } from '../fleet/shared.ts'
import type { Http } from '../http/http.ts'
import { chooseTypes, runtimeOfTypes, usualRows, type TypeUse, type UseRow } from '../profileTypes.ts'
import { instanceLabels, labelSelector } from '../selector.ts'
import { describeSnapshot, type SnapshotWindow } from '../snapshots.ts'
import type {
  CapturePart,
  CaptureRef,
  CaptureSet,
  LabelChoice,
  ProfileSource,
  Selection,
  SourceError,
} from '../source.ts'
import { emptyBecause, isSettled, windowNotes } from '../windowLimits.ts'
import { parcaApi, type ParcaApi, type ParcaSeries } from './api.ts'
import { endsOf, levelsOf, restarts } from './ends.ts'
import { measuredSeries, rawSeries, type ParcaQuestion } from './fleet.ts'
import { timelineOf } from './timeline.ts'
import { triageOf } from './triage.ts'

export interface ParcaOptions {
  readonly http: Http
  readonly config: StoreConfig
  readonly now: () => number
}

/** The agent counts samples; a merge multiplies them by their period and hands out nanoseconds. */
const rows: readonly UseRow[] = [
  ...usualRows,
  {
    sampleTypes: ['samples'],
    unit: 'count',
    names: /^(process_cpu|parca_agent(_cpu)?|otel_profiling_agent_on_cpu|.*ebpf_profiler)$/,
    kind: 'cpu',
    views: ['cpu'],
  },
]

const liveHeapPoints = 5

export function parca({ http, config, now }: ParcaOptions): ProfileSource {
  const where = config.title
  const api = parcaApi(http, { ...config, where })
  const serviceLabel = config.serviceLabel ?? 'job'
  const selectorOf = ({ service, labels }: Selection): string =>
    labelSelector([[serviceLabel, service], ...Object.entries(labels)])
  const types = new SharedAnswers<readonly string[]>()
  const names = new SharedAnswers<readonly string[]>()
  const grouped = new SharedAnswers<readonly ParcaSeries[]>()
  const keyOf = ({ fromMs, untilMs }: TimeWindow, selector = ''): string => `${selector} ${fromMs} ${untilMs}`

  /** Slow on a busy server, and the same for every question about a window. */
  const typesOf = (window: TimeWindow, signal?: AbortSignal) =>
    types.ask(keyOf(window), signal, (shared) => api.profileTypes(window, shared))
  const namesOf = (ids: readonly string[], selector: string, window: TimeWindow, signal?: AbortSignal) =>
    names.ask(keyOf(window, selector), signal, async (shared): Promise<Result<readonly string[], SourceError>> => {
      const [first] = chooseTypes(ids, rows)
      if (first === undefined) return ok([])
      const found = await api.labelNames(first.type.id, selector.slice(1, -1), window, shared)
      return found.ok ? ok(found.value.filter((name) => name !== serviceLabel && !tellsNothing.test(name))) : found
    })
  const rawOf = (question: ParcaQuestion, use: TypeUse, signal?: AbortSignal) =>
    grouped.ask(`${use.type.id} ${keyOf(question.window, question.selector)}`, signal, (shared) =>
      rawSeries(question, use, shared),
    )

  async function shapeOf(
    selection: Selection,
    window: TimeWindow,
    signal: AbortSignal | undefined,
  ): Promise<Result<{ readonly ids: readonly string[]; readonly question: ParcaQuestion }, SourceError>> {
    const ids = await typesOf(window, signal)
    if (!ids.ok) return ids
    const selector = selectorOf(selection)
    const labels = await namesOf(ids.value, selector, window, signal)
    if (!labels.ok) return labels
    return ok({ ids: ids.value, question: { api, selector, window, names: labels.value, serviceLabel } })
  }

  async function fleetOf(
    { ids, question }: { readonly ids: readonly string[]; readonly question: ParcaQuestion },
    signal: AbortSignal | undefined,
  ): Promise<Result<FleetData, SourceError>> {
    const runtime = runtimeOfTypes(ids)
    const wanted = measuredUses(chooseTypes(ids, rows), runtime)
    const answers = await Promise.all(wanted.map(({ use }) => rawOf(question, use, signal)))
    const measures = answers.flatMap((answer, i) => {
      const one = wanted[i]
      return answer.ok && one !== undefined ? [measuredSeries(answer.value, one, serviceLabel)] : []
    })
    const cancelled = answers.find((one) => !one.ok && one.error.code === 'cancelled')
    if (cancelled !== undefined && !cancelled.ok) return cancelled
    return ok({
      window: question.window,
      ...(runtime === undefined ? {} : { runtime }),
      instanceLabels,
      measures,
      failed: answers.flatMap((answer, i) => {
        const measure = wanted[i]?.measure
        return answer.ok || measure === undefined ? [] : [{ measure, error: answer.error }]
      }),
    })
  }

  const source: ProfileSource = {
    id: config.name,
    kind: 'parca',
    title: config.title,
    where: config.url,

    async services(window, signal) {
      const values = await api.labelValues(serviceLabel, window, signal)
      return values.ok ? ok([...values.value].sort().map((name) => ({ name }))) : values
    },

    async labels(selection, window, signal): Promise<Result<readonly LabelChoice[], SourceError>> {
      const shape = await shapeOf(selection, window, signal)
      if (!shape.ok) return shape
      const { ids, question } = shape.value
      const [first] = chooseTypes(ids, rows)
      if (first === undefined) return ok([])
      const series = await rawOf(question, first, signal)
      return series.ok ? ok(choices(question.names, series.value)) : series
    },

    async timeline(selection, window, signal) {
      const shape = await shapeOf(selection, window, signal)
      if (!shape.ok) return shape
      const { ids, question } = shape.value
      const wanted = measuredUses(chooseTypes(ids, rows), runtimeOfTypes(ids))
      return ok(
        await timelineOf(window, wanted, async (one) => {
          const raw = await rawOf(question, one.use, signal)
          return raw.ok ? ok(measuredSeries(raw.value, one, serviceLabel)) : raw
        }),
      )
    },

    async fleet(selection, window, signal) {
      const shape = await shapeOf(selection, window, signal)
      return shape.ok ? fleetOf(shape.value, signal) : shape
    },

    triage: async (window, signal) => {
      const ids = await typesOf(window, signal)
      return ids.ok ? triageOf({ api, ids: ids.value, rows, serviceLabel, window }, signal) : ids
    },

    async captures(selection, window, signal, onPart) {
      const shape = await shapeOf(selection, window, signal)
      if (!shape.ok) return shape
      const { ids, question } = shape.value
      const runtime = runtimeOfTypes(ids)
      const ask: AskContext = {
        api,
        selector: question.selector,
        window,
        where,
        settled: isSettled(window, now()),
        hints: { merged: true, service: selection.service, ...(runtime === undefined ? {} : { runtime }) },
        idPrefix: `parca ${config.url}`,
        signal,
      }
      const uses = chooseTypes(ids, rows)
      const measured = measuredUses(uses, runtime)
      const parts = await inParts(
        uses,
        async (use) => {
          const wanted = measured.find((one) => one.use === use)
          return capturesOf(ask, { use, wanted, serviceLabel }, await rawOf(question, use, signal))
        },
        { known: { captures: [], absent: [] }, signal, onPart },
      )
      if (signal?.aborted === true) return err(cancelled)
      const captures = parts.flatMap((part) => part.captures)
      const absent = parts.flatMap((part) => part.absent)
      const failed = absent.some(({ reason }) => reason !== 'empty-in-window')
      if (captures.length === 0 && !failed)
        return err(emptyBecause({ where, what: selection.service, window, nowMs: now() }))
      const fleet = await fleetOf(shape.value, signal)
      const set: CaptureSet = {
        captures,
        absent,
        settings: { service: selection.service, ...(runtime === undefined ? {} : { runtime }) },
        notes: windowNotes({ where, window, nowMs: now() }),
        ...(fleet.ok ? { fleet: fleet.value } : {}),
      }
      return ok(set)
    },

    // Totals are subtracted at both ends of a window; its parts would need rounds of snapshots at each of their edges.
    compared: (selection, window, signal) => source.captures(selection, window, signal),
  }
  return source
}

interface AskContext {
  readonly api: ParcaApi
  readonly selector: string
  readonly window: TimeWindow
  readonly where: string
  readonly settled: boolean
  readonly hints: CaptureRef['hints']
  readonly idPrefix: string
  readonly signal: AbortSignal | undefined
}

interface AskedUse {
  readonly use: TypeUse
  /** Absent: its series say nothing about processes (wall-clock samples). */
  readonly wanted: MeasuredUse | undefined
  readonly serviceLabel: string
}

function capturesOf(
  ask: AskContext,
  { use, wanted, serviceLabel }: AskedUse,
  answer: Result<readonly ParcaSeries[], SourceError>,
): CapturePart {
  const { window } = ask
  if (!answer.ok) return absent(use, 'failed', `${ask.where}: ${answer.error.what}`, answer.error)
  if (answer.value.every(({ samples }) => samples.length === 0)) {
    const text = `${ask.where} has no ${use.type.name} ${use.type.sampleType} of this service in this window.`
    const todo = 'see whether Parca scrapes this profile, and whether the service was running'
    return absent(use, 'empty-in-window', text, { todo })
  }
  if (use.type.isDelta) {
    const { fromMs, untilMs } = window
    const processes = wanted && mergedProcesses(measuredSeries(answer.value, wanted, serviceLabel), window)
    const ref = mergeRef(ask, use, window, {
      covers: 'interval',
      fromMs,
      untilMs,
      ...(processes === undefined ? {} : { processes }),
    })
    const note = processes === undefined ? {} : { note: describeProcesses(processes, window) }
    return { captures: [{ ...ref, ...note }], absent: [] }
  }
  return use.isGauge ? levels(ask, use, answer.value) : totals(ask, use, answer.value)
}

const timesOf = (series: readonly ParcaSeries[]) =>
  series.map(({ samples }) => ({ atMs: samples.map(({ atMs }) => atMs) }))

function levels(ask: AskContext, use: TypeUse, series: readonly ParcaSeries[]): CapturePart {
  const chosen = levelsOf(timesOf(series), use.kind === 'heap' ? liveHeapPoints : 1)
  const captures = chosen.map((snapshot) => {
    const divided = snapshot.perInstance === 1 ? {} : { summedSnapshots: snapshot.perInstance }
    const processes = { count: snapshot.instances }
    return snapshotRef(ask, use, snapshot, { covers: 'gauge', processes, ...divided })
  })
  return { captures, absent: [] }
}

/** Totals since process start: subtracted over every stretch in which the same processes were there. */
function totals(ask: AskContext, use: TypeUse, series: readonly ParcaSeries[]): CapturePart {
  const ends = endsOf(timesOf(series), restarts(series))
  if (ends === undefined) {
    const text = `${ask.where} keeps this profile as totals since process start, and in no part of this window are there two snapshots of the same of ${series.length} instances.`
    return absent(use, 'needs-answer', text, { todo: 'choose one instance by its label, or a longer window' })
  }
  if (ends.of === 'one')
    return {
      captures: ends.snapshots.map((snapshot) => snapshotRef(ask, use, snapshot, { covers: 'cumulative' })),
      absent: [],
    }
  const captures = ends.stretches.flatMap(({ first, last }) => {
    const run = `${first.atMs}–${last.atMs}`
    const coveredSeconds = (last.atMs - first.atMs) / 1000
    const count = last.instances
    const processes = { count, coveredSeconds, processSeconds: count * coveredSeconds }
    return [
      snapshotRef(ask, use, first, { covers: 'cumulative', run, processes: { count } }),
      snapshotRef(ask, use, last, { covers: 'cumulative', run, processes }),
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

function choices(names: readonly string[], series: readonly ParcaSeries[]): readonly LabelChoice[] {
  return names
    .map((name) => ({
      name,
      values: [...new Set(series.map(({ labels }) => labels.get(name) ?? ''))].filter(Boolean).sort(),
    }))
    .filter(({ values }) => values.length > 0)
}
