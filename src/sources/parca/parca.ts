/**
 * Parca over its REST API. What was scraped as a difference is merged; totals since process start are asked for at both ends of
 * the window and subtracted by whoever gathers it; levels are asked for around single snapshots, since a merge would add them up.
 */
import { err, ok, type Result } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { FleetData } from '../../core/fleet/series.ts'
import type { StoreConfig } from '../config/config.ts'
import { tellsNothing } from '../fleet/labels.ts'
import { measuredUses } from '../fleet/measures.ts'
import { comparedParts, inParts } from '../fleet/parts.ts'
import { SharedAnswers, cancelled } from '../fleet/shared.ts'
import { timelineOf } from '../fleet/timeline.ts'
import type { Http } from '../http/http.ts'
import { chooseTypes, runtimeOfTypes, usualRows, type TypeUse, type UseRow } from '../profileTypes.ts'
import { instanceLabels, labelSelector } from '../selector.ts'
import type { CaptureSet, LabelChoice, OnPart, ProfileSource, Selection, ServiceEntry, SourceError } from '../source.ts'
import { emptyBecause, isSettled, windowNotes } from '../windowLimits.ts'
import { parcaApi, type ParcaSeries } from './api.ts'
import { type AskContext, capturesOf } from './captures.ts'
import { measuredSeries, rawSeries, type ParcaQuestion } from './fleet.ts'
import { placesOf } from './places.ts'
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

/** The usual scrape interval. */
const shortestStepMs = 10_000

/** Of a window to compare: every edge is a merge of each kind of total, and Parca takes its time for them. */
const mostParts = 6
const partsOf = (window: TimeWindow): number => Math.min(mostParts, comparedParts(window))

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

  return {
    id: config.name,
    kind: 'parca',
    title: config.title,
    where: config.url,

    async services(window, signal) {
      const [values, places] = await Promise.all([
        api.labelValues(serviceLabel, window, signal),
        typesOf(window, signal).then((ids) =>
          placesOf({ api, serviceLabel, window, ids: ids.ok ? ids.value : [], rows }, signal),
        ),
      ])
      if (!values.ok) return values
      return ok(
        [...values.value].sort().flatMap((name): readonly ServiceEntry[] => {
          const own = places.get(name) ?? []
          return own.length < 2 ? [{ name }] : own.map((place) => ({ name, place }))
        }),
      )
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
      const measured = measuredUses(chooseTypes(ids, rows), runtimeOfTypes(ids))
      return ok(
        await timelineOf({ window, measured, shortestStepMs }, async (one) => {
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

    captures: (selection, window, signal, onPart) => capturesIn(selection, window, { signal, onPart, parts: 1 }),
    compared: (selection, window, signal) => capturesIn(selection, window, { signal, parts: partsOf(window) }),
    comparedParts: partsOf,
  }

  async function capturesIn(
    selection: Selection,
    window: TimeWindow,
    { signal, onPart, parts: cut }: { signal: AbortSignal | undefined; onPart?: OnPart | undefined; parts: number },
  ): Promise<Result<CaptureSet, SourceError>> {
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
      parts: cut,
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
