/** What a log of collections or a table says of memory where neither CPU nor locks were looked at: it is all there is, and it is much. */
import { capitalised } from '../base/lists.ts'
import { formatRange } from '../base/numbers.ts'
import { stated, strong } from '../diagnosis/words.ts'
import type { Signals } from '../signals/signal.ts'
import type { Part } from './clauses.ts'

/** "380 to 452 MB/s are allocated", "the heap grows by at most 178 MB/h" */
export function memoryClauses(signals: Signals): readonly (readonly Part[])[] {
  const rate = isNothing(signals) ? undefined : stated(signals, 'alloc_rate_mb_s')
  const growth = growthClause(signals)
  return [
    ...(rate === undefined ? [] : [[strong(rate), ' are allocated']]),
    ...collectorClause(signals),
    ...(growth === undefined ? [] : [growth]),
  ]
}

/** "at least below 0.01 MB/s" */
const isNothing = ({ alloc_rate_mb_s: rate }: Signals): boolean =>
  rate.state === 'absent' && rate.range?.high === undefined && (rate.range?.low ?? 0) < leastRateMbS
const leastRateMbS = 0.01

/** By its own log, where that is some of it; a profile of the CPU has more to say. */
function collectorClause(signals: Signals): readonly (readonly Part[])[] {
  const share = signals.cpu_alloc_pct
  const least = share.state === 'absent' ? (share.range?.low ?? 0) : 0
  const text = stated(signals, 'cpu_alloc_pct')
  return text === undefined || least < leastCollector
    ? []
    : [['allocator and collector take ', strong(text), ' of the CPU']]
}
const leastCollector = 5

/** Of a line through collections, whose limits are known and which is no measurement of what is held. */
function growthClause(signals: Signals): readonly Part[] | undefined {
  const slope = signals.live_heap_slope_mb_h
  if (slope.state === 'present' || slope.range === undefined) return undefined
  const { high = Infinity } = slope.range
  if (high < 0) return ['the heap shrinks']
  const grows = stated(signals, 'live_heap_slope_mb_h')
  return grows === undefined ? undefined : ['the heap grows by ', strong(grows)]
}

/** "At most 419 MB are in use, garbage included.": where that is all. */
export function levelClause({ live_heap_mb: level }: Signals): readonly Part[] {
  if (level.state === 'present' || level.range?.high === undefined) return []
  const { low = 0, high } = level.range
  return low > 0
    ? [strong(capitalised(formatRange('live_heap_mb', { low, high }))), ' are held. ']
    : [strong(capitalised(formatRange('live_heap_mb', { high }))), ' are in use, garbage included. ']
}
