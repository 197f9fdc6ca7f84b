/** What collecting cost at least, by pauses and counters of logs: a lower bound of the allocator's CPU, and of all CPU. */
import type { BoundBasis, SignalBound } from '../base/bounds.ts'
import { nsPerSecond, type TimeWindow } from '../base/units.ts'
import type { FileFacts } from '../formats/parsedFile.ts'
import { factSpan } from '../window/factTimes.ts'
import { countedIn, smallestPart } from './counters.ts'

/** Facts of a log or of scrapes, and the window they are asked about. */
export interface AskedFacts {
  readonly facts: FileFacts
  readonly window: TimeWindow
}

/**
 * What collecting cost at least: the CPU inside pauses where it is logged; else the pauses themselves, one thread long, less a fifth
 * because pauses stretch when CPU is scarce.
 */
const stretchedPauses = 0.8

export function collectorBounds({ facts, window }: AskedFacts): readonly SignalBound[] {
  const span = factSpan(facts)
  if (span === undefined) return []
  const fromMs = Math.max(span.fromMs, window.fromMs)
  const untilMs = Math.min(span.untilMs, window.untilMs)
  const seconds = (untilMs - fromMs) / 1000
  if (!(seconds > 0)) return []
  const inside = pausesOf(facts).filter(({ timeMs }) => timeMs >= fromMs && timeMs <= untilMs)
  if (inside.length === 0) return []
  const spent = inside.reduce((sum, { ns }) => sum + ns, 0) / nsPerSecond
  const isCpu = facts.collectorCpu !== undefined
  return atLeastCores(
    ((isCpu ? 1 : stretchedPauses) * spent) / seconds,
    isCpu
      ? { id: 'pause-cpu', cpuSeconds: spent, pauses: inside.length, seconds }
      : { id: 'pause-time', pauseSeconds: spent, pauses: inside.length, seconds },
  )
}

const pausesOf = ({ collectorCpu, collectorPauses = [] }: FileFacts): NonNullable<FileFacts['collectorPauses']> =>
  collectorCpu ?? collectorPauses

/**
 * Fewer pauses than this lie anywhere in a log, which is longer than whatever else measured the CPU: seven of them, from the start and
 * from the histograms somebody took, were 33 % of the CPU that dumps in between had seen, where the collector took 1.7 %.
 */
const fewestPauses = 20

/** As with allocation: at least what it was from any of its pauses to its end, for nobody knows which part of the log the window is. */
export function collectorOfLog({ facts, window }: AskedFacts): readonly SignalBound[] {
  let least: readonly SignalBound[] = []
  let lowest = Infinity
  const pauses = pausesOf(facts)
  if (pauses.length < fewestPauses) return []
  const longest = smallestPart * (window.untilMs - window.fromMs)
  // Sums to the end, from the last pause backwards: one pass.
  let spent = 0
  for (let index = pauses.length - 1; index >= 0; index--) {
    const { timeMs = 0, ns = 0 } = pauses[index] ?? {}
    spent += ns / nsPerSecond
    const seconds = (window.untilMs - (index === 0 ? window.fromMs : timeMs)) / 1000
    if (seconds <= 0 || (seconds * 1000 < longest && index > 0)) continue
    const isCpu = facts.collectorCpu !== undefined
    const cores = ((isCpu ? 1 : stretchedPauses) * spent) / seconds
    if (cores >= lowest) continue
    lowest = cores
    const over = { pauses: pauses.length - index, seconds }
    least = atLeastCores(
      cores,
      isCpu ? { id: 'pause-cpu', cpuSeconds: spent, ...over } : { id: 'pause-time', pauseSeconds: spent, ...over },
    )
  }
  return least
}

/** A collector beside the program pauses for microseconds: that the CPU is at least 0.01 % busy says nothing. */
const leastCores = 0.0002

function atLeastCores(low: number, basis: BoundBasis): readonly SignalBound[] {
  if (low < leastCores) return []
  return [
    { signal: 'cpu_alloc_pct', unit: 'cores', low, basis },
    { signal: 'cpu_user_pct', unit: 'cores', low, basis },
  ]
}

export function collectorTotals(
  entries: readonly { readonly facts: FileFacts }[],
  window: TimeWindow,
): readonly SignalBound[] {
  const spent = (of: 'seconds' | 'of') =>
    countedIn(
      entries,
      ({ collectorCpuTotals = [] }) => collectorCpuTotals.map((point) => ({ timeMs: point.timeMs, value: point[of] })),
      window,
    )
  const [collector, all] = [spent('seconds'), spent('of')]
  if (collector !== undefined && all !== undefined && all.amount > 0)
    return [
      {
        signal: 'cpu_alloc_pct',
        // It ran on a clock that stretches where CPU is scarce, as pauses do.
        low: (100 * stretchedPauses * collector.amount) / all.amount,
        basis: { id: 'collector-share', share: collector.amount / all.amount },
      },
    ]
  const pauses = countedIn(
    entries,
    ({ collectorPauseTotals = [] }) => collectorPauseTotals.map(({ timeMs, seconds }) => ({ timeMs, value: seconds })),
    window,
  )
  if (pauses === undefined) return []
  return atLeastCores((stretchedPauses * pauses.amount) / pauses.seconds, {
    id: 'pause-time',
    pauseSeconds: pauses.amount,
    pauses: 0,
    seconds: pauses.seconds,
  })
}
