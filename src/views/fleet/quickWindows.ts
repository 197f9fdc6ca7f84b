/** Windows that end now, made absolute at once: a link to "the last hour" would be another hour for whoever opens it. */
import type { EpochMs, Milliseconds, TimeWindow } from '../../core/base/units.ts'

export interface QuickWindow {
  readonly name: string
  readonly ms: Milliseconds
}

const minute = 60_000

export const quickWindows: readonly [QuickWindow, ...QuickWindow[]] = [
  { name: 'last 15 min', ms: 15 * minute },
  { name: 'last 1 h', ms: 60 * minute },
  { name: 'last 6 h', ms: 360 * minute },
]

/** Whole minutes, so that two who look in the same minute look at the same. */
export function lastWindow(ms: Milliseconds, nowMs: EpochMs): TimeWindow {
  const untilMs = Math.floor(nowMs / minute) * minute
  return { fromMs: untilMs - ms, untilMs }
}
