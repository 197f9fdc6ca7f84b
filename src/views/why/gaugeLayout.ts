/** Where things stand on the gauge of one signal: the bar, its interval, and the thresholds that read it. */
import { type RuleId, type SignalId, signalUnits } from '../../core/base/vocabulary.ts'
import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts'
import { formatNumber } from '../../core/base/numbers.ts'
import type { ToldSignal } from '../../core/diagnosis/story.ts'
import type { Share } from '../../core/base/units.ts'

export interface Tick {
  readonly at: Share
  /** "< 15" */
  readonly label: string
  readonly side: 'above' | 'below' | 'none'
  /** One of the comparisons that decided. */
  readonly deciding: boolean
  readonly rules: readonly RuleId[]
}

export interface GaugeLayout {
  readonly max: number
  readonly fill: Share | undefined
  /** Drawn interval, cut to the gauge; undefined when it has no width. */
  readonly interval: { readonly from: Share; readonly to: Share } | undefined
  readonly ticks: readonly Tick[]
}

/** Labels nearer than this share of the gauge would touch. */
const labelShare = 0.2

export function gaugeLayout(id: SignalId, signal: ToldSignal, diagnosis: Diagnosis): GaugeLayout {
  const marks = marksOf(id, diagnosis)
  const shown = signal.state === 'present' ? (signal.raw ?? signal.value) : undefined
  const high = signal.state === 'present' && Number.isFinite(signal.high) ? signal.high : 0
  // A bound by construction: how far it reaches is drawn, where in it the value lies is not known.
  const range = signal.state === 'absent' ? signal.range : undefined
  const bound = Math.max(range?.high ?? 0, range?.low ?? 0)
  const widest = Math.max(shown ?? 0, high, bound, ...marks.map(({ threshold }) => threshold * 1.25))
  const isPercent = signalUnits[id] === '%'
  const max = isPercent && widest > 50 ? 100 : niceCeiling(widest)
  const at = (value: number): Share => Math.min(1, Math.max(0, value / max))
  const interval =
    signal.state === 'present' && Number.isFinite(signal.low) && signal.high > signal.low
      ? { from: at(signal.low), to: at(signal.high) }
      : range && (range.low !== undefined || range.high !== undefined)
        ? { from: at(range.low ?? 0), to: at(range.high ?? max) }
        : undefined
  return { max, fill: shown === undefined ? undefined : at(shown), interval, ticks: placeLabels(marks, at) }
}

interface Mark {
  readonly label: string
  readonly threshold: number
  readonly deciding: boolean
  readonly rules: readonly RuleId[]
}

/** One mark per comparison, however many rules share it. */
function marksOf(id: SignalId, diagnosis: Diagnosis): readonly Mark[] {
  const marks = new Map<string, Mark>()
  for (const rule of diagnosis.rules) {
    for (const { signal, comparison, threshold, result } of rule.conditions) {
      if (signal !== id) continue
      const label = `${comparison} ${formatNumber(threshold, Number.isInteger(threshold) ? 0 : 1)}`
      const before = marks.get(label)
      const deciding = (before?.deciding ?? false) || (rule.result === 'fired' && result === 'held')
      marks.set(label, { label, threshold, deciding, rules: [...(before?.rules ?? []), rule.id] })
    }
  }
  return [...marks.values()].toSorted((a, b) => a.threshold - b.threshold)
}

/** Deciding labels get their place first; the others go where there is room, or stay silent (the rules table has them all). */
function placeLabels(marks: readonly Mark[], at: (value: number) => Share): readonly Tick[] {
  const taken: Record<'above' | 'below', number[]> = { above: [], below: [] }
  const sides = new Map<Mark, Tick['side']>()
  for (const mark of marks.toSorted((a, b) => Number(b.deciding) - Number(a.deciding))) {
    const here = at(mark.threshold)
    const free = (['below', 'above'] as const).find((side) =>
      taken[side].every((other) => Math.abs(other - here) >= labelShare),
    )
    if (free) taken[free].push(here)
    sides.set(mark, free ?? 'none')
  }
  return marks.map((mark) => ({
    at: at(mark.threshold),
    label: mark.label,
    side: sides.get(mark) ?? 'none',
    deciding: mark.deciding,
    rules: mark.rules,
  }))
}

/** 1, 2, 2.5 or 5 times a power of ten, at least `value`. */
function niceCeiling(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= value) ?? 10
  return step * power
}
