/** What a recording knows beside stacks, gathered over its chunks. Formulas and exceptions: formats.md §2.6 and §5.1. */
import type { FileFacts, LiveHeapPoint } from '../parsedFile.ts'
import type { TimeWindow } from '../../base/units.ts'

interface HeapSummary {
  readonly gcId: number
  readonly before: boolean
  readonly bytes: number
  readonly timeMs: number
}

interface ThreadTotals {
  first: number
  firstMs: number
  last: number
}

export class FactsGatherer {
  readonly #cpuLoad: { timeMs: number; share: number }[] = []
  readonly #threadCounts: { timeMs: number; count: number }[] = []
  readonly #gcCpu: { timeMs: number; ns: number }[] = []
  readonly #rss: { timeMs: number; bytes: number }[] = []
  readonly #heap: HeapSummary[] = []
  readonly #collections = new Map<number, string>()
  readonly #g1Types = new Map<number, string>()
  readonly #allocated = new Map<string, ThreadTotals>()
  #allocatedFromMs = Infinity
  #allocatedUntilMs = -Infinity
  #endedThreads = 0
  #hwThreads = 0
  #containerCpus = 0

  cpuLoad(timeMs: number, share: number): void {
    this.#cpuLoad.push({ timeMs, share })
  }

  threadCount(timeMs: number, count: number): void {
    this.#threadCounts.push({ timeMs, count })
  }

  gcCpu(timeMs: number, ns: number): void {
    this.#gcCpu.push({ timeMs, ns })
  }

  rss(timeMs: number, bytes: number): void {
    this.#rss.push({ timeMs, bytes })
  }

  heapSummary(timeMs: number, gcId: number, when: string, bytes: number): void {
    if (when === 'Before GC' || when === 'After GC')
      this.#heap.push({ gcId, before: when === 'Before GC', bytes, timeMs })
  }

  collection(gcId: number, name: string): void {
    this.#collections.set(gcId, name)
  }

  g1Collection(gcId: number, type: string): void {
    this.#g1Types.set(gcId, type)
  }

  /** Cumulative per thread, written when a chunk begins and ends. */
  threadAllocated(timeMs: number, thread: string, bytes: number): void {
    this.#allocatedFromMs = Math.min(this.#allocatedFromMs, timeMs)
    this.#allocatedUntilMs = Math.max(this.#allocatedUntilMs, timeMs)
    const known = this.#allocated.get(thread)
    if (known === undefined) {
      this.#allocated.set(thread, { first: bytes, firstMs: timeMs, last: bytes })
      return
    }
    known.first = Math.min(known.first, bytes)
    known.firstMs = Math.min(known.firstMs, timeMs)
    known.last = Math.max(known.last, bytes)
  }

  threadEnded(): void {
    this.#endedThreads += 1
  }

  cpus(hwThreads: number): void {
    if (hwThreads > 0) this.#hwThreads = hwThreads
  }

  containerCpus(count: number): void {
    if (count > 0) this.#containerCpus = count
  }

  finish(lockThresholdMs: number | undefined, otherWaits: FileFacts['otherWaits']): FileFacts {
    const byTime = (a: { timeMs: number }, b: { timeMs: number }): number => a.timeMs - b.timeMs
    // The first CPULoad has nothing to compare with and always says 0.
    const cpuLoad = this.#cpuLoad.toSorted(byTime).slice(1)
    const heap = this.#heap.toSorted(byTime)
    const points = heap.filter((summary) => !summary.before).map((summary) => this.#livePoint(summary))
    const cores = this.#containerCpus || this.#hwThreads
    const threadCounts = this.#threadCounts.toSorted(byTime)
    const allocatedInterval = this.#allocatedInterval()
    return {
      ...(cores > 0 ? { cores, coresFrom: coresFrom(this.#containerCpus > 0) } : {}),
      ...(this.#hwThreads > 0 ? { hwThreads: this.#hwThreads } : {}),
      ...(threadCounts.length > 0
        ? { threadCounts, threads: mean(threadCounts), threadsFrom: 'mean of jdk.JavaThreadStatistics.activeCount' }
        : {}),
      ...(cpuLoad.length > 0 ? { cpuLoad } : {}),
      ...(points.length > 0 ? { liveHeapPoints: points } : {}),
      ...allocatedTotals(heap),
      ...(allocatedInterval ? { allocatedInterval } : {}),
      ...(this.#gcCpu.length > 0 ? { gcCpu: this.#gcCpu.toSorted(byTime) } : {}),
      ...(this.#rss.length > 0 ? { rssPoints: this.#rss.toSorted(byTime) } : {}),
      ...(lockThresholdMs === undefined ? {} : { lockThresholdMs }),
      ...(otherWaits && otherWaits.length > 0 ? { otherWaits } : {}),
    }
  }

  #livePoint({ gcId, bytes, timeMs }: HeapSummary): LiveHeapPoint {
    return { timeMs, bytes, collection: collectionKind(this.#collections.get(gcId), this.#g1Types.get(gcId)) }
  }

  #allocatedInterval(): FileFacts['allocatedInterval'] {
    const window: TimeWindow = { fromMs: this.#allocatedFromMs, untilMs: this.#allocatedUntilMs }
    if (window.untilMs - window.fromMs < 1000) return undefined
    // Threads that come and go take their bytes with them: then the samples know better.
    if (this.#endedThreads > this.#allocated.size / 10) return undefined
    let bytes = 0
    for (const { first, firstMs, last } of this.#allocated.values()) {
      // A thread that was not there at the beginning allocated all of it in between.
      const base = firstMs - window.fromMs < 100 ? first : 0
      bytes += Math.max(0, last - base)
    }
    return { window, bytes, how: 'jdk.ThreadAllocationStatistics of the threads alive when it was written' }
  }
}

const coresFrom = (container: boolean): string =>
  container ? 'jdk.ContainerConfiguration.effectiveCpuCount' : 'jdk.CPUInformation.hwThreads'

const mean = (rows: readonly { readonly count: number }[]): number =>
  rows.reduce((sum, row) => sum + row.count, 0) / rows.length

/**
 * Only collections of the old generation say what is live; after a young one, garbage that was promoted still counts.
 * `G1Old` is the concurrent cycle, which frees nothing by itself.
 */
export function collectionKind(name: string | undefined, g1Type: string | undefined): LiveHeapPoint['collection'] {
  if (name === undefined || name === 'G1Old') return g1Type === 'Mixed' ? 'mixed' : 'unknown'
  if (/Full$|^(ParallelOld|SerialOld|PSMarkSweep)$/.test(name)) return 'full'
  if (/^(Z|X|ZGC Major|ConcurrentMarkSweep)$|^Shenandoah/.test(name)) return 'old'
  return g1Type === 'Mixed' ? 'mixed' : 'young'
}

/** Bytes allocated since the first collection: what the heap grew by between each collection and the next. */
function allocatedTotals(heap: readonly HeapSummary[]): Pick<FileFacts, 'allocatedTotals'> {
  const allocatedTotals: { timeMs: number; bytes: number }[] = []
  let total = 0
  let after: HeapSummary | undefined
  for (const summary of heap) {
    if (!summary.before) {
      if (after === undefined) allocatedTotals.push({ timeMs: summary.timeMs, bytes: 0 })
      after = summary
    } else if (after !== undefined) {
      total += Math.max(0, summary.bytes - after.bytes)
      allocatedTotals.push({ timeMs: summary.timeMs, bytes: total })
    }
  }
  return allocatedTotals.length >= 2 ? { allocatedTotals } : {}
}
