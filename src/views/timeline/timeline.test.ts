import type { TimelineSeries } from '../../core/analysis/analysis.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { axisLabels } from './axisLabels.ts'
import { moveWindow, resizeWindow, stepWindow, wholeSeconds } from '../controls/moveWindow.ts'
import { onsetIn, stateRuns } from '../../core/analysis/onset.ts'
import { areaPath, linePath, outsideOf, runsOf, snap, valueAt, valueIn } from './seriesShape.ts'

/** "0-10:2 10-20:4 50-60:6", a bare "5:480" is a snapshot. Seconds. */
function series(text: string, unit: TimelineSeries['unit'] = 'cores'): TimelineSeries {
  const points = text.split(' ').map((part) => {
    const [range = '', value] = part.split(':')
    const [from, until = from] = range.split('-')
    return { fromMs: Number(from) * 1000, untilMs: Number(until) * 1000, value: Number(value) }
  })
  return { unit, points, covered: points.map(({ fromMs, untilMs }) => ({ fromMs, untilMs })) }
}
const seconds = (from: number, until: number) => ({ fromMs: from * 1000, untilMs: until * 1000 })

describe('what is drawn', () => {
  test('a stretch without captures splits the line', () => {
    const runs = runsOf(series('0-10:2 10-20:4 20-30:4 60-70:6 70-80:1').points)
    expect(runs.map((run) => run.length)).toEqual([3, 2])
  })
  test('captures that alternate with another kind stay one line', () => {
    expect(runsOf(series('0-8:1 14-22:1 28-36:1').points)).toHaveLength(1)
  })
  test('a flow is drawn in steps, snapshots are joined, an area stands on its floor', () => {
    const places = [
      [0, 5],
      [10, 2],
    ] as const
    expect(linePath(places, true)).toBe('M0,5H10V2')
    expect(linePath(places, false)).toBe('M0,5L10,2')
    expect(areaPath(places, false, 12)).toBe('M0,5L10,2L10,12L0,12Z')
    expect(areaPath([], true, 12)).toBe('')
  })
  test('neighbouring sub-windows that say the same are one run', () => {
    const state = (from: number, until: number, pattern: string) => ({
      window: seconds(from, until),
      pattern,
      kind: 'firm',
    })
    const runs = stateRuns([state(0, 10, 'a'), state(10, 20, 'a'), state(20, 30, 'b'), state(50, 60, 'b')])
    expect(runs.map(({ pattern, window }) => `${pattern} ${window.fromMs / 1000}-${window.untilMs / 1000}`)).toEqual([
      'a 0-20',
      'b 20-30',
      'b 50-60',
    ])
  })
})

test('a window of which the line shows nothing lies on a side of it; one that reaches into it does not', () => {
  const sides = [seconds(0, 50), seconds(0, 51), seconds(99, 130), seconds(100, 130)]
  expect(sides.map((one) => outsideOf(one, seconds(50, 100)))).toEqual(['before', undefined, undefined, 'after'])
})

describe('the onset', () => {
  const span = seconds(0, 100)
  const run = (from: number, until: number, pattern: string) => ({
    window: seconds(from, until),
    pattern,
    kind: 'firm',
  })
  const runs = [run(0, 40, 'quiet'), run(40, 100, 'slow-leak')]
  test('is where the state at the end of the window began, even before the window', () => {
    expect(onsetIn(runs, seconds(60, 90), span)).toEqual({ sinceMs: 40_000, states: 1 })
  })
  test('a window over two states says so', () => {
    expect(onsetIn(runs, seconds(30, 60), span)?.states).toBe(2)
  })
  test('what was there from the beginning has no onset', () => {
    expect(onsetIn(runs, seconds(0, 30), span)).toEqual({ sinceMs: undefined, states: 1 })
    expect(onsetIn([], seconds(0, 30), span)).toBeUndefined()
  })
})

describe('what a window amounts to', () => {
  test('flows are averaged over the time they cover, not over the window asked for', () => {
    expect(valueIn(series('0-10:2 10-20:4 50-60:6'), seconds(5, 20))).toBeCloseTo((2 * 5 + 4 * 10) / 15)
    expect(valueIn(series('0-10:2'), seconds(0, 100))).toBe(2)
  })
  test('of snapshots the last one counts, they are never summed', () => {
    expect(valueIn(series('5:480 9:490 30:700', 'bytes'), seconds(0, 10))).toBe(490)
  })
  test('nothing measured is undefined, not zero', () => {
    expect(valueIn(series('0-10:2'), seconds(20, 30))).toBeUndefined()
    expect(valueAt(series('0-10:2'), 20_000, 3000)).toBeUndefined()
    expect(valueAt(series('0-10:2'), 12_000, 3000)).toBe(2)
  })
})

describe('moving a window', () => {
  const span = seconds(0, 100)
  test('whatever the keys do, it stays inside, keeps its order and its length when moved', () => {
    const within = fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 10 }))
    fc.assert(
      fc.property(within, fc.integer({ min: -200, max: 200 }), ([from, length], by) => {
        const window = seconds(from, from + length)
        const moved = moveWindow(window, by * 1000, span)
        expect(moved.untilMs - moved.fromMs).toBe(length * 1000)
        expect(moved.fromMs).toBeGreaterThanOrEqual(0)
        expect(moved.untilMs).toBeLessThanOrEqual(100_000)
        const resized = resizeWindow(window, by * 1000, span)
        expect(resized.untilMs).toBeGreaterThan(resized.fromMs)
        expect(resized.untilMs).toBeLessThanOrEqual(100_000)
      }),
    )
  })
  test('one step earlier touches the window before it', () => {
    expect(stepWindow(seconds(60, 70), -1)).toEqual(seconds(50, 60))
  })
  test('whole seconds never make it empty', () => {
    expect(wholeSeconds({ fromMs: 1400, untilMs: 1490 })).toEqual({ fromMs: 1000, untilMs: 2000 })
  })
  test('an edge near the end of a capture is meant to be there', () => {
    expect(snap(10_300, [0, 10_000, 20_000], 500)).toBe(10_000)
    expect(snap(13_000, [0, 10_000, 20_000], 500)).toBe(13_000)
  })
})

describe('times under the axis', () => {
  const from = Date.parse('2026-11-22T01:19:00+05:30')
  const span = { fromMs: from, untilMs: from + 70 * 60_000 }
  const edges = [from + 45 * 60_000, from + 55 * 60_000]
  test('the edges of the window are always there, and the zone is said once', () => {
    const texts = axisLabels({ span, widthPx: 1180, zone: 'Asia/Kolkata', edges }).map(({ text }) => text)
    expect(texts).toContain('02:04')
    expect(texts).toContain('02:14')
    expect(texts.filter((text) => text.includes('IST'))).toEqual(['02:29 IST'])
  })
  test('round times are round in the chosen zone, half-hour offsets included', () => {
    const texts = axisLabels({ span, widthPx: 1180, zone: 'Asia/Kolkata', edges: [] }).map(({ text }) => text)
    expect(texts).toContain('01:30')
    expect(texts).toContain('02:00')
  })
  test('labels never touch, at any width', () => {
    for (const widthPx of [120, 360, 700, 1180]) {
      const labels = axisLabels({ span, widthPx, zone: 'UTC', edges })
      const boxes = labels.map(({ text, xPx, anchor }) => {
        const width = text.length * 6.3
        const start = anchor === 'start' ? xPx : anchor === 'end' ? xPx - width : xPx - width / 2
        return [start, start + width] as const
      })
      boxes.slice(1).forEach(([start], index) => expect(start).toBeGreaterThan(boxes[index]?.[1] ?? 0))
    }
  })
})
