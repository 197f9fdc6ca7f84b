/**
 * Grafana Pyroscope 1.0 … 2.x, directly or through Grafana's data-source proxy (its URL is then the base). What a service has
 * comes from one `Series` call; each profile is one `SelectMergeProfile`, answered as pprof.
 */
import { ok } from '../../core/base/result.ts'
import type { StoreConfig } from '../config/config.ts'
import { measuredUses } from '../fleet/measures.ts'
import { comparedParts } from '../fleet/parts.ts'
import { timelineOf } from '../fleet/timeline.ts'
import type { Http } from '../http/http.ts'
import { runtimeOfTypes } from '../profileTypes.ts'
import { hearingClock } from '../storeClock.ts'
import type { ProfileSource } from '../source.ts'
import { pyroscopeApi } from './api.ts'
import { askedOf } from './asked.ts'
import { captureSet } from './captureSet.ts'
import { fleetOfService } from './fleet.ts'
import { servicesIn } from './services.ts'
import { triageOf } from './triage.ts'

const dayMs = 24 * 3_600_000
/** What agents and SDKs upload by default. */
const shortestStepMs = 15_000

export interface PyroscopeOptions {
  readonly http: Http
  readonly config: StoreConfig
  readonly now: () => number
}

export function pyroscope({ http: asking, config, now }: PyroscopeOptions): ProfileSource {
  const { http, clock } = hearingClock(asking, now)
  const api = pyroscopeApi(http, { ...config, where: config.title })
  const asked = askedOf(api, config)
  const { serviceLabel } = asked
  return {
    id: config.name,
    kind: 'pyroscope',
    title: config.title,
    where: config.url,
    longestWindowMs: dayMs,

    async services(window, signal) {
      // A list of names does not need more than the last day, which is as much as a server answers by default.
      const recent = { fromMs: Math.max(window.fromMs, window.untilMs - dayMs), untilMs: window.untilMs }
      const rows = await asked.list(recent, signal)
      return rows.ok ? ok(servicesIn(rows.value, serviceLabel)) : rows
    },

    async labels(selection, window, signal) {
      const question = await asked.question(selection, window, signal)
      return question.ok ? ok(question.value.shape.choices) : question
    },

    async timeline(selection, window, signal) {
      const question = await asked.question(selection, window, signal)
      if (!question.ok) return question
      const { uses, shape } = question.value
      const measured = measuredUses(uses, runtimeOfTypes(shape.ids))
      return ok(
        await timelineOf({ window, measured, shortestStepMs }, (one) => asked.series(question.value, one, signal)),
      )
    },

    async fleet(selection, window, signal) {
      const question = await asked.question(selection, window, signal)
      if (!question.ok) return question
      return fleetOfService(question.value, (one) => asked.series(question.value, one, signal))
    },

    triage: (window, signal) => triageOf({ api, list: asked.list, serviceLabel, window }, signal),

    captures: (selection, window, signal, onPart) =>
      captureSet({ asked, config, selection, window, clock, signal, onPart, parts: 1 }),
    compared: (selection, window, signal) =>
      captureSet({ asked, config, selection, window, clock, signal, parts: comparedParts(window) }),
    comparedParts,
  }
}
