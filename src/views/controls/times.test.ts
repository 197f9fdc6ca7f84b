import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { agoText, clock, duration, editable, longDate, parseTime, windowText, zoneName } from './times.ts'

const ist = 'Asia/Kolkata'
const from = Date.parse('2026-11-22T02:04:00+05:30')
const until = Date.parse('2026-11-22T02:14:00+05:30')

describe('a window in words', () => {
  test('shows the reader’s zone first and UTC beside it', () => {
    expect(windowText({ fromMs: from, untilMs: until }, ist)).toEqual({
      primary: '02:04:00–02:14:00 IST',
      other: '20:34–20:44 UTC',
      length: '10 min',
      date: 'Sun 22 Nov 2026',
    })
  })
  test('shows Indian time beside UTC when UTC was chosen', () => {
    expect(windowText({ fromMs: from, untilMs: until }, 'UTC').other).toBe('02:04–02:14 IST')
  })
  test('keeps the seconds in both zones when the window has some', () => {
    expect(windowText({ fromMs: from + 5000, untilMs: until }, ist).other).toBe('20:34:05–20:44:00 UTC')
  })
  test('midnight is 00, never 24', () => {
    expect(clock(Date.parse('2026-11-22T00:00:00Z'), 'UTC')).toBe('00:00:00')
  })
  test('an unknown zone in a link falls back to UTC instead of throwing', () => {
    expect(clock(from, 'Mars/Olympus', false)).toBe('20:34')
    expect(zoneName('Mars/Olympus', from)).toBe('UTC')
  })
})

describe('lengths', () => {
  test.each([
    [600_000, '10 min'],
    [200_000, '3 min 20 s'],
    [45_000, '45 s'],
    [7_500_000, '2 h 5 min'],
    [604_800_000, '7 d'],
    [250, '250 ms'],
    [0, '0 s'],
  ])('%d ms is %s', (ms, text) => expect(duration(ms)).toBe(text))
  test('how long ago it ended, and that it has not ended yet', () => {
    expect(agoText(until, until + 14 * 60_000)).toBe('ended 14 min ago')
    expect(agoText(until, until + 1000)).toBe('ended just now')
    expect(agoText(until, until - 120_000)).toBe('ends in 2 min')
    expect(agoText(until, until + 3 * 86_400_000)).toBe('ended 3 d ago')
  })
})

describe('typed times', () => {
  test('a bare clock time means the day of the window, in the chosen zone', () => {
    expect(parseTime('02:04', ist, until)).toBe(from)
    expect(parseTime('20:34:00', 'UTC', from)).toBe(from)
  })
  test('a zone in the text wins over the chosen one', () => {
    expect(parseTime('2026-11-21 20:34 UTC', ist, 0)).toBe(from)
    expect(parseTime('2026-11-21T20:34:00Z', ist, 0)).toBe(from)
    expect(parseTime('2026-11-22 02:04 IST', 'UTC', 0)).toBe(from)
    expect(parseTime('2026-11-22T02:04:00+05:30', 'UTC', 0)).toBe(from)
    expect(parseTime('2026-11-21T15:34:00-05:00', 'UTC', 0)).toBe(from)
  })
  test.each(['', 'now', '25:00', '02:61', '2026-02-31 10:00', '2026-13-01 10:00', '1e3'])('refuses %j', (text) => {
    expect(parseTime(text, ist, from)).toBeUndefined()
  })
  test('what a field shows is what it reads back, in any zone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000_000_000 }),
        fc.constantFrom(ist, 'UTC', 'America/St_Johns', 'Australia/Lord_Howe'),
        (seconds, zone) => {
          const text = editable(seconds * 1000, zone)
          const back = parseTime(text, zone, 0)
          // In the hour a clock is set back the same text names two instants; either is right.
          expect(back === undefined ? '' : editable(back, zone)).toBe(text)
        },
      ),
    )
  })
  test('dates spell the month', () => {
    expect(longDate(from, 'UTC')).toBe('Sat 21 Nov 2026')
  })
})
