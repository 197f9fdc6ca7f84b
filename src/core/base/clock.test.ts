import { describe, expect, it } from 'vitest'
import { clock, clockDifference, clockWindow, datedWindow, isoDate } from './clock.ts'

const window = { fromMs: Date.parse('2026-11-21T20:34:00Z'), untilMs: Date.parse('2026-11-21T20:44:00Z') }

describe('times of day in the zone of the reader', () => {
  it.each([
    [clock(Date.parse('2026-11-21T20:43:50Z'), 'Asia/Kolkata'), '02:13:50 IST'],
    [clock(Date.parse('2026-11-21T20:43:50Z'), 'UTC'), '20:43:50 UTC'],
    [clock(Date.parse('2026-11-21T20:43:49.600Z'), 'UTC'), '20:43:50 UTC'],
    [clock(window.fromMs, 'Europe/Berlin'), '21:34:00 GMT+1'],
    [clockWindow(window, 'Asia/Kolkata'), '02:04:00–02:14:00 IST'],
    [clockDifference(window, 'Asia/Kolkata'), '02:14:00 IST minus 02:04:00'],
    [isoDate(window.fromMs, 'Asia/Kolkata'), '2026-11-22'],
    [isoDate(window.fromMs, 'UTC'), '2026-11-21'],
    [datedWindow(window, 'Asia/Kolkata'), '2026-11-22 02:04:00–02:14:00 IST (20:34:00–20:44:00 UTC)'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected)
  })

  it('falls back to UTC for a zone that nobody knows: a link may say anything', () => {
    expect(clock(window.fromMs, 'Mars/Olympus')).toBe('20:34:00 UTC')
  })
})
