/**
 * Facts of a file on the clock of the world. Logs often count from the start of their process, a page of counters is of a moment that
 * it does not name; the file's date lays both on the clock where it can be trusted (`fileDates.ts`), else their series stay apart.
 */
import type { EpochMs, TimeWindow } from '../base/units.ts'
import type { FileFacts } from '../formats/parsedFile.ts'

type Timed = { readonly timeMs: EpochMs }
const series = [
  'cpuLoad',
  'threadCounts',
  'liveHeapPoints',
  'allocatedTotals',
  'gcCpu',
  'otherWaits',
  'typedWaits',
  'socketWaits',
  'stops',
  'runQueueTotals',
  'throttling',
  'rssPoints',
  'processCpu',
  'collectorCpu',
  'collectorPauses',
  'heldLevels',
  'classHistogramTotals',
  'lockWaitTotals',
  'collectorPauseTotals',
  'collectorTimeTotals',
] as const satisfies readonly (keyof FileFacts)[]

/** From the first to the last time of any series, and of bounds that say when they held; undefined when there is none. */
export function factSpan(facts: FileFacts): TimeWindow | undefined {
  let fromMs = Infinity
  let untilMs = -Infinity
  for (const name of series) {
    for (const { timeMs } of facts[name] ?? []) {
      if (timeMs < fromMs) fromMs = timeMs
      if (timeMs > untilMs) untilMs = timeMs
    }
  }
  for (const { points } of facts.nativeMemory ?? []) {
    for (const { timeMs } of points) {
      if (timeMs < fromMs) fromMs = timeMs
      if (timeMs > untilMs) untilMs = timeMs
    }
  }
  const { atMs } = facts.leakedGoroutines ?? {}
  if (atMs !== undefined) {
    fromMs = Math.min(fromMs, atMs)
    untilMs = Math.max(untilMs, atMs)
  }
  for (const window of [facts.allocatedInterval?.window, ...(facts.bounds ?? []).map((bound) => bound.window)]) {
    if (window === undefined) continue
    fromMs = Math.min(fromMs, window.fromMs)
    untilMs = Math.max(untilMs, window.untilMs)
  }
  return fromMs <= untilMs ? { fromMs, untilMs } : undefined
}

/**
 * Facts with times that mean something beside those of other files. A log ends when its file was last written, an instant is when it
 * was; without a date the series go under `unplaced`, where only their own span is asked about.
 */
export function placedFacts(facts: FileFacts, fileDateMs: EpochMs | undefined): FileFacts {
  if (facts.clock === undefined) return facts
  const span = factSpan(facts)
  if (span !== undefined && fileDateMs !== undefined) return shifted(facts, fileDateMs - span.untilMs)
  return { ...withoutSeries(facts), unplaced: facts }
}

function shifted(facts: FileFacts, byMs: number): FileFacts {
  const moved = <Point extends Timed>(points: readonly Point[]): readonly Point[] =>
    points.map((point) => ({ ...point, timeMs: point.timeMs + byMs }))
  const { clock: _, ...rest } = facts
  return {
    ...rest,
    ...(facts.cpuLoad && { cpuLoad: moved(facts.cpuLoad) }),
    ...(facts.threadCounts && { threadCounts: moved(facts.threadCounts) }),
    ...(facts.liveHeapPoints && { liveHeapPoints: moved(facts.liveHeapPoints) }),
    ...(facts.allocatedTotals && { allocatedTotals: moved(facts.allocatedTotals) }),
    ...(facts.gcCpu && { gcCpu: moved(facts.gcCpu) }),
    ...(facts.otherWaits && { otherWaits: moved(facts.otherWaits) }),
    ...(facts.typedWaits && { typedWaits: moved(facts.typedWaits) }),
    ...(facts.socketWaits && { socketWaits: moved(facts.socketWaits) }),
    ...(facts.stops && { stops: moved(facts.stops) }),
    ...(facts.runQueueTotals && { runQueueTotals: moved(facts.runQueueTotals) }),
    ...(facts.throttling && { throttling: moved(facts.throttling) }),
    ...(facts.rssPoints && { rssPoints: moved(facts.rssPoints) }),
    ...(facts.nativeMemory && {
      nativeMemory: facts.nativeMemory.map((one) => ({ ...one, points: moved(one.points) })),
    }),
    ...(facts.processCpu && { processCpu: moved(facts.processCpu) }),
    ...(facts.collectorCpu && { collectorCpu: moved(facts.collectorCpu) }),
    ...(facts.collectorTimeTotals && { collectorTimeTotals: moved(facts.collectorTimeTotals) }),
    ...(facts.collectorPauseTotals && { collectorPauseTotals: moved(facts.collectorPauseTotals) }),
    ...(facts.lockWaitTotals && { lockWaitTotals: moved(facts.lockWaitTotals) }),
    ...(facts.classHistogramTotals && { classHistogramTotals: moved(facts.classHistogramTotals) }),
    ...(facts.heldLevels && { heldLevels: moved(facts.heldLevels) }),
    ...(facts.collectorPauses && { collectorPauses: moved(facts.collectorPauses) }),
  }
}

function withoutSeries(facts: FileFacts): FileFacts {
  const { clock: _, allocatedInterval: __, nativeMemory: ___, ...rest } = facts
  const names: ReadonlySet<string> = new Set(series)
  return Object.fromEntries(Object.entries(rest).filter(([name]) => !names.has(name)))
}
