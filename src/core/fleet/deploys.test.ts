import { describe, expect, it } from 'vitest'
import { tellFleet } from '../analysis/words/fleet.ts'
import { calmPod, drawFleet, type DrawnPod } from '../testing/drawnFleet.ts'
import { fleetOf } from './fleet.ts'
import type { FleetSeries } from './series.ts'
import { withinFleet } from './within.ts'

const idle = { cores: 0.007, waiters: 0.01 }
const told = (pods: readonly DrawnPod[]) => tellFleet(fleetOf(drawFleet(pods)).verdict!, 'UTC').text
const names = ['a', 'b', 'c'] as const

describe('a version that is ill since it was deployed', () => {
  const v1 = (until?: number) =>
    names.map((one) =>
      calmPod(`v1-${one}`, { ...idle, labels: { version: 'v1' }, ...(until === undefined ? {} : { until }) }),
    )
  const v2 = (from: number) =>
    names.map((one) => calmPod(`v2-${one}`, { ...idle, waiters: 70, labels: { version: 'v2' }, from }))

  it('is named, and since its pods started', () => {
    expect(told([...v1(240), ...v2(240)])).toMatch(
      /^3 of 6 pods contention-bound: .* \(all of version v2\), .*, since they started within the 15 s after 10:1[34]:\d\d UTC; the other three /,
    )
  })

  it('is to the second where CPU profiles say when they began, as Go’s do: two distances early it was by their end', () => {
    const data = drawFleet([...v1(240), ...v2(240)])
    // The profiler of a program begins when the program does, and its first profile carries that time.
    const began = (one: FleetSeries): FleetSeries => ({
      ...one,
      points: one.points.map((point) => ({ ...point, atMs: point.atMs - 15_000 })),
    })
    const measures = data.measures.map((one) =>
      one.measure === 'cpu' ? { ...one, series: one.series.map(began), stamped: 'start' as const } : one,
    )
    const { verdict, members } = fleetOf({ ...data, measures })
    const [atMs] = data.measures
      .flatMap(({ series }) => series.filter(({ labels }) => labels['version'] === 'v2'))
      .flatMap(({ points }) => points[0]?.atMs ?? [])
      .toSorted((a, b) => a - b)
    expect(Math.abs(verdict!.onset!.atMs + 15_000 - atMs!)).toBeLessThan(100)
    expect(tellFleet(verdict!, 'UTC').text).toMatch(/since they started at 10:1[34]:\d\d UTC; /)
    // What they use is the same by either time.
    const asEnds = fleetOf(data).members.find(({ name }) => name === 'v2-a')
    expect(members.find(({ name }) => name === 'v2-a')?.figures.cores).toBeCloseTo(asEnds!.figures.cores!, 4)
  })

  it('a name with a line break in it forges no line', () => {
    const ill = { ...idle, waiters: 70, labels: { version: 'v2\nQuiet' } }
    const text = told([...v1(), calmPod('x\nQuiet', ill), calmPod('y\u001b[2K', ill)])
    expect(text).toMatch(/x␊Quiet/)
    expect(text).not.toMatch(/\p{Cc}/u)
  })

  it('is ill since before the window where its pods were there before', () => {
    const text = told([...v1(), ...v2(0)])
    expect(text).toMatch(/^3 of 6 pods contention-bound: .* \(all of version v2\)/)
    expect(text).not.toContain('since')
  })
})

describe('a service whose pods are all quiet', () => {
  const quiet = fleetOf(drawFleet(names.map((one) => calmPod(one, idle)))).verdict
  const mean = { ...quiet!.diagnosis, kind: 'cannot-tell' as const }

  it('is quiet where the mean is open, for that is how many cores there are', () => {
    expect(withinFleet(mean, quiet).kind).toBe('quiet')
  })

  it('is not where one of them is not, and where the mean has a pattern', () => {
    expect(withinFleet(mean, { ...quiet!, lead: 'open' }).kind).toBe('cannot-tell')
    const bound = { ...mean, pattern: 'cpu-bound' as const }
    expect(withinFleet({ ...bound, kind: undefined } as never, quiet)).toMatchObject({ pattern: 'cpu-bound' })
  })
})

it('a heap that is larger than the others and did not grow is no possible leak', () => {
  const large = calmPod('large', { ...idle, liveMb: 200, growthMbPerHour: -60 })
  const data = drawFleet([calmPod('a', idle), calmPod('b', idle), large], { seconds: 240 })
  expect(tellFleet(fleetOf(data).verdict!, 'UTC').text).not.toContain('leak')
})
