import { describe, expect, it } from 'vitest'
import { calmPod, drawFleet } from '../testing/drawnFleet.ts'
import { fleetOf } from './fleet.ts'
import type { FleetData } from './series.ts'

const data = drawFleet(
  [0, 1, 2].map((i) => calmPod(`sessions-${i}`, { liveMb: 20, ...(i === 1 ? { growthMbPerHour: 1100 } : {}) })),
)
/** Go's SDK sends a heap when one was collected: of a large one every minute or two, beside small ones every 15 s. */
const seldom = ({ measures, ...rest }: FleetData, alsoAway = false): FleetData => ({
  ...rest,
  measures: measures.map((one) => ({
    ...one,
    series: one.series.map((own) =>
      own.labels['pod'] === 'sessions-1' && (alsoAway || one.measure === 'live')
        ? { ...own, points: own.points.filter((_, index) => index % 7 === 0) }
        : own,
    ),
  })),
})
const of = (fleet: FleetData) => fleetOf(fleet, { cores: { value: 2, from: 'the configuration' } })

describe('a heap that is sent more seldom than those of the other pods', () => {
  it('leaks all the same: it was there between two of its snapshots, for its other profiles came', () => {
    const { verdict, members } = of(seldom(data))
    expect(verdict).toMatchObject({ lead: 'fires', pattern: 'slow-leak', members: ['sessions-1'] })
    expect(members[0]?.figures.growthMbPerHour).toBeGreaterThan(1000)
    expect(members[0]?.figures.growthMbPerHour).toBeLessThan(1200)
  })
  it('is no line where nothing else came of it meanwhile: it may have been another process each time', () => {
    expect(of(seldom(data, true)).members.every(({ standing }) => standing !== 'fires')).toBe(true)
  })
})
