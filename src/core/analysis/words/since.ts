/** Since when, in words: "Since 18:20:24 IST, with “audit logging switched on”." */
import { clock } from '../../base/clock.ts'
import type { Mark, Since } from '../onset.ts'

export function tellSince(since: Since, zone: string): string {
  const at = clock(since.atMs, zone)
  if (since.id === 'whole') return `It was so already when the recording began, at ${at}.`
  return since.mark === undefined ? `Since about ${at}.` : `Since ${at}, with “${since.mark}”.`
}

/** No cause and no beginning: what stands closest before. */
export function tellEventBefore({ atMs, text }: Mark, zone: string): string {
  return `Beginning not seen; last event before: ${clock(atMs, zone)}, “${text}”.`
}
