/** Labels that say which process a series is of. Others say what a request was about: they come with the profile, and one process has many. */
import { namespaceLabels, placeOf } from '../../core/fleet/place.ts'
import { instanceLabels } from '../selector.ts'

/** Of the agent itself, or the same for all by nature. */
export const tellsNothing =
  /^(__.*|pyroscope_spy|otel[._]scope[._].*|telemetry[._].*|service_repository|service_root_path|profile_id|span_id|span_name|trace_id)$/

/** A process that was deployed anew under its name has two versions in one window. */
const mostPerProcess = 2

export interface ProcessLabels {
  /** What to group by. */
  readonly names: readonly string[]
  /** Of these, the ones that tell processes apart, the most telling first. */
  readonly instances: readonly string[]
  /** How many different processes there are. */
  readonly processes: number
}

/** @param rows every combination of label values that the service has */
export function processLabels(rows: readonly ReadonlyMap<string, string>[], serviceLabel: string): ProcessLabels {
  const all = [...new Set(rows.flatMap((row) => [...row.keys()]))]
    .filter((name) => name !== serviceLabel && !tellsNothing.test(name))
    .sort()
  const instances = instanceLabels.filter((name) => all.includes(name))
  const identity = (row: ReadonlyMap<string, string>): string =>
    JSON.stringify(instances.map((name) => row.get(name) ?? ''))
  const names = all.filter((name) => {
    if (instances.includes(name)) return true
    if (isOfType(rows, name, identity)) return false
    const perProcess = new Map<string, Set<string>>()
    for (const row of rows) {
      const value = row.get(name)
      if (value === undefined) continue
      const key = identity(row)
      perProcess.set(key, (perProcess.get(key) ?? new Set()).add(value))
    }
    const most = [...perProcess.values()].reduce((all, { size }) => Math.max(all, size), 0)
    // Without a label of processes whatever there is has to tell them apart, unless it has a value for every request.
    return most <= (instances.length === 0 ? mostWithoutProcesses : mostPerProcess)
  })
  return { names, instances, processes: new Set(rows.map(identity)).size }
}

const mostWithoutProcesses = 200

export const typeLabel = '__profile_type__'

/**
 * Whether a label says which kind of profile it is, or what made it: Go's SDK has one name for what records CPU and another for what records
 * the heap, and by that each pod would be two. Of a deploy every kind has both versions.
 */
function isOfType(rows: readonly Row[], name: string, identity: (row: Row) => string): boolean {
  const found = new Map<string, Map<string, Set<string>>>()
  for (const row of rows) {
    const type = row.get(typeLabel)
    if (type === undefined) continue
    const key = identity(row)
    const types = found.get(key) ?? new Map<string, Set<string>>()
    found.set(key, types.set(type, (types.get(type) ?? new Set()).add(row.get(name) ?? '')))
  }
  const apart = [...found.values()].filter((types) => {
    const sets = [...types.values()]
    return sets.some((one) => sets.some((other) => [...one].every((value) => !other.has(value))))
  })
  return apart.length > found.size / 2
}

type Row = ReadonlyMap<string, string>

/** Where a series is from, of a name that is in several namespaces; nothing of a name that is in one, or in none that is said. */
export function placesIn(rows: readonly Row[], serviceLabel: string): (row: Row) => Readonly<Record<string, string>> {
  const first = new Map<string, string>()
  const several = new Set<string>()
  for (const row of rows) {
    const label = namespaceLabels.find((name) => (row.get(name) ?? '') !== '')
    if (label === undefined) continue
    const service = row.get(serviceLabel) ?? ''
    const place = `${label} ${row.get(label) ?? ''}`
    const known = first.get(service)
    if (known === undefined) first.set(service, place)
    else if (known !== place) several.add(service)
  }
  return (row) => (several.has(row.get(serviceLabel) ?? '') ? placeOf(Object.fromEntries(row)) : nowhere)
}

const nowhere = {}
