/**
 * Times as people and templates write them into links. Absolute ones: ISO 8601 with its zone, Go's own print of a time, epoch
 * seconds, ms, µs or ns. Relative ones: `now`, `now-15m`. A time without a zone is refused: it could be another hour.
 */
import type { EpochMs, Milliseconds } from '../base/units.ts'

const unitMs: Readonly<Record<string, Milliseconds>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86_400e3, w: 604_800e3 }

/** Ten years: beyond that a number is a mistake. */
const longestMs = 3660 * 86_400e3

/** "15m", "90s", "1.5h", "2d". */
export function parseLength(text: string): Milliseconds | undefined {
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,6})?)([smhdw])$/.exec(text.trim()) ?? []
  const ms = Number(amount) * (unitMs[unit ?? ''] ?? Number.NaN)
  return ms > 0 && ms <= longestMs ? ms : undefined
}

export type Instant =
  | { readonly state: 'known'; readonly ms: EpochMs }
  | { readonly state: 'no-zone' }
  | { readonly state: 'unknown' }

const unknown: Instant = { state: 'unknown' }

/** @param nowMs what `now` is; whole seconds of it are used */
export function parseInstant(given: string, nowMs: EpochMs): Instant {
  const text = given.trim()
  if (text.startsWith('now')) return relative(text, nowMs)
  if (/^\d+(?:\.\d+)?$/.test(text)) return epoch(text)
  return calendar(text)
}

function relative(text: string, nowMs: EpochMs): Instant {
  const now = Math.floor(nowMs / 1000) * 1000
  if (/^now(?:\(\))?$/.test(text)) return { state: 'known', ms: now }
  const [, back] = /^now\s*-\s*(\S+)$/.exec(text) ?? []
  const ms = back === undefined ? undefined : parseLength(back)
  return ms === undefined ? unknown : { state: 'known', ms: now - ms }
}

/** By magnitude: seconds since 2001 have ten digits until 2286, and each finer unit three more. */
function epoch(text: string): Instant {
  const value = Number(text)
  const finest: readonly (readonly [number, number])[] = [
    [1e9, 1000],
    [1e12, 1],
    [1e15, 1e-3],
    [1e18, 1e-6],
  ]
  const found = finest.find(([least]) => value >= least && value < least * 10)
  return found ? { state: 'known', ms: Math.round(value * found[1]) } : unknown
}

/** `2026-11-28T10:16:20.123456789+05:30`, and Go's "2026-11-28 10:16:20.1 +0530 IST". In a query a plus arrives as a space. */
const calendarForm =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|UTC|[+-]\d\d:?\d\d|\d\d:?\d\d)?(?: [A-Z+-][A-Z0-9+-]{0,5})?(?: m=[+-][\d.]+)?$/i

function calendar(text: string): Instant {
  const match = calendarForm.exec(text)
  if (!match) return unknown
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone] = match
  const fields = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const utcMs = Date.parse(`${fields}Z`)
  // Neither a thirteenth month nor the 30th of February, which some engines take for March.
  if (Number.isNaN(utcMs) || new Date(utcMs).toISOString().slice(0, 19) !== fields) return unknown
  if (zone === undefined) return { state: 'no-zone' }
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-]?)(\d\d):?(\d\d)$/.exec(zone) ?? []
  if (Number(hours) > 14 || Number(minutes) > 59) return unknown
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1)
  return { state: 'known', ms: utcMs + Math.floor(Number(`0.${fraction || '0'}`) * 1000) - offsetMs }
}
