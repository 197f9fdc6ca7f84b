/**
 * Parca over its REST API. What was scraped as a difference is merged; totals since process start are asked for at both ends of
 * the window and subtracted by whoever gathers it; levels are asked for around single snapshots, since a merge would add them up.
 */
import { err, ok, type Result } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { ToldAbsence } from '../../core/diagnosis/story.ts'
import type { StoreConfig } from '../config/config.ts'
import type { Http } from '../http/http.ts'
import { chooseTypes, runtimeOfTypes, usualRows, type TypeUse, type UseRow } from '../profileTypes.ts'
import { labelSelector } from '../selector.ts'
import { chooseSnapshots, describeSnapshot, type SnapshotWindow } from '../snapshots.ts'
import type { CaptureRef, CaptureSet, LabelChoice, ProfileSource, Selection, SourceError } from '../source.ts'
import { emptyBecause, isSettled, windowNotes } from '../windowLimits.ts'
import { parcaApi, type ParcaApi, type ParcaSeries } from './api.ts'
import { ends, restarts } from './ends.ts'
import { timelineOf } from './timeline.ts'

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

/** Raw samples are what is looked for, so the step is below any scrape interval where the window allows it. */
const mostSteps = 7200
const liveHeapPoints = 5

export function parca({ http, config, now }: ParcaOptions): ProfileSource {
  const where = config.title
  const api = parcaApi(http, { ...config, where })
  const serviceLabel = config.serviceLabel ?? 'job'
  const selectorOf = ({ service, labels }: Selection): string =>
    labelSelector([[serviceLabel, service], ...Object.entries(labels)])

  return {
    id: config.name,
    kind: 'parca',
    title: config.title,
    where: config.url,

    async services(window, signal) {
      const values = await api.labelValues(serviceLabel, window, signal)
      return values.ok ? ok([...values.value].sort().map((name) => ({ name }))) : values
    },

    async labels(selection, window, signal): Promise<Result<readonly LabelChoice[], SourceError>> {
      const types = await api.profileTypes(window, signal)
      if (!types.ok) return types
      const [first] = chooseTypes(types.value, rows)
      if (first === undefined) return ok([])
      const selector = selectorOf(selection)
      const names = await api.labelNames(first.type.id, selector.slice(1, -1), window, signal)
      if (!names.ok) return names
      const asked = names.value.filter((name) => name !== serviceLabel && !name.startsWith('__'))
      const stepSeconds = Math.max(1, Math.ceil((window.untilMs - window.fromMs) / 1000))
      const request = { query: first.type.id + selector, window, stepSeconds, sumBy: asked }
      const series = await api.queryRange(request, signal)
      return series.ok ? ok(choices(asked, series.value)) : series
    },

    async timeline(selection, window, signal) {
      const types = await api.profileTypes(window, signal)
      if (!types.ok) return types
      return ok(
        await timelineOf({
          api,
          uses: chooseTypes(types.value, rows),
          selector: selectorOf(selection),
          window,
          signal,
        }),
      )
    },

    async captures(selection, window, signal) {
      const selector = selectorOf(selection)
      const types = await api.profileTypes(window, signal)
      if (!types.ok) return types
      const runtime = runtimeOfTypes(types.value)
      const ask: AskContext = {
        api,
        selector,
        window,
        where,
        settled: isSettled(window, now()),
        hints: { merged: true, service: selection.service, ...(runtime === undefined ? {} : { runtime }) },
        idPrefix: `parca ${config.url}`,
        signal,
      }
      const parts = await Promise.all(chooseTypes(types.value, rows).map((use) => capturesOf(ask, use)))
      const captures = parts.flatMap((part) => part.captures)
      const absent = parts.flatMap((part) => part.absent)
      const failed = absent.some(({ reason }) => reason !== 'empty-in-window')
      if (captures.length === 0 && !failed)
        return err(emptyBecause({ where, what: selection.service, window, nowMs: now() }))
      const set: CaptureSet = {
        captures,
        absent,
        settings: { service: selection.service, ...(runtime === undefined ? {} : { runtime }) },
        notes: windowNotes({ where, window, nowMs: now() }),
      }
      return ok(set)
    },
  }
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

type Captures = Pick<CaptureSet, 'captures' | 'absent'>

async function capturesOf(ask: AskContext, use: TypeUse): Promise<Captures> {
  const { window, selector } = ask
  const stepSeconds = Math.max(1, Math.ceil((window.untilMs - window.fromMs) / 1000 / mostSteps))
  // Of an interval type only whether there is anything is of interest: one step over the whole window.
  const step = use.type.isDelta ? Math.ceil((window.untilMs - window.fromMs) / 1000) : stepSeconds
  const answer = await ask.api.queryRange({ query: use.type.id + selector, window, stepSeconds: step }, ask.signal)
  if (!answer.ok) return absent(use, 'failed', `${ask.where}: ${answer.error.what}.`, answer.error.todo)
  if (answer.value.every(({ samples }) => samples.length === 0)) {
    const text = `${ask.where} has no ${use.type.name} ${use.type.sampleType} of this service in this window.`
    return absent(
      use,
      'empty-in-window',
      text,
      'see whether Parca scrapes this profile, and whether the service was running',
    )
  }
  if (use.type.isDelta) {
    const { fromMs, untilMs } = window
    return { captures: [mergeRef(ask, use, window, { covers: 'interval', fromMs, untilMs })], absent: [] }
  }
  return use.isGauge ? levels(ask, use, answer.value) : totals(ask, use, answer.value)
}

const timesOf = (series: readonly ParcaSeries[]) =>
  series.map(({ samples }) => ({ atMs: samples.map(({ atMs }) => atMs) }))

function levels(ask: AskContext, use: TypeUse, series: readonly ParcaSeries[]): Captures {
  const chosen = chooseSnapshots(timesOf(series), use.kind === 'heap' ? liveHeapPoints : 1)
  const captures = chosen.map((snapshot) => {
    const divided = snapshot.perInstance === 1 ? {} : { summedSnapshots: snapshot.perInstance }
    return snapshotRef(ask, use, snapshot, { covers: 'gauge', ...divided })
  })
  return { captures, absent: [] }
}

/** Totals since process start, at both ends and on both sides of every restart. */
function totals(ask: AskContext, use: TypeUse, series: readonly ParcaSeries[]): Captures {
  const restarted = restarts(series)
  if (series.length > 1 && restarted.length > 0) {
    const text = `${ask.where} keeps this profile as totals since process start, and one of ${series.length} instances restarted in this window: the totals cannot be subtracted as one.`
    return absent(use, 'needs-answer', text, 'choose one instance by its label, or a window without the restart')
  }
  const chosen = ends(timesOf(series), restarted)
  if (chosen === undefined) {
    const text = `${ask.where} keeps this profile as totals since process start, and not all of ${series.length} instances were there at both ends of this window.`
    return absent(use, 'needs-answer', text, 'choose one instance by its label, or a shorter window')
  }
  return { captures: chosen.map((snapshot) => snapshotRef(ask, use, snapshot, { covers: 'cumulative' })), absent: [] }
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

function absent(use: TypeUse, reason: ToldAbsence['reason'], text: string, todo: string): Captures {
  return {
    captures: [],
    absent: use.views.map((kind) => ({ state: 'absent', kind, reason, text, next: { text: todo } })),
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
