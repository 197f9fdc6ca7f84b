/** Which of the names that Parca knows are in several namespaces: one name in two of them is two services. */
import type { TimeWindow } from '../../core/base/units.ts'
import { namespaceLabels, placeKey } from '../../core/fleet/place.ts'
import { placesIn } from '../fleet/labels.ts'
import { chooseTypes, type UseRow } from '../profileTypes.ts'
import type { ParcaApi } from './api.ts'

interface PlacesQuestion {
  readonly api: ParcaApi
  readonly serviceLabel: string
  readonly window: TimeWindow
  readonly ids: readonly string[]
  readonly rows: readonly UseRow[]
}

/** Namespaces of the names that are in several. A name is listed without them as well: not to know them is no reason to miss it. */
export async function placesOf(
  { api, serviceLabel, window, ids, rows }: PlacesQuestion,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, readonly Readonly<Record<string, string>>[]>> {
  const found = new Map<string, Map<string, Readonly<Record<string, string>>>>()
  const cpu = chooseTypes(ids, rows).find(({ kind, type }) => kind === 'cpu' && type.isDelta)
  if (cpu === undefined) return new Map()
  const stepSeconds = Math.max(1, Math.ceil((window.untilMs - window.fromMs) / 1000))
  const sums = await api.queryRange(
    { query: `${cpu.type.id}{}`, window, stepSeconds, sumBy: [serviceLabel, ...namespaceLabels] },
    signal,
  )
  const labels = sums.ok ? sums.value.map((one) => one.labels) : []
  const placeIn = placesIn(labels, serviceLabel)
  for (const one of labels) {
    const place = placeIn(one)
    const service = one.get(serviceLabel) ?? ''
    const own = found.get(service) ?? new Map<string, Readonly<Record<string, string>>>()
    if (Object.keys(place).length > 0) found.set(service, own.set(placeKey('', place), place))
  }
  return new Map(
    [...found].map(([service, own]) => [
      service,
      [...own].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => place),
    ]),
  )
}
