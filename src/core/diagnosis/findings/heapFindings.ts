import type { Runtime } from '../../base/vocabulary.ts'
import {
  formatBytes,
  formatNumber,
  formatSeconds,
  formatShare,
  formatShort,
  formatSignal,
  formatSpan,
} from '../../base/numbers.ts'
import { bytesPerMb } from '../../base/units.ts'
import { present, viewOf, type EvidenceInput } from '../evidenceInput.ts'
import type { FindingRow } from './finding.ts'

/** Go lets the heap grow by GOGC percent between collections and keeps about a tenth more from the system. */
const defaultGoGc = 100
const retained = 1.1
const gapFactor = 1.5
const smallestGapBytes = 50 * bytesPerMb
/** What the runtime itself takes before the program allocates anything: code, metadata, its own threads. */
const runtimeBytes: Readonly<Record<Runtime, number>> = {
  go: 20e6,
  cpython: 30e6,
  jvm: 200e6,
  v8: 60e6,
  dotnet: 80e6,
  native: 10e6,
}

/** What the process may hold beyond the live heap before it needs another explanation. */
export function expectedRss(input: EvidenceInput): number | undefined {
  const live = present(input, 'live_heap_mb')
  if (live === undefined) return undefined
  const { runtime } = input.profiles
  const growth = runtime === 'go' ? 1 + defaultGoGc / 100 : 1
  return live.high * bytesPerMb * growth * retained + (runtime === undefined ? 0 : runtimeBytes[runtime])
}

/** From here on a JVM collects most of the time, and from there on in vain: the parallel collector gave up with 85 % live. */
const fullShare = { nearly: 0.8, quite: 0.9 }

/** A part of the time from which on the pauses are the trouble. */
const leastPaused = 0.1

export const heapFindings: readonly FindingRow[] = [
  {
    id: 'heap-full',
    inputs: ['live_heap_mb'],
    threshold: '80 % of what the heap may grow to was live after the last collection that cleaned everything',
    reference: 'GC overhead limit: HotSpot throws OutOfMemoryError when collecting frees less than 2 % of the heap',
    confirm: 'Take a class histogram: what leads it is what fills the heap.',
    view: 'heap_live',
    find: ({ profiles: { liveHeapPoints, heapLimitBytes } }) => {
      const last = liveHeapPoints.findLast(({ collection }) => collection !== 'young' && collection !== 'unknown')
      if (last === undefined || heapLimitBytes === undefined) return undefined
      const share = (last.bytes - (last.wanderBytes ?? 0)) / heapLimitBytes
      if (share < fullShare.nearly) return undefined
      const are = `${formatBytes(last.bytes)} of at most ${formatBytes(heapLimitBytes)} are live after a ${last.collection === 'full' ? 'full ' : ''}collection`
      return {
        text:
          share < fullShare.quite
            ? `The heap is nearly full: ${are}. What it collects is soon there again.`
            : `The heap is full: ${are}. It collects in vain until memory runs out.`,
        evidence: ['what may be live at most is -Xmx, as the JVM says it'],
      }
    },
  },
  {
    id: 'collector-stops',
    inputs: [],
    threshold: 'the collector stopped the program for a tenth of the time or more, by its own log or counters',
    reference:
      'throughput as collectors log it: at 10 % of the time in pauses a JVM needs a larger heap or less garbage',
    confirm: 'Read the times of the pauses in the log: many short ones are garbage, long ones a heap that is full.',
    find: ({ profiles: { paused } }) => {
      if (paused === undefined || paused.pausedMs < leastPaused * paused.ofMs) return undefined
      const share = formatShare(paused.pausedMs / paused.ofMs)
      return {
        text: `The collector stopped the program for ${share} of the time, ${formatSeconds(paused.pausedMs / 1000)} of ${formatSeconds(paused.ofMs / 1000)}.`,
        evidence: ['time of the clock in pauses, whatever CPU they took'],
      }
    },
  },
  {
    id: 'leak-to-gc',
    inputs: ['cpu_alloc_pct', 'live_heap_slope_mb_h'],
    threshold: 'allocator CPU > 25 % and heap growth > 50 MB/h (lower limit)',
    reference: 'statistics.md B.4 and E; golang/go#58106',
    confirm: 'Plot the heap after collection against the memory limit: time left = (limit − live) / growth.',
    view: 'heap_live',
    find: (input) => {
      const alloc = present(input, 'cpu_alloc_pct')
      const slope = present(input, 'live_heap_slope_mb_h')
      if (alloc === undefined || slope === undefined || alloc.value <= 25 || slope.value === 0 || slope.low <= 50)
        return undefined
      return {
        text: `Leak first, then GC: the heap grows ${formatSignal('live_heap_slope_mb_h', slope.value)} and the collector works ever harder on what is never freed. Fixing the collector will not help.`,
        evidence: [`allocator CPU ${formatSignal('cpu_alloc_pct', alloc.value)}`, input.said.account(slope)],
      }
    },
  },
  {
    id: 'large-objects',
    inputs: ['heap_alloc', 'alloc_rate_mb_s'],
    threshold: 'objects above 32 KiB ≥ 50 % of the allocated bytes, rate > 50 MB/s',
    reference: 'JDK Mission Control’s rule on allocations outside the TLAB; Go’s size classes end at 32 KiB',
    confirm: 'Look at the allocation pane’s widest sites: one buffer per request is the usual case.',
    view: 'heap_alloc',
    find: (input) => {
      const view = viewOf(input, 'heap_alloc')
      const rate = present(input, 'alloc_rate_mb_s')
      if (view?.largeShare === undefined || rate === undefined || rate.value <= 50 || view.largeShare < 0.5)
        return undefined
      return {
        text: `${formatShare(view.largeShare)} of the allocated bytes come in objects above 32 KiB: few sites, big buffers, the cheapest ones to pool.`,
        evidence: [`${formatSignal('alloc_rate_mb_s', rate.value)} allocated`],
      }
    },
  },
  {
    id: 'alloc-storm',
    inputs: ['alloc_rate_mb_s', 'cpu_alloc_pct', 'live_heap_mb'],
    threshold:
      'rate > 100 MB/s (lower limit), allocator CPU < 25 %, a tenth of the live heap or more allocated per second',
    reference: 'statistics.md E',
    confirm: 'Lower the memory limit in a test: this is the first thing that hurts.',
    view: 'heap_alloc',
    find: (input) => {
      const rate = present(input, 'alloc_rate_mb_s')
      const alloc = present(input, 'cpu_alloc_pct')
      const live = present(input, 'live_heap_mb')
      if (
        rate === undefined ||
        alloc === undefined ||
        live === undefined ||
        rate.low <= 100 ||
        alloc.value >= 25 ||
        rate.value < 0.1 * live.value
      )
        return undefined
      return {
        text: `Much is allocated (${formatSignal('alloc_rate_mb_s', rate.value)}) and little of it costs CPU yet; it will when memory gets tight.`,
        evidence: [
          `the whole live heap of ${formatSignal('live_heap_mb', live.value)} is allocated anew every ${formatSpan(live.value / rate.value)}`,
        ],
      }
    },
  },
  {
    id: 'rss-gap',
    inputs: ['live_heap_mb', 'process'],
    threshold: 'resident memory > 1.5 × what the live heap explains, and 50 MB more',
    reference: 'statistics.md E; Go’s scavenger keeps about 10 %',
    confirm:
      'Runtime internals (runtime/metrics, NMT) → mmap (pmap) → native allocator (jemalloc or glibc arenas), in this order.',
    view: 'heap_live',
    find: (input) => {
      const { rssBytes } = input.profiles
      const expected = expectedRss(input)
      const live = present(input, 'live_heap_mb')
      if (rssBytes === undefined || expected === undefined || live === undefined) return undefined
      if (rssBytes <= gapFactor * expected || rssBytes - expected <= smallestGapBytes) return undefined
      return {
        text: `The process holds ${formatBytes(rssBytes)}, the live heap explains about ${formatBytes(expected)}: the rest is in no heap profile.`,
        evidence: [
          `live heap ${formatSignal('live_heap_mb', live.value)}`,
          `${formatShort(rssBytes / expected)} times what is expected`,
        ],
      }
    },
  },
  {
    id: 'heap-step',
    inputs: ['live_heap_slope_mb_h'],
    threshold: 'one jump carries 60 % or more of the rise, flat before and after',
    reference: 'statistics.md B.2: a step fools every line',
    confirm: 'Look for a deploy, a cache warm-up or a batch at that time.',
    view: 'heap_live',
    find: (input) => {
      const slope = present(input, 'live_heap_slope_mb_h')
      if (slope?.how.id !== 'growth' || slope.how.growth.state !== 'step') return undefined
      return {
        text: `The live heap made a step at ${input.said.clock(slope.how.growth.stepAtMs ?? 0)}, not a slope: it is not read as growth.`,
        evidence: [input.said.account(slope)],
      }
    },
  },
  {
    id: 'every-allocation-recorded',
    inputs: ['heap_live', 'heap_alloc'],
    threshold: 'heap sampling period below 64 KiB',
    reference: 'measured: every allocation recorded costs 30 % and more',
    confirm: 'Read MemProfileRate of the service; the default is 512 KiB.',
    find: (input) => {
      const period = viewOf(input, 'heap_alloc')?.heapPeriod ?? viewOf(input, 'heap_live')?.heapPeriod
      if (period === undefined || period >= 64 * 1024) return undefined
      return {
        text: `The heap profiler records ${period <= 1 ? 'every allocation' : `one allocation per ${formatNumber(period)} bytes`}: that costs 30 % and more where much is allocated, so CPU and allocator share are contaminated.`,
        evidence: [`period ${formatNumber(period)} bytes, the default is 524,288`],
      }
    },
  },
]
