/** Signals of drawn looks at all threads, as short text. */
import type { ThreadLook } from '../base/looks.ts'
import type { SignalId } from '../base/vocabulary.ts'
import { deriveSignals } from '../signals/derive.ts'
import { dumpsOf } from './drawnLooks.ts'
import { gather } from './gathered.ts'

export function signalOf(
  looks: readonly ThreadLook[],
  id: SignalId = 'lock_wait_pct',
  runtime: 'jvm' | 'cpython' | 'go' = 'jvm',
) {
  const settings = { cores: 2 }
  const signals = deriveSignals(gather(dumpsOf(looks, runtime), settings), { facts: [], settings })
  return signals[id]
}

/** What a signal is, where it must lie: low and high in %, whole. */
export function rangeOf(signal: ReturnType<typeof signalOf>): string {
  const whole = (value: number | undefined): string => (value === undefined ? '' : `${Math.round(value)}`)
  if (signal.state === 'present') return `${whole(signal.value)} [${whole(signal.low)}, ${whole(signal.high)}]`
  return `${whole(signal.range?.low)}..${whole(signal.range?.high)}`
}

/** What was seen at the looks' own instants, in %: an example, and no bound of the time between. */
export function shownBy(signal: ReturnType<typeof signalOf>): number {
  return Math.round(signal.range?.shown ?? Number.NaN)
}

export const many = (n: number, name: string, state: string): string[] =>
  Array.from({ length: n }, (_, index) => `${name}-${index}: ${state}`)
