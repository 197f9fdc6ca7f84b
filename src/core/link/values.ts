/** How single values stand in a link: windows, zones, and names of any kind, readable and yet nothing a chat program would cut. */
import type { TimeWindow } from '../base/units.ts'

/** A zone is only ever handed to Intl; what Intl refuses is no zone. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** `2026-11-22T12:34:00Z..2026-11-22T12:39:00.250Z`: absolute, in UTC, no digit more than needed. */
export function formatWindow(window: TimeWindow): string {
  const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z')
  return `${iso(Math.floor(window.fromMs))}..${iso(Math.ceil(window.untilMs))}`
}

export function parseWindow(text: string): TimeWindow | undefined {
  const [from, until, more] = text.split('..')
  const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)$/
  if (from === undefined || until === undefined || more !== undefined || !instant.test(from) || !instant.test(until))
    return undefined
  const window = { fromMs: Date.parse(from), untilMs: Date.parse(until) }
  return window.fromMs < window.untilMs ? window : undefined
}

/** Only what would end a key or confuse a chat program is escaped, so that people can read a link. */
export function escape(text: string): string {
  // A lone surrogate has no UTF-8 and encodeURIComponent would throw on it.
  const wellFormed = text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')
  return encodeURIComponent(wellFormed).replace(/%(2F|3A|2C|24)/g, (code) => decodeURIComponent(code))
}

/** Undefined for what is no encoding. */
export function unescape(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
