/** What collecting cost at least, by pauses and counters of logs: a lower bound of the allocator's CPU, and of all CPU. */
import type { BoundBasis, SignalBound } from '../base/bounds.ts'
import { nsPerSecond, type Share, type TimeWindow } from '../base/units.ts'
import type { FileFacts } from '../formats/parsedFile.ts'
import { factSpan } from '../window/factTimes.ts'
import { countedIn, partCovered, partsOf, smallestPart } from './counters.ts'
import { type Beside, pausedShare, shareByCpu, surePart } from './wallPauses.ts'

/** Facts of a log or of scrapes, and the window they are asked about. */
export interface AskedFacts {
  readonly facts: FileFacts
  readonly window: TimeWindow
}

/** What collecting cost at least: the CPU inside pauses where it is logged, else their share of the time. */
export function collectorBounds({ facts, window }: AskedFacts, beside: Beside | undefined): readonly SignalBound[] {
  // A share is of all the time asked about, however little of it the log covers.
  if (facts.collectorCpu === undefined) return ofPauses(facts.collectorPauses ?? [], window, beside)
  const span = factSpan(facts)
  if (span === undefined) return []
  const within = { fromMs: Math.max(span.fromMs, window.fromMs), untilMs: Math.min(span.untilMs, window.untilMs) }
  if (!(within.untilMs > within.fromMs)) return []
  // Of all the time asked about, of which the log may cover a part.
  const seconds = (window.untilMs - window.fromMs) / 1000
  const inside = facts.collectorCpu.filter(({ timeMs }) => timeMs >= within.fromMs && timeMs <= within.untilMs)
  if (inside.length === 0) return []
  const cpuSeconds = inside.reduce((sum, { ns }) => sum + ns, 0) / nsPerSecond
  return atLeastCores(cpuSeconds / seconds, { id: 'pause-cpu', cpuSeconds, pauses: inside.length, seconds })
}

/**
 * Fewer pauses than this lie anywhere in a log, which is longer than whatever else measured the CPU: seven of them, from the start and
 * from the histograms somebody took, were 33 % of the CPU that dumps in between had seen, where the collector took 1.7 %.
 */
const fewestPauses = 20

function ofPauses(
  all: NonNullable<FileFacts['collectorPauses']>,
  within: TimeWindow,
  beside: Beside | undefined,
): readonly SignalBound[] {
  const inside = all.filter(({ timeMs }) => timeMs >= within.fromMs && timeMs <= within.untilMs)
  if (inside.length < fewestPauses || beside === undefined) return []
  const pauseSeconds = inside.reduce((sum, { ns }) => sum + ns, 0) / nsPerSecond
  const pausedIn = ({ fromMs, untilMs }: TimeWindow): number =>
    inside.reduce((sum, { timeMs, ns }) => sum + (timeMs >= fromMs && timeMs < untilMs ? ns : 0), 0) / nsPerSecond
  const share = pausedShare(pausedIn, within, beside, surePart(inside))
  return atLeastShare(share, pauseSeconds, inside.length, within, beside)
}

function atLeastShare(
  byTime: Share,
  pauseSeconds: number,
  pauses: number,
  { fromMs, untilMs }: TimeWindow,
  beside: Beside,
): readonly SignalBound[] {
  const seconds = (untilMs - fromMs) / 1000
  const share = Math.max(byTime, shareByCpu(pauseSeconds, seconds, beside))
  if (share < leastCores) return []
  return [{ signal: 'cpu_alloc_pct', low: 100 * share, basis: { id: 'pause-time', pauseSeconds, pauses, seconds } }]
}

/** As with allocation: at least what it was from any of its pauses to its end, for nobody knows which part of the log the window is. */
export function collectorOfLog(
  { facts, window }: AskedFacts,
  asked: TimeWindow,
  beside: Beside | undefined,
): readonly SignalBound[] {
  const pauses = facts.collectorCpu
  // What is known of the CPU is of another time than the log's.
  if (pauses === undefined) return ofPauses(facts.collectorPauses ?? [], window, beside && { ...beside, usedShare: 0 })
  let least: readonly SignalBound[] = []
  let lowest = Infinity
  if (pauses.length < fewestPauses) return []
  const longest = smallestPart * (window.untilMs - window.fromMs)
  // Sums to the end, from the last pause backwards: one pass.
  let cpuSeconds = 0
  const part = partCovered((window.untilMs - window.fromMs) / 1000, asked)
  for (let index = pauses.length - 1; index >= 0; index--) {
    const { timeMs = 0, ns = 0 } = pauses[index] ?? {}
    cpuSeconds += ns / nsPerSecond
    const seconds = (window.untilMs - (index === 0 ? window.fromMs : timeMs)) / 1000
    if (seconds <= 0 || (seconds * 1000 < longest && index > 0)) continue
    const cores = part * (cpuSeconds / seconds)
    if (cores >= lowest) continue
    lowest = cores
    least = atLeastCores(cores, { id: 'pause-cpu', cpuSeconds, pauses: pauses.length - index, seconds })
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
  beside: Beside | undefined,
): readonly SignalBound[] {
  const marked = markedBounds(entries, window)
  if (marked !== undefined) return marked
  const paused = (within: TimeWindow) =>
    countedIn(
      entries,
      ({ collectorPauseTotals = [] }) =>
        collectorPauseTotals.map(({ timeMs, seconds }) => ({ timeMs, value: seconds })),
      within,
    )
  const pauses = paused(window)
  if (pauses === undefined || beside === undefined) return []
  const within = {
    fromMs: Math.min(window.fromMs, pauses.fromMs),
    untilMs: Math.max(window.untilMs, pauses.untilMs),
  }
  // Of two readings nothing but their difference is known, of a log each part.
  const isLog = entries.some(({ facts: { collectorPauseTotals = [] } }) => collectorPauseTotals.length > 1)
  const rateIn = (part: TimeWindow): Share => {
    if (!isLog) return (1000 * pauses.amount) / (within.untilMs - within.fromMs)
    const counted = paused(part)
    return counted === undefined ? 0 : counted.amount / counted.seconds
  }
  const pausedIn = (part: TimeWindow): number => (rateIn(part) * (part.untilMs - part.fromMs)) / 1000
  return atLeastShare(pausedShare(pausedIn, within, beside), pauses.amount, 0, within, beside)
}

/** Of Go’s own times; undefined where there are none. */
export function markedBounds(
  entries: readonly { readonly facts: FileFacts }[],
  window: TimeWindow,
): readonly SignalBound[] | undefined {
  const share = markedShare(entries, window)
  if (share === undefined || share <= 0) return share === undefined ? undefined : []
  return [{ signal: 'cpu_alloc_pct', low: 100 * share, basis: { id: 'collector-share', share } }]
}

/** Of a share by Go’s own times. */
const sureOfTimes = 0.8

/**
 * Go times its collector by a clock that runs on while a thread waits for its turn, so no CPU follows from it. A share does, in two ways:
 *
 * – Of all the time its processors had. While it marks, all of them run or wait to run, and each is given what any other is: on a machine
 *   that is equally busy all along, whatever the machine gives, marking takes at least that share of it. As the neighbours may be busy
 *   for a part of the time, the lowest of several parts counts: no mean of them, however weighted, is below.
 * – Where the CPU is known: what the processors were taken for beyond it was waiting, at worst all of it the collector's.
 */
function markedShare(entries: readonly { readonly facts: FileFacts }[], window: TimeWindow): number | undefined {
  const spent = (of: 'seconds' | 'of' | 'ran', within: TimeWindow) =>
    countedIn(
      entries,
      ({ collectorTimeTotals = [] }) =>
        collectorTimeTotals.flatMap(({ timeMs, [of]: value }) => (value === undefined ? [] : [{ timeMs, value }])),
      within,
    )
  const shareIn = (within: TimeWindow): number => {
    const [marked, all] = [spent('seconds', within), spent('of', within)]
    return marked === undefined || all === undefined || all.amount <= 0 ? 0 : marked.amount / all.amount
  }
  const marked = spent('seconds', window)
  if (marked === undefined) return undefined
  const points = Math.max(...entries.map(({ facts }) => facts.collectorTimeTotals?.length ?? 0))
  const isLog = points > 1
  const lowest =
    isLog && (points < fewestPauses || partCovered(marked.seconds, window) < 1)
      ? 0
      : Math.min(...(isLog ? partsOf({ fromMs: marked.fromMs, untilMs: marked.untilMs }) : [window]).map(shareIn))
  const ran = spent('ran', window)
  const cpu = countedIn(
    entries,
    ({ processCpu = [] }) => processCpu.map(({ timeMs, seconds }) => ({ timeMs, value: seconds })),
    window,
  )
  const known =
    ran === undefined || cpu === undefined || cpu.amount <= 0 || cpu.amount > ran.amount
      ? 0
      : (marked.amount - (ran.amount - cpu.amount)) / cpu.amount
  return Math.max(sureOfTimes * lowest, known)
}
