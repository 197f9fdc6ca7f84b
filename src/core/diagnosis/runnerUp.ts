/** What comes next: the nearest rule that did not match, what else matches, and the smallest change that flips the answer. */
import { type PatternId, type SignalId, type Thresholds, signalUnits } from '../base/vocabulary.ts'
import { formatNumber, formatPlain, formatSignal } from '../base/numbers.ts'
import type { Story } from './story.ts'
import { patternOf } from './classify.ts'
import type { Diagnosis } from './diagnosis.ts'
import { nearnessOfAll, softDistance, type Nearness } from './nearMiss.ts'
import { mergeThresholds, ruleOf, rules, titleOf } from './rules.ts'
import { signalWord } from './signalWords.ts'
import type { SignalValues } from './values.ts'

/** Rules that match as well but stand behind the answer, worst first: order of the rules must not hide a cascade. */
export function alsoMatching(diagnosis: Diagnosis): readonly PatternId[] {
  return diagnosis.rules
    .filter((rule) => rule.result === 'shadowed')
    .map((rule) => rule.id)
    .sort((a, b) => ruleOf(a).severity - ruleOf(b).severity)
}

/** Below this a rule is too far away to be called close. */
const noticeable = 0.01
/** Above this a single number is just short of its threshold. */
const near = 0.6

/** The nearest rule that is not the answer. Words only where it is one comparison away and not by far: the rest is no news. */
export function runnerUpOf(diagnosis: Diagnosis, values: SignalValues): Story['runnerUp'] {
  const [first] = nearnessOfAll(values, diagnosis.thresholds)
    .flatMap((one) => withinBounds(one, diagnosis))
    .filter(({ id, missed }) => id !== diagnosis.pattern && missed.length > 0)
    .toSorted(
      (a, b) =>
        (Math.max(a.nearness, b.nearness) >= noticeable
          ? b.nearness - a.nearness
          : a.missed.length - b.missed.length) || a.missed.length - b.missed.length,
    )
  if (first === undefined) return undefined
  return {
    id: first.id,
    text: first.missed.length === 1 && first.nearness >= noticeable ? runnerUpText(first) : '',
    missing: first.missed.map(({ signal, value, threshold }) => ({ signal, value: value ?? null, threshold })),
  }
}

/** Without a value a comparison may be settled all the same: by its bounds. A rule that these exclude is not near. */
function withinBounds(one: Nearness, { rules: judged }: Diagnosis): readonly Nearness[] {
  const conditions = judged.find(({ id }) => id === one.id)?.conditions ?? []
  const resultOf = (signal: SignalId): string | undefined =>
    conditions.find((condition) => condition.signal === signal)?.result
  const unknown = one.missed.filter(({ value }) => value === undefined)
  if (unknown.some(({ signal }) => resultOf(signal) === 'missed')) return []
  return [{ ...one, missed: one.missed.filter((miss) => !unknown.includes(miss) || resultOf(miss.signal) !== 'held') }]
}

function runnerUpText({ id, missed: [miss], nearness }: Nearness): string {
  if (miss === undefined) return ''
  const { signal, comparison, value, threshold } = miss
  const limit = formatPlain(signal, threshold)
  const word = signalWord(signal)
  if (value === undefined)
    return `Next closest: ${titleOf(id)}; missing: ${word} ${comparison} ${limit} (not measured).`
  // A value just short of a threshold is shown with as many digits as it takes to see that it is.
  const short = formatSignal(signal, value)
  const now = short === formatSignal(signal, threshold) ? `${formatNumber(value, 1)} ${signalUnits[signal]}` : short
  return nearness >= near
    ? `Near ${titleOf(id)}: ${word} is ${now}, the rule ${comparison === '>' ? 'starts' : 'ends'} at ${limit}.`
    : `Next closest: ${titleOf(id)}; missing: ${word} ${comparison} ${limit} (now ${now}).`
}

export interface Flip {
  readonly signal: SignalId
  /** The threshold that would be crossed, in the signal's unit. */
  readonly threshold: number
  readonly direction: 'rises above' | 'falls below'
  readonly becomes: PatternId
  /** In softness units, for ranking only. */
  readonly distance: number
}

/** Single-signal changes that give another answer, easiest first. At most one evaluation per side of each threshold. */
export function flipsOf(values: SignalValues, thresholds: Thresholds): readonly Flip[] {
  const now = patternOf(values, thresholds)
  const found = new Map<string, Flip>()
  for (const rule of rules) {
    for (const { signal } of rule.conditions) {
      const value = values[signal]
      const threshold = thresholds[rule.id][signal]
      if (value === undefined || threshold === undefined) continue
      const rises = value <= threshold
      const past = threshold + (rises ? 1 : -1) * Math.max(1e-9, Math.abs(threshold) * 1e-9)
      const becomes = patternOf({ ...values, [signal]: past }, thresholds)
      if (becomes === now) continue
      const flip: Flip = {
        signal,
        threshold,
        direction: rises ? 'rises above' : 'falls below',
        becomes,
        distance: softDistance(signal, value, threshold),
      }
      const key = `${signal} ${flip.direction} ${becomes}`
      const known = found.get(key)
      if (known === undefined || flip.distance < known.distance) found.set(key, flip)
    }
  }
  return [...found.values()].sort((a, b) => a.distance - b.distance)
}

export interface Preview<Key> {
  readonly key: Key
  readonly before: PatternId
  readonly after: PatternId
}

/** What-if: which windows would read otherwise under other thresholds. `windows` are kept signals, nothing is gathered again. */
export function previewThresholds<Key>(
  windows: readonly { readonly key: Key; readonly values: SignalValues }[],
  before: Partial<Thresholds> | undefined,
  after: Partial<Thresholds>,
): readonly Preview<Key>[] {
  const now = mergeThresholds(before)
  const then = mergeThresholds(after)
  return windows.flatMap(({ key, values }) => {
    const was = patternOf(values, now)
    const would = patternOf(values, then)
    return was === would ? [] : [{ key, before: was, after: would }]
  })
}
