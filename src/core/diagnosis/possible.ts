/**
 * Which answers the five rules can give when every signal is only known to lie in a range. Rules are boxes along the axes, so an
 * axis has no more behaviours than its thresholds have gaps: each gap and each threshold is tried once, nothing is sampled.
 */
import { type PatternId, type RuleId, type SignalId, type Thresholds, signalIds } from '../base/vocabulary.ts'
import { asRead, type KnownRange, type KnownRanges, naturalRange } from './knownRanges.ts'
import { rules } from './rules.ts'

export interface Possible {
  /** Answers over all values in the ranges; first match wins, in the order of the rules. */
  readonly verdicts: readonly PatternId[]
  /** Rules all of whose comparisons can hold together, ahead of the others or not. */
  readonly rules: readonly RuleId[]
  /** Rules that hold nowhere in the ranges. */
  readonly excluded: readonly RuleId[]
}

const allRules = (1 << rules.length) - 1

export function possibleOver(given: KnownRanges, thresholds: Thresholds): Possible {
  const known = asRead(given, thresholds)
  // One bit per rule: set where every comparison of the rule holds so far. At most 2^5 of them, so a list is the quickest set.
  let masks: readonly number[] = [allRules]
  for (const axis of axesOf(thresholds)) {
    const own = behaviours(axis, known[axis.id] ?? naturalRange(axis.id))
    if (own.length === 1 && own[0] === allRules) continue
    const next: number[] = []
    for (const before of masks) for (const mask of own) if (!next.includes(before & mask)) next.push(before & mask)
    masks = next
  }
  let first = 0
  let some = 0
  for (const mask of masks) {
    some |= mask
    first |= 1 << (mask === 0 ? rules.length : 31 - Math.clz32(mask & -mask))
  }
  return {
    verdicts: answers.filter((_, index) => (first >> index) & 1),
    rules: ruleIds.filter((_, index) => (some >> index) & 1),
    excluded: ruleIds.filter((_, index) => ((some >> index) & 1) === 0),
  }
}

const ruleIds: readonly RuleId[] = rules.map(({ id }) => id)
const answers: readonly PatternId[] = [...ruleIds, 'no-clear-pattern']

interface Comparison {
  readonly rule: number
  readonly comparison: '>' | '<'
  readonly limit: number
}

/** A signal that rules read, and everything that they ask of it. */
interface Axis {
  readonly id: SignalId
  readonly comparisons: readonly Comparison[]
  /** Each once, lowest first. */
  readonly limits: readonly number[]
}

/** Thresholds are asked about hundreds of times before they change. */
const axesByThresholds = new WeakMap<Thresholds, readonly Axis[]>()

function axesOf(thresholds: Thresholds): readonly Axis[] {
  let axes = axesByThresholds.get(thresholds)
  if (axes === undefined) {
    axes = signalIds.map((id) => axisOf(id, thresholds)).filter(({ comparisons }) => comparisons.length > 0)
    axesByThresholds.set(thresholds, axes)
  }
  return axes
}

function axisOf(id: SignalId, thresholds: Thresholds): Axis {
  const comparisons = rules.flatMap((rule, index) =>
    rule.conditions
      .filter(({ signal }) => signal === id)
      .map(({ comparison, threshold }) => ({ rule: index, comparison, limit: thresholds[rule.id][id] ?? threshold })),
  )
  const limits = [...new Set(comparisons.map(({ limit }) => limit))].toSorted((a, b) => a - b)
  return { id, comparisons, limits }
}

/** The rules, one bit each, that a value of this signal leaves possible. */
function maskAt(value: number, comparisons: readonly Comparison[]): number {
  let mask = allRules
  for (const { rule, comparison, limit } of comparisons)
    if (!(comparison === '>' ? value > limit : value < limit)) mask &= ~(1 << rule)
  return mask
}

/** The sets of rules that one axis leaves possible, over the values of its range; each once. */
function behaviours({ comparisons, limits }: Axis, { low, high }: KnownRange): readonly number[] {
  const masks: number[] = []
  for (const value of probes(low, high, limits)) {
    const mask = maskAt(value, comparisons)
    if (!masks.includes(mask)) masks.push(mask)
  }
  return masks
}

/** One value of the range for each thing it can mean to the rules, lowest first. */
export function cellsOf(id: SignalId, { low, high }: KnownRange, thresholds: Thresholds): readonly number[] {
  const { comparisons, limits } = axisOf(id, thresholds)
  const cells = new Map<number, number>()
  for (const value of probes(low, high, limits)) {
    const mask = maskAt(value, comparisons)
    if (Number.isFinite(value) && !cells.has(mask)) cells.set(mask, value)
  }
  return [...cells.values()]
}

/**
 * Both ends, each limit between them, and one value in each gap.
 * @param limits each once, lowest first
 */
function probes(low: number, high: number, limits: readonly number[]): readonly number[] {
  const found = [low]
  if (high === low) return found
  let last = low
  for (const limit of limits) {
    if (limit <= low || limit >= high) continue
    found.push(between(last, limit), limit)
    last = limit
  }
  found.push(between(last, high), high)
  return found
}

function between(a: number, b: number): number {
  if (a === -Infinity) return b === Infinity ? 0 : b - 1
  return b === Infinity ? a + 1 : a + (b - a) / 2
}
