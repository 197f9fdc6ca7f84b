/** What time it is for a store. Its data are of its own clock and that of its pods; a laptop's may be minutes away from both. */
import type { EpochMs, Milliseconds } from '../core/base/units.ts'
import type { Http } from './http/http.ts'

export interface StoreClock {
  /** By the store's clock where its answers say what that is, else by this computer's. */
  readonly nowMs: () => EpochMs
  /** How far the store's clock is ahead of this computer's; undefined until one of its answers said so. */
  readonly aheadMs: () => Milliseconds | undefined
}

/** @returns requests that hear the clock of who answers them, and that clock */
export function hearingClock(http: Http, now: () => EpochMs): { readonly http: Http; readonly clock: StoreClock } {
  // An answer that was long on its way, or in a cache, says an earlier time than it is: the furthest ahead is the nearest.
  let aheadMs: Milliseconds | undefined
  return {
    http: {
      queue: http.queue,
      async request(request) {
        const got = await http.request(request)
        const heard = got.ok ? got.value.serverAheadMs : undefined
        if (heard !== undefined) aheadMs = Math.max(aheadMs ?? heard, heard)
        return got
      },
    },
    clock: { nowMs: () => now() + (aheadMs ?? 0), aheadMs: () => aheadMs },
  }
}
