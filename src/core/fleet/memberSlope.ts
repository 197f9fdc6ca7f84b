/** What the heap of one process grew by, out of one number at a time. */
import type { Runtime } from '../base/vocabulary.ts'
import { type Growth, growthOf } from '../signals/growth.ts'
import { slopeSignal } from '../signals/growthSignal.ts'
import type { Signal } from '../signals/signal.ts'
import { absent } from '../signals/signalInput.ts'
import type { Run } from './coverage.ts'
import type { MemberMeasure } from './member.ts'
import type { FleetPoint } from './series.ts'

/** Go and V8 record about one allocation per so many bytes. */
const heapPeriodBytes = 524_288
/**
 * Packing a profile takes a buffer of 1.2 MB, which a pool keeps and drops as it likes: in a series without stacks it cannot be told from
 * the program's own. A healthy process of 3 MB "grew by 108 MB/h" by it.
 */
const profilersOwnBytes = 1.2e6

/**
 * Through the longest stretch of one process, never over a restart. The objects that stay are the same sampled ones at both ends; what
 * the heap grew by is sampled anew, which is the least error there can be, and the scatter of the points comes on top.
 */
export function slopeOf(live: MemberMeasure | undefined, runtime: Runtime | undefined): Signal | undefined {
  if (live === undefined) return undefined
  const longest = live.runs.reduce<Run | undefined>(
    (best, run) => (best === undefined || run.points.length > best.points.length ? run : best),
    undefined,
  )
  const points = (longest?.points ?? []).map(({ atMs, value }: FleetPoint) => ({ timeMs: atMs, bytes: value }))
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || points.length < 2)
    return absent('live_heap_slope_mb_h', { id: 'one-snapshot' })
  const sampled = runtime === 'go' || runtime === 'v8' || runtime === undefined
  const error = sampled
    ? Math.max(profilersOwnBytes, Math.sqrt(heapPeriodBytes * Math.abs(last.bytes - first.bytes)))
    : 0
  const growth = growthOf({ points, samplingErrorBytes: error, take: runtime === 'go' ? 'median' : 'minimum' })
  if (growth === undefined) return absent('live_heap_slope_mb_h', { id: 'snapshots-at-one-time' })
  const isBrief = sampled && growth.spanHours < shortestSlopeHours
  return slopeSignal(isBrief ? unsettled(growth) : growth, {
    id: 'line',
    points: growth.points,
    of: 'snapshots',
    spanSeconds: growth.spanHours * 3600,
  })
}

/**
 * Go collects once in two minutes at the latest and its profile is of the last collection; and whoever asks for profiles makes it keep
 * buffers for them, some megabytes within the first rounds. Four healthy processes of 3 MB grew by "600 MB/h" in the 40 s after the first.
 */
const shortestSlopeHours = 180 / 3600

export const isUnsettled = ({ needsHours, spanHours }: Growth): boolean =>
  needsHours === shortestSlopeHours && spanHours < shortestSlopeHours

const unsettled = (growth: Growth): Growth => ({
  ...growth,
  state: 'not-established',
  gated: 0,
  low: Math.min(0, growth.low),
  high: Math.max(0, growth.high),
  needsHours: shortestSlopeHours,
})
