/** What there is to win at most, in words. */
import { formatSignal } from '../../base/numbers.ts'
import type { Win } from '../../diagnosis/win.ts'

/** A bound is rounded away from what it bounds: "at most 62 %" is never less than it is. */
function upTo(pct: number): string {
  const tenths = Math.ceil(pct * 10 - 1e-6) / 10
  return formatSignal('lock_wait_pct', tenths < 9.95 ? tenths : Math.ceil(pct - 1e-6))
}

/** What would be gone, as all of it and as the part of it that was recorded. */
const gone = {
  all: ['these waits', 'the waits recorded here'],
  lock: ['the waits for this lock', 'the recorded waits for this lock'],
} as const

/**
 * "Without these waits at most 62 % of the threads’ time would be free for work; working as they do now, the CPU would then be at most 14 %
 * busy." What else they might do with that time is nobody’s to say.
 */
export function tellWin(win: Win, threads: string, of: keyof typeof gone = 'all'): string {
  const { timePct, cpuNowPct, cpuThenPct, ofRecorded } = win
  const start = `Without ${gone[of][ofRecorded ? 1 : 0]} at most ${upTo(timePct)} of the ${threads}’ time would be free for work`
  if (cpuThenPct === undefined) return `${start}.`
  const now = cpuNowPct === undefined ? '' : `, ${formatSignal('cpu_user_pct', cpuNowPct)} busy now,`
  return cpuThenPct >= 100
    ? `${start}; the CPU${now} may be full before that.`
    : `${start}; working as they do now, the CPU would then be at most ${upTo(cpuThenPct)} busy.`
}

/** The same beside a lock, where there is little room: "without it, up to 62 % of the time would be free for work, with the CPU up to 14 % busy". */
export function tellShortWin({ timePct, cpuThenPct, ofRecorded }: Win): string {
  const time = `without ${ofRecorded ? 'the recorded waits' : 'it'}, up to ${upTo(timePct)} of the time would be free for work`
  if (cpuThenPct === undefined) return time
  return cpuThenPct >= 100
    ? `${time}; the CPU may be full first`
    : `${time}, with the CPU up to ${upTo(cpuThenPct)} busy`
}
