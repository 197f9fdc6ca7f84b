/** One look at all threads of a process: what share waits for locks at that instant, as a bound. */
import type { SignalBound } from '../../base/bounds.ts'
import type { TimeWindow } from '../../base/units.ts'

export interface Look {
  /** Known to wait for a lock. */
  readonly waiting: number
  /** May wait for one: parked, of which the states do not say for what. */
  readonly unknown: number
  readonly threads: number
  readonly window?: TimeWindow
}

const z95 = 1.96

/** Binomial in the number of threads; the threads of one look agree more than that, so it stays "at that instant". */
export function oneLook({ waiting, unknown, threads, window }: Look): readonly SignalBound[] {
  if (!(threads > 0) || waiting < 0 || waiting > threads) return []
  const low = waiting / threads
  const high = Math.min(1, (waiting + unknown) / threads)
  const half = (share: number): number => z95 * Math.sqrt((share * (1 - share)) / threads)
  return [
    {
      signal: 'lock_wait_pct',
      low: 100 * Math.max(0, low - half(low)),
      // None seen of n: up to 3/n could have been missed.
      high: 100 * Math.min(1, Math.max(high + half(high), 3 / threads)),
      ...(window ? { window } : {}),
      basis: { id: 'one-look', waiting, threads },
    },
  ]
}
