/**
 * An answer that rests on few moments. Threads in one queue are one event, not as many as there are: a writer that holds everybody up for
 * 400 ms of each second is seen in one look as all of the threads, or as none. And through fewer than five levels of a heap nobody sees
 * whether it still grows: a cache that filled in the first half draws the same line as a leak.
 */
import { formatNumber } from '../base/numbers.ts'
import type { Signal, Signals } from '../signals/signal.ts'
import { type SignalId, signalIds } from '../base/vocabulary.ts'
import type { BoundBasis } from '../base/bounds.ts'
import type { Diagnosis } from './diagnosis.ts'
import { ruleOf } from './rules.ts'
import { signalWord } from './signalWords.ts'

/** With a state that lasts 60 % of the time three looks in a row miss it, or see nothing else, once in sixteen. */
const fewestLooks = 3
const fewestLevels = 5

/** The same answer, provisional where something that speaks for it was seen at too few moments. */
export function ofFewMoments(diagnosis: Diagnosis, signals: Signals): Diagnosis {
  if (diagnosis.kind !== 'firm' || diagnosis.pattern === 'no-clear-pattern') return diagnosis
  const evidence = ruleOf(diagnosis.pattern).conditions.filter(({ comparison }) => comparison === '>')
  const few = evidence.flatMap(({ signal }) => {
    const moments = momentsOf(signals[signal])
    return moments === undefined ? [] : [`${signalWord(signal)} seen ${moments}`]
  })
  if (few.length === 0) return diagnosis
  const clause = `rovisional: ${few.join(', ')}`
  return { ...diagnosis, kind: 'provisional', text: `${diagnosis.text} P${clause}.`, aside: `— p${clause}` }
}

/** "at one instant", of the signals that are known from examples: what they show there speaks for a rule and is no bound. */
export function examplesIn(signals: Signals): Readonly<Partial<Record<SignalId, string>>> {
  return Object.fromEntries(
    signalIds.flatMap((id) => {
      const { range } = signals[id]
      const moments = range?.shown === undefined || range.lowFrom === undefined ? undefined : ofBasis(range.lowFrom)
      return moments === undefined ? [] : [[id, wordsOf(moments)]]
    }),
  )
}

/** @returns undefined where they are enough, or it is no reading of moments */
function momentsOf(signal: Signal): string | undefined {
  const moments = signal.state === 'present' ? ofLine(signal) : signal.range?.lowFrom && ofBasis(signal.range.lowFrom)
  return moments === undefined || moments.count >= moments.enough ? undefined : wordsOf(moments)
}

const wordsOf = ({ count }: Moments): string =>
  count === 1 ? 'at one instant' : `at ${formatNumber(count)} moments alone`

interface Moments {
  readonly count: number
  readonly enough: number
}

function ofLine({ how }: Extract<Signal, { state: 'present' }>): Moments | undefined {
  return how.id === 'growth' && how.source.id === 'line'
    ? { count: how.source.points, enough: fewestLevels }
    : undefined
}

function ofBasis(basis: BoundBasis): Moments | undefined {
  if (basis.id === 'looks' || basis.id === 'named-waits') return { count: basis.looks, enough: fewestLooks }
  if (basis.id === 'one-look') return { count: 1, enough: fewestLooks }
  if (basis.id === 'two-histograms' || basis.id === 'levels-with-garbage') return { count: 2, enough: fewestLevels }
  if (basis.id === 'line-through-snapshots') return { count: basis.snapshots, enough: fewestLevels }
  if (basis.id === 'line-through-collections') return { count: basis.collections, enough: fewestLevels }
  return undefined
}
