/** What is asked of one Pyroscope, each thing once for all who ask it at about the same time: the menu, the line above the panes, the panes. */
import { ok, type Result } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { namespaceLabels } from '../../core/fleet/place.ts'
import type { FleetSeries, MeasuredSeries } from '../../core/fleet/series.ts'
import type { StoreConfig } from '../config/config.ts'
import { processLabels, tellsNothing, typeLabel } from '../fleet/labels.ts'
import type { MeasuredUse } from '../fleet/measures.ts'
import { SharedAnswers } from '../fleet/shared.ts'
import { chooseTypes } from '../profileTypes.ts'
import { labelSelector } from '../selector.ts'
import type { LabelChoice, Selection, SourceError } from '../source.ts'
import type { PyroscopeApi } from './api.ts'
import { type FleetQuestion, type ServiceShape, seriesOfUse } from './fleet.ts'

export type ServiceRows = readonly ReadonlyMap<string, string>[]

/** By the store: the list of the worst and the menu of an opened service are of two sources of it. */
const listsOf = new WeakMap<StoreConfig, SharedAnswers<ServiceRows>>()
/** The window on screen and the line above it are asked about through different sources of one store. */
const looksOf = new WeakMap<StoreConfig, SharedAnswers<readonly FleetSeries[]>>()
/** Eight places a kind of profile, of a few windows; each is a point a process. */
const mostLooks = 96

type Answer<T> = Promise<Result<T, SourceError>>

export interface Asked {
  readonly api: PyroscopeApi
  readonly serviceLabel: string
  /** Every service with its types and places: megabytes where there are thousands, and the list of the worst asks the same as the menu. */
  readonly list: (window: TimeWindow, signal?: AbortSignal) => Answer<ServiceRows>
  /** What a selection has in a window, as the question that its series answer. */
  readonly question: (selection: Selection, window: TimeWindow, signal?: AbortSignal) => Answer<FleetQuestion>
  /** One kind of profile of all processes. */
  readonly series: (question: FleetQuestion, wanted: MeasuredUse, signal?: AbortSignal) => Answer<MeasuredSeries>
}

export function askedOf(api: PyroscopeApi, config: StoreConfig): Asked {
  const serviceLabel = config.serviceLabel ?? 'service_name'
  const shapes = new SharedAnswers<ServiceShape>()
  const grouped = new SharedAnswers<MeasuredSeries>()
  const lists = keptFor(config, listsOf, () => new SharedAnswers(1))
  const looks = keptFor(config, looksOf, () => new SharedAnswers(mostLooks))
  return {
    api,
    serviceLabel,
    list: (window, signal) =>
      lists.ask(keyOf('', window), signal, (shared) =>
        api.series([], [serviceLabel, typeLabel, ...namespaceLabels], window, shared),
      ),
    async question({ service, labels }, window, signal) {
      const selector = labelSelector([[serviceLabel, service], ...Object.entries(labels)])
      const shape = await shapes.ask(keyOf(selector, window), signal, (shared) =>
        shapeOf({ api, serviceLabel, selector, window }, shared),
      )
      if (!shape.ok) return shape
      return ok({ api, selector, window, shape: shape.value, uses: chooseTypes(shape.value.ids), looks })
    },
    series: (question, wanted, signal) =>
      grouped.ask(`${wanted.use.type.id} ${keyOf(question.selector, question.window)}`, signal, (shared) =>
        seriesOfUse(question, wanted, shared),
      ),
  }
}

const keyOf = (selector: string, { fromMs, untilMs }: TimeWindow): string => `${selector} ${fromMs} ${untilMs}`

function keptFor<T>(config: StoreConfig, all: WeakMap<StoreConfig, SharedAnswers<T>>, make: () => SharedAnswers<T>) {
  const known = all.get(config) ?? make()
  all.set(config, known)
  return known
}

interface ShapeQuestion {
  readonly api: PyroscopeApi
  readonly serviceLabel: string
  readonly selector: string
  readonly window: TimeWindow
}

/** Types and labels in two calls; what labels there are has to be known before their combinations can be asked for. */
async function shapeOf(
  { api, serviceLabel, selector, window }: ShapeQuestion,
  signal: AbortSignal,
): Promise<Result<ServiceShape, SourceError>> {
  const names = await api.labelNames([selector], window, signal)
  if (!names.ok) return names
  const asked = names.value.filter((name) => name !== serviceLabel && !tellsNothing.test(name))
  const rows = await api.series([selector], [typeLabel, ...asked], window, signal)
  if (!rows.ok) return rows
  const ids = [...new Set(rows.value.map((row) => row.get(typeLabel) ?? ''))].filter(Boolean)
  return ok({ ids, labels: processLabels(rows.value, serviceLabel), choices: labelChoices(asked, rows.value) })
}

function labelChoices(names: readonly string[], rows: ServiceRows): readonly LabelChoice[] {
  return names
    .map((name) => ({ name, values: [...new Set(rows.map((row) => row.get(name) ?? ''))].filter(Boolean).sort() }))
    .filter(({ values }) => values.length > 0)
}
