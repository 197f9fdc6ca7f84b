/** What lies outside the heap and outside the CPU profile: memory of the process, and CPU that the container was not given. */
import { formatBytes, formatNs, formatShare, formatShort } from '../../base/numbers.ts'
import { growthOf, type HeapPoint } from '../../signals/growth.ts'
import { present, viewOf, type EvidenceInput } from '../evidenceInput.ts'
import type { FindingRow } from './finding.ts'

/** The rule of a slow leak, for the whole process, MB/h. */
const leakMbPerHour = 50
/** A process moves by a few pages and by a few threads' stacks. */
const smallestRiseBytes = 20e6
/** A category that carries less of the rise does not explain it. */
const explains = 0.3
const throttledShare = 0.05
/** A category and one that is part of it and says more. */
const partOf: Readonly<Record<string, string>> = { Other: 'Direct buffers', Metaspace: 'Class metadata' }

const next: Readonly<Record<string, string>> = {
  'Direct buffers':
    'Look for ByteBuffer.allocateDirect and pooled buffers that are not released; -XX:MaxDirectMemorySize bounds them.',
  'Class metadata':
    'Look for class loaders that are not let go (redeploys, generated proxies): jcmd PID VM.classloader_stats.',
  'Thread Stack': 'Count threads: one that is started per request and never ends keeps its stack.',
  Thread: 'Count threads: one that is started per request and never ends keeps its stack.',
  Class: 'Look for class loaders that are not let go (redeploys, generated proxies): jcmd PID VM.classloader_stats.',
  Code: 'Look at the code cache: jcmd PID Compiler.codecache.',
  Other:
    'Direct buffers are in it: look for ByteBuffer.allocateDirect and pooled buffers that are not released; -XX:MaxDirectMemorySize bounds them.',
  Internal: 'Up to JDK 10 direct buffers are in it: look for ByteBuffer.allocateDirect that is not released.',
}

const flows = ['cpu', 'heap_alloc', 'lock'] as const

const anyCategory = 'Native memory by category: jcmd PID VM.native_memory summary.diff.'
const onlyTwo = 'two looks do not say whether it goes on: what a program loads while it starts grows as well'

interface Rise {
  readonly category: string
  readonly points: readonly HeapPoint[]
  readonly bytes: number
  readonly mbPerHour: number
}

function riseOf(points: readonly HeapPoint[]): { readonly bytes: number; readonly mbPerHour: number } {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || last.timeMs <= first.timeMs) return { bytes: 0, mbPerHour: 0 }
  const bytes = last.bytes - first.bytes
  return { bytes, mbPerHour: (bytes / 1e6) * (3600_000 / (last.timeMs - first.timeMs)) }
}

/** The category that rose most, under its most telling name. */
function largestRise({ profiles }: EvidenceInput): Rise | undefined {
  const rises = (profiles.nativeMemory?.series ?? []).map(({ category, points }): Rise => ({
    category,
    points,
    ...riseOf(points),
  }))
  const [most] = rises.toSorted((a, b) => b.bytes - a.bytes)
  if (most === undefined || most.bytes <= 0) return undefined
  const part = rises.find(({ category }) => category === partOf[most.category])
  // Read less often, it may have seen a part of the rise only.
  return part !== undefined && part.bytes >= 0.5 * most.bytes ? { ...most, category: part.category } : most
}

/** More than two looks say whether it goes on: what a program loads while it starts has ended. */
function mayGoOn(points: readonly HeapPoint[], input: EvidenceInput): boolean {
  if (points.length < 3) return true
  // Counted at collections, it may be known of the first seconds only.
  const windowMs = 1000 * Math.max(0, ...flows.map((kind) => viewOf(input, kind)?.coveredSeconds ?? 0))
  return growthOf({ points, samplingErrorBytes: 0, take: 'median', windowMs })?.state === 'established'
}

/** The heap is measured and does not explain how the process grows. */
function heapIsFlat(input: EvidenceInput, processMbPerHour: number): boolean {
  const slope = present(input, 'live_heap_slope_mb_h')
  if (slope !== undefined) return slope.high < processMbPerHour / 2
  // Not measured, and yet known to be at most so much: young collections bound it from above.
  const high = input.signals.live_heap_slope_mb_h.range?.high
  return high !== undefined && high < processMbPerHour / 2
}

/** JFR has these of every JVM; the others only of one that tracks native memory. */
const alwaysCounted: ReadonlySet<string> = new Set(['Direct buffers', 'Class metadata'])

/** How a process grows whose live heap does not. */
function grownBesideHeap(input: EvidenceInput): { readonly bytes: number; readonly mbPerHour: number } | undefined {
  const rss = input.profiles.nativeMemory?.rss ?? []
  const growth = growthOf({ points: rss, samplingErrorBytes: 0, take: 'median' })
  if (growth?.state !== 'established' || growth.low <= leakMbPerHour) return undefined
  const { bytes } = riseOf(rss)
  return bytes < smallestRiseBytes || !heapIsFlat(input, growth.raw) ? undefined : { bytes, mbPerHour: growth.raw }
}

export const nativeFindings: readonly FindingRow[] = [
  {
    id: 'native-growth',
    inputs: ['process', 'live_heap_slope_mb_h'],
    threshold: 'the process grows by more than 50 MB/h (lower limit) and 20 MB while the live heap does not',
    reference: 'JDK Native Memory Tracking; SIGNALS: alloc is not live, live is not RSS',
    confirm: 'jcmd PID VM.native_memory summary.diff over ten minutes; without NMT: pmap -x PID twice.',
    view: 'heap_live',
    find: (input) => {
      const grown = grownBesideHeap(input)
      const most = largestRise(input)
      if (grown === undefined || most === undefined || most.bytes < explains * grown.bytes) return undefined
      return {
        text: `The process grows by ${formatShort(grown.mbPerHour)} MB/h and its heap does not explain it: ${most.category} grew by ${formatBytes(most.bytes)}, ${formatShort(most.mbPerHour)} MB/h. ${next[most.category] ?? anyCategory}`,
        evidence: [`resident size +${formatBytes(grown.bytes)}`, 'the live heap does not grow as fast'],
      }
    },
  },
  {
    id: 'process-growth',
    inputs: ['process', 'live_heap_slope_mb_h'],
    threshold: 'as native-growth, where no category of memory outside the heap explains it',
    reference: 'resident size counts pages of the heap from when they are first touched, whatever is live in them',
    confirm:
      'Take jcmd PID GC.heap_info and VM.native_memory summary twice, ten minutes apart; without NMT: pmap -x PID.',
    view: 'heap_live',
    find: (input) => {
      const grown = grownBesideHeap(input)
      const most = largestRise(input)
      if (grown === undefined || (most !== undefined && most.bytes >= explains * grown.bytes)) return undefined
      const isCounted = (input.profiles.nativeMemory?.series ?? []).some(({ category }) => !alwaysCounted.has(category))
      return {
        text: `The process grows by ${formatShort(grown.mbPerHour)} MB/h and its live heap does not: ${
          isCounted
            ? 'nor does what the JVM counts outside the heap. Pages of the heap that are touched for the first time, or memory that native libraries take.'
            : 'memory outside the heap, or pages of the heap that are touched for the first time; the file does not say whose. Start the JVM with -XX:NativeMemoryTracking=summary, or record native allocations.'
        }`,
        evidence: [`resident size +${formatBytes(grown.bytes)}`],
      }
    },
  },
  {
    id: 'native-categories',
    inputs: ['process'],
    threshold:
      'a category of the JVM’s own account outside the heap grew by 20 MB or more, and nobody measured the process',
    reference: 'JDK Native Memory Tracking: VM.native_memory summary, twice, or summary.diff',
    confirm: 'Take another VM.native_memory summary ten minutes later: what goes on growing is the leak.',
    view: 'heap_live',
    find: (input) => {
      const { nativeMemory } = input.profiles
      // Where the process was measured beside it, that says what the rise means.
      if (nativeMemory === undefined || nativeMemory.rss.length > 1) return undefined
      const most = largestRise(input)
      if (most !== undefined && most.bytes >= smallestRiseBytes && mayGoOn(most.points, input))
        return {
          text: `Outside the heap ${most.category} grew by ${formatBytes(most.bytes)}, ${formatShort(most.mbPerHour)} MB/h. ${next[most.category] ?? anyCategory}`,
          evidence: ['as the JVM counts what it asked the system for', ...(most.points.length < 3 ? [onlyTwo] : [])],
        }
      const [risen] = nativeMemory.rises ?? []
      if (risen === undefined || risen.bytes < smallestRiseBytes) return undefined
      return {
        text: `Outside the heap ${risen.category} grew by ${formatBytes(risen.bytes)} since the baseline of this diff; how long ago that was, the file does not say. ${next[risen.category] ?? anyCategory}`,
        evidence: ['as the JVM counts what it asked the system for', onlyTwo],
      }
    },
  },
  {
    id: 'native-allocations',
    inputs: ['process'],
    threshold: 'native allocations were recorded, 1 MB or more',
    reference: 'async-profiler ProfilingModes: allocations that are not given back, but for the last tenth',
    confirm: 'Record again for longer: what is a leak is still there and larger.',
    find: ({ profiles: { nativeMemory } }) => {
      const heap = nativeMemory?.heap
      const [most] = heap?.sites ?? []
      if (heap === undefined || most === undefined || heap.bytes < 1e6) return undefined
      const share = `${formatShare(most.bytes / heap.bytes)} of it at ${most.site}`
      const least = heap.bound === 'lower' ? 'at least ' : ''
      return {
        text:
          heap.counts === 'kept'
            ? `Native memory, which no Java heap holds: ${least}${formatBytes(heap.bytes)} were allocated and not given back, ${share}.`
            : `Native memory, which no Java heap holds: ${least}${formatBytes(heap.bytes)} were allocated, ${share}. What was given back was not recorded: this says nothing of a leak.`,
        evidence: [`${formatBytes(heap.allocatedBytes)} allocated in all`],
      }
    },
  },
  {
    id: 'cpu-throttled',
    inputs: ['process', 'cpu_user_pct'],
    threshold: 'stopped for the CPU limit in 5 % of the scheduling periods or more',
    reference: 'cgroup nr_throttled / nr_periods; jdk.ContainerCPUThrottling',
    confirm: 'Raise or remove the CPU limit for ten minutes and look at the latency.',
    find: ({ profiles: { throttling } }) => {
      if (throttling === undefined || throttling.throttledPeriods < throttledShare * throttling.periods)
        return undefined
      const share = throttling.throttledPeriods / throttling.periods
      return {
        text: `The container was stopped for its CPU limit in ${formatShare(share)} of the scheduling periods (${formatNs(throttling.throttledNs)} in all): threads that could run stood still, which looks like contention or like quiet.`,
        evidence: [`${throttling.throttledPeriods} of ${throttling.periods} periods`],
      }
    },
  },
]
