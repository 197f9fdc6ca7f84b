/** What there is to win at most, in words. */
import { formatSignal } from '../../base/numbers.ts'
import type { Win } from '../../diagnosis/win.ts'

/** "Without these waits threads could work at most 62 % more of their time; the CPU would then be at most 14 % busy." */
export function tellWin({ timePct, cpuNowPct, cpuThenPct, ofRecorded }: Win, threads: string): string {
  const start = `Without ${ofRecorded ? 'the waits recorded here' : 'these waits'} ${threads} could work at most ${formatSignal('lock_wait_pct', timePct)} more of their time`
  if (cpuThenPct === undefined || cpuNowPct === undefined) return `${start}.`
  return cpuThenPct >= 100
    ? `${start}; the CPU, ${formatSignal('cpu_user_pct', cpuNowPct)} busy now, would be full before that.`
    : `${start}; the CPU would then be at most ${formatSignal('cpu_user_pct', cpuThenPct)} busy.`
}
