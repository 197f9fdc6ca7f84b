/**
 * Grafana Pyroscope 1.0 … 2.x, directly or through Grafana's data-source proxy (its URL is then the base). What a service has
 * comes from one `Series` call; each profile is one `SelectMergeProfile`, answered as pprof.
 */
import type { ViewKind } from '../../core/base/vocabulary.ts'
import { err, ok, type Result } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { StoreConfig } from '../config/config.ts'
import type { Http } from '../http/http.ts'
import { labelSelector } from '../selector.ts'
import type {
  CaptureSet,
  LabelChoice,
  ProfileSource,
  Selection,
  ServiceEntry,
  SourceError,
  SourceTimeline,
} from '../source.ts'
import { emptyBecause, isSettled, windowNotes } from '../windowLimits.ts'
import { noteUnusable, notRecorded } from './absences.ts'
import { pyroscopeApi } from './api.ts'
import { flowCapture, gaugeCaptures, type AskContext } from './captures.ts'
import { chooseTypes, runtimeOfTypes, viewsOfTypes } from '../profileTypes.ts'
import { timelineOf } from './timeline.ts'

const dayMs = 24 * 3_600_000
const typeLabel = '__profile_type__'

export interface PyroscopeOptions {
  readonly http: Http
  readonly config: StoreConfig
  readonly now: () => number
}

export function pyroscope({ http, config, now }: PyroscopeOptions): ProfileSource {
  const where = config.title
  const api = pyroscopeApi(http, { ...config, where })
  const serviceLabel = config.serviceLabel ?? 'service_name'
  const selectorOf = ({ service, labels }: Selection): string =>
    labelSelector([[serviceLabel, service], ...Object.entries(labels)])
  const typesOf = async (selection: Selection, window: TimeWindow, signal?: AbortSignal) => {
    const rows = await api.series([selectorOf(selection)], [typeLabel], window, signal)
    return rows.ok ? ok([...new Set(rows.value.map((row) => row.get(typeLabel) ?? ''))]) : rows
  }

  return {
    id: config.name,
    kind: 'pyroscope',
    title: config.title,
    where: config.url,
    longestWindowMs: dayMs,

    async services(window, signal) {
      // A list of names does not need more than the last day, which is as much as a server answers by default.
      const recent = { fromMs: Math.max(window.fromMs, window.untilMs - dayMs), untilMs: window.untilMs }
      const rows = await api.series([], [serviceLabel, typeLabel], recent, signal)
      if (!rows.ok) return rows
      const types = new Map<string, Set<string>>()
      for (const row of rows.value) {
        const service = row.get(serviceLabel) ?? ''
        if (service === '') continue
        const known = types.get(service) ?? new Set()
        types.set(service, known.add(row.get(typeLabel) ?? ''))
      }
      return ok(namedWithViews(types))
    },

    async labels(selection, window, signal) {
      const matchers = [selectorOf(selection)]
      const names = await api.labelNames(matchers, window, signal)
      if (!names.ok) return names
      const asked = names.value.filter((name) => !name.startsWith('__') && name !== serviceLabel)
      if (asked.length === 0) return ok([])
      const rows = await api.series(matchers, asked, window, signal)
      return rows.ok ? ok(labelChoices(asked, rows.value)) : rows
    },

    async timeline(selection, window, signal): Promise<Result<SourceTimeline, SourceError>> {
      const ids = await typesOf(selection, window, signal)
      if (!ids.ok) return ids
      return ok(
        await timelineOf({ api, uses: chooseTypes(ids.value), selector: selectorOf(selection), window, signal }),
      )
    },

    async captures(selection, window, signal) {
      const selector = selectorOf(selection)
      const ids = await typesOf(selection, window, signal)
      if (!ids.ok) return ids
      if (ids.value.length === 0) {
        const stats = await api.oldestAndNewest(signal)
        return err(
          emptyBecause({ where, what: selection.service, window, nowMs: now(), lookbackMs: 7 * dayMs, ...stats }),
        )
      }
      const uses = chooseTypes(ids.value)
      const runtime = runtimeOfTypes(ids.value)
      const ask: AskContext = {
        api,
        selector,
        window,
        where,
        settled: isSettled(window, now()),
        hints: { merged: true, service: selection.service, ...(runtime === undefined ? {} : { runtime }) },
        idPrefix: `pyroscope ${config.url} ${config.tenant ?? ''}`,
        signal,
      }
      const lock = uses.some((use) => use.views.includes('lock'))
      const parts = await Promise.all(
        uses
          // Wall-clock samples stand in for locks only where the runtime records no locks.
          .filter((use) => use.kind !== 'wall' || !lock)
          .map((use) =>
            use.isGauge ? gaugeCaptures(ask, use) : Promise.resolve({ captures: [flowCapture(ask, use)], absent: [] }),
          ),
      )
      const present = new Set(uses.flatMap(({ views }) => views))
      const set: CaptureSet = {
        captures: parts.flatMap((part) => part.captures),
        absent: [...parts.flatMap((part) => part.absent), ...notRecorded(present, ids.value, where)],
        settings: { service: selection.service, ...(runtime === undefined ? {} : { runtime }) },
        notes: [...windowNotes({ where, window, nowMs: now(), lookbackMs: 7 * dayMs }), ...noteUnusable(ids.value)],
      }
      return ok(set)
    },
  }
}

/** Thousands of services have the same few sets of types: each is looked at once. */
function namedWithViews(types: ReadonlyMap<string, ReadonlySet<string>>): readonly ServiceEntry[] {
  const seen = new Map<string, readonly ViewKind[]>()
  const viewsOf = (ids: ReadonlySet<string>): readonly ViewKind[] => {
    const key = [...ids].join()
    const views = seen.get(key) ?? viewsOfTypes(ids)
    seen.set(key, views)
    return views
  }
  return [...types.keys()].sort().map((name) => ({ name, views: viewsOf(types.get(name) ?? new Set()) }))
}

function labelChoices(names: readonly string[], rows: readonly ReadonlyMap<string, string>[]): readonly LabelChoice[] {
  return names
    .map((name) => ({ name, values: [...new Set(rows.map((row) => row.get(name) ?? ''))].filter(Boolean).sort() }))
    .filter(({ values }) => values.length > 0)
}
