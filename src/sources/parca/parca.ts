/**
 * Parca over its REST API. What was scraped as a difference is merged; totals since process start are asked for at both ends of
 * the window and subtracted by whoever gathers it; levels are asked for around single snapshots, since a merge would add them up.
 */
import { ok } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { StoreConfig } from '../config/config.ts'
import { measuredUses } from '../fleet/measures.ts'
import { comparedParts } from '../fleet/parts.ts'
import { timelineOf } from '../fleet/timeline.ts'
import type { Http } from '../http/http.ts'
import { chooseTypes, runtimeOfTypes } from '../profileTypes.ts'
import { hearingClock } from '../storeClock.ts'
import type { LabelChoice, ProfileSource, ServiceEntry } from '../source.ts'
import { parcaApi, type ParcaSeries } from './api.ts'
import { askedOf, rows } from './asked.ts'
import { captureSet, fleetOf } from './captureSet.ts'
import { placesOf } from './places.ts'
import { triageOf } from './triage.ts'

export interface ParcaOptions {
  readonly http: Http
  readonly config: StoreConfig
  readonly now: () => number
}

/** The usual scrape interval. */
const shortestStepMs = 10_000

/** Of a window to compare: every edge is a merge of each kind of total, and Parca takes its time for them. */
const mostParts = 6
const partsOf = (window: TimeWindow): number => Math.min(mostParts, comparedParts(window))

export function parca({ http: asking, config, now }: ParcaOptions): ProfileSource {
  const { http, clock } = hearingClock(asking, now)
  const api = parcaApi(http, { ...config, where: config.title })
  const asked = askedOf(api, config)
  const { serviceLabel } = asked
  return {
    id: config.name,
    kind: 'parca',
    title: config.title,
    where: config.url,

    async services(window, signal) {
      const [values, places] = await Promise.all([
        api.labelValues(serviceLabel, window, signal),
        asked
          .types(window, signal)
          .then((ids) => placesOf({ api, serviceLabel, window, ids: ids.ok ? ids.value : [], rows }, signal)),
      ])
      return values.ok ? ok(servicesAt(values.value, places)) : values
    },

    async labels(selection, window, signal) {
      const shape = await asked.shape(selection, window, signal)
      if (!shape.ok) return shape
      const { ids, question } = shape.value
      const [first] = chooseTypes(ids, rows)
      if (first === undefined) return ok([])
      const series = await asked.raw(question, first, signal)
      return series.ok ? ok(choices(question.names, series.value)) : series
    },

    async timeline(selection, window, signal) {
      const shape = await asked.shape(selection, window, signal)
      if (!shape.ok) return shape
      const { ids, question } = shape.value
      const measured = measuredUses(chooseTypes(ids, rows), runtimeOfTypes(ids))
      return ok(await timelineOf({ window, measured, shortestStepMs }, (one) => asked.series(question, one, signal)))
    },

    async fleet(selection, window, signal) {
      const shape = await asked.shape(selection, window, signal)
      return shape.ok ? fleetOf(asked, shape.value, signal) : shape
    },

    triage: async (window, signal) => {
      const ids = await asked.types(window, signal)
      return ids.ok ? triageOf({ api, ids: ids.value, rows, serviceLabel, window }, signal) : ids
    },

    captures: (selection, window, signal, onPart) =>
      captureSet({ asked, config, selection, window, clock, signal, onPart, parts: 1 }),
    compared: (selection, window, signal) =>
      captureSet({ asked, config, selection, window, clock, signal, parts: partsOf(window) }),
    comparedParts: partsOf,
  }
}

/** One entry a service, or one for each of the places that a name is in. */
const servicesAt = (
  names: readonly string[],
  places: ReadonlyMap<string, readonly Readonly<Record<string, string>>[]>,
): readonly ServiceEntry[] =>
  [...names].sort().flatMap((name): readonly ServiceEntry[] => {
    const own = places.get(name) ?? []
    return own.length < 2 ? [{ name }] : own.map((place) => ({ name, place }))
  })

function choices(names: readonly string[], series: readonly ParcaSeries[]): readonly LabelChoice[] {
  return names
    .map((name) => ({
      name,
      values: [...new Set(series.map(({ labels }) => labels.get(name) ?? ''))].filter(Boolean).sort(),
    }))
    .filter(({ values }) => values.length > 0)
}
