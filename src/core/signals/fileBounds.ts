/**
 * What files say of the six signals without measuring them: their own bounds, and those that follow from logs and counters. A log on
 * its own clock is asked about its own span; beside profiles it says so and no more.
 */
import type { BoundBasis, SignalBound } from '../base/bounds.ts'
import { bytesPerMb, nsPerSecond, type TimeWindow } from '../base/units.ts'
import type { FileFacts, LiveHeapPoint } from '../formats/parsedFile.ts'
import { factSpan } from '../window/factTimes.ts'
import { usableCollections } from '../window/gatherHeap.ts'
import { type CounterPoint, countedIn, smallestPart } from './counters.ts'
import { growthOf, logErrorBytes, wanderOf } from './growth.ts'
import { z95 } from './intervals.ts'
import type { SignalInput } from './signalInput.ts'

interface Entry {
  readonly facts: FileFacts
  /** What is asked of these facts. */
  readonly window: TimeWindow
}

type Input = Pick<SignalInput, 'facts' | 'settings' | 'profiles'>

export function boundsOfFiles(input: Input): readonly SignalBound[] {
  const { asked } = input.profiles
  const own = input.facts.flatMap(({ facts }) => facts.bounds ?? []).filter((bound) => speaksOf(bound, asked))
  const placed = input.facts.map(({ facts }): Entry => ({ facts, window: asked }))
  const logs = input.facts.flatMap(({ facts }): Entry[] => {
    const window = facts.unplaced?.clock === 'own' ? factSpan(facts.unplaced) : undefined
    return facts.unplaced === undefined || window === undefined ? [] : [{ facts: facts.unplaced, window }]
  })
  return [
    ...own,
    ...placed.flatMap(collectorBounds),
    ...logs.flatMap(collectorOfLog),
    ...logs.flatMap((entry) => [...allocationOfLog(entry), ...growthBounds(entry)]),
    ...allocationBounds(
      placed.map(({ facts }) => facts).filter(({ allocatedBound }) => allocatedBound !== undefined),
      asked,
    ),
    ...momentBounds(input),
    ...lockBounds(
      placed.map(({ facts }) => facts),
      asked,
    ),
    ...histogramBounds(placed.map(({ facts }) => facts)),
    ...heldBounds(heldFacts(input.facts)),
  ]
}

/** Without a time it speaks of whatever window it is laid on. */
function speaksOf({ window }: SignalBound, asked: TimeWindow): boolean {
  if (window === undefined) return true
  if (window.fromMs === window.untilMs) return window.fromMs >= asked.fromMs && window.fromMs <= asked.untilMs
  const overlap = Math.min(window.untilMs, asked.untilMs) - Math.max(window.fromMs, asked.fromMs)
  return overlap * 2 >= Math.min(window.untilMs - window.fromMs, asked.untilMs - asked.fromMs)
}

export const allocatedPoints = ({ allocatedTotals = [] }: FileFacts): readonly CounterPoint[] =>
  allocatedTotals.map(({ timeMs, bytes, errorBytes }) => ({
    timeMs,
    value: bytes,
    ...(errorBytes === undefined ? {} : { error: errorBytes }),
  }))

function allocationBounds(facts: readonly FileFacts[], window: TimeWindow): readonly SignalBound[] {
  const counted = countedIn(
    facts.map((one) => ({ facts: one })),
    allocatedPoints,
    window,
  )
  if (counted === undefined || counted.seconds <= 0) return []
  const rate = counted.amount / bytesPerMb / counted.seconds
  const half = (z95 * counted.error) / bytesPerMb / counted.seconds
  const missed = facts.some(({ allocatedBound }) => allocatedBound === 'lower')
  const isLog = facts.some(({ allocatedTotals = [] }) => allocatedTotals.length > 1)
  const over = { bytes: counted.amount, amount: counted.amount, seconds: counted.seconds }
  return [
    {
      signal: 'alloc_rate_mb_s',
      low: Math.max(0, rate - half),
      ...(missed ? {} : { high: rate + half }),
      basis: {
        id: missed ? 'counted-allocations' : isLog ? 'filled-between-collections' : 'counter-difference',
        ...over,
      },
    },
  ]
}

/**
 * Which part of the log the window is, nobody knows: between the lowest and the highest mean from any of its collections to its end. A
 * start that fills the heap once, and a quiet hour after it, are both in there.
 */
function allocationOfLog({ facts, window }: Entry): readonly SignalBound[] {
  const [whole] = allocationBounds([facts], window)
  const points = allocatedPoints(facts)
  const last = points.at(-1)
  if (whole === undefined || last === undefined) return []
  let low = whole.low ?? 0
  let high = whole.high
  for (const { timeMs, value, error = 0 } of points) {
    const seconds = (last.timeMs - timeMs) / 1000
    if (seconds * 1000 < smallestPart * (window.untilMs - window.fromMs) || seconds <= 0) break
    const half = z95 * Math.sqrt(Math.max(0, (last.error ?? 0) ** 2 - error ** 2))
    low = Math.min(low, Math.max(0, last.value - value - half) / bytesPerMb / seconds)
    if (high !== undefined) high = Math.max(high, (last.value - value + half) / bytesPerMb / seconds)
  }
  return [{ ...whole, low, ...(high === undefined ? {} : { high }) }]
}

function growthBounds({ facts }: Entry): readonly SignalBound[] {
  const points = usableCollections(facts.liveHeapPoints ?? [])
  const hasYoung = points.some(({ collection }) => collection === 'young')
  return lineBound(points, hasYoung ? 'young-collections' : 'line-through-collections')
}

function lineBound(
  points: readonly LiveHeapPoint[],
  id: 'line-through-collections' | 'young-collections',
): readonly SignalBound[] {
  const growth = growthOf({
    points,
    samplingErrorBytes: Math.hypot(wanderOf(points, true), logErrorBytes),
    take: id === 'young-collections' ? 'minimum' : 'median',
  })
  if (growth === undefined || !Number.isFinite(growth.high)) return []
  const basis: BoundBasis = { id, collections: points.length, seconds: growth.spanHours * 3600 }
  const low = id === 'young-collections' || !Number.isFinite(growth.low) ? {} : { low: growth.low }
  return [{ signal: 'live_heap_slope_mb_h', ...low, high: growth.high, basis }]
}

/**
 * What collecting cost at least: the CPU inside pauses where it is logged; else the pauses themselves, one thread long, less a fifth
 * because pauses stretch when CPU is scarce.
 */
const stretchedPauses = 0.8

function collectorBounds({ facts, window }: Entry): readonly SignalBound[] {
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
function collectorOfLog({ facts, window }: Entry): readonly SignalBound[] {
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

function atLeastCores(low: number, basis: BoundBasis): readonly SignalBound[] {
  return [
    { signal: 'cpu_alloc_pct', unit: 'cores', low, basis },
    { signal: 'cpu_user_pct', unit: 'cores', low, basis },
  ]
}

/** Counters of the collector as scrapes and jstat have them, and readings of moments that nobody dated, laid over the seconds given. */
function momentBounds({ facts, settings, profiles }: Input): readonly SignalBound[] {
  const undated = facts.flatMap(({ facts: own }) => (own.unplaced?.clock === 'instant' ? [own.unplaced] : []))
  const seconds = settings.assumedSeconds
  const spread: readonly { readonly facts: FileFacts }[] =
    seconds === undefined || undated.length < 2
      ? []
      : undated.map((own, index) => ({ facts: atMs(own, (1000 * seconds * index) / (undated.length - 1)) }))
  const window = { fromMs: 0, untilMs: 1000 * (seconds ?? 0) }
  const cpu = countedIn(
    spread,
    ({ processCpu = [] }) => processCpu.map(({ timeMs, seconds: value }) => ({ timeMs, value })),
    window,
  )
  return [
    ...(cpu === undefined
      ? []
      : [
          {
            signal: 'cpu_user_pct' as const,
            unit: 'cores' as const,
            low: Math.max(0, cpu.amount - counterTickSeconds) / cpu.seconds,
            high: (cpu.amount + counterTickSeconds) / cpu.seconds,
            basis: { id: 'counter-difference' as const, amount: cpu.amount, seconds: cpu.seconds },
          },
        ]),
    ...allocationBounds(
      spread.map((one) => one.facts),
      window,
    ),
    ...lockBounds(
      spread.map((one) => one.facts),
      window,
    ),
    ...collectorTotals(spread.length > 0 ? spread : facts, spread.length > 0 ? window : profiles.asked),
  ]
}

/** Clock ticks of the process' CPU counter, one at each end. */
const counterTickSeconds = 0.02

function atMs(facts: FileFacts, timeMs: number): FileFacts {
  const at = <Point extends { readonly timeMs: number }>(points: readonly Point[] | undefined): readonly Point[] =>
    (points ?? []).map((point) => ({ ...point, timeMs }))
  return {
    processCpu: at(facts.processCpu),
    allocatedTotals: at(facts.allocatedTotals),
    lockWaitTotals: at(facts.lockWaitTotals),
    collectorCpuTotals: at(facts.collectorCpuTotals),
    collectorPauseTotals: at(facts.collectorPauseTotals),
  }
}

function collectorTotals(
  entries: readonly { readonly facts: FileFacts }[],
  window: TimeWindow,
): readonly SignalBound[] {
  const points = (name: 'collectorCpuTotals' | 'collectorPauseTotals') => (facts: FileFacts) =>
    (facts[name] ?? []).map(({ timeMs, seconds: value }) => ({ timeMs, value }))
  const cpu = countedIn(entries, points('collectorCpuTotals'), window)
  if (cpu !== undefined)
    return atLeastCores(cpu.amount / cpu.seconds, {
      id: 'collector-threads',
      cpuSeconds: cpu.amount,
      allCpuSeconds: cpu.seconds,
    })
  const pauses = countedIn(entries, points('collectorPauseTotals'), window)
  if (pauses === undefined) return []
  return atLeastCores((stretchedPauses * pauses.amount) / pauses.seconds, {
    id: 'pause-time',
    pauseSeconds: pauses.amount,
    pauses: 0,
    seconds: pauses.seconds,
  })
}

/** Go adds up all waits for mutexes: how many goroutines waited on average. */
function lockBounds(facts: readonly FileFacts[], window: TimeWindow): readonly SignalBound[] {
  const counted = countedIn(
    facts.map((one) => ({ facts: one })),
    ({ lockWaitTotals = [] }) => lockWaitTotals.map(({ timeMs, seconds: value }) => ({ timeMs, value })),
    window,
  )
  if (counted === undefined || counted.seconds <= 0) return []
  const waiters = counted.amount / counted.seconds
  return [
    {
      signal: 'lock_wait_pct',
      unit: 'threads',
      low: waiters,
      high: waiters,
      basis: { id: 'counter-difference', amount: counted.amount, seconds: counted.seconds },
    },
  ]
}

/** Three healthy JVMs grew by 2 MB within two minutes, by loading classes: below this a histogram's growth says nothing. */
const classLoadingBytes = 10e6
const classLoadingShare = 0.1

function histogramBounds(facts: readonly FileFacts[]): readonly SignalBound[] {
  const totals = facts.flatMap((one) => one.classHistogramTotals ?? []).toSorted((a, b) => a.timeMs - b.timeMs)
  const first = totals[0]
  const last = totals.at(-1)
  if (first === undefined || last === undefined || last.timeMs <= first.timeMs) return []
  const grown = last.bytes - first.bytes
  // It fell: the first held garbage, so it was not of live objects alone.
  if (grown < 0) return []
  const seconds = (last.timeMs - first.timeMs) / 1000
  const perHour = (bytes: number): number => (bytes / bytesPerMb / seconds) * 3600
  const explained = Math.max(classLoadingBytes, classLoadingShare * first.bytes)
  return [
    {
      signal: 'live_heap_slope_mb_h',
      ...(grown > explained ? { low: perHour(grown - explained) } : {}),
      high: perHour(grown),
      basis: { id: 'two-histograms', grownMb: grown / bytesPerMb, seconds },
    },
  ]
}

/** Two levels with garbage in them: live grew at most by what is held more, and the first one's garbage; at least by that, less the second's. */
/** Placed on the clock; where none is, the one look that does not say when it was: a level is one all the same. */
function heldFacts(facts: Input['facts']): readonly FileFacts[] {
  const own = facts.map((one) => one.facts)
  if (own.some(({ heldLevels = [] }) => heldLevels.length > 0)) return own
  const looks = own.flatMap(({ unplaced }) => (unplaced?.clock === 'instant' && unplaced.heldLevels ? [unplaced] : []))
  return looks.length === 1 ? looks : []
}

function heldBounds(facts: readonly FileFacts[]): readonly SignalBound[] {
  const levels = facts.flatMap((one) => one.heldLevels ?? []).toSorted((a, b) => a.timeMs - b.timeMs)
  const first = levels[0]
  const last = levels.at(-1)
  if (first === undefined || last === undefined) return []
  const level: SignalBound = {
    signal: 'live_heap_mb',
    low: Math.max(0, last.bytes - last.garbageBytes) / bytesPerMb,
    high: last.bytes / bytesPerMb,
    basis: { id: 'levels-with-garbage', slackMb: last.garbageBytes / bytesPerMb, seconds: 0 },
  }
  if (last.timeMs <= first.timeMs) return [level]
  const seconds = (last.timeMs - first.timeMs) / 1000
  const perHour = (bytes: number): number => (bytes / bytesPerMb / seconds) * 3600
  const grown = last.bytes - first.bytes
  return [
    level,
    {
      signal: 'live_heap_slope_mb_h',
      low: perHour(grown - last.garbageBytes),
      high: perHour(grown + first.garbageBytes),
      basis: { id: 'levels-with-garbage', slackMb: (first.garbageBytes + last.garbageBytes) / bytesPerMb, seconds },
    },
  ]
}
