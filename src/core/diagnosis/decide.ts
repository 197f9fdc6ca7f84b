/**
 * The answer over what is known. The evidence (`>`) of a rule must hold by estimate or by bound; what only excludes (`<`) may stay
 * open, and how far it may differs by rule: those limits were paid for with wrong answers on recordings whose truth is known.
 */
import { type RuleId, type SignalId, type Thresholds, signalIds } from '../base/vocabulary.ts'
import { unique } from '../base/lists.ts'
import type { Condition, DiagnosisKind } from './diagnosis.ts'
import { isQuiet } from './leading.ts'
import { nearMisses } from './nearMiss.ts'
import { type KnownRange, type KnownRanges, naturalRange } from './knownRanges.ts'
import { type Possible, cellsOf, possibleOver } from './possible.ts'
import { type Rule, rules } from './rules.ts'
import type { SignalValues } from './values.ts'

export interface Judged {
  readonly rule: Rule
  readonly truth: 'true' | 'false' | 'unknown'
  readonly conditions: readonly Condition[]
  readonly missing: readonly SignalId[]
}

export interface Knowledge {
  /** Measured values: what the letter of the rules reads. */
  readonly values: SignalValues
  /** Where every signal lies, measured or not. */
  readonly known: KnownRanges
  readonly thresholds: Thresholds
}

export interface Decision {
  readonly chosen?: Judged
  readonly kind: DiagnosisKind
  readonly possible: Possible
}

/** What the rules read; the amount of live heap is not among it. */
const readSignals: readonly SignalId[] = signalIds.filter((id) =>
  rules.some((rule) => rule.conditions.some((c) => c.signal === id)),
)

const rangeOf = ({ known }: Knowledge, id: SignalId): KnownRange => known[id] ?? naturalRange(id)
const isMeasured = ({ values }: Knowledge, id: SignalId): boolean => Number.isFinite(values[id] ?? Number.NaN)

export function isAllMeasured(knowledge: Knowledge): boolean {
  return readSignals.every((id) => isMeasured(knowledge, id))
}

/** By the measured value; growth that is not established is no evidence either way while its interval reaches past the threshold. */
export function judge(rule: Rule, knowledge: Knowledge): Judged {
  const conditions = rule.conditions.map((condition): Condition => {
    const { signal, comparison } = condition
    const threshold = knowledge.thresholds[rule.id][signal] ?? condition.threshold
    const { low, high, shown = low } = rangeOf(knowledge, signal)
    const value = isMeasured(knowledge, signal) ? knowledge.values[signal] : undefined
    // An example speaks for a rule, and excludes none.
    const from = comparison === '>' ? Math.max(low, shown) : low
    if (value === undefined)
      return { signal, comparison, threshold, result: byRange(comparison, threshold, from, high) }
    const holds = comparison === '>' ? value > threshold : value < threshold
    const open = signal === 'live_heap_slope_mb_h' && comparison === '>' && !holds && high > threshold
    return {
      signal,
      comparison,
      threshold,
      result: holds ? 'held' : open ? 'unknown' : 'missed',
      value,
      margin: Math.abs(value - threshold),
    }
  })
  const truth = conditions.some(({ result }) => result === 'missed')
    ? 'false'
    : conditions.some(({ result }) => result === 'unknown')
      ? 'unknown'
      : 'true'
  const missing = conditions.filter(({ result }) => result === 'unknown').map(({ signal }) => signal)
  return { rule, truth, conditions, missing }
}

function byRange(comparison: '>' | '<', threshold: number, low: number, high: number): Condition['result'] {
  const [held, missed] =
    comparison === '>' ? [low > threshold, high <= threshold] : [high < threshold, low >= threshold]
  return held ? 'held' : missed ? 'missed' : 'unknown'
}

export function decide(judged: readonly Judged[], knowledge: Knowledge): Decision {
  const possible = possibleOver(knowledge.known, knowledge.thresholds)
  const only = possible.verdicts.length === 1 ? possible.verdicts[0] : undefined
  if (only !== undefined) {
    const chosen = judged.find(({ rule }) => rule.id === only)
    return chosen === undefined ? { kind: silence(knowledge), possible } : { chosen, kind: 'firm', possible }
  }
  if (isAllMeasured(knowledge)) {
    // All measured: the letter of the rules, and provisional where the intervals allow another answer.
    const chosen = judged.find(({ truth }) => truth === 'true')
    if (chosen !== undefined) return { chosen, kind: 'provisional', possible }
    const near = nearMisses(knowledge.values, knowledge.thresholds).map(({ id }) => id)
    const open = possible.verdicts.filter((id) => id !== 'no-clear-pattern')
    return { kind: open.every((id) => near.some((one) => one === id)) ? 'mixed' : 'cannot-tell', possible }
  }
  const candidates = judged.filter((one) => hasEvidence(one) && possible.verdicts.includes(one.rule.id))
  const [candidate] = candidates
  if (
    candidate !== undefined &&
    candidates.length === 1 &&
    isSafe(candidate.rule.id, knowledge, possible) &&
    !judged.some((other) => other !== candidate && isRival(other, candidate, settledGrowth(knowledge)))
  )
    return { chosen: candidate, kind: 'provisional', possible }
  return { kind: 'cannot-tell', possible }
}

/** None of the rules: quiet where nothing is at half of what speaks for one, else mixed. */
function silence({ values, known, thresholds }: Knowledge): DiagnosisKind {
  return isQuiet(values, known, thresholds) ? 'quiet' : 'mixed'
}

function hasEvidence({ conditions }: Judged): boolean {
  return conditions.every(({ comparison, result }) => comparison === '<' || result === 'held')
}

/** It can still be the answer, and something of its own speaks for it: not only what speaks for the candidate as well. */
function isRival(other: Judged, candidate: Judged, { verdicts }: Possible): boolean {
  const shared = candidate.rule.conditions.filter(({ comparison }) => comparison === '>').map(({ signal }) => signal)
  return (
    verdicts.includes(other.rule.id) &&
    other.conditions.some(
      ({ signal, comparison, result }) => comparison === '>' && result === 'held' && !shared.includes(signal),
    )
  )
}

/** What is possible when growth that was looked for and not established is taken for none: it is no evidence for anything else. */
function settledGrowth({ values, known, thresholds }: Knowledge): Possible {
  const growth = values.live_heap_slope_mb_h
  const settled = growth === 0 ? { ...known, live_heap_slope_mb_h: { low: 0, high: 0 } } : known
  return possibleOver(settled, thresholds)
}

/** How far what excludes may be open. Each limit is another rule's threshold, so that a changed threshold moves both. */
function isSafe(id: RuleId, knowledge: Knowledge, possible: Possible): boolean {
  const { thresholds } = knowledge
  const high = (signal: SignalId): number => rangeOf(knowledge, signal).high
  const limit = (rule: RuleId, signal: SignalId): number => thresholds[rule][signal] ?? Number.NaN
  switch (id) {
    case 'contention-bound':
      return high('cpu_user_pct') <= openByFactor * limit('contention-bound', 'cpu_user_pct')
    case 'cpu-bound':
      return (
        (!possible.rules.includes('gc-pressure') ||
          high('cpu_alloc_pct') <= limit('gc-pressure', 'cpu_alloc_pct') ||
          high('alloc_rate_mb_s') <= limit('gc-pressure', 'alloc_rate_mb_s')) &&
        high('lock_wait_pct') <= limit('cascading-failure', 'lock_wait_pct')
      )
    case 'slow-leak':
      return (
        high('cpu_user_pct') <= limit('cpu-bound', 'cpu_user_pct') ||
        high('lock_wait_pct') <= limit('cascading-failure', 'lock_wait_pct')
      )
    case 'gc-pressure':
    case 'cascading-failure':
      return true
    default:
      return false
  }
}

/** Contention with CPU open by a factor of two, no more: at half the CPU it is as likely a cascade that began. */
const openByFactor = 2

/** People know CPU first, growth and allocation rate next; waits and the collector's share need a file. */
const askingOrder: readonly SignalId[] = [
  'cpu_user_pct',
  'live_heap_slope_mb_h',
  'alloc_rate_mb_s',
  'lock_wait_pct',
  'cpu_alloc_pct',
]

/**
 * Signals that can still change the answer. First those that can decide it alone: with some value of theirs it is no longer open.
 */
export function asksOf(knowledge: Knowledge, { kind, possible }: Decision): readonly SignalId[] {
  if (possible.verdicts.length < 2) return []
  const open = askingOrder.flatMap((id) => {
    const cells = cellsOf(id, rangeOf(knowledge, id), knowledge.thresholds)
    if (cells.length < 2) return []
    const outcomes = cells.map((value) => settled(knowledge, id, value))
    const changes = outcomes.some(({ possible: then }) => then.verdicts.length < possible.verdicts.length)
    const decides = outcomes.some((then) => then.kind !== 'cannot-tell' && then.kind !== kind)
    return changes || decides ? [{ id, decides }] : []
  })
  return unique([...open.filter(({ decides }) => decides), ...open].map(({ id }) => id))
}

/** The answer if this signal had been measured so. */
function settled(knowledge: Knowledge, id: SignalId, value: number): Decision {
  const then: Knowledge = {
    ...knowledge,
    values: { ...knowledge.values, [id]: value },
    known: { ...knowledge.known, [id]: { low: value, high: value } },
  }
  return decide(
    rules.map((rule) => judge(rule, then)),
    then,
  )
}

/** Measured signals whose interval reaches both sides of a comparison that the answer depends on. */
export function unsettledIn(judged: readonly Judged[], knowledge: Knowledge, possible: Possible): readonly SignalId[] {
  if (possible.verdicts.length < 2) return []
  const concerned = judged.filter(({ rule }) => possible.verdicts.includes(rule.id))
  return unique(
    concerned.flatMap(({ conditions }) =>
      conditions.flatMap(({ signal, comparison, threshold }) => {
        const { low, high } = rangeOf(knowledge, signal)
        return isMeasured(knowledge, signal) && byRange(comparison, threshold, low, high) === 'unknown' ? [signal] : []
      }),
    ),
  )
}
