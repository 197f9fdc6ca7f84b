/**
 * How likely each answer is, given the interval of every signal. The rules are boxes along the axes, boxes meet in boxes,
 * so with independent errors the probability is a closed form; the seeded resamples say the same thing by drawing.
 */
import type { PatternId, RuleId, SignalId, Thresholds } from '../base/vocabulary.ts'
import { normalCdf } from '../signals/intervals.ts'
import { mulberry32 } from '../base/random.ts'
import { type KnownRanges, pointRanges } from './knownRanges.ts'
import { rules } from './rules.ts'
import type { SignalValues } from './values.ts'

/** Standard errors in the signal's unit; a missing one counts as exact. */
export type SignalErrors = Readonly<Partial<Record<SignalId, number>>>

/** The signals some rule reads. */
const axes: readonly SignalId[] = [
  'cpu_user_pct',
  'cpu_alloc_pct',
  'alloc_rate_mb_s',
  'live_heap_slope_mb_h',
  'lock_wait_pct',
]

interface Box {
  readonly low: Float64Array
  readonly high: Float64Array
}

/**
 * The box in which a rule holds. A signal without a value has no say when it excludes and forbids the rule when it is evidence,
 * unless its bounds decide the comparison.
 */
function boxOf(ruleIndex: number, values: SignalValues, thresholds: Thresholds, known: KnownRanges): Box | undefined {
  const low = new Float64Array(axes.length).fill(-Infinity)
  const high = new Float64Array(axes.length).fill(Infinity)
  const rule = rules[ruleIndex]
  if (rule === undefined) return undefined
  for (const { signal, comparison, threshold } of rule.conditions) {
    const axis = axes.indexOf(signal)
    const limit = thresholds[rule.id][signal] ?? threshold
    if (values[signal] === undefined) {
      const bounds = known[signal]
      if (comparison === '>' ? !((bounds?.low ?? -Infinity) > limit) : (bounds?.low ?? -Infinity) >= limit)
        return undefined
      continue
    }
    if (comparison === '>') low[axis] = Math.max(low[axis] ?? -Infinity, limit)
    else high[axis] = Math.min(high[axis] ?? Infinity, limit)
  }
  return { low, high }
}

function intersection(a: Box, b: Box): Box {
  return {
    low: a.low.map((value, axis) => Math.max(value, b.low[axis] ?? value)),
    high: a.high.map((value, axis) => Math.min(value, b.high[axis] ?? value)),
  }
}

function massOf(box: Box, values: SignalValues, errors: SignalErrors): number {
  let mass = 1
  for (const [axis, signal] of axes.entries()) {
    const value = values[signal]
    if (value === undefined) continue
    const low = box.low[axis] ?? -Infinity
    const high = box.high[axis] ?? Infinity
    if (low >= high) return 0
    const error = errors[signal] ?? 0
    // Strict comparisons: an exact value on the edge does not hold.
    mass *=
      error > 0
        ? normalCdf((high - value) / error) - normalCdf((low - value) / error)
        : value > low && value < high
          ? 1
          : 0
    if (mass <= 0) return 0
  }
  return mass
}

/**
 * Probability of each answer by inclusion and exclusion over the rules ahead (first match wins).
 * @returns shares that add up to 1
 */
export function answerProbabilities(
  values: SignalValues,
  errors: SignalErrors,
  thresholds: Thresholds,
  known: KnownRanges = pointRanges(values),
): Readonly<Record<PatternId, number>> {
  const boxes = rules.map((_, index) => boxOf(index, values, thresholds, known))
  const answer: Partial<Record<PatternId, number>> = {}
  let sum = 0
  for (const [index, rule] of rules.entries()) {
    const box = boxes[index]
    const ahead = boxes.slice(0, index).filter((other): other is Box => other !== undefined)
    const share = box === undefined ? 0 : Math.max(0, outside(box, ahead, values, errors))
    answer[rule.id] = share
    sum += share
  }
  answer['no-clear-pattern'] = Math.max(0, 1 - sum)
  return answer as Record<PatternId, number>
}

/** Mass of `box` outside all of `others`. */
function outside(box: Box, others: readonly Box[], values: SignalValues, errors: SignalErrors): number {
  let mass = massOf(box, values, errors)
  for (const [index, other] of others.entries()) {
    const shared = intersection(box, other)
    if (massOf(shared, values, errors) > 0) mass -= outside(shared, others.slice(0, index), values, errors)
  }
  return mass
}

/**
 * The same by drawing: how often each answer comes out of `draws` seeded resamples of the signals.
 * @returns shares that add up to 1
 */
export function resampledAnswers(
  values: SignalValues,
  errors: SignalErrors,
  thresholds: Thresholds,
  draws: number = 1000,
  seed: number = 20_261_122,
  bounds: KnownRanges = pointRanges(values),
): Readonly<Record<PatternId, number>> {
  const random = mulberry32(seed)
  const boxes = rules.map((_, index) => boxOf(index, values, thresholds, bounds))
  const known = axes.map((signal) => values[signal] !== undefined)
  const centre = Float64Array.from(axes, (signal) => values[signal] ?? 0)
  const spread = Float64Array.from(axes, (signal) => errors[signal] ?? 0)
  const point = Float64Array.from(centre)
  // Only what is uncertain is drawn, two at a time (Box and Muller), without an object per draw.
  const drawn = axes.flatMap((_, axis) => ((spread[axis] ?? 0) > 0 ? [axis] : []))
  const hits = new Int32Array(rules.length + 1)
  for (let draw = 0; draw < draws; draw++) {
    for (let pair = 0; pair < drawn.length; pair += 2) {
      const radius = Math.sqrt(-2 * Math.log(1 - random()))
      const angle = 2 * Math.PI * random()
      const first = drawn[pair] ?? 0
      const second = drawn[pair + 1]
      point[first] = (centre[first] ?? 0) + (spread[first] ?? 0) * radius * Math.cos(angle)
      if (second !== undefined) point[second] = (centre[second] ?? 0) + (spread[second] ?? 0) * radius * Math.sin(angle)
    }
    let answer = rules.length
    for (let index = 0; index < boxes.length && answer === rules.length; index++) {
      const box = boxes[index]
      if (box !== undefined && contains(box, point, known)) answer = index
    }
    hits[answer] = (hits[answer] ?? 0) + 1
  }
  const ids: readonly PatternId[] = [...rules.map((rule): RuleId => rule.id), 'no-clear-pattern']
  return Object.fromEntries(ids.map((id, index) => [id, (hits[index] ?? 0) / draws])) as Record<PatternId, number>
}

function contains(box: Box, point: Float64Array, known: readonly boolean[]): boolean {
  for (let axis = 0; axis < axes.length; axis++) {
    const value = point[axis] ?? 0
    if (known[axis] && !(value > (box.low[axis] ?? 0) && value < (box.high[axis] ?? 0))) return false
  }
  return true
}
