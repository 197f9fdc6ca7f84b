/** What each signal is called inside sentences: "lock wait is 71 %", "heap growth not measured". */
import type { SignalId } from '../base/vocabulary.ts'

const words: Readonly<Record<SignalId, string>> = {
  cpu_user_pct: 'CPU use',
  cpu_alloc_pct: 'allocator CPU',
  alloc_rate_mb_s: 'allocation rate',
  live_heap_mb: 'live heap',
  live_heap_slope_mb_h: 'heap growth',
  lock_wait_pct: 'lock wait',
}

export function signalWord(id: SignalId): string {
  return words[id]
}
