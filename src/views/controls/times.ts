/** Absolute times as people read and type them, in the zone of their choice. Pure: no clock is read here. */
import { isoDate, timeParts, zoneName } from '../../core/base/clock.ts'
import type { EpochMs, TimeWindow } from '../../core/base/units.ts'

export { zoneName }

/** "02:04:00", or "02:04" without seconds. */
export function clock(ms: EpochMs, zone: string, seconds = true): string {
  const { hour, minute, second } = timeParts(ms, zone)
  return seconds ? `${hour}:${minute}:${second}` : `${hour}:${minute}`
}

/** "Sun 22 Nov 2026": the month in letters, because 11/12 is two different days. */
export function longDate(ms: EpochMs, zone: string): string {
  const { year, month, day, weekday } = timeParts(ms, zone)
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
  return `${weekday} ${Number(day)} ${months[Number(month) - 1]} ${year}`
}

/** "2026-11-22 02:04:00": what a time field holds and `parseTime` reads back. */
export function editable(ms: EpochMs, zone: string): string {
  const rounded = Math.round(ms / 1000) * 1000
  return `${isoDate(rounded, zone)} ${clock(rounded, zone)}`
}

/** "10 min", "3 min 20 s", "45 s", "2 h 5 min", "7 d". Two units at most. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const units: readonly (readonly [string, number])[] = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ]
  const first = units.findIndex(([, size]) => seconds >= size)
  if (first < 0) return ms > 0 ? `${Math.round(ms)} ms` : '0 s'
  const [name, size] = units[first] as readonly [string, number]
  const next = units[first + 1]
  const rest = next ? Math.floor((seconds % size) / next[1]) : 0
  return `${Math.floor(seconds / size)} ${name}${next && rest > 0 ? ` ${rest} ${next[0]}` : ''}`
}

export interface WindowText {
  /** "02:04:00–02:14:00 IST" */
  readonly primary: string
  /** "20:34–20:44 UTC", or the Indian time when the reader's zone is UTC. */
  readonly other: string
  readonly length: string
  readonly date: string
}

export function windowText(window: TimeWindow, zone: string): WindowText {
  const otherZone = zone === 'UTC' ? 'Asia/Kolkata' : 'UTC'
  const wholeMinutes = window.fromMs % 60_000 === 0 && window.untilMs % 60_000 === 0
  const range = (inZone: string, seconds: boolean): string =>
    `${clock(window.fromMs, inZone, seconds)}–${clock(window.untilMs, inZone, seconds)} ${zoneName(inZone, window.fromMs)}`
  return {
    primary: range(zone, true),
    other: range(otherZone, !wholeMinutes),
    length: duration(window.untilMs - window.fromMs),
    date: longDate(window.fromMs, zone),
  }
}

/** "ended 14 min ago"; a window that ends in the future (clock skew, a running incident) says so. */
export function agoText(untilMs: EpochMs, nowMs: EpochMs): string {
  const ms = nowMs - untilMs
  if (ms < -1000) return `ends in ${coarse(-ms)}`
  if (ms < 60_000) return 'ended just now'
  return `ended ${coarse(ms)} ago`
}

function coarse(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 1) return 'under a minute'
  if (minutes < 60) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  if (hours < 48) return `${hours} h`
  const days = Math.round(hours / 24)
  return days < 60 ? `${days} d` : `${Math.round(days / 30.44)} months`
}

/** How far the zone is ahead of UTC at this instant. */
export function offsetMs(ms: EpochMs, zone: string): number {
  const { year, month, day, hour, minute, second } = timeParts(ms, zone)
  const asUtc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  return asUtc - Math.floor(Math.round(ms) / 1000) * 1000
}

const typed =
  /^(?:(\d{4})-(\d{1,2})-(\d{1,2})[T ]+)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|UTC|IST|[+-]\d{2}:?\d{2})?$/i

/**
 * A typed time: "02:04", "02:04:30 IST", "2026-11-22 02:04", "2026-11-21T20:34:00Z". A zone in the text wins over `zone`;
 * without a date the day of `nearMs` is meant. Undefined for anything else, the 31st of February included.
 */
export function parseTime(text: string, zone: string, nearMs: EpochMs): EpochMs | undefined {
  const match = typed.exec(text.trim())
  if (!match) return undefined
  const [, year, month, day, hour, minute, second = '0', suffix] = match
  const inZone = suffix && /^(z|utc)$/i.test(suffix) ? 'UTC' : suffix && /^ist$/i.test(suffix) ? 'Asia/Kolkata' : zone
  const date = year === undefined ? isoDate(nearMs, inZone) : `${year}-${pad(month)}-${pad(day)}`
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const wallMs = Date.parse(`${date}T${pad(hour)}:${minute}:${pad(second)}Z`)
  // Date.parse lets "02-31" roll over into March.
  if (Number.isNaN(wallMs) || new Date(wallMs).toISOString().slice(0, 10) !== date) return undefined
  const numeric = suffix === undefined ? null : /^([+-])(\d{2}):?(\d{2})$/.exec(suffix)
  if (numeric) {
    const ahead = (Number(numeric[2]) * 60 + Number(numeric[3])) * 60_000
    return wallMs - (numeric[1] === '-' ? -ahead : ahead)
  }
  // Twice, because the offset at the guess may differ from the one at the answer (a clock change in between).
  const guess = wallMs - offsetMs(wallMs, inZone)
  return wallMs - offsetMs(guess, inZone)
}

const pad = (text = ''): string => text.padStart(2, '0')
