import { describe, expect, it } from 'vitest'
import { lineOf as lineOfProcesses } from './line.ts'
import { processesOf } from './process.ts'
import type { FleetMeasure, FleetSeries, MeasuredSeries } from './series.ts'

const lineOf = (
  series: readonly FleetSeries[],
  measure: FleetMeasure,
  stepMs: number,
  beside: readonly MeasuredSeries[] = [],
) =>
  lineOfProcesses(
    processesOf({
      window: { fromMs: 0, untilMs: Infinity },
      instanceLabels: [],
      measures: [{ measure, series }, ...beside],
      failed: [],
    }),
    measure,
    stepMs,
  )

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

  /** Go's SDK sends a heap when one was collected: of a large one every minute or two, beside small ones every 15 s. */
  const level = (megabytes: number, phase: number, each: (at: number) => boolean = () => true): FleetSeries => {
    const { points, labels } = steady(0, 0, 240, phase)
    return { labels, points: points.filter((_, i) => each(i)).map(({ atMs }) => ({ atMs, value: megabytes * 1e6 })) }
  }
  const others = (phases: readonly number[]): readonly MeasuredSeries[] => [
    { measure: 'threads', series: phases.map((phase) => level(1e-5, phase)) },
  ]

  it('has no teeth where a heap comes seldom and other profiles tell that its process is there', () => {
    const heaps = [level(20, 0), level(20, 4), level(200, 8, (i) => i % 9 === 3)]
    const line = lineOf(heaps, 'live', 15_000, others([0, 4, 8]))
    const inner = line.slice(1, -1).map(({ value }) => value / 1e6)
    expect(inner.length).toBeGreaterThan(230)
    expect(Math.min(...inner)).toBeGreaterThan(239)
    expect(Math.max(...inner)).toBeLessThan(241)
  })

  it('has no teeth where one process sends all that it sends seldom, and evenly', () => {
    const evenly = (i: number) => i % 7 === 3
    const heaps = [level(20, 0), level(200, 8, evenly)]
    const beside: readonly MeasuredSeries[] = [{ measure: 'threads', series: [level(1e-5, 0), level(1e-5, 8, evenly)] }]
    const held = lineOf(heaps, 'live', 15_000, beside).slice(10, -10)
    for (const { value } of held) expect(value / 1e6).toBeCloseTo(220, 0)
    const flow = steady(1, 0, 240, 8)
    const seldom = { ...flow, points: flow.points.filter((_, i) => evenly(i)).map((one) => ({ ...one, value: 105 })) }
    const used = lineOf([steady(1), seldom], 'cpu', 15_000).slice(10, -10)
    for (const { value } of used) expect(value).toBeCloseTo(2, 1)
  })

  it('goes down where that process was away, and where it comes as it likes and nothing tells that it was there', () => {
    const away = (i: number) => i < 90 || i > 150
    const heaps = [level(20, 0), level(200, 8, (i) => away(i) && i % 9 === 3)]
    const beside = others([0, 8]).map((one) => ({
      ...one,
      series: one.series.map((own, pod) =>
        pod === 0 ? own : { ...own, points: own.points.filter((_, i) => away(i)) },
      ),
    }))
    const at = (line: ReturnType<typeof lineOf>, step: number) => Math.round((line[step]?.value ?? 0) / 1e6)
    const line = lineOf(heaps, 'live', 15_000, beside)
    expect([at(line, 50), at(line, 120), at(line, 200)]).toEqual([220, 20, 220])
    const alone = lineOf(heaps, 'live', 15_000)
    expect([at(alone, 51), at(alone, 120), at(alone, 200)]).toEqual([220, 20, 220])
    const asItLikes = level(200, 8, (i) => [3, 4, 50, 90, 91, 200].includes(i))
    expect(at(lineOf([level(20, 0), asItLikes], 'live', 15_000), 70)).toBe(20)
  })

  it('rises evenly between two snapshots of a heap that grows', () => {
    const grows = level(0, 0, (i) => i % 8 === 0)
    const points = grows.points.map(({ atMs }, i) => ({ atMs, value: i * 8e6 }))
    const line = lineOf([{ ...grows, points }, level(20, 4)], 'live', 15_000, others([0, 4]))
    const steps = line.slice(2, 200).map(({ value }, i, all) => value - (all[i - 1]?.value ?? value))
    expect(Math.max(...steps)).toBeLessThan(1.2e6)
  })
})
