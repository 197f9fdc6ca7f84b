/**
 * What files say of the six signals without measuring them: their own bounds, and those that follow from logs and counters. A log on
 * its own clock is asked about its own span; beside profiles it says so and no more.
 */
import type { BoundBasis, SignalBound } from '../base/bounds.ts'
import { bytesPerMb, nsPerSecond, type TimeWindow } from '../base/units.ts'
import type { FileFacts, LiveHeapPoint } from '../formats/parsedFile.ts'
import { mayBeOfTwo } from '../base/collections.ts'
import { isOther } from '../base/program.ts'
import { aroundAll } from './ranges.ts'
import { factSpan } from '../window/factTimes.ts'
import { isOneLoop, othersWork } from '../window/oneThread.ts'
import { lessThorough, usableCollections } from '../window/liveSeries.ts'
import { type AskedFacts, collectorBounds, collectorOfLog, collectorTotals, markedBounds } from './collectorBounds.ts'
import { type CounterPoint, countedIn, errorBetween, partCovered, smallestPart } from './counters.ts'
import { growthOf, logErrorBytes, wanderOf } from './growth.ts'
import { heldBounds, heldFacts, histogramBounds, residentBounds } from './heldBounds.ts'
import { assumedDesignEffect, z95 } from './intervals.ts'
import { betweenLooks } from './looksBounds.ts'
import type { Signal } from './signal.ts'
import type { SignalInput } from './signalInput.ts'
import { type Beside, besideCollector } from './wallPauses.ts'

type Input = Pick<SignalInput, 'facts' | 'settings' | 'profiles'>

/** @param cpu as it was measured or typed */
export function boundsOfFiles(input: Input, cpu: Signal): readonly SignalBound[] {
  const { asked } = input.profiles
  const own = input.facts
    .flatMap(({ facts }) => facts.bounds ?? [])
    .filter((bound) => speaksOf(bound, asked))
    .map(betweenLooks)
    .filter(isHighestLevel)
  const placed = input.facts.map(({ facts }): AskedFacts => ({ facts, window: asked }))
  const logs = input.facts.flatMap(({ facts }): AskedFacts[] => {
    const window = facts.unplaced?.clock === 'own' ? factSpan(facts.unplaced) : undefined
    return facts.unplaced === undefined || window === undefined ? [] : [{ facts: facts.unplaced, window }]
  })
  const beside = (facts?: FileFacts) => besideCollector(input, cpu, facts?.isolates)
  const ofLogs = logs.map((entry): readonly SignalBound[] => [
    ...collectorOfLog(entry, asked, beside(entry.facts)),
    ...(isPart(entry.window, asked) ? [] : (markedBounds([entry], entry.window) ?? [])),
    ...allocationOfLog(entry, asked),
    ...growthBounds(entry),
  ])
  return [
    ...own,
    ...placed.flatMap((entry) => collectorBounds(entry, beside(entry.facts))),
    ...(areOfTwo(logs) ? aroundAll(ofLogs) : ofLogs.flat()),
    ...allocationBounds(
      placed.map(({ facts }) => facts).filter((facts) => isNoMeasure(facts, asked)),
      asked,
    ),
    ...momentBounds(input, beside()),
    ...lockBounds(
      placed.map(({ facts }) => facts),
      asked,
    ),
    ...histogramBounds(placed.map(({ facts }) => facts)),
    ...heldBounds(heldFacts(input.facts)),
    ...residentBounds(input),
    ...loopBounds(input),
  ]
}

/**
 * V8's wall clock leaves out what its one thread was idle: the thread had at most so much CPU, stopped inside a call or not. (A profile of
 * kind CPU says so itself.)
 */
function loopBounds({ profiles }: Pick<Input, 'profiles'>): readonly SignalBound[] {
  const { cpu } = profiles.views
  const view = cpu.state === 'absent' ? cpu.shown : undefined
  if (view?.shows !== 'wall' || view.tree.unit !== 'nanoseconds' || !(view.coveredSeconds > 0)) return []
  if (!isOneLoop(view) || othersWork(view) || view.samples === 0) return []
  const cores = view.total / nsPerSecond / view.coveredSeconds
  const high = Math.min(1, cores * (1 + (z95 * Math.sqrt(assumedDesignEffect)) / Math.sqrt(view.samples)))
  return [
    {
      signal: 'cpu_user_pct',
      unit: 'cores',
      high,
      basis: { id: 'event-loop-busy', busyShare: Math.min(1, cores), seconds: view.coveredSeconds },
    },
  ]
}

/** Levels of several moments (two of GC.heap_info) do not meet: a heap that grew from 1.4 to 1.6 GB is at most the latter. */
function isHighestLevel(bound: SignalBound, _: number, all: readonly SignalBound[]): boolean {
  if (!isLevel(bound)) return true
  return all.filter(isLevel).every((other) => (other.high ?? 0) <= (bound.high ?? 0))
}

const isLevel = ({ signal, basis }: SignalBound): boolean =>
  signal === 'live_heap_mb' && basis.id === 'levels-with-garbage'

/** Without a time it speaks of whatever window it is laid on. */
function speaksOf({ window }: SignalBound, asked: TimeWindow): boolean {
  if (window === undefined) return true
  if (window.fromMs === window.untilMs) return window.fromMs >= asked.fromMs && window.fromMs <= asked.untilMs
  const overlap = Math.min(window.untilMs, asked.untilMs) - Math.max(window.fromMs, asked.fromMs)
  return overlap * 2 >= Math.min(window.untilMs - window.fromMs, asked.untilMs - asked.fromMs)
}

export const allocatedPoints = ({ allocatedTotals = [] }: FileFacts): readonly CounterPoint[] =>
  allocatedTotals.map(({ timeMs, bytes, errorBytes, sameErrorBytes }) => ({
    timeMs,
    value: bytes,
    ...(errorBytes === undefined ? {} : { error: errorBytes }),
    ...(sameErrorBytes === undefined ? {} : { sameError: sameErrorBytes }),
  }))

/** No one process can have written both, or nothing says that one did. */
function areOfTwo(logs: readonly AskedFacts[]): boolean {
  const programs = logs.flatMap(({ facts: { program } }) => program ?? [])
  return (
    programs.some((one) => programs.some((other) => isOther(one, other))) ||
    mayBeOfTwo(programs.flatMap((program) => ('collections' in program ? [program.collections] : []))) !== undefined
  )
}

const isPart = ({ fromMs, untilMs }: TimeWindow, asked: TimeWindow): boolean =>
  partCovered((untilMs - fromMs) / 1000, asked) < 1

/** It misses some of what is allocated, or speaks of a part of the time; what measures all of it is a value (`heapSignals.ts`). */
function isNoMeasure(facts: FileFacts, asked: TimeWindow): boolean {
  if (facts.allocatedBound !== undefined) return true
  const counted = countedIn([{ facts }], allocatedPoints, asked)
  return counted?.isLog === true && partCovered(counted.seconds, asked) < 1
}

/** @param asked of a log on its own clock, the window it is laid on, of which it may cover a part */
function allocationBounds(
  facts: readonly FileFacts[],
  window: TimeWindow,
  asked: TimeWindow = window,
): readonly SignalBound[] {
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
      low: (counted.isLog ? partCovered(counted.seconds, asked) : 1) * Math.max(0, rate - half),
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
function allocationOfLog({ facts, window }: AskedFacts, asked: TimeWindow): readonly SignalBound[] {
  const [whole] = allocationBounds([facts], window, asked)
  const points = allocatedPoints(facts)
  const last = points.at(-1)
  if (whole === undefined || last === undefined) return []
  let low = whole.low ?? 0
  let high = whole.high
  const part = partCovered((window.untilMs - window.fromMs) / 1000, asked)
  for (const point of points) {
    const { timeMs, value } = point
    const seconds = (last.timeMs - timeMs) / 1000
    if (seconds * 1000 < smallestPart * (window.untilMs - window.fromMs) || seconds <= 0) break
    const half = z95 * errorBetween(point, last)
    const rate = Math.max(0, last.value - value - half) / bytesPerMb / seconds
    low = Math.min(low, part * rate)
    if (high !== undefined) high = Math.max(high, (last.value - value + half) / bytesPerMb / seconds)
  }
  return [{ ...whole, low, ...(high === undefined ? {} : { high }) }]
}

function growthBounds({ facts }: AskedFacts): readonly SignalBound[] {
  const all = facts.liveHeapPoints ?? []
  const points = usableCollections(all)
  const hasYoung = points.some(({ collection }) => collection === 'young')
  return lineBound(points, hasYoung ? 'young-collections' : 'line-through-collections', lessThorough(all, points))
}

function lineBound(
  points: readonly LiveHeapPoint[],
  id: 'line-through-collections' | 'young-collections',
  ceiling: readonly LiveHeapPoint[],
): readonly SignalBound[] {
  const growth = growthOf({
    points,
    samplingErrorBytes: Math.hypot(wanderOf(points, true), logErrorBytes),
    take: id === 'young-collections' ? 'minimum' : 'median',
    ceiling,
  })
  if (growth === undefined || !Number.isFinite(growth.high)) return []
  const basis: BoundBasis = { id, collections: points.length, seconds: growth.spanHours * 3600 }
  const low = id === 'young-collections' || !Number.isFinite(growth.low) ? {} : { low: growth.low }
  return [{ signal: 'live_heap_slope_mb_h', ...low, high: growth.high, basis }]
}

/** Counters of the collector as scrapes and jstat have them, and readings of moments that nobody dated, laid over the seconds given. */
function momentBounds({ facts, settings, profiles }: Input, beside: Beside | undefined): readonly SignalBound[] {
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
  const leastCores = cpu === undefined ? 0 : Math.max(0, cpu.amount - counterTickSeconds) / cpu.seconds
  return [
    ...(cpu === undefined
      ? []
      : [
          {
            signal: 'cpu_user_pct' as const,
            unit: 'cores' as const,
            low: leastCores,
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
    ...(spread.length > 0
      ? collectorTotals(spread, window, beside && { ...beside, usedShare: leastCores / beside.threads })
      : collectorTotals(facts, profiles.asked, beside)),
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
    collectorTimeTotals: at(facts.collectorTimeTotals),
    collectorPauseTotals: at(facts.collectorPauseTotals),
  }
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
