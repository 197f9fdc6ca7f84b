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
  // One bit per rule: set where every comparison of the rule holds so far.
  let masks: ReadonlySet<number> = new Set([allRules])
  for (const id of signalIds) {
    const own = behaviours(id, known[id] ?? naturalRange(id), thresholds)
    if (own.size === 1 && own.has(allRules)) continue
    const next = new Set<number>()
    for (const before of masks) for (const mask of own) next.add(before & mask)
    masks = next
  }
  const first = new Set<number>()
  let some = 0
  for (const mask of masks) {
    some |= mask
    first.add(mask === 0 ? rules.length : 31 - Math.clz32(mask & -mask))
  }
  const ids: readonly PatternId[] = [...rules.map(({ id }) => id), 'no-clear-pattern']
  return {
    verdicts: ids.filter((_, index) => first.has(index)),
    rules: rules.filter((_, index) => (some >> index) & 1).map(({ id }) => id),
    excluded: rules.filter((_, index) => ((some >> index) & 1) === 0).map(({ id }) => id),
  }
}

interface Comparison {
  readonly rule: number
  readonly comparison: '>' | '<'
  readonly limit: number
}

function comparisonsOf(id: SignalId, thresholds: Thresholds): readonly Comparison[] {
  return rules.flatMap((rule, index) =>
    rule.conditions
      .filter(({ signal }) => signal === id)
      .map(({ comparison, threshold }) => ({ rule: index, comparison, limit: thresholds[rule.id][id] ?? threshold })),
  )
}

/** The rules, one bit each, that a value of this signal leaves possible. */
function maskAt(value: number, comparisons: readonly Comparison[]): number {
  let mask = allRules
  for (const { rule, comparison, limit } of comparisons)
    if (!(comparison === '>' ? value > limit : value < limit)) mask &= ~(1 << rule)
  return mask
}

/** The sets of rules that one axis leaves possible, over the values of its range. */
function behaviours(id: SignalId, { low, high }: KnownRange, thresholds: Thresholds): ReadonlySet<number> {
  const comparisons = comparisonsOf(id, thresholds)
  return new Set(
    probes(
      low,
      high,
      comparisons.map(({ limit }) => limit),
    ).map((value) => maskAt(value, comparisons)),
  )
}

/** One value of the range for each thing it can mean to the rules, lowest first. */
export function cellsOf(id: SignalId, { low, high }: KnownRange, thresholds: Thresholds): readonly number[] {
  const comparisons = comparisonsOf(id, thresholds)
  const limits = comparisons.map(({ limit }) => limit)
  const cells = new Map<number, number>()
  for (const value of probes(low, high, limits)) {
    const mask = maskAt(value, comparisons)
    if (Number.isFinite(value) && !cells.has(mask)) cells.set(mask, value)
  }
  return [...cells.values()]
}

/** Both ends, each limit between them, and one value in each gap. */
function probes(low: number, high: number, limits: readonly number[]): readonly number[] {
  const inside = [...new Set([low, ...limits.filter((limit) => limit > low && limit < high), high])].toSorted(
    (a, b) => a - b,
  )
  return inside.flatMap((value, index) => {
    const next = inside[index + 1]
    return next === undefined ? [value] : [value, between(value, next)]
  })
}

function between(a: number, b: number): number {
  if (a === -Infinity) return b === Infinity ? 0 : b - 1
  return b === Infinity ? a + 1 : a + (b - a) / 2
}
