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
  OnPart,
  ProfileSource,
  Selection,
  ServiceEntry,
  SourceError,
  SourceTimeline,
} from '../source.ts'
import { emptyBecause, isSettled, windowNotes } from '../windowLimits.ts'
import { noteUnusable, notRecorded } from './absences.ts'
import { pyroscopeApi } from './api.ts'
import { namespaceLabels } from '../../core/fleet/place.ts'
import type { FleetSeries, MeasuredSeries } from '../../core/fleet/series.ts'
import { placesIn, processLabels, tellsNothing } from '../fleet/labels.ts'
import { type MeasuredUse, measuredUses } from '../fleet/measures.ts'
import { comparedParts, inParts } from '../fleet/parts.ts'
import { SharedAnswers, cancelled } from '../fleet/shared.ts'
import { timelineOf } from '../fleet/timeline.ts'
import { capturesOfUse, type AskContext } from './captures.ts'
import { type FleetQuestion, type ServiceShape, fleetOfService, seriesOfUse } from './fleet.ts'
import { chooseTypes, runtimeOfTypes, viewsOfTypes } from '../profileTypes.ts'
import { triageOf } from './triage.ts'

const dayMs = 24 * 3_600_000
const typeLabel = '__profile_type__'
/** What agents and SDKs upload by default. */
const shortestStepMs = 15_000

type ServiceRows = readonly ReadonlyMap<string, string>[]

/** By the store: the list of the worst and the menu of an opened service are of two sources of it. */
const listsOf = new WeakMap<StoreConfig, SharedAnswers<ServiceRows>>()
/** The window on screen and the line above it are asked about through different sources of one store. */
const looksOf = new WeakMap<StoreConfig, SharedAnswers<readonly FleetSeries[]>>()
/** Eight places a kind of profile, of a few windows; each is a point a process. */
const mostLooks = 96

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
  const shapes = new SharedAnswers<ServiceShape>()
  const grouped = new SharedAnswers<MeasuredSeries>()
  const lists = listsOf.get(config) ?? new SharedAnswers<ServiceRows>(1)
  listsOf.set(config, lists)
  const looks = looksOf.get(config) ?? new SharedAnswers<readonly FleetSeries[]>(mostLooks)
  looksOf.set(config, looks)
  const keyOf = (selector: string, { fromMs, untilMs }: TimeWindow): string => `${selector} ${fromMs} ${untilMs}`

  /** Every service with its types and places: megabytes where there are thousands, and the list of the worst asks the same as the menu. */
  const listOf = (window: TimeWindow, signal?: AbortSignal) =>
    lists.ask(keyOf('', window), signal, (shared) =>
      api.series([], [serviceLabel, typeLabel, ...namespaceLabels], window, shared),
    )

  /** Types and labels in two calls; what labels there are has to be known before their combinations can be asked for. */
  const shapeOf = (selector: string, window: TimeWindow, signal?: AbortSignal) =>
    shapes.ask(keyOf(selector, window), signal, async (shared): Promise<Result<ServiceShape, SourceError>> => {
      const names = await api.labelNames([selector], window, shared)
      if (!names.ok) return names
      const asked = names.value.filter((name) => name !== serviceLabel && !tellsNothing.test(name))
      const rows = await api.series([selector], [typeLabel, ...asked], window, shared)
      if (!rows.ok) return rows
      const ids = [...new Set(rows.value.map((row) => row.get(typeLabel) ?? ''))].filter(Boolean)
      return ok({ ids, labels: processLabels(rows.value, serviceLabel), choices: labelChoices(asked, rows.value) })
    })
  const seriesOf = (question: FleetQuestion, wanted: MeasuredUse, signal?: AbortSignal) =>
    grouped.ask(`${wanted.use.type.id} ${keyOf(question.selector, question.window)}`, signal, (shared) =>
      seriesOfUse(question, wanted, shared),
    )
  const questionOf = (selector: string, window: TimeWindow, shape: ServiceShape): FleetQuestion => ({
    api,
    selector,
    window,
    shape,
    uses: chooseTypes(shape.ids),
    looks,
  })

  return {
    id: config.name,
    kind: 'pyroscope',
    title: config.title,
    where: config.url,
    longestWindowMs: dayMs,

    async services(window, signal) {
      // A list of names does not need more than the last day, which is as much as a server answers by default.
      const recent = { fromMs: Math.max(window.fromMs, window.untilMs - dayMs), untilMs: window.untilMs }
      const rows = await listOf(recent, signal)
      if (!rows.ok) return rows
      const types = new Map<string, Map<string, Placed>>()
      const placeIn = placesIn(rows.value, serviceLabel)
      for (const row of rows.value) {
        const service = row.get(serviceLabel) ?? ''
        if (service === '') continue
        let places = types.get(service)
        if (places === undefined) types.set(service, (places = new Map()))
        const place = placeIn(row)
        // Values may have commas in them.
        const key = Object.entries(place).flat().join('\0')
        let known = places.get(key)
        if (known === undefined) places.set(key, (known = { place, ids: new Set() }))
        known.ids.add(row.get(typeLabel) ?? '')
      }
      return ok(namedWithViews(types))
    },

    async labels(selection, window, signal) {
      const shape = await shapeOf(selectorOf(selection), window, signal)
      return shape.ok ? ok(shape.value.choices) : shape
    },

    async timeline(selection, window, signal): Promise<Result<SourceTimeline, SourceError>> {
      const selector = selectorOf(selection)
      const shape = await shapeOf(selector, window, signal)
      if (!shape.ok) return shape
      const question = questionOf(selector, window, shape.value)
      const measured = measuredUses(question.uses, runtimeOfTypes(question.shape.ids))
      return ok(await timelineOf({ window, measured, shortestStepMs }, (wanted) => seriesOf(question, wanted, signal)))
    },

    async fleet(selection, window, signal) {
      const selector = selectorOf(selection)
      const shape = await shapeOf(selector, window, signal)
      if (!shape.ok) return shape
      const question = questionOf(selector, window, shape.value)
      return fleetOfService(question, (wanted) => seriesOf(question, wanted, signal))
    },

    triage: (window, signal) => triageOf({ api, list: listOf, serviceLabel, window }, signal),

    captures: (selection, window, signal, onPart) => capturesOf(selection, window, { signal, onPart, parts: 1 }),
    compared: (selection, window, signal) => capturesOf(selection, window, { signal, parts: comparedParts(window) }),
    comparedParts,
  }

  async function capturesOf(
    selection: Selection,
    window: TimeWindow,
    { signal, onPart, parts: cut }: { signal: AbortSignal | undefined; onPart?: OnPart | undefined; parts: number },
  ): Promise<Result<CaptureSet, SourceError>> {
    const selector = selectorOf(selection)
    const shape = await shapeOf(selector, window, signal)
    if (!shape.ok) return shape
    const { ids } = shape.value
    if (ids.length === 0) {
      const stats = await api.oldestAndNewest(signal)
      return err(
        emptyBecause({ where, what: selection.service, window, nowMs: now(), lookbackMs: 7 * dayMs, ...stats }),
      )
    }
    const question = questionOf(selector, window, shape.value)
    const { uses } = question
    const runtime = runtimeOfTypes(ids)
    const ask: AskContext = {
      api,
      selector,
      window,
      where,
      settled: isSettled(window, now()),
      hints: { merged: true, service: selection.service, ...(runtime === undefined ? {} : { runtime }) },
      idPrefix: `pyroscope ${config.url} ${config.tenant ?? ''}`,
      signal,
      parts: cut,
      processes: shape.value.labels.processes,
    }
    const lock = uses.some((use) => use.views.includes('lock'))
    const measured = measuredUses(uses, runtime)
    const present = new Set(uses.flatMap(({ views }) => views))
    // Each kind by itself: a slow answer about heaps holds up nobody who waits for CPU.
    const parts = await inParts(
      // Wall-clock samples stand in for locks only where the runtime records no locks.
      uses.filter((use) => use.kind !== 'wall' || !lock),
      async (use) => {
        const wanted = measured.find((one) => one.use === use)
        return capturesOfUse(ask, use, wanted && (await seriesOf(question, wanted, signal)))
      },
      { known: { captures: [], absent: notRecorded(present, ids, where) }, signal, onPart },
    )
    if (signal?.aborted === true) return err(cancelled)
    const fleet = await fleetOfService(question, (wanted) => seriesOf(question, wanted, signal))
    const set: CaptureSet = {
      captures: parts.flatMap((part) => part.captures),
      absent: parts.flatMap((part) => part.absent),
      settings: { service: selection.service, ...(runtime === undefined ? {} : { runtime }) },
      notes: [...windowNotes({ where, window, nowMs: now(), lookbackMs: 7 * dayMs }), ...noteUnusable(ids)],
      ...(fleet.ok ? { fleet: fleet.value } : {}),
    }
    return ok(set)
  }
}

interface Placed {
  readonly place: Readonly<Record<string, string>>
  readonly ids: Set<string>
}

/** Thousands of services have the same few sets of types: each is looked at once. */
function namedWithViews(types: ReadonlyMap<string, ReadonlyMap<string, Placed>>): readonly ServiceEntry[] {
  const seen = new Map<string, readonly ViewKind[]>()
  const viewsOf = (ids: ReadonlySet<string>): readonly ViewKind[] => {
    const key = [...ids].join()
    const views = seen.get(key) ?? viewsOfTypes(ids)
    seen.set(key, views)
    return views
  }
  return [...types]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, places]) =>
      [...places]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, { place, ids }]): ServiceEntry => ({ name, ...placed(place), views: viewsOf(ids) })),
    )
}

const placed = (place: Readonly<Record<string, string>>): Pick<ServiceEntry, 'place'> =>
  Object.keys(place).length === 0 ? {} : { place }

function labelChoices(names: readonly string[], rows: readonly ReadonlyMap<string, string>[]): readonly LabelChoice[] {
  return names
    .map((name) => ({ name, values: [...new Set(rows.map((row) => row.get(name) ?? ''))].filter(Boolean).sort() }))
    .filter(({ values }) => values.length > 0)
}
