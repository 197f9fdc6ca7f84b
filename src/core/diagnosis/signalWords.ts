/**
 * What each signal is called: in sentences, in heads of columns, in the strip, on the command line, in chat. One table for all of them,
 * because a reader who meets two names looks for two things.
 */
import type { SignalId } from '../base/vocabulary.ts'

interface SignalWords {
  /** In sentences and wherever there is room: "lock wait is 71 %", "heap growth not measured". */
  readonly word: string
  /** Where room is scarce: the same words, the first of them cut short. */
  readonly short?: string
}

const words: Readonly<Record<SignalId, SignalWords>> = {
  cpu_user_pct: { word: 'CPU use' },
  cpu_alloc_pct: { word: 'allocator CPU', short: 'alloc CPU' },
  alloc_rate_mb_s: { word: 'allocation rate', short: 'alloc rate' },
  live_heap_mb: { word: 'live heap' },
  live_heap_slope_mb_h: { word: 'heap growth' },
  lock_wait_pct: { word: 'lock wait' },
}

export function signalWord(id: SignalId): string {
  return words[id].word
}

/** For the strip, heads of columns and conditions: "alloc CPU > 25". */
export function signalShort(id: SignalId): string {
  return words[id].short ?? words[id].word
}
