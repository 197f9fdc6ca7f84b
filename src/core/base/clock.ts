/** Times of day as people read them, in a zone that is given: core has none of its own. */
import type { EpochMs, TimeWindow } from './units.ts'

/** Names an on-call channel uses; the runtime knows only "GMT+5:30" for most of them. */
const shortNames: Readonly<Record<string, string>> = { 'Asia/Kolkata': 'IST', 'Asia/Calcutta': 'IST', UTC: 'UTC' }

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    const options: Intl.DateTimeFormatOptions = {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      weekday: 'short',
      timeZoneName: 'short',
    }
    try {
      format = new Intl.DateTimeFormat('en-US', { ...options, timeZone: zone })
    } catch {
      // A link may name a zone this browser does not know; UTC is on screen anyway.
      format = new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' })
    }
    formats.set(zone, format)
  }
  return format
}

/**
 * Minutes ahead of UTC, of zones whose clocks were never changed since `fixedSinceMs`. The runtime's own calendar gives the same and takes
 * some 15 ms to start, of which most of a diagnosis on the command line would be waiting.
 */
const fixedOffsets: Readonly<Record<string, number>> = { UTC: 0, 'Asia/Kolkata': 330, 'Asia/Calcutta': 330 }
const fixedSinceMs = 0
const fixedUntilMs = Date.UTC(9999, 0)

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

function fixedParts(ms: EpochMs, offsetMinutes: number): Readonly<Record<string, string>> {
  const local = new Date(ms + offsetMinutes * 60_000)
  const two = (value: number): string => String(value).padStart(2, '0')
  return {
    weekday: weekdays[local.getUTCDay()] ?? '',
    year: String(local.getUTCFullYear()),
    month: two(local.getUTCMonth() + 1),
    day: two(local.getUTCDate()),
    hour: two(local.getUTCHours()),
    minute: two(local.getUTCMinutes()),
    second: two(local.getUTCSeconds()),
    timeZoneName: offsetMinutes === 0 ? 'UTC' : `GMT+${Math.floor(offsetMinutes / 60)}:${two(offsetMinutes % 60)}`,
  }
}

/**
 * hour, minute, second, year, month, day, weekday, timeZoneName as two digits or names. As clocks and logs do: a second is shown until the
 * next one begins; what arithmetic left a fraction of a millisecond short of it is that second.
 */
export function timeParts(atMs: EpochMs, zone: string): Readonly<Record<string, string>> {
  const ms = Math.round(atMs)
  const offset = Object.hasOwn(fixedOffsets, zone) ? fixedOffsets[zone] : undefined
  if (offset !== undefined && ms >= fixedSinceMs && ms < fixedUntilMs) return fixedParts(ms, offset)
  return Object.fromEntries(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  )
}

export function zoneName(zone: string, atMs: EpochMs = 0): string {
  return shortNames[zone] ?? timeParts(atMs, zone)['timeZoneName'] ?? zone
}

function time(ms: EpochMs, zone: string): string {
  const { hour, minute, second } = timeParts(ms, zone)
  return `${hour}:${minute}:${second}`
}

/** "02:13:50 IST" */
export function clock(ms: EpochMs, zone: string): string {
  return `${time(ms, zone)} ${zoneName(zone, ms)}`
}

/** "02:04:00–02:14:00 IST" */
export function clockWindow({ fromMs, untilMs }: TimeWindow, zone: string): string {
  return `${time(fromMs, zone)}–${clock(untilMs, zone)}`
}

/** "02:14:00 IST minus 02:04:00": a difference of two snapshots. */
export function clockDifference({ fromMs, untilMs }: TimeWindow, zone: string): string {
  return `${clock(untilMs, zone)} minus ${time(fromMs, zone)}`
}

/** "2026-11-22" */
export function isoDate(ms: EpochMs, zone: string): string {
  const { year, month, day } = timeParts(ms, zone)
  return `${year}-${month}-${day}`
}

/** "2026-11-22 02:04:00–02:14:00 IST (20:34:00–20:44:00 UTC)": for a line that leaves the page. */
export function datedWindow(window: TimeWindow, zone: string): string {
  return `${isoDate(window.fromMs, zone)} ${clockWindow(window, zone)} (${clockWindow(window, 'UTC')})`
}
