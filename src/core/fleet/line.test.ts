import { describe, expect, it } from 'vitest'
import { lineOf } from './line.ts'
import type { FleetSeries } from './series.ts'

/** One profile every 15 s that wanders by milliseconds, `perSecond` each second. */
const steady = (perSecond: number, from = 0, count = 240, phase = 0): FleetSeries => ({
  labels: { pod: `${phase}` },
  points: Array.from({ length: count }, (_, i) => ({
    atMs: 1_800_000_000_000 + (from + i * 15 + phase) * 1000 + ((i * 7) % 40),
    value: perSecond * 15,
  })),
})

describe('a line of processes that do the same all the time', () => {
  it.each([9, 15, 19, 22, 31])('has no teeth at a step of %d s', (seconds) => {
    const line = lineOf([steady(40), steady(40, 0, 240, 4)], 'held', seconds * 1000)
    const inner = line.slice(1, -1).map(({ value }) => value)
    expect(inner.length).toBeGreaterThan(70)
    expect(Math.min(...inner)).toBeGreaterThan(79)
    expect(Math.max(...inner)).toBeLessThan(81)
  })

  it('shows when one of two went away, and nothing where none was', () => {
    const line = lineOf([steady(1, 0, 120), steady(1, 0, 40, 4)], 'cpu', 15_000)
    const values = line.map(({ value }) => Math.round(value * 10) / 10)
    expect(values[20]).toBe(2)
    expect(values[60]).toBe(1)
    const gap = lineOf(
      [{ labels: {}, points: [...steady(1, 0, 20).points, ...steady(1, 900, 20).points] }],
      'cpu',
      15_000,
    )
    expect(gap.some(({ fromMs }) => fromMs > 1_800_000_000_000 + 400_000 && fromMs < 1_800_000_000_000 + 800_000)).toBe(
      false,
    )
  })

  it('adds levels over processes and never over time', () => {
    const levels = [0, 4].map((phase) => ({
      ...steady(0, 0, 240, phase),
      points: steady(0, 0, 240, phase).points.map(({ atMs }) => ({ atMs, value: 100 })),
    }))
    const line = lineOf(levels, 'live', 60_000)
    for (const { value } of line.slice(1, -1)) expect(value).toBeCloseTo(200, 6)
  })
})
