/** One look at all threads of a process: what share waits for locks at that instant, as a bound. */
import type { SignalBound } from '../../base/bounds.ts'
import type { TimeWindow } from '../../base/units.ts'

export interface Look {
  /** Known to wait for a lock. */
  readonly waiting: number
  readonly threads: number
  readonly window?: TimeWindow
}

const z95 = 1.96

/**
 * Binomial in the number of threads; the threads of one look agree more than that, so it stays "at that instant", and bounds nothing from
 * above: a lock that many run into holds none of them in most looks.
 */
export function oneLook({ waiting, threads, window }: Look): readonly SignalBound[] {
  if (!(threads > 0) || waiting < 0 || waiting > threads) return []
  const low = waiting / threads
  const least = low - z95 * Math.sqrt((low * (1 - low)) / threads)
  if (least <= 0) return []
  return [
    {
      signal: 'lock_wait_pct',
      low: 100 * least,
      ...(window ? { window } : {}),
      basis: { id: 'one-look', waiting, threads },
    },
  ]
}
