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
  const marked = markedBounds(entries, window)
  if (marked !== undefined) return marked
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

/** Of Go’s own times; undefined where there are none. */
export function markedBounds(
  entries: readonly { readonly facts: FileFacts }[],
  window: TimeWindow,
): readonly SignalBound[] | undefined {
  const share = markedShare(entries, window)
  if (share === undefined || share <= 0) return share === undefined ? undefined : []
  return [{ signal: 'cpu_alloc_pct', low: 100 * share, basis: { id: 'collector-share', share } }]
}

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
    isLog && points < fewestPauses
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
  return Math.max(stretchedPauses * lowest, known)
}

const partsLooked = 4

const partsOf = ({ fromMs, untilMs }: TimeWindow): readonly TimeWindow[] =>
  Array.from({ length: partsLooked }, (_, part) => ({
    fromMs: fromMs + ((untilMs - fromMs) * part) / partsLooked,
    untilMs: fromMs + ((untilMs - fromMs) * (part + 1)) / partsLooked,
  }))
