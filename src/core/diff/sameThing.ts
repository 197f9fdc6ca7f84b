/**
 * Do both sides of one profile type measure the same thing? A profiler that sees Java code only and one that sees native frames count
 * other threads and other frames; a lock profile made of events and one made of looks at a clock have nothing but their names in common.
 * Where they differ, amounts mean nothing beside each other and a function that one of them does not show has not gone: nothing is tested,
 * and each side may be looked at for itself.
 */
import type { StandIn, ViewKind } from '../base/vocabulary.ts'
import type { ProfilerTrait } from '../profile/profile.ts'
import type { Profilers } from './untested.ts'
import { type MeasuredView, profilerOf, sees } from '../window/windowProfiles.ts'

export type OtherThing =
  /** `A` and `B`: who wrote them, for people only; "" where the file does not say. */
  | { readonly id: 'profilers'; readonly kind: ViewKind; readonly profilerA: string; readonly profilerB: string }
  /** Events that were recorded, against looks at what threads do. */
  | { readonly id: 'lock-by-sample'; readonly kind: 'lock'; readonly sampled: 'A' | 'B' }
  /** Who waits, against who holds. */
  | { readonly id: 'lock-sides'; readonly kind: 'lock'; readonly holders: 'A' | 'B' }
  /** Two sides of a difference that was added up: neither is a whole. */
  | { readonly id: 'only-what-changed'; readonly kind: ViewKind; readonly shows?: StandIn }
  /** Samples without a length, against time. */
  | { readonly id: 'units'; readonly kind: ViewKind; readonly counted: 'A' | 'B' }

/** What decides which frames and threads are in a profile at all. */
const deciding: readonly ProfilerTrait[] = [
  'java-code',
  'native-frames',
  'gil-or-runnable',
  'one-thread',
  'perf-events',
  'no-stacks',
  'lines-only',
]

/** Of two views of one kind. */
export function otherThings(a: MeasuredView, b: MeasuredView): readonly OtherThing[] {
  const found: OtherThing[] = []
  const { kind } = b
  // Of an old snapshot nobody knows how it was measured: that it was in another way is not known either.
  const isKnown = isMeasureKnown(a) && isMeasureKnown(b)
  if (isKnown && a.kind === 'lock' && b.kind === 'lock') {
    const [sampledA, sampledB] = [a.wholeNs !== undefined, b.wholeNs !== undefined]
    if (sampledA !== sampledB) found.push({ id: 'lock-by-sample', kind: 'lock', sampled: sampledA ? 'A' : 'B' })
    if (a.lockSide !== undefined && b.lockSide !== undefined && a.lockSide !== b.lockSide)
      found.push({ id: 'lock-sides', kind: 'lock', holders: a.lockSide === 'holder' ? 'A' : 'B' })
  }
  if (isKnown && traitsOf(a) !== traitsOf(b))
    found.push({ id: 'profilers', kind, profilerA: profilerOf(a), profilerB: profilerOf(b) })
  if ([a, b].every((view) => sees(view, 'only-what-changed')))
    found.push({ id: 'only-what-changed', kind, ...(b.shows === undefined ? {} : { shows: b.shows }) })
  if (a.tree.unit !== b.tree.unit && (a.tree.unit === 'count' || b.tree.unit === 'count'))
    found.push({ id: 'units', kind, counted: a.tree.unit === 'count' ? 'A' : 'B' })
  return found
}

/** Of all that is said of two windows: who recorded them, where these see other things. */
export function unlikeProfilers(facts: readonly { readonly id: string }[]): Profilers | undefined {
  const found = facts.find((fact): fact is Extract<OtherThing, { readonly id: 'profilers' }> => fact.id === 'profilers')
  if (found) return { base: found.profilerA, head: found.profilerB }
  return facts.some(({ id }) => id === 'lock-by-sample' || id === 'lock-sides') ? { base: '', head: '' } : undefined
}

/** False for a snapshot that is too old to say. */
export function isMeasureKnown({ frozen }: MeasuredView): boolean {
  return frozen === undefined || frozen.profiler !== undefined
}

function traitsOf({ traits = [] }: MeasuredView): string {
  return deciding.filter((trait) => traits.includes(trait)).join(' ')
}

/** Two rates are one when they round alike: 99 and 100 Hz, or a sampler that was a little late. */
const sameRate = 1.25

export function samplingPeriods(
  a: MeasuredView,
  b: MeasuredView,
): { readonly periodA: number; readonly periodB: number } | undefined {
  if (a.kind !== 'cpu' || b.kind !== 'cpu' || a.periodNs === undefined || b.periodNs === undefined) return undefined
  const ratio = Math.max(a.periodNs, b.periodNs) / Math.min(a.periodNs, b.periodNs)
  return ratio > sameRate ? { periodA: a.periodNs, periodB: b.periodNs } : undefined
}
