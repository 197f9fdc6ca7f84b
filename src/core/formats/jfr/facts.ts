/** What a recording knows beside stacks, gathered over its chunks. Formulas and exceptions: formats.md §2.6 and §5.1. */
import { bursts, wanderOfCollection } from '../counters/gcEvent.ts'
import type { Program } from '../../base/program.ts'
import type { TimeWindow } from '../../base/units.ts'
import type { FileFacts, LiveHeapPoint } from '../parsedFile.ts'
import { CpuFacts } from './cpuFacts.ts'
import { NativeMemory } from './nativeMemory.ts'
import { ThreadAllocation } from './threadAllocation.ts'

interface HeapSummary {
  /** Collections are counted from the start of a process: of the stretch of chunks, and in it. */
  readonly gcId: string
  readonly before: boolean
  readonly bytes: number
  readonly timeMs: number
}

export class FactsGatherer {
  readonly cpu: CpuFacts = new CpuFacts()
  readonly native: NativeMemory = new NativeMemory()
  readonly allocation: ThreadAllocation = new ThreadAllocation()
  readonly #threadCounts: { timeMs: number; count: number }[] = []
  #program: Program | undefined
  #heapLimitBytes: number | undefined
  readonly #rss: { timeMs: number; bytes: number }[] = []
  readonly #heap: HeapSummary[] = []
  readonly #collections = new Map<string, string>()
  readonly #g1Types = new Map<string, string>()
  #run = 0
  #lostCpuSamples = 0
  #lostBytes = 0

  /** What comes now does not follow what was: perhaps another process. */
  nextRun(): void {
    this.#run += 1
  }

  #idOf(gcId: number): string {
    return `${this.#run} ${gcId}`
  }

  threadCount(timeMs: number, count: number): void {
    this.#threadCounts.push({ timeMs, count })
  }

  rss(timeMs: number, bytes: number): void {
    this.#rss.push({ timeMs, bytes })
  }

  heapSummary(timeMs: number, gcId: number, when: string, bytes: number): void {
    if (when === 'Before GC' || when === 'After GC')
      this.#heap.push({ gcId: this.#idOf(gcId), before: when === 'Before GC', bytes, timeMs })
  }

  collection(gcId: number, name: string): void {
    this.#collections.set(this.#idOf(gcId), name)
  }

  g1Collection(gcId: number, type: string): void {
    this.#g1Types.set(this.#idOf(gcId), type)
  }

  lostCpuSamples(count: number): void {
    this.#lostCpuSamples += Math.max(0, count)
  }

  lostBytes(bytes: number): void {
    this.#lostBytes += Math.max(0, bytes)
  }

  get lost(): { readonly cpuSamples: number; readonly eventBytes: number } {
    return { cpuSamples: this.#lostCpuSamples, eventBytes: this.#lostBytes }
  }

  heapLimit(bytes: number): void {
    if (bytes > 0) this.#heapLimitBytes = bytes
  }

  process(program: Program): void {
    this.#program ??= program
  }

  finish(): FileFacts {
    // Around a concurrent cycle of G1 the heap is written too, full of what is being allocated: nothing was collected yet.
    const heap = this.#heap.filter(({ gcId }) => this.#collections.get(gcId) !== 'G1Old').toSorted(byTime)
    const before = new Map(heap.flatMap((summary) => (summary.before ? [[summary.gcId, summary] as const] : [])))
    const allocatedInterval = this.allocation.interval()
    const perMs = allocatedInterval === undefined ? 0 : allocatedInterval.bytes / lengthMs(allocatedInterval.window)
    const points = heap
      .filter((summary) => !summary.before)
      .map((summary) => this.#livePoint(summary, before.get(summary.gcId), perMs))
    const threadCounts = this.#threadCounts.toSorted(byTime)
    const nativeMemory = this.native.finish()
    return {
      ...this.cpu.finish(),
      ...(this.#program === undefined ? {} : { program: this.#program }),
      ...(this.#heapLimitBytes === undefined ? {} : { heapLimitBytes: this.#heapLimitBytes }),
      ...(threadCounts.length > 0
        ? { threadCounts, threads: mean(threadCounts), threadsFrom: 'mean of jdk.JavaThreadStatistics.activeCount' }
        : {}),
      ...(points.length > 0 ? { liveHeapPoints: points } : {}),
      ...allocatedTotals(heap),
      ...(allocatedInterval ? { allocatedInterval } : {}),
      ...(nativeMemory.length > 0 ? { nativeMemory } : {}),
      ...(this.#rss.length > 0 ? { rssPoints: this.#rss.toSorted(byTime) } : {}),
    }
  }

  /** @param perMs bytes that the program allocates */
  #livePoint({ gcId, bytes, timeMs }: HeapSummary, before: HeapSummary | undefined, perMs: number): LiveHeapPoint {
    const collection = collectionKind(this.#collections.get(gcId), this.#g1Types.get(gcId))
    const freed = (before?.bytes ?? bytes) - bytes
    // Beside a program that allocates faster than it collects, the heap is full again when it is done, of what came meanwhile.
    const meanwhile = Math.min(bytes, bursts * perMs * (timeMs - (before?.timeMs ?? timeMs)))
    const isZ = /^[XZ]/.test(this.#collections.get(gcId) ?? '')
    return {
      timeMs,
      bytes,
      collection,
      ...(collection === 'old' ? { wanderBytes: Math.max(wanderOfCollection(freed, isZ), meanwhile) } : {}),
    }
  }
}

const lengthMs = ({ fromMs, untilMs }: TimeWindow): number => Math.max(1, untilMs - fromMs)

const byTime = (a: { readonly timeMs: number }, b: { readonly timeMs: number }): number => a.timeMs - b.timeMs

const mean = (rows: readonly { readonly count: number }[]): number =>
  rows.reduce((sum, row) => sum + row.count, 0) / rows.length

/**
 * Only collections of the old generation say what is live; after a young one, garbage that was promoted still counts.
 */
export function collectionKind(name: string | undefined, g1Type: string | undefined): LiveHeapPoint['collection'] {
  if (name === undefined) return g1Type === 'Mixed' ? 'mixed' : 'unknown'
  if (/Full$|^(ParallelOld|SerialOld|PSMarkSweep)$/.test(name)) return 'full'
  if (/^(Z|X|ZGC Major|ConcurrentMarkSweep)$|^Shenandoah/.test(name)) return 'old'
  return g1Type === 'Mixed' ? 'mixed' : 'young'
}

/**
 * Bytes allocated since the first collection: what the heap grew by between each collection and the next. Of several recordings in one
 * file the longest: what was allocated between them nobody saw.
 */
function allocatedTotals(all: readonly HeapSummary[]): Pick<FileFacts, 'allocatedTotals'> {
  const runOf = ({ gcId }: HeapSummary): string => gcId.slice(0, gcId.indexOf(' '))
  const runs = new Map<string, HeapSummary[]>()
  for (const summary of all) {
    const run = runs.get(runOf(summary))
    if (run) run.push(summary)
    else runs.set(runOf(summary), [summary])
  }
  const lengthOf = (run: readonly HeapSummary[]): number => (run.at(-1)?.timeMs ?? 0) - (run[0]?.timeMs ?? 0)
  const [heap = []] = [...runs.values()].toSorted((a, b) => lengthOf(b) - lengthOf(a))
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
