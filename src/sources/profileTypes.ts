/**
 * The profile type ids of Pyroscope and Parca, `name:sampleType:sampleUnit:periodType:periodUnit[:delta]`, by what they answer.
 * Decided by sample type and unit, then name: the period's parts vary between SDKs and may be empty.
 */

interface ProfileType {
  readonly id: string
  readonly name: string
  readonly sampleType: string
  readonly sampleUnit: string
  readonly periodType: string
  /** Parca: values are of an interval; without it they count since process start. Pyroscope has only intervals. */
  readonly isDelta: boolean
}

/** What a type gives to the page. Gauges are levels: the store sums them, which has to be undone. */
import type { CaptureKind, Runtime, ViewKind } from '../core/base/vocabulary.ts'
export interface TypeUse {
  readonly type: ProfileType
  readonly kind: CaptureKind
  readonly views: readonly ViewKind[]
  readonly isGauge: boolean
}

function parseProfileType(id: string): ProfileType | undefined {
  const [name = '', sampleType = '', sampleUnit = '', periodType = '', , delta] = id.split(':')
  return sampleType === '' ? undefined : { id, name, sampleType, sampleUnit, periodType, isDelta: delta === 'delta' }
}

export interface UseRow {
  readonly sampleTypes: readonly string[]
  readonly unit: string
  readonly names?: RegExp
  readonly kind: CaptureKind
  readonly views: readonly ViewKind[]
  readonly isGauge?: boolean
}

/** In order of preference: of several types with the same kind and views, the first row wins. */
export const usualRows: readonly UseRow[] = [
  { sampleTypes: ['cpu'], unit: 'nanoseconds', kind: 'cpu', views: ['cpu'] },
  { sampleTypes: ['inuse_space', 'space'], unit: 'bytes', kind: 'heap', views: ['heap_live'], isGauge: true },
  { sampleTypes: ['alloc_space', 'alloc_size'], unit: 'bytes', kind: 'heap', views: ['heap_alloc'] },
  { sampleTypes: ['alloc_sample_bytes'], unit: 'bytes', kind: 'heap', views: ['heap_alloc'] },
  {
    sampleTypes: ['alloc_in_new_tlab_bytes', 'alloc_outside_tlab_bytes'],
    unit: 'bytes',
    kind: 'heap',
    views: ['heap_alloc'],
  },
  { sampleTypes: ['delay'], unit: 'nanoseconds', names: /^mutex$/, kind: 'lock', views: ['lock'] },
  { sampleTypes: ['lock_time'], unit: 'nanoseconds', kind: 'lock', views: ['lock'] },
  { sampleTypes: ['delay'], unit: 'nanoseconds', names: /^block$/, kind: 'block', views: ['lock'] },
  // Of eBPF profilers: all waiting off the CPU, a sample of it.
  { sampleTypes: ['off_cpu'], unit: 'nanoseconds', kind: 'block', views: ['lock'] },
  { sampleTypes: ['wall'], unit: 'nanoseconds', kind: 'wall', views: [] },
  { sampleTypes: ['wall'], unit: 'microseconds', kind: 'wall', views: [] },
  { sampleTypes: ['goroutine', 'goroutines'], unit: 'count', kind: 'goroutines', views: [], isGauge: true },
]

function purposeOf(type: ProfileType): TypeUse | undefined {
  const row = usualRows.find((candidate) => fits(candidate, type))
  return row && { type, kind: row.kind, views: row.views, isGauge: row.isGauge === true }
}

const fits = (row: UseRow, type: ProfileType): boolean =>
  row.unit === type.sampleUnit && row.sampleTypes.includes(type.sampleType) && (row.names?.test(type.name) ?? true)

/** One type per kind and view, so that nothing is counted twice; the types passed over are left out. */
export function chooseTypes(ids: readonly string[], rows: readonly UseRow[] = usualRows): readonly TypeUse[] {
  const types = ids.map(parseProfileType).filter((type) => type !== undefined)
  const chosen = new Map<string, TypeUse>()
  for (const row of rows) {
    for (const sampleType of row.sampleTypes) {
      const type = types.find((candidate) => candidate.sampleType === sampleType && fits(row, candidate))
      const key = `${row.kind} ${row.views.join()}`
      if (type !== undefined && !chosen.has(key))
        chosen.set(key, { type, kind: row.kind, views: row.views, isGauge: row.isGauge === true })
    }
  }
  return [...chosen.values()]
}

export function viewsOfTypes(ids: Iterable<string>): readonly ViewKind[] {
  const views = new Set<ViewKind>()
  for (const id of ids) {
    const type = parseProfileType(id)
    for (const view of (type && purposeOf(type)?.views) ?? []) views.add(view)
  }
  return [...views]
}

/** The set of ids gives the runtime away: only the JVM has TLABs, only Go counts goroutines. */
export function runtimeOfTypes(ids: readonly string[]): Runtime | undefined {
  const some = (pattern: RegExp): boolean => ids.some((id) => pattern.test(id))
  if (some(/^goroutines?:|:contentions:count$/)) return 'go'
  if (some(/tlab|:alloc_sample_|^(mutex|block):.*:(mutex|block):count$|^memory:live:/)) return 'jvm'
  if (some(/:lock_time:|:alloc_size:|^exception/)) return 'dotnet'
  if (some(/^wall:(cpu|samples|wall):.*:wall:/)) return 'v8'
  return undefined
}
