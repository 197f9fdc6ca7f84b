/** What the rules read. */
import { type SignalId, signalIds } from '../base/vocabulary.ts'
import type { ToldSignal, ToldSignals } from './story.ts'
import type { Signal, Signals } from '../signals/signal.ts'

/** A missing key and `undefined` both mean "not measured". Units as in `signalUnits`. */
export type SignalValues = Readonly<Partial<Record<SignalId, number | undefined>>>

/** Stand-ins are shown to people and never read by a rule; a bound decides by its range and is no value. */
export function valuesOf(signals: Signals | ToldSignals): SignalValues {
  const values: Partial<Record<SignalId, number>> = {}
  for (const id of signalIds) {
    const signal = signals[id]
    if (isValue(signal)) values[id] = signal.value
  }
  return values
}

function isValue(signal: Signal | ToldSignal): signal is Extract<Signal | ToldSignal, { readonly state: 'present' }> {
  return signal.state === 'present' && signal.standIn !== true && signal.bound !== 'lower' && signal.bound !== 'upper'
}
