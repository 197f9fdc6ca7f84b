/** The services of a store out of its one list of series: what each has, and where, of a name that is in several namespaces. */
import type { ViewKind } from '../../core/base/vocabulary.ts'
import { placesIn, typeLabel } from '../fleet/labels.ts'
import { viewsOfTypes } from '../profileTypes.ts'
import type { ServiceEntry } from '../source.ts'
import type { ServiceRows } from './asked.ts'

interface Placed {
  readonly place: Readonly<Record<string, string>>
  readonly ids: Set<string>
}

export function servicesIn(rows: ServiceRows, serviceLabel: string): readonly ServiceEntry[] {
  const types = new Map<string, Map<string, Placed>>()
  const placeIn = placesIn(rows, serviceLabel)
  for (const row of rows) {
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
  return namedWithViews(types)
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
