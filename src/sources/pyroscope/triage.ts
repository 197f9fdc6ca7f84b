/**
 * The services worth a look, out of thousands: first the largest by each measure, added up over their processes, then the processes of
 * those. Two rounds of a handful of requests however many services there are.
 */
import { ok, type Result } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { namespaceLabels, placeKey } from '../../core/fleet/place.ts'
import type { FleetData, MeasuredSeries } from '../../core/fleet/series.ts'
import { placesIn } from '../fleet/labels.ts'
import { measuredUses } from '../fleet/measures.ts'
import { chooseTypes, runtimeOfTypes } from '../profileTypes.ts'
import { instanceLabels, labelSelector } from '../selector.ts'
import type { ServiceFleet, SourceError } from '../source.ts'
import type { PyroscopeApi } from './api.ts'
import { fleetSeries, stepFor } from './fleet.ts'

export interface TriageQuestion {
  readonly api: PyroscopeApi
  /** Every service of a window: a row for each of its types and places. */
  readonly list: (window: TimeWindow, signal?: AbortSignal) => ReturnType<PyroscopeApi['series']>
  readonly serviceLabel: string
  readonly window: TimeWindow
}

/** Of each measure; a service that is large by none of them is not what wakes anybody. */
const largestOfEach = 20
const typeLabel = '__profile_type__'

export async function triageOf(
  { api, list, serviceLabel, window }: TriageQuestion,
  signal: AbortSignal | undefined,
): Promise<Result<readonly ServiceFleet[], SourceError>> {
  const rows = await list(window, signal)
  if (!rows.ok) return rows
  const found = new Map<string, Found>()
  const placeIn = placesIn(rows.value, serviceLabel)
  const keyOf = (labels: ReadonlyMap<string, string>): string =>
    placeKey(labels.get(serviceLabel) ?? '', placeIn(labels))
  for (const row of rows.value) {
    const service = row.get(serviceLabel)
    const id = row.get(typeLabel)
    if (service === undefined || service === '' || id === undefined) continue
    const place = placeIn(row)
    const key = placeKey(service, place)
    const known = found.get(key) ?? { service, place, ids: [] }
    known.ids.push(id)
    found.set(key, known)
  }
  const every = [...new Set([...found.values()].flatMap(({ ids }) => ids))]
  const asked = measuredUses(chooseTypes(every), runtimeOfTypes(every)).filter(({ measure }) => measure !== 'threads')
  const stepSeconds = Math.max(15, Math.round((window.untilMs - window.fromMs) / 1000 / 4))
  const largest = await Promise.all(
    asked.map(async ({ use }) => {
      const request = {
        profileTypeId: use.type.id,
        labelSelector: '{}',
        window,
        stepSeconds,
        groupBy: [serviceLabel, ...namespaceLabels],
        limit: largestOfEach,
      }
      const answer = await api.selectSeries(request, signal)
      if (!answer.ok) return answer
      // An older server does not know the limit and gives them all.
      const sums = answer.value.series.map(({ labels, points }) => ({
        key: keyOf(labels),
        sum: points.reduce((sum, { value }) => sum + value, 0),
      }))
      return ok(sums.toSorted((a, b) => b.sum - a.sum).slice(0, largestOfEach))
    }),
  )
  const failed = largest.find((one) => !one.ok)
  if (failed !== undefined && !failed.ok && largest.every((one) => !one.ok)) return failed
  const keys = [...new Set(largest.flatMap((one) => (one.ok ? one.value.map(({ key }) => key) : [])))]
  const services = keys.flatMap((key) => found.get(key) ?? [])
  if (services.length === 0) return ok([])
  const names = [...new Set(services.map(({ service }) => service))]
  const selector = labelSelector([[`${serviceLabel}~`, names.join('|')]])
  const ids = [...new Set(services.flatMap((one) => one.ids))]
  const wanted = measuredUses(chooseTypes(ids), runtimeOfTypes(ids))
  const step = stepFor(window, services.length * 4)
  const answers = await Promise.all(
    wanted.map(async ({ use, measure }) => {
      const groupBy = [serviceLabel, ...namespaceLabels, ...instanceLabels]
      const request = {
        profileTypeId: use.type.id,
        labelSelector: selector,
        window,
        stepSeconds: step.stepSeconds,
        groupBy,
      }
      return { measure, answer: await api.selectSeries(request, signal) }
    }),
  )
  return ok(
    services.map(({ service, place, ids: own }): ServiceFleet => {
      const key = placeKey(service, place)
      const runtime = runtimeOfTypes(own)
      const mine = new Set(measuredUses(chooseTypes(own), runtime).map(({ use }) => use.kind))
      const measures = answers.flatMap(({ measure, answer }, i): MeasuredSeries[] => {
        const kind = wanted[i]?.use.kind
        if (!answer.ok || kind === undefined || !mine.has(kind)) return []
        const series = answer.value.series.filter(({ labels }) => keyOf(labels) === key)
        const stepMs = step.summed ? { stepMs: step.stepSeconds * 1000 } : {}
        const named = measure === 'held' && runtime !== 'go' && runtime !== undefined ? 'waited' : measure
        return series.length === 0
          ? []
          : [{ measure: named, series: withoutService(fleetSeries({ series }, window), serviceLabel), ...stepMs }]
      })
      const fleet: FleetData = {
        window,
        ...(runtime === undefined ? {} : { runtime }),
        instanceLabels,
        measures,
        failed: answers.flatMap(({ measure, answer }) => (answer.ok ? [] : [{ measure, error: answer.error }])),
      }
      return { service, ...(Object.keys(place).length === 0 ? {} : { place }), fleet }
    }),
  )
}

interface Found {
  readonly service: string
  readonly place: Readonly<Record<string, string>>
  readonly ids: string[]
}

function withoutService(series: MeasuredSeries['series'], serviceLabel: string): MeasuredSeries['series'] {
  return series.map(({ labels, ...one }) => {
    const { [serviceLabel]: _service, ...others } = labels
    return { ...one, labels: others }
  })
}
