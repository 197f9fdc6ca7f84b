/** Which of a service's profile types its series are asked of, and what each counts there. */
import type { Runtime } from '../../core/base/vocabulary.ts'
import type { FleetMeasure, MeasuredSeries } from '../../core/fleet/series.ts'
import type { TypeUse } from '../profileTypes.ts'

export function measureOfUse({ kind, views, type }: TypeUse, runtime: Runtime | undefined): FleetMeasure | undefined {
  switch (kind) {
    case 'cpu':
      return 'cpu'
    case 'heap':
      return views.includes('heap_live') ? 'live' : 'allocated'
    // Go's mutex profile blames who held the lock, everywhere else it is who waited.
    case 'lock':
      return runtime === 'go' || runtime === undefined ? 'held' : 'waited'
    // A sample of the waits is no most of them.
    case 'block':
      return type.sampleType === 'off_cpu' ? undefined : 'parked'
    case 'goroutines':
      return 'threads'
    case 'wall':
    case 'threads':
    case 'counters':
      return undefined
    default:
      return kind satisfies never
  }
}

export interface MeasuredUse {
  readonly use: TypeUse
  readonly measure: FleetMeasure
}

/** Each measure once, with the type it is read from. */
export function measuredUses(uses: readonly TypeUse[], runtime: Runtime | undefined): readonly MeasuredUse[] {
  const seen = new Set<FleetMeasure>()
  return uses.flatMap((use) => {
    const measure = measureOfUse(use, runtime)
    if (measure === undefined || seen.has(measure)) return []
    seen.add(measure)
    return [{ use, measure }]
  })
}

/** Go's CPU profiles carry the time at which they began, all its others when they were taken; so do the stores' series. */
export const stampOf = ({ measure, use }: MeasuredUse, runtime: Runtime | undefined): Pick<MeasuredSeries, 'stamped'> =>
  measure === 'cpu' && runtime === 'go' && use.type.name === 'process_cpu' ? { stamped: 'start' } : {}
