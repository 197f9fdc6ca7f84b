/** The services worth a look: the largest by CPU, added up by the store, then the processes of those. */
import { ok, type Result } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { namespaceLabels, placeKey } from '../../core/fleet/place.ts'
import type { MeasuredSeries } from '../../core/fleet/series.ts'
import { placesIn } from '../fleet/labels.ts'
import { measuredUses } from '../fleet/measures.ts'
import { chooseTypes, runtimeOfTypes, type UseRow } from '../profileTypes.ts'
import { instanceLabels, labelSelector } from '../selector.ts'
import type { ServiceFleet, SourceError } from '../source.ts'
import type { ParcaApi, ParcaSeries } from './api.ts'
import { measuredSeries, rawSeries } from './fleet.ts'

export interface TriageQuestion {
  readonly api: ParcaApi
  readonly ids: readonly string[]
  readonly rows: readonly UseRow[]
  readonly serviceLabel: string
  readonly window: TimeWindow
}

/** Only interval types can be added up by the store; the others come one series per process, so that few services can be looked at. */
const largest = 30

export async function triageOf(
  { api, ids, rows, serviceLabel, window }: TriageQuestion,
  signal: AbortSignal | undefined,
): Promise<Result<readonly ServiceFleet[], SourceError>> {
  const runtime = runtimeOfTypes(ids)
  const wanted = measuredUses(chooseTypes(ids, rows), runtime)
  const cpu = wanted.find(({ measure }) => measure === 'cpu')
  if (cpu === undefined) return ok([])
  const stepSeconds = Math.max(10, Math.round((window.untilMs - window.fromMs) / 1000 / 4))
  const sums = await api.queryRange(
    { query: `${cpu.use.type.id}{}`, window, stepSeconds, sumBy: [serviceLabel, ...namespaceLabels] },
    signal,
  )
  if (!sums.ok) return sums
  const placeIn = placesIn(
    sums.value.map(({ labels }) => labels),
    serviceLabel,
  )
  const found = sums.value
    .map(({ labels, samples }) => ({
      service: labels.get(serviceLabel) ?? '',
      place: placeIn(labels),
      sum: samples.reduce((sum, { value }) => sum + value, 0),
    }))
    .filter(({ service }) => service !== '')
  // One row each, as it was asked to add up: of a store that does not, one service would be looked at thirty times.
  const seen = new Set<string>()
  const isNew = ({ service, place }: (typeof found)[number]): boolean =>
    seen.size < seen.add(placeKey(service, place)).size
  const services = found
    .toSorted((a, b) => b.sum - a.sum)
    .filter(isNew)
    .slice(0, largest)
  if (services.length === 0) return ok([])
  const selector = labelSelector([[`${serviceLabel}~`, [...new Set(services.map(({ service }) => service))].join('|')]])
  const names = [serviceLabel, ...namespaceLabels, ...instanceLabels]
  const answers = await Promise.all(
    wanted.map(async (one) => ({
      one,
      answer: await rawSeries({ api, selector, window, names, serviceLabel }, one.use, signal),
    })),
  )
  // Totals and levels come with every label they have, intervals with those that were asked for: one process would be two.
  const named = (series: ParcaSeries): ParcaSeries => ({
    ...series,
    labels: new Map([...series.labels].filter(([name]) => names.includes(name))),
  })
  return ok(
    services.map(({ service, place }): ServiceFleet => {
      const isOwn = ({ labels }: ParcaSeries): boolean =>
        labels.get(serviceLabel) === service && placeKey('', placeIn(labels)) === placeKey('', place)
      const measures = answers.flatMap(({ one, answer }): MeasuredSeries[] => {
        const own = answer.ok ? answer.value.filter(isOwn) : []
        return own.length === 0 ? [] : [measuredSeries(own.map(named), one, serviceLabel)]
      })
      return {
        service,
        ...(Object.keys(place).length === 0 ? {} : { place }),
        fleet: {
          window,
          ...(runtime === undefined ? {} : { runtime }),
          instanceLabels,
          measures,
          failed: answers.flatMap(({ one, answer }) =>
            answer.ok ? [] : [{ measure: one.measure, error: answer.error }],
          ),
        },
      }
    }),
  )
}
