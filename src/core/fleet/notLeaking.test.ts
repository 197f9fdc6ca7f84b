import { describe, expect, it } from 'vitest'
import { calmPod, drawFleet } from '../testing/drawnFleet.ts'
import { fleetOf } from './fleet.ts'
import type { FleetData, FleetMeasure, FleetPoint } from './series.ts'

/** Real pods of a real store: idle, and their block profiles are half of what their twenty goroutines do. */
const idle = (name: string, more: Parameters<typeof calmPod>[1] = {}) =>
  calmPod(name, { cores: 0.005, waiters: 0, parked: 10.6, goroutines: 20, allocMb: 0.4, liveMb: 12, ...more })

const redrawn = (
  data: FleetData,
  pod: string,
  change: (points: readonly FleetPoint[], measure: FleetMeasure) => readonly FleetPoint[],
): FleetData => ({
  ...data,
  measures: data.measures.map(({ measure, series }) => ({
    measure,
    series: series.map((one) => (one.labels['pod'] === pod ? { ...one, points: change(one.points, measure) } : one)),
  })),
})

const heapOf = (mb: readonly number[]) => (points: readonly FleetPoint[], measure: FleetMeasure) =>
  measure === 'live' ? points.map((point, i) => ({ ...point, value: (mb[i % mb.length] ?? 0) * 1e6 })) : points

/** An idle Go program has no CPU sample in most of its profiles, and an empty profile is not stored. */
const withSparseCpu = (data: FleetData): FleetData => ({
  ...data,
  measures: data.measures.map((one) =>
    one.measure === 'cpu'
      ? { ...one, series: one.series.map((own) => ({ ...own, points: own.points.filter((_, i) => i % 2 === 0) })) }
      : one,
  ),
})

/** It begins anew every 90 s: five profiles come, the sixth does not, and its heap warms up each time. */
const crashing = (seconds: number) => {
  const three = withSparseCpu(
    drawFleet(
      ['crashy-0', 'crashy-1', 'crashy-2'].map((name) => idle(name)),
      { seconds },
    ),
  )
  const warmed = redrawn(three, 'crashy-2', heapOf([4.7, 8.3, 12.9, 13.5, 14.1, 0]))
  return redrawn(warmed, 'crashy-2', (points, measure) =>
    measure === 'cpu' ? points : points.filter((_, i) => i % 6 !== 5),
  )
}

describe('a healthy pod that starts anew every 90 s', () => {
  it.each([240, 300, 390, 480, 600])('leaks in no %i s: no line goes over its restarts', (seconds) => {
    const { verdict, members } = fleetOf(crashing(seconds))
    expect(members.map(({ standing }) => standing)).not.toContain('may')
    expect(members.map(({ standing }) => standing)).not.toContain('fires')
    expect(members.find(({ name }) => name === 'crashy-2')?.life.length).toBeGreaterThan(1)
    expect(verdict?.pattern).toBeUndefined()
  })
  it('and one that holds more and more while it is there does leak', () => {
    const grows = redrawn(crashing(600), 'crashy-1', heapOf(Array.from({ length: 40 }, (_, i) => 12 + 4 * i)))
    expect(fleetOf(grows).verdict).toMatchObject({ lead: 'fires', pattern: 'slow-leak', members: ['crashy-1'] })
  })
})

describe('growth of some minutes', () => {
  const seconds = 300
  const three = drawFleet(
    ['calm-0', 'calm-1', 'calm-2'].map((name) => idle(name)),
    { seconds },
  )
  it('that may as well be chance tells nobody from the others', () => {
    // Five minutes of a real pod: +143 MB/h by its line, which its scatter explains.
    const heap = [9.6, 9.1, 9.1, 9.1, 9.1, 9.1, 9.1, 9.1, 9.1, 9.1, 9.6, 9.7, 9.7, 9.1, 9.1, 7.9, 7.9, 9.6, 9.1, 9.7]
    const { verdict, members } = fleetOf(redrawn(three, 'calm-1', heapOf(heap)))
    expect(members.map(({ standing }) => standing)).not.toContain('may')
    expect(['open', 'quiet']).toContain(verdict?.lead)
  })
  it('that is more than chance does', () => {
    const heap = Array.from({ length: 20 }, (_, i) => 12 + 4 * i)
    expect(fleetOf(redrawn(three, 'calm-1', heapOf(heap))).verdict).toMatchObject({ members: ['calm-1'] })
  })
})

describe('pods that never waited for a lock, among others that did for a microsecond', () => {
  // Idle workers wait for work: 18 of 20 goroutines, in the block profile of all of them.
  const eight = (more: Parameters<typeof calmPod>[1]) =>
    drawFleet(
      [0, 1, 2, 3, 4, 5, 6, 7].map((i) =>
        idle(`calm-${i}`, { parked: 18, waiters: i < 5 ? 1e-9 : 0, ...(i === 7 ? more : {}) }),
      ),
    )
  const lockOf = (data: FleetData) => fleetOf(data).members.find(({ name }) => name === 'calm-7')?.signals.lock_wait_pct
  it('are as quiet as these', () => {
    expect(fleetOf(eight({})).verdict).toMatchObject({ lead: 'quiet', of: 8 })
    expect(lockOf(eight({}))).toMatchObject({ value: 0, bound: 'lower' })
  })
  it.each([
    ['waits far more than its siblings', { parked: 62, goroutines: 66 }],
    ['is of another version, which may not record them', { labels: { version: 'v2' } }],
  ])('are not where one %s', (_which, more) => {
    expect(lockOf(eight(more))?.state).toBe('absent')
    expect(fleetOf(eight(more)).verdict?.lead).not.toBe('quiet')
  })
  it('and where nobody has a lock profile it is not known of anybody', () => {
    const none = { ...eight({}), measures: eight({}).measures.filter(({ measure }) => measure !== 'held') }
    expect(fleetOf(none).verdict?.lead).toBe('open')
  })
})

describe('lock wait that only the block profile bounds', () => {
  const four = (more: Parameters<typeof calmPod>[1]) =>
    fleetOf(drawFleet(['a', 'b', 'c', 'd'].map((name, i) => idle(name, i === 1 ? more : {})))).verdict
  it('is not near the rule, however near its bound is: these are idle workers', () => {
    expect(four({ waiters: 1e-9 })).toMatchObject({ lead: 'quiet', of: 4 })
    expect(four({})?.lead).toBe('quiet')
  })
  it('is where the holders were seen to make others wait', () => {
    expect(four({ waiters: 11.4, parked: 11.6 })).toMatchObject({ lead: 'near', members: ['b'] })
  })
})

describe('the first minute of a process', () => {
  /** As real ones of 3 MB looked in the first rounds of a scraper: the buffers of the profiles themselves. */
  const young = (more: { readonly growthMbPerHour?: number } = {}) =>
    drawFleet(
      [
        calmPod('orders-0', { liveMb: 0.5, growthMbPerHour: 300, waiters: 0.01 }),
        calmPod('orders-1', { liveMb: 0.5, growthMbPerHour: 250, waiters: 0.01, ...more }),
        calmPod('orders-2', { liveMb: 2, waiters: 0.01 }),
      ],
      { seconds: 60, cadence: 10 },
    )

  it('is no leak: growth over less than three minutes is not established, and tells nobody from the others', () => {
    const fleet = fleetOf(young(), {})
    expect(fleet.members.map(({ standing }) => standing)).not.toContain('fires')
    expect(fleet.members.map(({ standing }) => standing)).not.toContain('may')
    for (const { figures } of fleet.members) expect(figures.growthMbPerHour).toBeUndefined()
  })

  it('is a possible one where the heap itself stands out', () => {
    const fleet = fleetOf(
      drawFleet(
        [
          calmPod('a', { liveMb: 3, cores: 0.03 }),
          calmPod('b', { liveMb: 150, growthMbPerHour: 1476 }),
          calmPod('c', { liveMb: 3 }),
        ],
        { seconds: 150 },
      ),
      {},
    )
    expect(fleet.verdict).toMatchObject({ lead: 'may', pattern: 'slow-leak', members: ['b'] })
  })

  it('is near no leak where a small heap stays as it is, give or take the buffer of a profile', () => {
    const pods = ['a', 'b', 'c'].map((name) => calmPod(name, { liveMb: 2, waiters: 0.01 }))
    const data = drawFleet(pods, { seconds: 240, cadence: 10 })
    const measures = data.measures.map((one) =>
      one.measure !== 'live'
        ? one
        : {
            ...one,
            series: one.series.map((series, at) => ({
              ...series,
              // A pool keeps it for some rounds and drops it.
              points: series.points.map((point, i) => ({
                ...point,
                value: point.value + ((i + 3 * at) % 11 < 4 ? 1.2e6 : 0) + (at === 1 && i > 55 ? 1.2e6 : 0),
              })),
            })),
          },
    )
    const fleet = fleetOf({ ...data, measures }, {})
    expect(fleet.members.map(({ standing }) => standing)).toEqual(['quiet', 'quiet', 'quiet'])
  })

  it('names nobody for a leak who only burns more CPU', () => {
    const fleet = fleetOf(
      drawFleet(
        [
          calmPod('signer-0', { cores: 0.02, waiters: 0.01 }),
          calmPod('signer-1', { cores: 0.21, waiters: 0.01 }),
          calmPod('signer-2', { cores: 0.02, waiters: 0.01 }),
        ],
        { seconds: 120 },
      ),
      {},
    )
    expect(fleet.verdict).toMatchObject({ lead: 'differs', members: ['signer-1'], by: { figure: 'cores' } })
  })
})
