import { describe, expect, it } from 'vitest'
import { clock, clockDifference, clockWindow, datedWindow, isoDate, timeParts } from './clock.ts'

const window = { fromMs: Date.parse('2026-11-21T20:34:00Z'), untilMs: Date.parse('2026-11-21T20:44:00Z') }

describe('times of day in the zone of the reader', () => {
  it.each([
    [clock(Date.parse('2026-11-21T20:43:50Z'), 'Asia/Kolkata'), '02:13:50 IST'],
    [clock(Date.parse('2026-11-21T20:43:50Z'), 'UTC'), '20:43:50 UTC'],
    // As the header of the page and every log write it; what arithmetic left just short of a second is that second.
    [clock(Date.parse('2026-11-21T20:43:49.600Z'), 'UTC'), '20:43:49 UTC'],
    [clock(Date.parse('2026-11-21T20:43:50Z') - 0.0001, 'UTC'), '20:43:50 UTC'],
    [clock(window.fromMs, 'Europe/Berlin'), '21:34:00 GMT+1'],
    [clockWindow(window, 'Asia/Kolkata'), '02:04:00–02:14:00 IST'],
    [clockDifference(window, 'Asia/Kolkata'), '02:14:00 IST minus 02:04:00'],
    [isoDate(window.fromMs, 'Asia/Kolkata'), '2026-11-22'],
    [isoDate(window.fromMs, 'UTC'), '2026-11-21'],
    [datedWindow(window, 'Asia/Kolkata'), '2026-11-22 02:04:00–02:14:00 IST (20:34:00–20:44:00 UTC)'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected)
  })

  it.each(['UTC', 'Asia/Kolkata', 'Asia/Calcutta'])(
    'says the same of %s as the calendar of the runtime, with or without it',
    (zone) => {
      const calendar = new Intl.DateTimeFormat('en-US', {
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
        weekday: 'short',
        timeZoneName: 'short',
        timeZone: zone,
      })
      const times = [
        '1945-06-01T00:00:00Z',
        '1970-01-01T00:00:00Z',
        '2024-02-29T18:29:59.999Z',
        '2026-12-31T18:30:00Z',
        '9999-12-31T23:59:59Z',
      ]
      for (const text of times) {
        const ms = Date.parse(text)
        const { literal: _, ...parts } = Object.fromEntries(
          calendar.formatToParts(ms).map(({ type, value }) => [type, value]),
        )
        expect({ ...timeParts(ms, zone), literal: undefined }).toEqual({ ...parts, literal: undefined })
      }
    },
  )

  it('falls back to UTC for a zone that nobody knows: a link may say anything', () => {
    expect(clock(window.fromMs, 'Mars/Olympus')).toBe('20:34:00 UTC')
  })
})
