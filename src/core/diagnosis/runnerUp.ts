/** What comes next: the nearest rule that did not match, what else matches, and the smallest change that flips the answer. */
import type { PatternId, SignalId, Thresholds } from '../base/vocabulary.ts'
import { listed } from '../base/lists.ts'
import { formatPlain } from '../base/numbers.ts'
import type { Story } from './story.ts'
import { classify } from './classify.ts'
import type { Diagnosis } from './diagnosis.ts'
import { nearnessOfAll, softDistance, type MissedComparison, type Nearness } from './nearMiss.ts'
import { ruleOf, rules, titleOf } from './rules.ts'
import { signalWord } from './signalWords.ts'
import type { SignalValues } from './values.ts'

/** Rules that match as well but stand behind the answer, worst first: order of the rules must not hide a cascade. */
export function alsoMatching(diagnosis: Diagnosis): readonly PatternId[] {
  return diagnosis.rules
    .filter((rule) => rule.result === 'shadowed')
    .map((rule) => rule.id)
    .sort((a, b) => ruleOf(a).severity - ruleOf(b).severity)
}

/** Below this a rule is not near; it is then ranked by how few comparisons it misses. */
const noticeable = 0.01

export function runnerUpOf(diagnosis: Diagnosis, values: SignalValues): Story['runnerUp'] {
  const others = nearnessOfAll(values, diagnosis.thresholds).filter(
    ({ id, missed }) => id !== diagnosis.pattern && missed.length > 0,
  )
  const [first] = others.toSorted(
    (a, b) =>
      (Math.max(a.nearness, b.nearness) >= noticeable ? b.nearness - a.nearness : a.missed.length - b.missed.length) ||
      a.missed.length - b.missed.length,
  )
  if (first === undefined) return undefined
  return {
    id: first.id,
    text: runnerUpText(first),
    missing: first.missed.map(({ signal, value, threshold }) => ({ signal, value: value ?? null, threshold })),
  }
}

function runnerUpText({ id, missed, nearness }: Nearness): string {
  const measured = missed.filter((miss) => miss.value !== undefined)
  const all = ruleOf(id).conditions.length
  if (missed.length > 1 && nearness < noticeable) {
    return `nearest other: ${titleOf(id)}, ${all - missed.length} of ${all} comparisons hold`
  }
  if (measured.length === 0) return `could be ${titleOf(id)}, if ${listed(missed.map(openText))}`
  return `would read ${titleOf(id)} if ${listed(missed.map((miss) => (miss.value === undefined ? openText(miss) : missText(miss))))}`
}

function missText({ signal, comparison, value, threshold }: MissedComparison): string {
  return `${signalWord(signal)} ${comparison === '>' ? 'passed' : 'fell below'} ${formatPlain(signal, threshold)}, now ${formatPlain(signal, value ?? 0)}`
}

function openText({ signal, comparison, threshold }: MissedComparison): string {
  return `${signalWord(signal)}, not measured, is ${comparison === '>' ? 'above' : 'below'} ${formatPlain(signal, threshold)}`
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
  const now = classify(values, thresholds).pattern
  const found = new Map<string, Flip>()
  for (const rule of rules) {
    for (const { signal } of rule.conditions) {
      const value = values[signal]
      const threshold = thresholds[rule.id][signal]
      if (value === undefined || threshold === undefined) continue
      const rises = value <= threshold
      const past = threshold + (rises ? 1 : -1) * Math.max(1e-9, Math.abs(threshold) * 1e-9)
      const becomes = classify({ ...values, [signal]: past }, thresholds).pattern
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
  return windows.flatMap(({ key, values }) => {
    const was = classify(values, before).pattern
    const would = classify(values, after).pattern
    return was === would ? [] : [{ key, before: was, after: would }]
  })
}
